"""JSON of values and values of JSON, with the place of every element.

https://developer.hashicorp.com/terraform/language/functions/jsonencode
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from gen_vpce.configuration.place import Piece, PieceText, Place
from gen_vpce.configuration.syntax.json_string import literal_pieces
from gen_vpce.configuration.value.conversion import as_string, number_text
from gen_vpce.configuration.value.symbol import Symbol
from gen_vpce.configuration.value.value import (
    Blank,
    Boolean,
    Failure,
    Items,
    Members,
    Null,
    Number,
    Spread,
    String,
    TooLarge,
    Unknown,
    Value,
    derived,
    described,
    string_of,
    text_of,
)
from gen_vpce.policy.not_json import why
from gen_vpce.policy.positions import Path, Positions
from gen_vpce.policy.symbols import has_marker, split_markers

_ESCAPED = re.compile(r'[\x00-\x1f"\\<>&\u2028\u2029]')
_OUTSIDE = re.compile(r'"(?:[^"\\]|\\.)*"|⟨[^⟨⟩]*⟩', re.DOTALL)
_LONGEST = 1_000_000


def encode(value: Value, place: Place | None) -> String:
    """Return a value as JSON text, objects in the order of their keys; a symbol is a string."""
    pieces: list[Piece | Blank] = []
    length = 0
    for piece in _encoded(value):
        length += len(piece.text)
        if length > _LONGEST:
            raise TooLarge(f"the JSON has more than {_LONGEST:,} characters")
        pieces.append(piece)
    return string_of(pieces, place)


def _encoded(value: Value) -> Iterator[Piece | Blank]:
    match value:
        case Spread():
            yield from _encoded(value.value)
        case Items():
            yield from _between("[", [(None, item) for item in value.items], "]", value.place)
        case Members():
            names = sorted(value.members)
            written = [(text_of(name, value.keys.get(name)), value.members[name]) for name in names]
            yield from _between("{", written, "}", value.place)
        case _:
            yield from _plain(value)


def _between(
    opening: str, pairs: Sequence[tuple[String | None, Value]], closing: str, place: Place | None
) -> Iterator[Piece | Blank]:
    yield Piece(opening, place)
    for number, (name, value) in enumerate(pairs):
        if number:
            yield Piece(",")
        if name:
            yield from _quoted(name)
            yield Piece(":")
        yield from _encoded(value)
    yield Piece(closing, place)


def _plain(value: Value) -> Iterator[Piece | Blank]:
    match value:
        case Null():
            yield Piece("null", value.place)
        case Boolean():
            yield Piece(str(value.value).lower(), value.place)
        case Number():
            yield Piece(number_text(value.value), value.place)
        case String():
            yield from _quoted(value)
        case Unknown():
            yield from _quoted(as_string(value))
        case _:
            yield from _quoted(as_string(derived(described(value), [value], value.place)))


def _quoted(value: String) -> Iterator[Piece | Blank]:
    whole = (
        value.place if all(not isinstance(piece, Piece) or piece.place for piece in value.pieces) else None
    )
    yield Piece('"', value.place)
    for piece in value.pieces:
        if isinstance(piece, Blank):
            yield piece
        else:
            yield from _escaped(piece, whole)
    yield Piece('"', value.place)


def _escaped(piece: Piece, whole: Place | None) -> Iterator[Piece]:
    at = 0
    for sign in _ESCAPED.finditer(piece.text):
        yield _part(piece, at, sign.start(), whole)
        code = sign.group()
        text = json.dumps(code) if code not in "<>&" else f'"\\u{ord(code):04x}"'
        place = piece.place.part(*sign.span()) if piece.place and piece.exact else piece.place
        yield Piece(text[1:-1], place)
        at = sign.end()
    yield _part(piece, at, len(piece.text), whole)


def _part(piece: Piece, start: int, end: int, whole: Place | None) -> Piece:
    if piece.exact and piece.place:
        return Piece(piece.text[start:end], piece.place.part(start, end), exact=True)
    return Piece(piece.text[start:end], piece.place or whole)


def decode(text: String, place: Place | None) -> Value:
    """Return the value that a JSON text holds; symbols of the text stay symbols."""
    symbols = {symbol.name: symbol for symbol in text.symbols}
    source = joined(quote_symbols(text), place)
    try:
        data = json.loads(source.text)
    except (ValueError, RecursionError) as error:
        if symbols:
            return derived(f"jsondecode({source.text})", [text], place)
        raise Failure(f"it is not JSON: {why(error)}", place) from None
    return decoded(source, data, symbols)


def joined(text: String, place: Place | None) -> Positions:
    """Return a text with the places of its characters; the file itself where it is the whole of one."""
    whole = text.place or place
    if whole is None:
        return Positions(text.text, "")
    pieces = [piece if isinstance(piece, Piece) else Piece(piece.text, piece.place) for piece in text.pieces]
    return PieceText(pieces, whole)


def quote_symbols(text: String) -> String:
    """Return a JSON text in which every symbol that stands outside of a string is a string."""
    if not text.symbols:
        return text
    outside = {found.start() for found in _OUTSIDE.finditer(text.text) if found.group()[0] == "⟨"}
    pieces: list[Piece | Blank] = []
    at = 0
    for piece in text.pieces:
        loose = isinstance(piece, Blank) and at in outside
        pieces += [Piece('"', piece.place), piece, Piece('"', piece.place)] if loose else [piece]
        at += len(piece.text)
    return String(tuple(pieces), text.place)


def decoded(source: Positions, data: object, symbols: Mapping[str, Symbol] | None = None) -> Value:
    """Return the parsed *data* of a JSON text as a value; numbers and texts know their places."""
    return _Decoding(source, symbols or {}).value(data, ())


class _Decoding:
    def __init__(self, source: Positions, symbols: Mapping[str, Symbol]) -> None:
        self._source = source
        self._symbols = symbols

    def value(self, data: object, path: Path) -> Value:
        extent = self._source.extent(path)
        place = Place(self._source, extent)
        match data:
            case None:
                return Null(place)
            case bool():
                return Boolean(data, place)
            case int() | float():
                return Number(data, place)
            case str():
                return self._string(place)
            case list():
                items = [self.value(each, (*path, at)) for at, each in enumerate(data)]
                return Items(tuple(items), place)
            case dict():
                members = {str(name): self.value(each, (*path, name)) for name, each in data.items()}
                keys = {name: Place(self._source, self._source.key_extent((*path, name))) for name in members}
                return Members(members, place, keys)
            case _:
                return Null(place)

    def _string(self, place: Place) -> Value:
        pieces: list[Piece | Blank] = []
        for piece in literal_pieces(place):
            if not self._symbols or not has_marker(piece.text):
                pieces.append(piece)
                continue
            at = 0
            for number, part in enumerate(split_markers(piece.text)):
                symbol = self._symbols.get(part) if number % 2 else None
                width = len(part) + 2 * (number % 2)
                here = piece.place.part(at, at + width) if piece.place and piece.exact else piece.place
                pieces.append(Blank(symbol, here) if symbol else Piece(part, here, piece.exact))
                at += width
        if len(pieces) == 1 and isinstance(pieces[0], Blank):
            return Unknown(pieces[0].symbol, place)
        return string_of(pieces, place)
