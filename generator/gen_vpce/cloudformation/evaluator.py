"""What the functions of a template ask of the stack that they are evaluated in."""

from typing import Protocol

from gen_vpce.cloudformation.template import Template
from gen_vpce.configuration.evaluation.world import World
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.value.value import Items, Members, Value


class Evaluator(Protocol):
    """A template in one world, with the values of parameters that are given."""

    @property
    def template(self) -> Template:
        """The template."""
        ...

    @property
    def world(self) -> World:
        """The world."""
        ...

    def value(self, raw: Value) -> Value | None:
        """Return what *raw* is worth, None for `AWS::NoValue`."""
        ...

    def truth(self, raw: Value) -> bool:
        """Return whether a condition holds in this world."""
        ...

    def condition(self, name: str, place: Place | None) -> bool:
        """Return whether the condition of that name holds in this world."""
        ...

    def reference(self, name: str, place: Place | None) -> Value | None:
        """Return what `Ref` gives."""
        ...

    def attribute(self, name: str, attribute: str, place: Place | None) -> Value:
        """Return what `Fn::GetAtt` gives."""
        ...


def function_of(raw: Value) -> str | None:
    """Return the name of the function that a value is, None where it is none."""
    if not isinstance(raw, Members):
        return None
    if len(raw.members) == 1:
        name = next(iter(raw.members))
        if name == "Ref" or (name.startswith("Fn::") and not name.startswith("Fn::ForEach::")):
            return name
    return "Fn::Transform" if "Fn::Transform" in raw.members else None


def argument_of(raw: Value, function: str) -> Value:
    """Return what a function is given."""
    if not isinstance(raw, Members):
        return raw
    return raw.members[function]


def longest(raw: Value) -> int:
    """Return how many elements a value has as a list, the longest branch of `Fn::If` counted."""
    match raw:
        case Items():
            return len(raw.items)
        case Members():
            name = function_of(raw)
            if name == "Fn::If":
                given = argument_of(raw, name)
                branches = given.items[1:] if isinstance(given, Items) else ()
                return max(map(longest, branches), default=0)
            return 1
        case _:
            return 1
