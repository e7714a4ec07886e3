"""The rows that say what is newly allowed: every value in them is new, and none that is new is missing."""

from typing import Any

import pytest

from gen_vpce.access.comparison.difference import added
from gen_vpce.access.proof.exists import Party
from gen_vpce.policy.document import Policy, PolicyKind
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


def rows(old: Party, new: Party) -> list[str]:
    return [row.text for row in added((old, new))]


ON_TABLE = "table/Orders (us-east-1, 123456789012)"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param([READ], [READ], [], id="nothing"),
        pytest.param(
            [READ],
            [{**READ, "Action": [*ACTIONS, "dynamodb:PutItem"]}],
            [f"everyone: dynamodb PutItem on {ON_TABLE}"],
            id="one action more",
        ),
        pytest.param(
            [READ],
            [{**READ, "Resource": [TABLE, f"{TABLE}/index/*"]}],
            ["everyone: dynamodb GetItem and Query on table/Orders/index/* (us-east-1, 123456789012)"],
            id="one resource more",
        ),
        pytest.param(
            [{**READ, "Principal": {"AWS": "111111111111"}}],
            [{**READ, "Principal": {"AWS": ["111111111111", "222222222222"]}}],
            [f"account 222222222222: dynamodb GetItem and Query on {ON_TABLE}"],
            id="one account more",
        ),
        pytest.param(
            [EVERYTHING, {**EVERYTHING, "Effect": "Deny", "Action": "dynamodb:DeleteTable"}],
            [EVERYTHING],
            ["everyone: dynamodb DeleteTable on everything"],
            id="a Deny less",
        ),
        pytest.param(
            [EVERYTHING, {**EVERYTHING, "Effect": "Deny", "Condition": ONLY_INSIDE}],
            [EVERYTHING],
            ["everyone: everything, when the call does not come through endpoint vpce-1"],
            id="a Deny with a condition less",
        ),
        pytest.param(
            [{**READ, "Condition": {"StringEquals": {"aws:PrincipalTag/env": "prod"}}}],
            [READ],
            [f"everyone: dynamodb GetItem and Query on {ON_TABLE}, except for everyone tagged env=prod"],
            id="a condition less",
        ),
    ],
)
def test_rows(old: list[dict[str, Any]], new: list[dict[str, Any]], expected: list[str]) -> None:
    assert rows(party(*old), party(*new)) == expected


def test_without_effort_the_rows_say_that_nothing_is_known() -> None:
    more = {**READ, "Action": "dynamodb:*"}
    (row,) = added((party(READ), party(more)), effort=0)
    assert (
        row.text
        == f"undecided: everyone: dynamodb everything on {ON_TABLE}, except: dynamodb GetItem and Query"
    )
    assert row.data["exact"] is False
    assert added((party(READ), Party(Policy(()), PolicyKind.RESOURCE)), effort=0) == ()


def test_where_the_work_allowed_runs_out_rows_are_parts() -> None:
    words = ("alpha", "bravo", "delta", "echo", "golf", "hotel")
    get = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
    named = {**get, "Effect": "Deny", "Resource": [f"arn:aws:s3:::*{word}*" for word in words]}
    inside = [{**get, "Resource": f"arn:aws:s3:::*{word[1:4]}*/*"} for word in words]
    found = added((party(get, named), party(*inside)), effort=1000)
    assert {row.text.split(":")[0] for row in found} == {"part of everyone", "undecided"}
    assert not any(row.data["exact"] for row in found)
    assert [row.is_certain for row in found] == sorted((row.is_certain for row in found), reverse=True)
