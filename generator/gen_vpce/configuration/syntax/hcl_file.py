"""Files in native syntax, by tree-sitter: exact places, and what is broken does not hide the rest.

https://developer.hashicorp.com/terraform/language/syntax/configuration
"""

from collections.abc import Iterator
from functools import cache, partial
from typing import TYPE_CHECKING

from gen_vpce.configuration.place import Place
from gen_vpce.configuration.syntax.body import Argument, Block, Broken, File
from gen_vpce.configuration.syntax.expression import Expression, Unreadable
from gen_vpce.configuration.syntax.hcl_expression import Reader
from gen_vpce.diagnostics import Span
from gen_vpce.policy.positions import Extent, Positions

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_SHOWN = 40


@cache
def _parser() -> "Parser":
    import tree_sitter_hcl
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_hcl.language()))


def read_hcl(source: Positions) -> File:
    """Return the blocks of a file in native syntax, and what is broken in it."""
    reader, root = _parsed(source)
    bodies = [child for child in root.children if child.type == "body"]
    body = HclBody(reader, bodies, Place(source, (0, len(source.text))))
    return File(tuple(body.blocks()), body, tuple(_broken(reader, root)))


def read_template(source: Positions) -> Expression:
    """Return the template that a whole text is, such as a string of a JSON file."""
    mark = "TEMPLATE"
    while mark in source.text:
        mark += "_"
    head = f"x = <<{mark}\n"
    shifted = _Shifted(head, source, f"\n{mark}\n")
    reader, root = _parsed(shifted)
    place = Place(source, (0, len(source.text)))
    if root.has_error:
        return Unreadable(place, "the template in the string is malformed")
    found = next((each for each in _descendants(root) if each.type == "heredoc_template"), None)
    if found is None:
        return Unreadable(place, "the template in the string is malformed")
    return reader.whole_template(found, shifted)


class _Shifted(Positions):
    """A text with a head and a tail that its source does not have."""

    def __init__(self, head: str, source: Positions, tail: str) -> None:
        super().__init__(head + source.text + tail, source.shown)
        self._source = source
        self._head = len(head)

    def between(self, extent: Extent) -> Span:
        """Return the place in the source."""
        last = len(self._source.text)
        start, end = (min(max(each - self._head, 0), last) for each in extent)
        return self._source.between((start, end))


def _parsed(source: Positions) -> "tuple[Reader, Node]":
    raw = f"{source.text}\n".encode("utf-8", errors="surrogatepass")
    return Reader(source, raw), _parser().parse(raw).root_node


class HclBody:
    """The body of a file or a block; several nodes where something broken stands between."""

    def __init__(self, reader: Reader, nodes: "list[Node]", place: Place) -> None:
        self.place = place
        self._reader = reader
        self._children = [child for node in nodes for child in node.children]
        self._arguments: dict[str, Argument] | None = None

    def argument(self, name: str) -> Argument | None:
        """Return the argument of that name."""
        return self._by_name().get(name)

    def arguments(self) -> Iterator[Argument]:
        """Yield the arguments in their order."""
        yield from self._by_name().values()

    def nested(self, type_: str) -> Iterator[Block]:
        """Yield the blocks of a type and the `dynamic` blocks for it, in their order."""
        for block in self.blocks():
            if block.type == type_:
                yield block
            elif block.type == "dynamic" and block.labels == (type_,):
                yield Block(type_, (), block.body, block.place, dynamic=True)

    def blocks(self) -> Iterator[Block]:
        """Yield all blocks in their order."""
        for child in self._children:
            if child.type == "block":
                yield _block(self._reader, child)

    def _by_name(self) -> dict[str, Argument]:
        if self._arguments is None:
            self._arguments = {}
            for child in self._children:
                if child.type == "attribute":
                    argument = _argument(self._reader, child)
                    self._arguments.setdefault(argument.name, argument)
        return self._arguments


def _argument(reader: Reader, node: "Node") -> Argument:
    name = reader.text(node.children[0])
    written = [child for child in node.children[1:] if child.type == "expression"]
    if node.has_error or not written:
        place = reader.place(node)
        return Argument(name, place, lambda: Unreadable(place, "the expression is malformed"))
    return Argument(name, reader.place(node.children[0]), partial(reader.expression, written[0]))


def _block(reader: Reader, node: "Node") -> Block:
    head = [child for child in node.children if child.type in ("identifier", "string_lit")]
    bodies = [child for child in node.children if child.type == "body"]
    place = reader.place(head[0]).to(reader.place(head[-1]))
    labels = tuple(reader.text(each).strip('"') for each in head[1:])
    return Block(reader.text(head[0]), labels, HclBody(reader, bodies, reader.place(node)), place)


def _descendants(node: "Node") -> "Iterator[Node]":
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += reversed(current.children)


def _broken(reader: Reader, root: "Node") -> Iterator[Broken]:
    """Yield the parts that the parser could not place, and what it had to make up."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_missing:
            yield Broken(f"`{node.type}` is missing", reader.place(node))
        elif node.is_error:
            shown = " ".join(reader.text(node).split())
            cut = f"{shown[:_SHOWN]}..." if len(shown) > _SHOWN else shown
            yield Broken(f"`{cut}` is not expected here" if cut else "it ends too early", reader.place(node))
        elif node.has_error:
            waiting += reversed(node.children)
