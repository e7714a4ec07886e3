"""The plainest evaluator of one policy, to check that a rewriting of statements keeps their meaning.

It knows string and ARN operators without policy variables, and requests as plain tuples: just enough for the
policies that the tests make up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from gen_vpce.policy.document import Condition, Effect, Policy, Statement


@dataclass(frozen=True, slots=True)
class Request:
    """One request; a key of `context` that is left out is absent."""

    action: str
    resource: str
    caller: str
    context: Mapping[str, str]


def decide(policy: Policy, request: Request) -> str:
    """Return `Deny` when a Deny matches, else `Allow` when an Allow does, else `nothing`."""
    effects = {statement.effect for statement in policy if _matches(statement, request)}
    return next((str(effect) for effect in (Effect.DENY, Effect.ALLOW) if effect in effects), "nothing")


def _matches(statement: Statement, request: Request) -> bool:
    return (
        _element(statement.actions, statement.not_actions, request.action)
        and _element(statement.resources, statement.not_resources, request.resource)
        and _named(statement, request.caller)
        and all(_holds(condition, request.context) for condition in statement.conditions)
    )


def _element(wanted: tuple[str, ...] | None, unwanted: tuple[str, ...] | None, value: str) -> bool:
    if unwanted is not None:
        return not any(fnmatchcase(value, pattern) for pattern in unwanted)
    return any(fnmatchcase(value, pattern) for pattern in wanted or ())


def _named(statement: Statement, caller: str) -> bool:
    principals = statement.principals
    return principals is None or any(
        value in ("*", caller) for _, values in principals.by_type for value in values
    )


def _holds(condition: Condition, context: Mapping[str, str]) -> bool:
    value = context.get(condition.key)
    negated = "Not" in condition.operator
    if condition.qualifier == "ForAllValues" and value is None:
        return True
    if value is None:
        return condition.if_exists or (negated and condition.qualifier is None)
    like = condition.operator.endswith("Like") or condition.operator.startswith("Arn")
    found = any(fnmatchcase(value, str(each)) if like else value == str(each) for each in condition.values)
    return found != negated
