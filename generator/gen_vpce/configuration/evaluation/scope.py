"""What the names of an expression mean, and where the files are that it reads."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from gen_vpce.configuration.evaluation.world import World
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.value.value import String, Unknown, Value, unknown


class Surroundings(Protocol):
    """The module around an expression."""

    world: World

    def resolve(self, name: str, place: Place) -> Value | None:
        """Return what a name at the top means: `var`, `local`, `data`, a type of resource."""
        ...

    def read_file(self, path: String, place: Place) -> Value:
        """Return the text of a file, or a symbol where it is not to be read."""
        ...

    def folder(self, path: String, place: Place) -> Path | Unknown:
        """Return a folder whose files may be listed, or a symbol where they may not."""
        ...


class Scope(Struct, frozen=True):
    """The variables of loops, the element of a splat, and the module around."""

    around: Surroundings
    variables: Mapping[str, Value] = field(default_factory=dict)
    item: Value | None = None

    @property
    def world(self) -> World:
        """The world in which is evaluated."""
        return self.around.world

    def given(self, variables: Mapping[str, Value]) -> "Scope":
        """Return the scope with more variables."""
        return replace(self, variables={**self.variables, **variables})

    def at(self, item: Value) -> "Scope":
        """Return the scope in which a splat looks at *item*."""
        return replace(self, item=item)


class Alone:
    """The surroundings of the template of `templatefile`: it sees its own variables and nothing else."""

    def __init__(self, scope: Scope) -> None:
        self.world = scope.world

    def resolve(self, name: str, place: Place) -> Value | None:  # noqa: ARG002
        """Return nothing: no name of the module means anything."""
        return None

    def read_file(self, path: String, place: Place) -> Value:
        """Return a symbol."""
        return unknown(f"file({path.text})", "a template reads no files", place)

    def folder(self, path: String, place: Place) -> Path | Unknown:
        """Return a symbol."""
        return unknown(f"fileset({path.text})", "a template reads no files", place)
