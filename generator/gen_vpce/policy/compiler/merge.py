"""Fewer statements with the same meaning, for a policy that is too long.

Two statements that differ in one list alone are one statement with both lists, as long as its values are
alternatives. Where they are AND-ed (negated operators, `ForAllValues`) or exclude (`NotAction`), and where a
policy variable without a value would take the whole list with it, nothing is merged.
"""

from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from gen_vpce.policy.document import Condition, Principals, Scalar, Statement

V = TypeVar("V", bound=Scalar)

_ALTERNATIVES = frozenset(
    {
        "ArnEquals",
        "ArnLike",
        "BinaryEquals",
        "DateEquals",
        "IpAddress",
        "NumericEquals",
        "StringEquals",
        "StringEqualsIgnoreCase",
        "StringLike",
    }
)
_ELEMENTS = tuple(name for name in Statement.__struct_fields__ if name != "sid")


def merged(statements: Iterable[Statement]) -> tuple[tuple[int, Statement], ...]:
    """Return fewer statements that match the same requests, each with the index of its first origin.

    A merged statement has the place and the Sid of the first one. It goes on until nothing more merges.
    """
    before = tuple(enumerate(statements))
    while len(after := _merged_once(before)) < len(before):
        before = after
    return before


def _merged_once(statements: tuple[tuple[int, Statement], ...]) -> tuple[tuple[int, Statement], ...]:
    kept: list[tuple[int, Statement]] = []
    for index, statement in statements:
        for place, (first, earlier) in enumerate(kept):
            both = _both(earlier, statement)
            if both is not None:
                kept[place] = (first, both)
                break
        else:
            kept.append((index, statement))
    return tuple(kept)


def _both(one: Statement, other: Statement) -> Statement | None:
    """Return one statement that matches what either matches, or None where that takes two."""
    match [name for name in _ELEMENTS if getattr(one, name) != getattr(other, name)]:
        case []:
            return one
        case ["actions"] if one.actions and other.actions:
            return replace(one, actions=_union(one.actions, other.actions))
        case ["resources"] if (
            one.resources and other.resources and _are_plain(one.resources + other.resources)
        ):
            return replace(one, resources=_union(one.resources, other.resources))
        case ["principals"] if one.principals and other.principals:
            principals = _both_principals(one.principals, other.principals)
            return replace(one, principals=principals) if principals else None
        case ["conditions"]:
            conditions = _both_conditions(one.conditions, other.conditions)
            return replace(one, conditions=conditions) if conditions else None
        case _:
            return None


def _both_principals(one: Principals, other: Principals) -> Principals | None:
    if len(one.by_type) > 1 or [kind for kind, _ in one.by_type] != [kind for kind, _ in other.by_type]:
        return None
    ((kind, values),), ((_, others),) = one.by_type, other.by_type
    return Principals(((kind, _union(values, others)),))


def _both_conditions(
    one: tuple[Condition, ...], other: tuple[Condition, ...]
) -> tuple[Condition, ...] | None:
    if len(one) != len(other):
        return None
    match [place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]:
        case [place] if _may_share_values(one[place], other[place]):
            values = _union(one[place].values, other[place].values)
            return (*one[:place], replace(one[place], values=values), *one[place + 1 :])
        case _:
            return None


def has_alternatives(condition: Condition) -> bool:
    """Whether a request meets *condition* when it meets it with one of its values alone."""
    return (
        condition.operator in _ALTERNATIVES
        and condition.qualifier != "ForAllValues"
        and _are_plain(condition.values)
    )


def _may_share_values(one: Condition, other: Condition) -> bool:
    return replace(one, values=()) == replace(other, values=()) and all(map(has_alternatives, (one, other)))


def _are_plain(values: tuple[Scalar, ...]) -> bool:
    return not any("${" in str(value) for value in values)


def _union(one: tuple[V, ...], other: tuple[V, ...]) -> tuple[V, ...]:
    return tuple(dict.fromkeys((*one, *other)))
