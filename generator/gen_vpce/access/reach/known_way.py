"""Statements as they are for requests that take one way: what they ask of the way itself is known then."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

from msgspec.structs import replace

from gen_vpce.access.decision.condition_tests import condition_test
from gen_vpce.access.expectation.policies_held import Door, Holdings
from gen_vpce.access.patterns.truth import Values
from gen_vpce.policy.document import Condition, Statement
from gen_vpce.policy.operators import OPERATORS, Family

_OUTSIDE: Mapping[str, Values | None] = MappingProxyType(
    {"aws:sourcevpce": None, "aws:sourcevpc": None, "aws:vpcsourceip": None}
)


Known: TypeAlias = Mapping[str, Values | None]
"""What is known of all requests that are asked about: keys in lower case, None for one that is absent."""

NOTHING: Known = MappingProxyType({})


def along(statement: Statement, door: Door | None, beside: Known = NOTHING) -> Statement | None:
    """Return *statement* without what it asks of the way through *door*; None where it is about another.

    The same goes for what is known *beside* the way.
    """
    way = _OUTSIDE if door is None else {"aws:sourcevpce": (door.id,), "aws:sourceip": None}
    known = {**way, **beside}
    keys = {key: values for key, values in known.items() if values is not None}
    left = []
    for condition in statement.conditions:
        if condition.key.lower() not in known or _has_variable(condition):
            left.append(condition)
        elif condition_test(condition, variables=False)(keys) is False:
            return None
    return replace(statement, conditions=tuple(left))


def known_of_callers(requests: Statement, held: Holdings) -> Known:
    """Return what is known of whoever calls: of callers of the file's own account, whose they are."""
    if not any(map(partial(_pins, account=held.account), requests.conditions)):
        return NOTHING
    organization = {"aws:principalorgid": (held.organization,)} if held.organization else {}
    own = {"aws:principalaccount": (held.account,), "aws:principalisawsservice": ("false",)}
    return {**own, **organization}


def _pins(condition: Condition, account: str) -> bool:
    """Whether *condition* holds for callers of *account* alone."""
    operator = OPERATORS.get(condition.operator)
    if condition.if_exists or condition.qualifier or operator is None or operator.negated:
        return False
    values = [str(each) for each in condition.values]
    if condition.key.lower() == "aws:principalaccount":
        return values == [account]
    is_arn = condition.key.lower() == "aws:principalarn" and operator.family in (Family.ARN, Family.STRING)
    return is_arn and all(each.split(":")[4:5] == [account] for each in values)


def _has_variable(condition: Condition) -> bool:
    return any("${" in str(value) for value in condition.values)
