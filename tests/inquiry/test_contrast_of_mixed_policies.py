"""A policy that grants and denies: what it denies of others' grants is compared by itself."""

from typing import Any

import pytest

from gen_vpce.access.comparison.compare import Verdict
from gen_vpce.inquiry.contrast import contrasts
from gen_vpce.inquiry.part import Part
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.elements import policy_from

GRANT = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "s3:PutObject"}
DENY = {"Effect": "Deny", "Principal": "*", "Action": "s3:*"}
OUTSIDE = {"StringNotEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}
NO_SERVICE = {"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}


def statement(effect: dict[str, Any], **condition: dict[str, Any]) -> dict[str, Any]:
    return {**effect, "Resource": "arn:aws:s3:::orders/*"} | ({"Condition": condition} if condition else {})


def policy(*statements: dict[str, Any]) -> Policy:
    found, problems = policy_from({"Version": "2012-10-17", "Statement": list(statements)})
    assert found is not None, problems
    return found


def verdicts(old: Policy, new: Policy, kind: PolicyKind = PolicyKind.RESOURCE) -> dict[str, Verdict]:
    found = contrasts([Part("it", kind, old)], [Part("it", kind, new)])
    return {each.label: each.comparison.verdict for each in found}


BOTH = policy(statement(GRANT), statement(DENY, **OUTSIDE, **NO_SERVICE))
GRANTS = policy(statement(GRANT))
ALONE = policy(statement(DENY, **OUTSIDE, **NO_SERVICE))
OF_OTHERS = "it, of what others grant"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (BOTH, GRANTS, {"it": Verdict.EQUIVALENT, OF_OTHERS: Verdict.WIDER}),
        (GRANTS, BOTH, {"it": Verdict.EQUIVALENT, OF_OTHERS: Verdict.NARROWER}),
        (BOTH, ALONE, {"it": Verdict.NARROWER}),
        (BOTH, BOTH, {"it": Verdict.EQUIVALENT}),
        (ALONE, policy(statement(DENY, **OUTSIDE)), {"it": Verdict.NARROWER}),
    ],
)
def test_what_is_denied_of_others_is_a_difference(
    old: Policy, new: Policy, expected: dict[str, Verdict]
) -> None:
    assert verdicts(old, new) == expected


def test_an_endpoint_policy_is_all_that_there_is() -> None:
    assert list(verdicts(BOTH, GRANTS, PolicyKind.ENDPOINT)) == ["it"]
