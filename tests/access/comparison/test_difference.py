"""The rows that say what is newly allowed: every value in them is new, and none that is new is missing."""

from typing import Any

import pytest

from gen_vpce.access.comparison.difference import added
from gen_vpce.access.proof.exists import Party
from gen_vpce.policy.document import Effect, Policy, PolicyKind
from gen_vpce.policy.elements import policy_from

TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/Orders"
ACTIONS = ["dynamodb:GetItem", "dynamodb:Query"]
READ = {"Effect": "Allow", "Principal": "*", "Action": ACTIONS, "Resource": TABLE}
EVERYTHING = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
ONLY_INSIDE = {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}


def party(*statements: dict[str, Any]) -> Party:
    policy, problems = policy_from({"Version": "2012-10-17", "Statement": list(statements)})
    assert policy is not None, problems
    return Party(policy, PolicyKind.RESOURCE)


def rows(old: Party, new: Party) -> list[tuple[str, str, str, str]]:
    return [(row.who, row.what, row.on_what, row.when) for row in added(old, new)]


ON_TABLE = "table/Orders (dynamodb, us-east-1, 123456789012)"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param([READ], [READ], [], id="nothing"),
        pytest.param(
            [READ],
            [{**READ, "Action": [*ACTIONS, "dynamodb:PutItem"]}],
            [("everyone", "dynamodb: PutItem", ON_TABLE, "always")],
            id="one action more",
        ),
        pytest.param(
            [READ],
            [{**READ, "Resource": [TABLE, f"{TABLE}/index/*"]}],
            [
                (
                    "everyone",
                    "dynamodb: GetItem and Query",
                    "table/Orders/index/* (dynamodb, us-east-1, 123456789012)",
                    "always",
                )
            ],
            id="one resource more",
        ),
        pytest.param(
            [{**READ, "Principal": {"AWS": "111111111111"}}],
            [{**READ, "Principal": {"AWS": ["111111111111", "222222222222"]}}],
            [("account 222222222222", "dynamodb: GetItem and Query", ON_TABLE, "always")],
            id="one account more",
        ),
        pytest.param(
            [EVERYTHING, {**EVERYTHING, "Effect": "Deny", "Action": "dynamodb:DeleteTable"}],
            [EVERYTHING],
            [("everyone", "dynamodb: DeleteTable", "everything", "always")],
            id="a Deny less",
        ),
        pytest.param(
            [EVERYTHING, {**EVERYTHING, "Effect": "Deny", "Condition": ONLY_INSIDE}],
            [EVERYTHING],
            [("everyone", "everything", "everything", "the call does not come through endpoint vpce-1")],
            id="a Deny with a condition less",
        ),
        pytest.param(
            [{**READ, "Condition": {"StringEquals": {"aws:PrincipalTag/env": "prod"}}}],
            [READ],
            [
                (
                    "everyone",
                    "dynamodb: GetItem and Query",
                    ON_TABLE,
                    "unless aws:PrincipalTag/env is prod",
                )
            ],
            id="a condition less",
        ),
    ],
)
def test_rows(old: list[dict[str, Any]], new: list[dict[str, Any]], expected: list[tuple[str, ...]]) -> None:
    assert rows(party(*old), party(*new)) == expected


def test_without_effort_the_rows_say_what_the_statement_says() -> None:
    more = {**READ, "Action": "dynamodb:*"}
    (row,) = added(party(READ), party(more), effort=0)
    assert row.effect == Effect.ALLOW
    assert row.what == "dynamodb: everything"
    assert added(party(READ), Party(Policy(()), PolicyKind.RESOURCE), effort=0) == ()
