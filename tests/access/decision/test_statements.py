"""What one statement matches: a table of small cases, each resting on a fact of IAM."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from gen_vpce.access.decision.compiled_policy import compile_policy
from gen_vpce.access.decision.request import Request, facts
from gen_vpce.policy.elements import policy_from

HERE = Path(__file__).parent
ROLE = "arn:aws:iam::111111111111:role/App"
TABLE = "arn:aws:dynamodb:us-east-1:111111111111:table/Orders"


def table(name: str) -> list[Any]:
    """Return the cases of a table as parameters, named after their fact."""
    groups = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [
        pytest.param(case, id=f"{group['fact']}-{number}")
        for group in groups
        for number, case in enumerate(group["cases"], 1)
    ]


def matches(case: dict[str, Any]) -> object:
    """Return whether the only statement of a case's policy matches its request."""
    policy, problems = policy_from(case["policy"])
    assert policy is not None, problems
    compiled = compile_policy(policy)
    request = Request(
        case.get("principal", ROLE),
        "dynamodb:GetItem",
        case.get("resource", TABLE),
        context=case.get("keys", {}),
        derive=False,
    )
    (clause,) = (*compiled.allows, *compiled.denies)
    asked = facts(request)
    return clause.acts(asked.action) and clause.match(asked)


@pytest.mark.parametrize("case", table("conditions.yaml"))
def test_a_condition_holds_as_iam_says(case: dict[str, Any]) -> None:
    statement = {"Effect": "Allow", "Action": "*", "Condition": case["if"]}
    policy = {"Version": case.get("version", "2012-10-17"), "Statement": statement}
    if policy["Version"] is None:
        del policy["Version"]

    assert matches({**case, "policy": policy}) is case["holds"]


@pytest.mark.parametrize("case", table("elements.yaml"))
def test_a_statement_matches_as_iam_says(case: dict[str, Any]) -> None:
    statement = {"Effect": case.get("effect", "Allow"), **case["statement"]}

    assert matches({**case, "policy": {"Version": "2012-10-17", "Statement": statement}}) is case["matches"]
