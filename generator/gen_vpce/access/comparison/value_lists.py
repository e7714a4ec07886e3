"""The lists of a statement whose values are alternatives, so that it is the sum of its parts."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.policy.compiler.merge import has_alternatives
from gen_vpce.policy.document import Principals, Statement

Values: TypeAlias = tuple[Any, ...]
"""Actions, resources, values of a condition, or pairs of a principal's type and name."""


class ValueList(Struct, frozen=True):
    """One list: its values, how to put others in its place, and the element of actions or resources it is."""

    values: Values
    put: Callable[[Statement, Values], Statement]
    element: str | None = None


def value_lists(statement: Statement) -> Iterator[ValueList]:
    """Yield the lists of *statement* in the order of its elements."""
    if statement.actions is not None:
        yield ValueList(statement.actions, _with_actions, "actions")
    if statement.resources is not None:
        yield ValueList(statement.resources, _with_resources, "resources")
    principals = statement.principals
    if principals is not None and not principals.is_everyone:
        pairs = tuple((kind, name) for kind, names in principals.by_type for name in names)
        yield ValueList(pairs, _with_principals)
    for place, condition in enumerate(statement.conditions):
        if has_alternatives(condition):
            yield ValueList(condition.values, partial(_with_values, place))


def _with_actions(statement: Statement, values: Values) -> Statement:
    return replace(statement, actions=values)


def _with_resources(statement: Statement, values: Values) -> Statement:
    return replace(statement, resources=values)


def _with_principals(statement: Statement, pairs: Iterable[tuple[str, str]]) -> Statement:
    by_type: dict[str, tuple[str, ...]] = {}
    for kind, name in pairs:
        by_type[kind] = (*by_type.get(kind, ()), name)
    return replace(statement, principals=Principals(tuple(by_type.items())))


def _with_values(place: int, statement: Statement, values: Values) -> Statement:
    conditions = list(statement.conditions)
    conditions[place] = replace(conditions[place], values=values)
    return replace(statement, conditions=tuple(conditions))
