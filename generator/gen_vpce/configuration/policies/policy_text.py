"""The text of a policy with symbols, made such that a reader of policies takes it.

A symbol in place of an element gets the form of the element: a principal is one of the type AWS, a condition
asks for a key that is a symbol. Statements that are symbols are left out and named.
"""

import json
from collections.abc import Callable, Iterator

from msgspec import Struct

from gen_vpce.configuration.place import Piece, Place
from gen_vpce.configuration.value.json_text import joined, quote_symbols
from gen_vpce.configuration.value.symbol import Symbol, named
from gen_vpce.configuration.value.value import Blank, String, string_of
from gen_vpce.policy.positions import Extent, Path, Positions
from gen_vpce.policy.symbols import has_marker, is_marker, marker, markers_in


class PolicyText(Struct, frozen=True):
    """The JSON text with its places; `hidden` are the statements that are not known."""

    positions: Positions
    hidden: tuple[str, ...] = ()


class Unfit(Exception):  # noqa: N818 -- what a symbol hides, not a fault
    """Too little of the policy is known."""


def policy_text(written: String, place: Place, decide: Callable[[Symbol], bool]) -> PolicyText:
    """Return the text of a policy; raise `Unfit` where symbols hide its structure.

    A text that is no JSON, without a symbol in it, is returned as it is: reading it says what is wrong.
    """
    text = quote_symbols(written)
    positions = joined(text, place)
    try:
        data = json.loads(positions.text)
    except (ValueError, RecursionError):
        if text.symbols:
            names = ", ".join(symbol.name for symbol in text.symbols[:3])
            raise Unfit(f"the text is not JSON without the value of {names}") from None
        return PolicyText(positions)
    if not text.symbols and not has_marker(positions.text):
        return PolicyText(positions)
    if isinstance(data, str):
        raise Unfit(f"the value of {data} is not known")
    fitting = _Fitting(text, positions, decide)
    fitting.document(data)
    return PolicyText(joined(fitting.result(), place), tuple(fitting.hidden))


class _Fitting:
    """Replaces parts of the text, from their extents."""

    def __init__(self, text: String, positions: Positions, decide: Callable[[Symbol], bool]) -> None:
        self.hidden: list[str] = []
        self._text = text
        self._positions = positions
        self._decide = decide
        self._changes: list[tuple[Extent, list[Piece | Blank]]] = []

    def document(self, data: object) -> None:
        if not isinstance(data, dict):
            return
        for name, value in data.items():
            if name.casefold() == "statement":
                self._statements(name, value)
            elif name.casefold() == "version" and _is_symbol(value):
                self._put((name,), '"2012-10-17"')

    def result(self) -> String:
        pieces: list[Piece | Blank] = []
        at = 0
        for (start, end), new in sorted(self._changes, key=lambda change: change[0]):
            if start >= at:
                pieces += [*sliced(self._text, at, start), *new]
                at = end
        pieces += sliced(self._text, at, len(self._positions.text))
        return string_of(pieces, self._text.place)

    def _statements(self, name: str, value: object) -> None:
        if _is_symbol(value):
            raise Unfit(f"the statements are {value}, which is not known")
        listed = value if isinstance(value, list) else [value]
        gone = [place for place, each in enumerate(listed) if _is_symbol(each)]
        if gone:
            self.hidden += [str(listed[place]) for place in gone]
            if len(gone) == len(listed):
                raise Unfit(f"the statements are {', '.join(self.hidden)}, which is not known")
            self._without(name, listed, gone)
            return
        for place, each in enumerate(listed):
            if isinstance(each, dict):
                self._statement(each, (name, place) if isinstance(value, list) else (name,))

    def _without(self, name: str, listed: list[object], gone: list[int]) -> None:
        """Write the list anew without the statements that are *gone*."""
        kept: list[Piece | Blank] = []
        for place, each in enumerate(listed):
            if place in gone:
                continue
            inner = _Fitting(self._text, self._positions, self._decide)
            inner._statement(each, (name, place))
            start, end = self._positions.extent((name, place))
            kept += [*([Piece(",")] if kept else []), *inner._within(start, end)]
        self._changes.append((self._positions.extent((name,)), [Piece("["), *kept, Piece("]")]))

    def _within(self, start: int, end: int) -> Iterator[Piece | Blank]:
        at = start
        for (first, last), new in sorted(self._changes, key=lambda change: change[0]):
            yield from sliced(self._text, at, first)
            yield from new
            at = last
        yield from sliced(self._text, at, end)

    def _statement(self, data: object, path: Path) -> None:
        for name, value in data.items() if isinstance(data, dict) else ():
            here = (*path, name)
            match name.casefold():
                case "effect" if _is_symbol(value):
                    effect = named(f'{markers_in(str(value))[0]} == "Allow"', "it is not known")
                    allow = self._decide(effect)
                    self._put(here, '"Allow"' if allow else '"Deny"')
                case "principal" | "notprincipal":
                    self._principal(value, here)
                case "condition" if _is_open_condition(value):
                    markers = json.dumps([marker(each) for each in _markers(value)], ensure_ascii=False)
                    key = marker(f"condition of {_markers(value)[0]}")
                    self._put(here, f'{{"StringEquals": {{"{key}": {markers}}}}}')
                case _:
                    pass

    def _principal(self, value: object, path: Path) -> None:
        if _is_symbol(value):
            self._put(path, json.dumps({"AWS": value}, ensure_ascii=False))
        elif isinstance(value, dict) and any(map(has_marker, value)):
            markers = [marker(each) for each in _markers(value)]
            self._put(path, json.dumps({"AWS": markers}, ensure_ascii=False))

    def _put(self, path: Path, text: str) -> None:
        extent = self._positions.extent(path)
        place = _place_of(self._text, extent[0])
        self._changes.append((extent, [Piece(text, place)]))


def _is_symbol(value: object) -> bool:
    return isinstance(value, str) and is_marker(value)


def _is_open_condition(value: object) -> bool:
    """Whether the operators or the keys of a condition are not known."""
    if _is_symbol(value):
        return True
    return isinstance(value, dict) and any(
        has_marker(operator) or (not isinstance(keys, dict) and _is_symbol(keys))
        for operator, keys in value.items()
    )


def _markers(value: object) -> list[str]:
    return list(dict.fromkeys(markers_in(json.dumps(value, ensure_ascii=False))))


def sliced(text: String, start: int, end: int) -> list[Piece | Blank]:
    """Return the pieces of a text between two offsets."""
    found: list[Piece | Blank] = []
    at = 0
    for piece in text.pieces:
        width = len(piece.text)
        first, last = max(start - at, 0), min(end - at, width)
        at += width
        if first >= last:
            continue
        if isinstance(piece, Blank) or (first == 0 and last == width):
            found.append(piece)
            continue
        place = piece.place.part(first, last) if piece.place and piece.exact else piece.place
        found.append(Piece(piece.text[first:last], place, piece.exact))
    return found


def _place_of(text: String, offset: int) -> Place | None:
    at = 0
    for piece in text.pieces:
        at += len(piece.text)
        if offset < at:
            return piece.place
    return text.place
