"""Whether two policies are one to Terraform: it plans no change between them.

The AWS provider compares policies element by element; order and white space do not count, nor whether a
single value stands in a list. Everything else does: a Sid, an empty Condition, an entry that stands twice.
https://github.com/hashicorp/awspolicyequivalence
"""

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from gen_vpce.policy.document import Policy, Scalar, to_data
from gen_vpce.terraform.adoption.fields import Fields

_LISTS = ("action", "notaction", "resource", "notresource")
_PRINCIPALS = ("principal", "notprincipal")


def same_to_terraform(one: str, other: str) -> bool:
    """Whether Terraform plans no change from one policy to the other, both as JSON text."""
    return _policy(json.loads(one.removeprefix("\ufeff"))) == _policy(json.loads(other))


def same_statements(one: Policy, other: Policy) -> bool:
    """Whether both hold the same statements for Terraform, in any order."""
    return _statements(to_data(one)["Statement"]) == _statements(to_data(other)["Statement"])


def in_texts(policy: Policy) -> Policy:
    """Return *policy* with each value of a condition as text: `true` and 4e9 as "true" and "4000000000"."""
    return replace(
        policy,
        statements=tuple(
            replace(
                statement,
                conditions=tuple(
                    replace(condition, values=tuple(map(text_of, condition.values)))
                    for condition in statement.conditions
                ),
            )
            for statement in policy
        ),
    )


def text_of(value: Scalar) -> str:
    """Return a value as the provider compares it, and as IAM does: numbers without an exponent."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, float):
        return str(value)
    text = format(Decimal(repr(value)), "f")
    return text.removesuffix(".0")


def _policy(data: object) -> object:
    policy = _folded(data)
    return policy.text("version"), policy.text("id"), _statements(policy.data.get("statement"))


def _statements(data: object) -> object:
    return Counter(map(_statement, data if isinstance(data, list) else [data]))


def _statement(data: object) -> object:
    statement = _folded(data)
    return (
        statement.text("effect"),
        statement.text("sid"),
        *(tuple(sorted(_texts(statement.data.get(name)))) for name in _LISTS),
        *(_by_name(statement.data.get(name)) for name in _PRINCIPALS),
        _conditions(statement.data.get("condition")),
    )


def _folded(data: object) -> Fields:
    return Fields({name.casefold(): value for name, value in data.items()} if isinstance(data, dict) else {})


def _conditions(data: object) -> object:
    if not isinstance(data, dict):
        return None
    return frozenset((operator, _by_name(keys)) for operator, keys in data.items())


def _by_name(data: object) -> object:
    if not isinstance(data, dict):
        return data
    return frozenset((name, tuple(sorted(_texts(values)))) for name, values in data.items())


def _texts(data: object) -> Iterator[str]:
    for value in data if isinstance(data, list) else [data]:
        if isinstance(value, str | bool | int | float):
            yield text_of(value)
