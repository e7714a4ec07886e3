"""Mends of adopted policies: each does what it is for, and none lets anything new through."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.amount import amount
from tests.support.endpoints import ACCOUNT, EVERYTHING
from tests.support.meaning.random_policies import random_policy, seeded

from gen_vpce.access.comparison.compare import Verdict, compare
from gen_vpce.policy.document import PolicyKind, to_data
from gen_vpce.terraform.adoption.candidate import Candidate, candidate, findings
from gen_vpce.terraform.adoption.eligible import Eligible, Where, eligible
from gen_vpce.terraform.adoption.existing import Existing
from gen_vpce.terraform.adoption.mends import MENDS
from gen_vpce.terraform.adoption.tighten import Mended, mend

BUCKET = "arn:aws:s3:::archive"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/App"
OWN_ACCOUNT = {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}
PLAIN = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{BUCKET}/*"}


def _adopted(policy: object) -> Candidate:
    fit = eligible(Existing(None, "s3", "Gateway", json.dumps(policy)), Where("us-east-1", ACCOUNT))
    assert isinstance(fit, Eligible)
    made = candidate(fit, "adopted", None)
    assert isinstance(made, Candidate)
    return made


def _mended(*statements: object, **more: object) -> Mended:
    made = _adopted({"Version": "2012-10-17", **more, "Statement": list(statements)})
    return mend(made, frozenset(each.code for each in findings(made.adopted, "intent.yaml")))


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ({"Sid": "Allow-all"}, {"Sid": "AllowAll"}, "GV316"),
        (
            {"Condition": {"ForAllValues:StringEquals": {"aws:PrincipalAccount": ACCOUNT}}},
            {"Condition": {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}},
            "GV367",
        ),
        (
            {"Condition": {"StringLike": {"aws:PrincipalArn": ROLE}}},
            {"Condition": {"ArnLike": {"aws:PrincipalArn": ROLE}}},
            "GV364",
        ),
        ({"Action": ["s3:GetObject", "ec2:RunInstances"]}, {}, "GV334"),
        ({"Action": ["s3:GetObject", "s3:Get*"]}, {"Action": "s3:Get*"}, "GV392"),
        (
            EVERYTHING,
            {**EVERYTHING, "Action": "s3:*", "Condition": OWN_ACCOUNT},
            "GV328",
        ),
    ],
)  # fmt: skip
def test_one_statement(before: dict[str, object], after: dict[str, object], code: str) -> None:
    mended = _mended({**PLAIN, **before})
    assert mended.codes == (code,)
    assert to_data(mended.policy)["Statement"] == [{**PLAIN, **after}]


def test_statements_that_change_nothing_are_left_out() -> None:
    narrower = {**PLAIN, "Resource": f"{BUCKET}/2024/*"}
    needless = {**PLAIN, "Effect": "Deny", "Action": "s3:PutObject"}
    mended = _mended(PLAIN, narrower, needless)
    assert mended.codes == ("GV393",)
    assert to_data(mended.policy)["Statement"] == [PLAIN]


def test_missing_version() -> None:
    assert _mended(PLAIN, Version="2008-10-17").codes == ()
    made = _adopted({"Statement": PLAIN})
    assert mend(made, frozenset({"GV318"})).policy.version == "2012-10-17"


def test_a_mend_that_would_allow_more_is_left_out() -> None:
    deny = {
        **PLAIN,
        "Effect": "Deny",
        "Condition": {"ForAllValues:StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
    }
    mended = _mended({**PLAIN, "Action": "s3:Get*"}, deny)
    assert to_data(mended.policy)["Statement"][1] == deny  # type: ignore[index]


EVERY_CODE = frozenset(code for codes, _ in MENDS for code in codes)


@settings(deadline=None, max_examples=amount(60))
@given(st.integers(min_value=0, max_value=10_000))
def test_nothing_new_is_ever_allowed(seed: int) -> None:
    made = _adopted(to_data(random_policy(seeded(seed), principals=True)))
    mended = mend(made, EVERY_CODE)
    answer = compare(
        made.adopted.policy, mended.policy, kind=PolicyKind.ENDPOINT, endpoint_kind=made.adopted.target.kind
    )
    assert answer.newly_allowed.answer is not True
    assert answer.verdict in (Verdict.EQUIVALENT, Verdict.NARROWER, Verdict.UNDECIDED)
