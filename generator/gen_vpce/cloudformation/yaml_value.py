"""Values of YAML with the place of every character, the short forms of functions as their long ones.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

import re
from collections.abc import Iterator

from gen_vpce.configuration.place import Piece, Place
from gen_vpce.configuration.value.value import Boolean, Items, Members, Null, Number, String, Value
from gen_vpce.intent.text.node import Node
from gen_vpce.policy.positions import Positions

_BEFORE = re.compile(r"""(?:[!&]\S*\s+)*(?:[|>][^\n]*\n|["'])?""")
_TOKEN = re.compile(r"""\s+|["'\\]|[^\s"'\\]+""")
_UNPREFIXED = ("!Ref", "!Condition")
_MOST_MISSED = 20


def value_of(node: Node, source: Positions) -> Value:
    """Return the value of a *node* of the text of *source*; `!Sub x` is `{"Fn::Sub": x}`."""
    place = _place(node, source)
    plain = _plain(node, source, place)
    if node.tag is None:
        return plain
    name = node.tag.removeprefix("!") if node.tag in _UNPREFIXED else f"Fn::{node.tag.removeprefix('!')}"
    start = place.extent[0]
    tag = Place(source, (start, min(start + len(node.tag), len(source.text))))
    return Members({name: plain}, place, {name: tag})


def _place(node: Node, source: Positions) -> Place:
    line, column, end_line, end_column = node.marks or (1, 1, 1, 1)
    start, end = source.offset(line, column), source.offset(end_line, end_column)
    while end > start and source.text[end - 1].isspace():
        end -= 1
    return Place(source, (start, end))


def _plain(node: Node, source: Positions, place: Place) -> Value:
    if node.entries is not None:
        members = {name: value_of(each, source) for name, each in node.entries.items()}
        return Members(
            members, place, {name: _key(each, source, place) for name, each in node.entries.items()}
        )
    if node.elements is not None:
        return Items(tuple(value_of(each, source) for each in node.elements), place)
    match node.value:
        case None:
            return Null(place)
        case bool():
            return Boolean(node.value, place)
        case int() | float():
            return Number(node.value, place)
        case _:
            return String(tuple(_pieces(node.text, place)), place)


def _key(node: Node, source: Positions, around: Place) -> Place:
    """Return the place of the key of a value."""
    if node.key is None:
        return around
    start = source.offset(node.key.line, node.key.column)
    return Place(source, (start, source.offset(node.key.end_line, node.key.end_column)))


def _pieces(text: str, place: Place) -> Iterator[Piece]:
    """Yield the parts of a scalar with their places: each word is looked for behind the one before.

    What stands otherwise in the source, an escape, has the place of the whole scalar.
    """
    source = place.source.text
    at, end = place.extent
    begun = _BEFORE.match(source, at, end)
    at = begun.end() if begun else at
    missed = 0
    for token in _TOKEN.finditer(text):
        word = token.group()
        found = source.find(word, at, end) if missed < _MOST_MISSED and not word.isspace() else -1
        if found >= 0:
            at = found + len(word)
            yield Piece(word, Place(place.source, (found, at)), exact=True)
        elif word.isspace():
            yield Piece(word)
        else:
            missed += 1
            yield Piece(word, place)
