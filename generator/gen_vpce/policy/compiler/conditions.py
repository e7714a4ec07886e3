"""The Condition element of a grant: what the compiler asks, AND what the intent adds raw.

Values under one operator and key are OR-ed, so two questions about one key must not share an operator:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
"""

from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.intent.model import Conditions
from gen_vpce.policy.document import Condition, Scalar
from gen_vpce.policy.operators import Written, take_apart

Slot = tuple[str, str]

# For the values that the compiler writes, either operator asks the same.
_TWINS = {"StringEquals": "StringLike", "ArnEquals": "ArnLike", "ArnLike": "ArnEquals"}


class Clash(Struct, frozen=True):
    """A question of the compiler's that cannot stand beside a raw one about the same key."""

    own: Condition


def from_raw(conditions: Conditions) -> tuple[Condition, ...]:
    """Return a raw Condition element as values, in the order written."""
    return tuple(
        _condition(operator, key, value)
        for operator, keys in conditions.items()
        for key, value in keys.items()
    )


def joined(own: tuple[Condition, ...], added: tuple[Condition, ...]) -> tuple[Condition, ...] | Clash:
    """Return *own* AND *added*, sorted by operator and key.

    Where both ask about one key with one operator, the own question moves to the operator that means the
    same (`StringLike` for `StringEquals`); a `Clash` says that this operator is taken as well.
    """
    questions = sorted(added, key=_place)
    taken = {_slot(condition): condition for condition in questions}
    for condition in own:
        rival = taken.get(_slot(condition))
        if rival is not None and _values(rival) == _values(condition):
            continue
        twin = replace(condition, operator=_TWINS.get(condition.operator, condition.operator))
        if rival is not None and _slot(twin) in taken:
            return Clash(condition)
        questions.append(condition if rival is None else twin)
    return tuple(sorted(questions, key=_place))


def unknown_operators(conditions: Conditions) -> tuple[str, ...]:
    """Return the operators of a raw Condition element that IAM does not have."""
    return tuple(operator for operator in conditions if take_apart(operator) is None)


def repeated(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Return those of *conditions* whose operator and key another one has, compared without case."""
    seen: set[Slot] = set()
    found: list[Condition] = []
    for condition in sorted(conditions, key=_place):
        if _slot(condition) in seen:
            found.append(condition)
        seen.add(_slot(condition))
    return tuple(found)


def _condition(operator: str, key: str, value: object) -> Condition:
    parts = take_apart(operator) or Written(operator, None, if_exists=False)
    values = tuple(value) if isinstance(value, (list, tuple)) else (value,)
    return Condition(
        parts.operator, key, cast("tuple[Scalar, ...]", values), parts.qualifier, parts.if_exists
    )


def _slot(condition: Condition) -> Slot:
    return condition.written_operator.casefold(), condition.key.casefold()


def _place(condition: Condition) -> tuple[Slot, str, str]:
    """Return what sorts conditions whatever the order they were written in, even one that stands twice."""
    return _slot(condition), condition.key, repr(condition.values)


def _values(condition: Condition) -> frozenset[str]:
    return frozenset(
        str(value).lower() if isinstance(value, bool) else str(value) for value in condition.values
    )
