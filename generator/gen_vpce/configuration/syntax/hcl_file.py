"""Files in native syntax, by tree-sitter: exact places, and what is broken does not hide the rest.

https://developer.hashicorp.com/terraform/language/syntax/configuration
"""

import re
from collections.abc import Iterator
from functools import cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING

from gen_vpce.configuration.place import Place
from gen_vpce.configuration.syntax.body import Argument, Block, Broken, File
from gen_vpce.configuration.syntax.expression import Expression, Unreadable
from gen_vpce.configuration.syntax.hcl_expression import Reader
from gen_vpce.diagnostics import Span
from gen_vpce.policy.positions import Extent, Positions

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Tree

_SHOWN = 40
_HEAD = frozenset(("identifier", "string_lit"))
_BEGIN = re.compile(
    rb"^(?:resource|data|module|variable|locals|output|provider|terraform|moved|import|removed|check)"
    rb"(?=[ \t]*[\"{])",
    re.MULTILINE,
)
"""What a block at the top begins with, at the beginning of a line, where `terraform fmt` puts it."""

_EXPONENT = re.compile(rb"(?<![\w.])[0-9]+[eE][+-]?[0-9]+(?![\w.])")


@cache
def _parser() -> "Parser":
    import tree_sitter_hcl
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_hcl.language()))


def read_hcl(source: Positions) -> File:
    """Return the blocks of a file in native syntax, and what is broken in it.

    Where something is broken, the blocks are read one by one, each from the line that it begins: an error in
    one of them leaves the others alone.
    """
    reader, tree = _parsed(source)
    root = tree.root_node
    place = Place(source, (0, len(source.text)))
    if not root.has_error:
        inner = [each for child in root.children if child.type == "body" for each in child.children]
        body = HclBody(reader, inner, place)
        return File(tuple(body.blocks()), body)
    blocks: list[Block] = []
    broken: list[Broken] = []
    for part in _parts(reader):
        blocks += _blocks_in(reader, part.root_node, damaged=part.root_node.has_error)
        if part.root_node.has_error:
            broken.append(next(_broken(reader, part.root_node), _unseen(reader, part.root_node)))
    arguments = [each for child in root.children for each in _flat(child)]
    return File(tuple(blocks), HclBody(reader, arguments, place), tuple(broken))


def _parts(reader: Reader) -> "Iterator[Tree]":
    """Yield the tree of each part of a file that begins like a block at the top."""
    from tree_sitter import Range

    raw = reader.seen
    starts = [found.start() for found in _BEGIN.finditer(raw)]
    starts = starts if starts and not raw[: starts[0]].strip() else [0, *starts]
    for start, end in pairwise([*starts, len(raw)]):
        parser = _parser()
        first, last = _point(raw, start), _point(raw, end)
        parser.included_ranges = [Range(first, last, start, end)]
        try:
            yield parser.parse(raw)
        finally:
            parser.included_ranges = []


def _point(raw: bytes, at: int) -> tuple[int, int]:
    return raw.count(b"\n", 0, at), at - raw.rfind(b"\n", 0, at) - 1


def _blocks_in(reader: Reader, root: "Node", *, damaged: bool) -> Iterator[Block]:
    """Yield the blocks at the top of a part; one that is not closed is read as far as it goes."""
    unclosed = _unclosed(reader, root) if root.is_error else None
    if unclosed:
        yield unclosed
        return
    for node in root.children:
        if node.type == "block":
            yield _block(reader, node, damaged=damaged)
        elif node.type in ("body", "ERROR", "config_file"):
            yield from _blocks_in(reader, node, damaged=damaged)


def _unclosed(reader: Reader, node: "Node") -> Block | None:
    """Return the block whose begin and arguments lie loose in a part that the parser could not place."""
    children = node.children
    begun = next((at for at, child in enumerate(children) if child.type == "block_start"), 0)
    head = children[:begun]
    if not head or any(each.type not in _HEAD for each in head):
        return None
    inner = [each for child in children[begun + 1 :] for each in _flat(child)]
    return _made(reader, head, HclBody(reader, inner, reader.place(node)), damaged=True)


def _flat(node: "Node") -> "list[Node]":
    return node.children if node.type == "body" else [node]


def read_template(source: Positions) -> Expression:
    """Return the template that a whole text is, such as a string of a JSON file."""
    mark = "TEMPLATE"
    while mark in source.text:
        mark += "_"
    head = f"x = <<{mark}\n"
    shifted = _Shifted(head, source, f"\n{mark}\n")
    reader, tree = _parsed(shifted)
    root = tree.root_node
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


def _parsed(source: Positions) -> "tuple[Reader, Tree]":
    """Return what reads the nodes of a text, and the tree.

    The grammar knows no exponent behind an integer, `1e5`. Where there is one, the parser is given digits in
    its place; the text of the number is taken from the source.
    """
    raw = f"{source.text}\n".encode("utf-8", errors="surrogatepass")
    tree = _parser().parse(raw)
    if tree.root_node.has_error and _EXPONENT.search(raw):
        seen = _EXPONENT.sub(lambda found: b"1" * len(found[0]), raw)
        return Reader(source, raw, seen), _parser().parse(seen)
    return Reader(source, raw), tree


class HclBody:
    """The body of a file or a block; several nodes where something broken stands between."""

    def __init__(self, reader: Reader, children: "list[Node]", place: Place) -> None:
        self.place = place
        self._reader = reader
        self._children = children
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
    place, expression = reader.place(node.children[0]), written[0]
    return Argument(name, place, partial(reader.expression, expression), reader.place(expression))


def _block(reader: Reader, node: "Node", *, damaged: bool = False) -> Block:
    head = [child for child in node.children if child.type in _HEAD]
    inner = [each for child in node.children if child.type == "body" for each in child.children]
    return _made(reader, head, HclBody(reader, inner, reader.place(node)), damaged=damaged)


def _made(reader: Reader, head: "list[Node]", body: HclBody, *, damaged: bool) -> Block:
    place = reader.place(head[0]).to(reader.place(head[-1]))
    labels = tuple(reader.text(each).strip('"') for each in head[1:])
    return Block(reader.text(head[0]), labels, body, place, damaged=damaged)


def _descendants(node: "Node") -> "Iterator[Node]":
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += reversed(current.children)


def _unseen(reader: Reader, root: "Node") -> Broken:
    """Return the finding for an error that the parser does not place: at the innermost node that has it."""
    node = root
    while inner := next((child for child in node.children if child.has_error), None):
        node = inner
    return Broken("this cannot be parsed", reader.place(node))


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
