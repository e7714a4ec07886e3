"""Policy variables with a value put in their place, to see whether an answer that was guessed is one."""

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from gen_vpce.access.patterns.glob import Variable, spell
from gen_vpce.policy.document import VERSION, Condition, Effect, Policy, Statement
from gen_vpce.policy.operators import OPERATORS

_ACCOUNT = "123456789012"
_USUAL = dict.fromkeys(("aws:principalaccount", "aws:resourceaccount", "aws:sourceaccount"), _ACCOUNT) | {
    "aws:currenttime": "2030-01-01T00:00:00Z",
    "aws:requestedregion": "us-east-1",
    "aws:sourceip": "203.0.113.7",
}
_CALLERS = (
    {
        "aws:username": "example",
        "aws:userid": "AIDAEXAMPLE",
        "aws:principalarn": f"arn:aws:iam::{_ACCOUNT}:user/example",
        "aws:principaltype": "User",
    },
    {
        "aws:userid": "AROAEXAMPLE:example",
        "aws:principalarn": f"arn:aws:iam::{_ACCOUNT}:role/example",
        "aws:principaltype": "AssumedRole",
    },
)
_VARIABLE = re.compile(r"\$\{[^}]*\}")


def variables_of(policy: Policy) -> tuple[str, ...]:
    """Return the keys, in lower case, that stand as variables in *policy*."""
    if policy.version != VERSION:
        return ()
    texts = (text for statement in policy for text in _texts(statement) if "${" in text)
    tokens = (token for text in texts for token in spell(text, variables=True))
    return tuple(dict.fromkeys(token.key for token in tokens if isinstance(token, Variable)))


def _texts(statement: Statement) -> Iterator[str]:
    yield from statement.resources or ()
    yield from statement.not_resources or ()
    for condition in statement.conditions:
        if OPERATORS[condition.operator].takes_variables:
            yield from (value for value in condition.values if isinstance(value, str))


def trials(keys: Iterable[str]) -> Iterator[dict[str, str]]:
    """Yield values to try for variables: likely ones, and for identities each kind of caller's."""
    keys = tuple(keys)
    for caller in _CALLERS:
        yield {key: _USUAL.get(key) or caller.get(key, "example") for key in keys}
        if not any(key in caller for key in keys):
            return


def with_values(policy: Policy, values: Mapping[str, str]) -> Policy:
    """Return *policy* with each variable replaced by its key's value."""

    def text(value: str) -> str:
        return _VARIABLE.sub(lambda match: _value(match[0], values), value)

    def texts(given: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if given is None else tuple(map(text, given))

    def condition(given: Condition) -> Condition:
        if not OPERATORS[given.operator].takes_variables:
            return given
        values = tuple(text(each) if isinstance(each, str) else each for each in given.values)
        return replace(given, values=values)

    def statement(given: Statement) -> Statement:
        return replace(
            given,
            resources=texts(given.resources),
            not_resources=texts(given.not_resources),
            conditions=tuple(map(condition, given.conditions)),
        )

    if policy.version != VERSION:
        return policy
    return replace(policy, statements=tuple(map(statement, policy.statements)))


def _value(variable: str, values: Mapping[str, str]) -> str:
    (token,) = spell(variable, variables=True) or (variable,)
    return values[token.key] if isinstance(token, Variable) else variable


def pinned(values: Mapping[str, str]) -> Statement:
    """Return a statement that matches the requests whose keys have these *values*."""
    conditions = tuple(Condition("StringEquals", key, (value,)) for key, value in values.items())
    return Statement(Effect.ALLOW, actions=("*",), resources=("*",), conditions=conditions)
