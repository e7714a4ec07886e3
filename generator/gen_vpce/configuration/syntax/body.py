"""The bodies of a file: attributes and blocks, the same for native and JSON syntax."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Protocol

from msgspec import Struct

from gen_vpce.configuration.place import Place
from gen_vpce.configuration.syntax.expression import Expression


class Broken(Struct, frozen=True):
    """A part of a file that is no Terraform."""

    message: str
    place: Place


class Argument(Struct, frozen=True, dict=True):
    """`name = expression`; the expression is taken apart when somebody asks for it.

    `written` is the place of all of the expression, None where it stands in JSON or is malformed.
    """

    name: str
    place: Place
    reader: Callable[[], Expression]
    written: Place | None = None

    @cached_property
    def expression(self) -> Expression:
        """The expression."""
        return self.reader()


class Body(Protocol):
    """What stands between the braces of a block, or in a file."""

    @property
    def place(self) -> Place:
        """The place of all of it."""
        ...

    def argument(self, name: str) -> Argument | None:
        """Return the argument of that name."""
        ...

    def arguments(self) -> Iterator[Argument]:
        """Yield the arguments; of JSON, everything that may be one."""
        ...

    def nested(self, type_: str) -> "Iterator[Block]":
        """Yield the blocks of a type and the `dynamic` blocks for it, in their order."""
        ...


class Block(Struct, frozen=True):
    """A block: its type, its labels, its body, the place of its type and labels.

    `dynamic` is set where the block is a `dynamic` one for its type: the body holds `for_each` and `content`.
    `damaged` is set where a part of it could not be parsed, so that arguments may be missing.
    """

    type: str
    labels: tuple[str, ...]
    body: Body
    place: Place
    dynamic: bool = False
    damaged: bool = False


class File(Struct, frozen=True):
    """A file: its blocks at the top, in order, its body, and what is broken in it."""

    blocks: tuple[Block, ...]
    body: Body
    broken: tuple[Broken, ...] = ()
