"""Expressions in native syntax: from nodes of tree-sitter to our own."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gen_vpce.configuration.place import Piece, Place
from gen_vpce.configuration.syntax.expression import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Expression,
    Index,
    Item,
    ListOf,
    Literal,
    Loop,
    ObjectOf,
    Splat,
    Template,
    Text,
    Unary,
    Unreadable,
    Variable,
)
from gen_vpce.configuration.syntax.hcl_template import heredoc, quoted
from gen_vpce.policy.positions import Positions

if TYPE_CHECKING:
    from tree_sitter import Node

_STEPS = frozenset(("get_attr", "index", "splat"))
_POSTFIX_OF_SPLAT = frozenset(("get_attr", "index"))


class Reader:
    """Takes the nodes of one text apart; `seen` is the text as the parser saw it, as long as `raw`."""

    def __init__(self, source: Positions, raw: bytes, seen: bytes | None = None) -> None:
        self.source = source
        self.raw = raw
        self.seen = raw if seen is None else seen
        self._wide = None if raw.isascii() else _character_starts(raw)

    def text(self, node: "Node") -> str:
        """Return what is written."""
        return self.raw[node.start_byte : node.end_byte].decode("utf-8", errors="surrogatepass")

    def at(self, byte: int) -> int:
        """Return the offset in characters of an offset in bytes."""
        return byte if self._wide is None else bisect_right(self._wide, byte) - 1

    def place(self, node: "Node") -> Place:
        """Return the place of a node."""
        return self.between(node.start_byte, node.end_byte)

    def between(self, start: int, end: int) -> Place:
        """Return the place between two offsets in bytes."""
        return Place(self.source, (self.at(start), self.at(end)))

    def expression(self, node: "Node") -> Expression:
        """Return the expression of a node of any kind."""
        read = _READERS.get(node.type)
        if read is None:
            return Unreadable(self.place(node), f"`{self.text(node)[:40]}` is not an expression")
        return read(self, node)

    def whole_template(self, node: "Node", source: Positions) -> Expression:
        """Return a heredoc that stands for a text of its own: its last line break is not part of it."""
        return Template(Place(source, (0, len(source.text))), heredoc(self, node, whole=True))

    def term(self, nodes: "Sequence[Node]") -> Expression:
        """Return a term and the attributes, indexes and splats that follow it."""
        if nodes[0].type == "(":
            inner, rest = self.expression(nodes[1]), nodes[3:]
        else:
            inner, rest = self.expression(nodes[0]), nodes[1:]
        return self._steps(inner, rest)

    def _steps(self, found: Expression, nodes: "Sequence[Node]") -> Expression:
        for number, node in enumerate(nodes):
            place = found.place.to(self.place(node))
            child = node.children[0] if node.children else node
            if node.type == "get_attr":
                found = Attribute(place, found, self.text(node.children[-1]))
            elif node.type == "index" and child.type == "legacy_index":
                found = Index(place, found, Literal(self.place(child), int(self.text(child)[1:])))
            elif node.type == "index":
                found = Index(place, found, self.expression(child.children[1]))
            else:
                return self._splat(found, place, child, nodes[number + 1 :])
        return found

    def _splat(self, on: Expression, place: Place, node: "Node", rest: "Sequence[Node]") -> Expression:
        """Return a splat; what follows `.*` beyond attributes belongs to the list that it makes."""
        item = Item(place)
        steps = [child for child in node.children if child.type in _POSTFIX_OF_SPLAT]
        own = steps
        if node.type == "attr_splat":
            own = steps[: next((at for at, step in enumerate(steps) if step.type != "get_attr"), len(steps))]
        found: Expression = Splat(place, on, self._steps(item, own), item)
        return self._steps(found, [*steps[len(own) :], *rest])


def _character_starts(raw: bytes) -> list[int]:
    """Return the offset of each character, and one past the last."""
    return [at for at, byte in enumerate(raw) if byte & 0xC0 != 0x80] + [len(raw)]


def _children(node: "Node") -> "list[Node]":
    return [child for child in node.children if child.type != "comment"]


def _first(reader: Reader, node: "Node") -> Expression:
    return reader.expression(_children(node)[0])


def _expression(reader: Reader, node: "Node") -> Expression:
    return reader.term(_children(node))


def _number(reader: Reader, node: "Node") -> Expression:
    written = reader.text(node)
    place = reader.place(node)
    try:
        value = int(written, 0) if written[:2] == "0x" else _decimal(written)
    except ValueError:
        return Unreadable(place, f"`{written}` is not a number")
    return Literal(place, value)


def _decimal(written: str) -> int | float:
    if written.isdigit():
        return int(written)
    value = float(written)
    return int(value) if value.is_integer() else value


def _bool(reader: Reader, node: "Node") -> Expression:
    return Literal(reader.place(node), reader.text(node) == "true")


def _null(reader: Reader, node: "Node") -> Expression:
    return Literal(reader.place(node), None)


def _quoted(reader: Reader, node: "Node") -> Expression:
    return Template(reader.place(node), quoted(reader, node))


def _heredoc(reader: Reader, node: "Node") -> Expression:
    return Template(reader.place(node), heredoc(reader, node))


def _variable(reader: Reader, node: "Node") -> Expression:
    return Variable(reader.place(node), reader.text(node))


def _tuple(reader: Reader, node: "Node") -> Expression:
    items = [reader.expression(child) for child in node.children if child.type == "expression"]
    return ListOf(reader.place(node), tuple(items))


def _object(reader: Reader, node: "Node") -> Expression:
    members = []
    for element in node.children:
        if element.type == "object_elem":
            key, value = (child for child in element.children if child.type == "expression")
            members.append((_key(reader, key), reader.expression(value)))
    return ObjectOf(reader.place(node), tuple(members))


def _key(reader: Reader, node: "Node") -> Expression:
    """Return the key of an object: a bare name stands for itself."""
    inner = _children(node)
    if len(inner) == 1 and inner[0].type in ("variable_expr", "literal_value"):
        if inner[0].children and inner[0].children[0].type in ("string_lit", "numeric_lit"):
            return reader.expression(node)
        place = reader.place(node)
        return Template(place, (Text((Piece(reader.text(node), place, exact=True),)),))
    return reader.expression(node)


def _call(reader: Reader, node: "Node") -> Expression:
    name = reader.text(node.children[0])
    given = next((child for child in node.children if child.type == "function_arguments"), None)
    inner = given.children if given else []
    arguments = tuple(reader.expression(child) for child in inner if child.type == "expression")
    spread = any(child.type == "ellipsis" for child in inner)
    return Call(reader.place(node), name, arguments, spread)


def _unary(reader: Reader, node: "Node") -> Expression:
    sign, *term = _children(node)
    return Unary(reader.place(node), reader.text(sign), reader.term(term))


_OPERATORS = frozenset(("*", "/", "%", "+", "-", ">", ">=", "<", "<=", "==", "!=", "&&", "||"))


def _binary(reader: Reader, node: "Node") -> Expression:
    children = _children(node)
    at = next(place for place, child in enumerate(children) if child.type in _OPERATORS)
    left, right = reader.term(children[:at]), reader.term(children[at + 1 :])
    return Binary(reader.place(node), children[at].type, left, right)


def _conditional(reader: Reader, node: "Node") -> Expression:
    """Return a conditional; the parser ties several in a row to the left, where they belong to the right."""
    branches: list[tuple[Node, Node]] = []
    condition = node
    while condition.type == "conditional":
        condition, then, otherwise = (child for child in condition.children if child.type == "expression")
        branches.append((then, otherwise))
        inner = _children(condition)
        condition = inner[0] if len(inner) == 1 and inner[0].type == "conditional" else condition
    found = reader.expression(branches[0][1])
    for place, (then, _) in enumerate(branches):
        last = place + 1 == len(branches)
        tested = reader.expression(condition if last else branches[place + 1][1])
        found = Conditional(tested.place.to(found.place), tested, reader.expression(then), found)
    return found


def _loop(reader: Reader, node: "Node") -> Expression:
    intro = next(child for child in node.children if child.type == "for_intro")
    names = [reader.text(child) for child in intro.children if child.type == "identifier"]
    collection = next(child for child in intro.children if child.type == "expression")
    body = [reader.expression(child) for child in node.children if child.type == "expression"]
    tested = next((child for child in node.children if child.type == "for_cond"), None)
    return Loop(
        reader.place(node),
        names[0] if len(names) > 1 else None,
        names[-1],
        reader.expression(collection),
        body[0] if len(body) > 1 else None,
        body[-1],
        any(child.type == "ellipsis" for child in node.children),
        reader.expression(_children(tested)[-1]) if tested else None,
    )


_READERS: dict[str, Callable[[Reader, "Node"], Expression]] = {
    "expression": _expression,
    "literal_value": _first,
    "numeric_lit": _number,
    "bool_lit": _bool,
    "null_lit": _null,
    "string_lit": _quoted,
    "template_expr": _first,
    "quoted_template": _quoted,
    "heredoc_template": _heredoc,
    "collection_value": _first,
    "tuple": _tuple,
    "object": _object,
    "variable_expr": _variable,
    "function_call": _call,
    "for_expr": _first,
    "for_tuple_expr": _loop,
    "for_object_expr": _loop,
    "operation": _first,
    "unary_operation": _unary,
    "binary_operation": _binary,
    "conditional": _conditional,
}
