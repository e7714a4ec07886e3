"""Templates in native syntax: quoted strings and heredocs, with interpolations and directives.

https://developer.hashicorp.com/terraform/language/expressions/strings
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from gen_vpce.configuration.place import Piece, Place
from gen_vpce.configuration.syntax.expression import (
    Alternative,
    Expression,
    Interpolation,
    Part,
    Repetition,
    Text,
)
from gen_vpce.policy.positions import Positions

if TYPE_CHECKING:
    from tree_sitter import Node

_QUOTED_ESCAPE = re.compile(
    r'\\(?:u(?P<short>[0-9a-fA-F]{4})|U(?P<long>[0-9a-fA-F]{8})|(?P<sign>["\\nrt]))|(?P<doubled>\$\$(?=\{)|%%(?=\{))'
)
_HEREDOC_ESCAPE = re.compile(r"(?P<doubled>\$\$(?=\{)|%%(?=\{))")
_SIGNS = {"n": "\n", "r": "\r", "t": "\t"}
_LAST_CHARACTER = 0x10FFFF


class Reading(Protocol):
    """What takes expressions apart; the reader of expressions."""

    source: Positions

    def expression(self, node: "Node") -> Expression:
        """Return the expression of a node."""
        ...

    def text(self, node: "Node") -> str:
        """Return what is written."""
        ...

    def at(self, byte: int) -> int:
        """Return the offset in characters of an offset in bytes."""
        ...


class _Token(Struct):
    """A literal, an interpolation, or the begin or end of a directive; with the marks that strip blanks."""

    kind: str
    pieces: list[Piece] = []
    expression: Expression | None = None
    names: tuple[str, ...] = ()
    strips_before: bool = False
    strips_after: bool = False

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def quoted(reader: Reading, node: "Node") -> tuple[Part, ...]:
    """Return the parts of a quoted string."""
    start, end = node.children[0].end_byte, node.children[-1].start_byte
    tokens = list(_tokens(reader, node.children[1:-1], reader.at(start), reader.at(end), lines=False))
    _strip(tokens)
    return _nested(iter(tokens))


def heredoc(reader: Reading, node: "Node", *, whole: bool = False) -> tuple[Part, ...]:
    """Return the parts of a heredoc; `<<-` takes away the blanks that all of its lines begin with.

    With *whole*, the last line break is left out: the heredoc was made around a text of its own.
    """
    begin, end = (child for child in node.children if child.type == "heredoc_identifier")
    text = reader.source.text
    start = text.find("\n", reader.at(begin.end_byte)) + 1
    stop = text.rfind("\n", 0, reader.at(end.start_byte)) + 1
    inner = [child for child in node.children if child.start_byte > begin.start_byte]
    tokens = list(_tokens(reader, inner[:-1], start, max(start, stop - whole), lines=True))
    _strip(tokens)
    if node.children[0].type == "heredoc_start" and reader.text(node.children[0]) == "<<-":
        _flush(tokens)
    return _nested(iter(tokens))


def _tokens(reader: Reading, nodes: "list[Node]", start: int, end: int, *, lines: bool) -> Iterator[_Token]:
    """Yield the tokens between two offsets; with *lines*, a literal ends at a line break."""
    at = start
    for node in nodes:
        if node.type not in ("template_interpolation", "template_directive"):
            continue
        yield from _literals(reader.source, at, reader.at(node.start_byte), lines=lines)
        if node.type == "template_interpolation":
            yield _sequence(reader, node, "interpolation")
        else:
            yield from _directive(reader, node.children[0], lines=lines)
        at = reader.at(node.end_byte)
    yield from _literals(reader.source, at, end, lines=lines)


def _directive(reader: Reading, node: "Node", *, lines: bool) -> Iterator[_Token]:
    """Yield the tokens of `%{ if }` or `%{ for }` from its begin to its end."""
    marks = [child for child in node.children if child.type.startswith((f"{node.type}_", "template_else_"))]
    for place, mark in enumerate(marks):
        kind = next(child.type for child in mark.children if not child.is_named and child.type.isalpha())
        yield _sequence(reader, mark, kind)
        if place + 1 < len(marks):
            following = marks[place + 1]
            between = [
                child for child in node.children if mark.end_byte <= child.start_byte < following.start_byte
            ]
            start, end = reader.at(mark.end_byte), reader.at(following.start_byte)
            yield from _tokens(reader, between, start, end, lines=lines)


def _sequence(reader: Reading, node: "Node", kind: str) -> _Token:
    children = node.children
    written = next((child for child in children if child.type == "expression"), None)
    names = tuple(reader.text(child) for child in children if child.type == "identifier")
    return _Token(
        kind,
        expression=reader.expression(written) if written else None,
        names=names,
        strips_before=children[1].type == "strip_marker",
        strips_after=children[-2].type == "strip_marker",
    )


def _literals(source: Positions, start: int, end: int, *, lines: bool) -> Iterator[_Token]:
    if start >= end:
        return
    if not lines:
        yield _Token("literal", _pieces(source, start, end, _QUOTED_ESCAPE))
        return
    while start < end:
        stop = source.text.find("\n", start, end) + 1 or end
        yield _Token("literal", _pieces(source, start, stop, _HEREDOC_ESCAPE))
        start = stop


def _pieces(source: Positions, start: int, end: int, escapes: re.Pattern[str]) -> list[Piece]:
    found = []
    at = start
    for escape in escapes.finditer(source.text, start, end):
        found.append(_exact(source, at, escape.start()))
        place = Place(source, escape.span())
        found.append(Piece(_unescaped(escape), place))
        at = escape.end()
    found.append(_exact(source, at, end))
    return [piece for piece in found if piece.text]


def _exact(source: Positions, start: int, end: int) -> Piece:
    return Piece(source.text[start:end], Place(source, (start, end)), exact=True)


def _unescaped(escape: re.Match[str]) -> str:
    groups = escape.groupdict()
    if groups["doubled"]:
        return groups["doubled"][0]
    if groups["sign"]:
        return _SIGNS.get(groups["sign"], groups["sign"])
    number = int(groups["short"] or groups["long"], 16)
    return chr(number) if number <= _LAST_CHARACTER else "\ufffd"


def _strip(tokens: list[_Token]) -> None:
    """Take blanks away beside the marks `~`, of one literal on each side as Terraform does."""
    for place, token in enumerate(tokens):
        if token.strips_before and place and tokens[place - 1].kind == "literal":
            before = tokens[place - 1]
            before.pieces = _first(before.pieces, len(before.text.rstrip()))
        if token.strips_after and place + 1 < len(tokens) and tokens[place + 1].kind == "literal":
            after = tokens[place + 1]
            after.pieces = _without_first(after.pieces, len(after.text) - len(after.text.lstrip()))


def _flush(tokens: list[_Token]) -> None:
    """Take away as many blanks from each line as the line with the fewest has; empty lines do not count."""
    begins = True
    lines: list[_Token] = []
    fewest: int | None = None
    for token in tokens:
        text = token.text
        if begins:
            begins = False
            spaces: int | None = 0
            if token.kind == "literal":
                inner = text.lstrip()
                if not inner and text.endswith("\n"):
                    spaces = None
                else:
                    spaces = len(text) - len(inner)
                    lines.append(token)
            if spaces is not None:
                fewest = spaces if fewest is None else min(fewest, spaces)
        if token.kind == "literal" and text.endswith("\n"):
            begins = True
    for token in lines:
        token.pieces = _without_first(token.pieces, fewest or 0)


def _first(pieces: list[Piece], count: int) -> list[Piece]:
    kept = []
    for piece in pieces:
        if count <= 0:
            break
        kept.append(_cut(piece, 0, count))
        count -= len(piece.text)
    return kept


def _without_first(pieces: list[Piece], count: int) -> list[Piece]:
    kept = []
    for piece in pieces:
        if count < len(piece.text):
            kept.append(_cut(piece, max(count, 0), len(piece.text)))
        count -= len(piece.text)
    return kept


def _cut(piece: Piece, start: int, end: int) -> Piece:
    end = min(end, len(piece.text))
    if start == 0 and end == len(piece.text):
        return piece
    place = piece.place.part(start, end) if piece.place and piece.exact else piece.place
    return Piece(piece.text[start:end], place, piece.exact)


def _nested(tokens: Iterator[_Token], *ends: str) -> tuple[Part, ...]:
    """Return the parts up to one of the *ends*, directives with what they hold."""
    return _until(tokens, ends)[0]


def _until(tokens: Iterator[_Token], ends: tuple[str, ...]) -> tuple[tuple[Part, ...], str]:
    parts: list[Part] = []
    for token in tokens:
        if token.kind in ends:
            return tuple(parts), token.kind
        if token.kind == "literal" and token.pieces:
            parts.append(Text(tuple(token.pieces)))
        elif token.expression is None:
            continue
        elif token.kind == "interpolation":
            parts.append(Interpolation(token.expression))
        elif token.kind == "if":
            then, end = _until(tokens, ("else", "endif"))
            otherwise = _until(tokens, ("endif",))[0] if end == "else" else ()
            parts.append(Alternative(token.expression, then, otherwise))
        elif token.kind == "for":
            body, _ = _until(tokens, ("endfor",))
            key = token.names[0] if len(token.names) > 1 else None
            parts.append(Repetition(key, token.names[-1], token.expression, body))
    return tuple(parts), ""
