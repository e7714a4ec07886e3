"""Statements in another version of the policy language, which differ in what `${` means.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html
"""

from msgspec.structs import replace

from gen_vpce.policy.document import Condition, Policy, Statement
from gen_vpce.policy.operators import OPERATORS


def in_language(statement: Statement, policy: Policy, language: str | None) -> Statement:
    """Return *statement* of *policy* in another language: `${`, plain text in the older one, as `${$}{`."""
    if policy.version == language:
        return statement

    def plain(values: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if values is None else tuple(each.replace("${", "${$}{") for each in values)

    return replace(
        statement,
        resources=plain(statement.resources),
        not_resources=plain(statement.not_resources),
        conditions=tuple(map(_plain, statement.conditions)),
    )


def _plain(condition: Condition) -> Condition:
    operator = OPERATORS.get(condition.operator)
    if operator is None or not operator.takes_variables:
        return condition
    values = (each.replace("${", "${$}{") if isinstance(each, str) else each for each in condition.values)
    return replace(condition, values=tuple(values))
