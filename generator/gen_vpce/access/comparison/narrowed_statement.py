"""A statement narrowed, element by element, to the values for which something holds."""

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from gen_vpce.access.patterns.pattern import Pattern, Syntax, pattern
from gen_vpce.policy.document import EVERYONE, Effect, Principals, Statement

Holds = Callable[[Statement, tuple[Statement, ...]], bool]
"""Whether it holds for some request that matches the statement, and none of the others."""

_SYNTAX = {"actions": Syntax.ACTION, "resources": Syntax.ARN}


def narrowed(statement: Statement, known: Iterable[Statement], holds: Holds) -> Statement:
    """Return *statement* with those actions, resources and principals alone for which *holds* is true.

    Where a wildcard holds nowhere outside of narrower values of the *known* statements, they take its place.
    """
    known = tuple(known)
    for element in _SYNTAX:
        if getattr(statement, element) is not None:
            kept = tuple(dict.fromkeys(_kept(statement, element, known, holds)))
            statement = _with(statement, element, kept or getattr(statement, element))
    if statement.principals is None or statement.principals.is_everyone:
        return statement
    one_by_one = (
        Principals(((kind, (name,)),)) for kind, names in statement.principals.by_type for name in names
    )
    named = [each for each in one_by_one if holds(replace(statement, principals=each), ())]
    return replace(statement, principals=_joined(named)) if named else statement


def _kept(statement: Statement, element: str, known: tuple[Statement, ...], holds: Holds) -> Iterator[str]:
    for value in getattr(statement, element):
        here = _with(statement, element, (value,))
        if not holds(here, ()):
            continue
        inside = _outermost(_inside(value, element, known), _SYNTAX[element])
        outside = Statement(Effect.DENY, principals=EVERYONE, actions=("*",), resources=("*",))
        if not inside or holds(here, (_with(outside, element, inside),)):
            yield value
            continue
        for each in inside:
            if holds(_with(statement, element, (each,)), ()):
                yield each


def _inside(value: str, element: str, known: tuple[Statement, ...]) -> Iterator[str]:
    """Yield the values that some statement names or leaves out, and that *value* covers properly."""
    wide = _read(value, _SYNTAX[element])
    for statement in known:
        for other in (*(getattr(statement, element) or ()), *(getattr(statement, f"not_{element}") or ())):
            narrow = _read(other, _SYNTAX[element])
            if wide.covers(narrow) and not narrow.covers(wide):
                yield other


def _outermost(values: Iterable[str], syntax: Syntax) -> tuple[str, ...]:
    """Return the values that no other one covers, each once."""
    outer: list[str] = []
    for value in dict.fromkeys(values):
        if not any(_read(other, syntax).covers(_read(value, syntax)) for other in outer):
            outer = [other for other in outer if not _read(value, syntax).covers(_read(other, syntax))]
            outer.append(value)
    return tuple(outer)


def _with(statement: Statement, element: str, values: tuple[str, ...]) -> Statement:
    return (
        replace(statement, actions=values) if element == "actions" else replace(statement, resources=values)
    )


def _read(value: str, syntax: Syntax) -> Pattern:
    return pattern(value, syntax, variables=True)


def _joined(parts: Iterable[Principals]) -> Principals:
    by_type: dict[str, tuple[str, ...]] = {}
    for part in parts:
        for kind, names in part.by_type:
            by_type[kind] = (*by_type.get(kind, ()), *names)
    return Principals(tuple(by_type.items()))
