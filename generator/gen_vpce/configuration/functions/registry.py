"""How functions are declared, found and called.

A function that is not `open` gives a symbol as soon as one of its arguments holds one.
"""

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from gen_vpce.configuration.place import Place
from gen_vpce.configuration.value.value import Failure, Value, derived, described, is_known


class Site(Struct, frozen=True):
    """A call: the function's name and its place."""

    name: str
    place: Place | None

    def symbol(self, arguments: tuple[Value, ...]) -> Value:
        """Return the symbol for what the function makes of arguments that are not known."""
        inner = ", ".join(map(described, arguments))
        return derived(f"{self.name}({inner})", arguments, self.place)

    def failure(self, reason: str) -> Failure:
        """Return the failure of the call."""
        return Failure(f"{self.name}(): {reason}", self.place)


Body: TypeAlias = Callable[[Site, tuple[Value, ...]], Value]


class Function(Struct, frozen=True):
    """A function: its body, how many arguments it takes at least and at most."""

    body: Body
    least: int
    most: int | None
    is_open: bool

    def call(self, site: Site, arguments: tuple[Value, ...]) -> Value:
        """Return the value of a call."""
        if len(arguments) < self.least or (self.most is not None and len(arguments) > self.most):
            raise site.failure(f"it does not take {len(arguments)} arguments")
        if not self.is_open and not all(map(is_known, arguments)):
            return site.symbol(arguments)
        return self.body(site, arguments)


Family: TypeAlias = dict[str, Function]


def declare(
    family: Family, name: str, least: int, most: int | None = -1, *, is_open: bool = False
) -> Callable[[Body], Body]:
    """Declare a function of a *family* that takes *least* to *most* arguments, exactly *least* by default."""

    def put(body: Body) -> Body:
        family[name] = Function(body, least, least if most == -1 else most, is_open)
        return body

    return put
