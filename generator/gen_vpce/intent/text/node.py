"""A YAML value with the place where a person wrote it: what the reader makes and the builder consumes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.diagnostics import Span

Path: TypeAlias = tuple[str | int, ...]
Scalar: TypeAlias = str | bool | int | float | None


class Node(Struct, frozen=True):
    """One value: a mapping (`entries`), a list (`elements`) or a scalar (`value` and its `text`).

    `text` is the scalar as it was written, so that `012` and `1.10` stay what they are. `key` is the place
    of the key that holds the value in a mapping, None for list elements and the root. A dialect of YAML with
    tags has the `tag` of the value, such as `!Sub`, and its `marks`: the line and the column, from 1, where
    all of it begins and where it ends. Of a text with values of a deployment, `unfilled` is what was written.
    """

    span: Span
    key: Span | None = None
    value: Scalar = None
    text: str = ""
    entries: Mapping[str, "Node"] | None = None
    elements: tuple["Node", ...] | None = None
    tag: str | None = None
    marks: tuple[int, int, int, int] | None = None
    unfilled: str | None = None

    @property
    def place(self) -> Span:
        """Where to point: at a written scalar itself, at the key of anything else."""
        is_written = self.entries is None and self.elements is None and self.value is not None
        return self.span if is_written or self.key is None else self.key

    def get(self, name: str) -> "Node | None":
        """Return the value of a key, None where the key is missing or this is not a mapping."""
        return self.entries.get(name) if self.entries is not None else None

    def items(self, name: str) -> Iterator[tuple[str, "Node"]]:
        """Yield keys and values of the mapping under *name*; nothing where it is missing."""
        held = self.get(name)
        yield from (held.entries or {}).items() if held else ()

    def each(self, name: str) -> tuple["Node", ...]:
        """Return the elements of the list under *name*; empty where it is missing."""
        held = self.get(name)
        return held.elements or () if held else ()

    def texts(self, name: str) -> tuple[str, ...] | None:
        """Return the texts of the list under *name*, None where it is missing."""
        return tuple(element.text for element in self.each(name)) if self.get(name) else None

    def string(self, name: str) -> str | None:
        """Return the text of the scalar under *name*, None where it is missing."""
        held = self.get(name)
        return held.text if held else None

    def flag(self, name: str) -> bool | None:
        """Return the truth value under *name*, None where it is missing."""
        held = self.get(name)
        return held.value is True if held else None

    def at(self, path: Iterable[str | int]) -> "Node":
        """Return the value at a path of keys and indexes, which must exist."""
        node = self
        for step in path:
            node = (node.elements or ())[step] if isinstance(step, int) else (node.entries or {})[step]
        return node


def plain(node: Node) -> object:
    """Return the value without its places, as `json` would have read it."""
    if node.entries is not None:
        return {name: plain(value) for name, value in node.entries.items()}
    if node.elements is not None:
        return [plain(element) for element in node.elements]
    return node.value


def written(node: Node) -> object:
    """Return the value with each scalar as the text that was written: the style of IAM documents."""
    if node.entries is not None:
        return {name: written(value) for name, value in node.entries.items()}
    if node.elements is not None:
        return [written(element) for element in node.elements]
    return node.text


def without(node: Node, paths: set[Path], here: Path = ()) -> Node:
    """Return the tree without the values at *paths*."""
    if not paths:
        return node
    if node.entries is not None:
        kept = {
            name: without(value, paths, (*here, name))
            for name, value in node.entries.items()
            if (*here, name) not in paths
        }
        return replace(node, entries=kept)
    if node.elements is not None:
        elements = tuple(
            without(element, paths, (*here, index))
            for index, element in enumerate(node.elements)
            if (*here, index) not in paths
        )
        return replace(node, elements=elements)
    return node
