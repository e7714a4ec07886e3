"""Statements as they are for requests that take one way: what they ask of the way itself is known then."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec.structs import replace

from gen_vpce.access.decision.condition_tests import condition_test
from gen_vpce.access.expectation.policies_held import Door
from gen_vpce.access.patterns.truth import Values
from gen_vpce.policy.document import Condition, Statement

_OUTSIDE: Mapping[str, Values | None] = MappingProxyType(
    {"aws:sourcevpce": None, "aws:sourcevpc": None, "aws:vpcsourceip": None}
)


def along(statement: Statement, door: Door | None) -> Statement | None:
    """Return *statement* without what it asks of the way through *door*; None where it is about another."""
    known = dict(_OUTSIDE) if door is None else {"aws:sourcevpce": (door.id,), "aws:sourceip": None}
    keys = {key: values for key, values in known.items() if values is not None}
    left = []
    for condition in statement.conditions:
        if condition.key.lower() not in known or _has_variable(condition):
            left.append(condition)
        elif condition_test(condition, variables=False)(keys) is False:
            return None
    return replace(statement, conditions=tuple(left))


def _has_variable(condition: Condition) -> bool:
    return any("${" in str(value) for value in condition.values)
