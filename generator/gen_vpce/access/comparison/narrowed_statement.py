"""A statement narrowed, element by element, to the values for which something holds."""

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from gen_vpce.access.comparison.value_lists import ValueList, value_lists
from gen_vpce.access.patterns.pattern import Pattern, Syntax, pattern
from gen_vpce.policy.document import EVERYONE, Effect, Statement

Holds = Callable[[Statement, tuple[Statement, ...]], bool]
"""Whether it holds for some request that matches the statement, and none of the others."""

_SYNTAX = {"actions": Syntax.ACTION, "resources": Syntax.ARN}


def narrowed(statement: Statement, known: Iterable[Statement], holds: Holds) -> Statement:
    """Return *statement* with those values alone for which *holds* is true.

    The values are actions, resources, principals, and those of conditions where they are alternatives. Where
    a wildcard of an action or a resource holds nowhere outside of narrower values of the *known* statements,
    they take its place. A list of which no value holds stays as it is.
    """
    known = tuple(known)
    for each in value_lists(statement):
        held = tuple(dict.fromkeys(_held(each, statement, known, holds)))
        statement = each.put(statement, held or each.values)
    return statement


def _held(
    one: ValueList, statement: Statement, known: tuple[Statement, ...], holds: Holds
) -> Iterator[object]:
    for value in one.values:
        here = one.put(statement, (value,))
        if one.element is None and len(one.values) == 1:
            yield value
        elif not holds(here, ()):
            continue
        elif one.element is None:
            yield value
        else:
            yield from _replaced(str(value), one.element, here, known, holds)


def _replaced(
    value: str, element: str, here: Statement, known: tuple[Statement, ...], holds: Holds
) -> Iterator[str]:
    """Yield *value*, or the narrower ones outside of which nothing holds."""
    inside = _outermost(_inside(value, element, known), _SYNTAX[element])
    outside = Statement(Effect.DENY, principals=EVERYONE, actions=("*",), resources=("*",))
    if not inside or holds(here, (_with(outside, element, inside),)):
        yield value
        return
    for each in inside:
        if holds(_with(here, element, (each,)), ()):
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
