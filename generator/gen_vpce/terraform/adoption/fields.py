"""JSON that anybody may have written, read without trust: what is not of the asked type is not there."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

Data: TypeAlias = Mapping[str, object]


class Fields(Struct, frozen=True):
    """The members of a JSON object."""

    data: Data

    def text(self, name: str) -> str | None:
        """Return a string that is not empty, else None."""
        value = self.data.get(name)
        return value if isinstance(value, str) and value else None

    def flag(self, name: str) -> bool:
        """Return whether the value is `true`."""
        return self.data.get(name) is True

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the strings of a list."""
        value = self.data.get(name)
        return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()

    def each(self, name: str) -> Iterator["Fields"]:
        """Yield the objects of a list."""
        value = self.data.get(name)
        yield from (
            (Fields(each) for each in value if isinstance(each, dict)) if isinstance(value, list) else ()
        )

    def inside(self, name: str) -> "Fields":
        """Return an object, empty where there is none."""
        value = self.data.get(name)
        return Fields(value if isinstance(value, dict) else {})

    def table(self, name: str) -> dict[str, str]:
        """Return the members of an object whose values are strings."""
        return {key: held for key, held in self.inside(name).data.items() if isinstance(held, str)}
