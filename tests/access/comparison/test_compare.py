"""Pairs of policies with a known verdict; every witness is asked again."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.meaning.confirm import confirmed
from tests.support.meaning.oracles import FOLDER, Case, pairs

from gen_vpce.access.comparison.compare import Verdict, compare
from gen_vpce.access.proof.exists import Claim, Party, exists
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import Condition, Effect, Policy, PolicyKind, Statement
from gen_vpce.policy.elements import policy_from

CASES = yaml.safe_load((Path(__file__).parent / "comparisons.yaml").read_text(encoding="utf-8"))
DEFAULTS = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


def policy(statements: list[dict[str, Any]], version: str | None = "2012-10-17") -> Policy:
    def whole(given: dict[str, Any]) -> dict[str, Any]:
        left_out = [name for name in ("Action", "Resource") if f"Not{name}" in given]
        return {name: value for name, value in {**DEFAULTS, **given}.items() if name not in left_out}

    data: dict[str, Any] = {"Statement": [whole(each) for each in statements]}
    read, problems = policy_from(data if version is None else {"Version": version, **data})
    assert read is not None, problems
    return read


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_verdict_is_right(case: dict[str, Any]) -> None:
    kind = PolicyKind(case.get("kind", "identity"))
    endpoint_kind = EndpointKind(case["endpoint_kind"]) if "endpoint_kind" in case else None
    old, new = policy(case["old"]), policy(case["new"])
    assert confirmed(old, new, kind=kind, endpoint_kind=endpoint_kind).verdict == case["verdict"]
    mirrored = {"narrower": "wider", "wider": "narrower"}.get(case["verdict"], case["verdict"])
    assert confirmed(new, old, kind=kind, endpoint_kind=endpoint_kind).verdict == mirrored


@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no cases in {FOLDER}")
@pytest.mark.parametrize("case", tuple(pairs()), ids=lambda case: case.name)
def test_cases_that_others_have_decided(case: Case) -> None:
    found = confirmed(case.old, case.new, kind=case.kind)
    if case.allowed is not None:
        assert found.newly_allowed.answer is case.allowed
    if case.denied is not None:
        assert found.newly_denied.answer is case.denied


def test_a_policy_without_version_is_read_like_the_other_one() -> None:
    statements = [{"Condition": {"StringEquals": {"ec2:ResourceTag/owner": "${aws:username}"}}}]
    both = policy(statements), policy(statements, version=None)
    assert compare(*both, kind=PolicyKind.IDENTITY).verdict is Verdict.EQUIVALENT
    plain = [{"Condition": {"StringEquals": {"ec2:ResourceTag/owner": "${*}"}}}]
    assert (
        compare(policy(plain, version="2008-10-17"), policy(plain), kind=PolicyKind.IDENTITY).verdict
        is Verdict.CHANGED
    )


def test_what_depends_on_a_variable_names_the_statement() -> None:
    old = policy([{"Resource": "arn:aws:s3:::home/${aws:PrincipalTag/a}/${aws:PrincipalTag/b}"}])
    new = policy(
        [{"Sid": "Own", "Resource": "arn:aws:s3:::home/${aws:PrincipalTag/b}/${aws:PrincipalTag/a}"}]
    )
    found = compare(old, new, kind=PolicyKind.IDENTITY)
    assert found.verdict is Verdict.UNDECIDED
    assert found.newly_allowed.reason is not None
    assert found.newly_allowed.reason.startswith("Own depends on ${aws:principaltag/")


def test_too_little_effort_is_undecided_and_never_a_guess() -> None:
    words = ("alpha", "bravo", "delta", "echo", "golf", "hotel")
    old = policy([{"Resource": f"arn:aws:s3:::*{word}*"} for word in words])
    new = policy([{"Sid": "Wide", "Resource": "arn:aws:s3:::*a*e*"}])
    for effort in (1, 10, 100, 1000, 100_000):
        found = compare(old, new, kind=PolicyKind.IDENTITY, effort=effort)
        assert found.newly_allowed.answer in (True, None)
        assert found.newly_denied.answer in (True, None)
    assert compare(old, new, kind=PolicyKind.IDENTITY, effort=1).newly_allowed.reason == (
        "Wide takes more work than the effort allows"
    )
    assert compare(old, new, kind=PolicyKind.IDENTITY).verdict is Verdict.CHANGED


def test_one_key_as_text_and_as_number_is_undecided() -> None:
    mixed = [{"Condition": {"StringLike": {"s3:max-keys": "1*"}, "NumericLessThan": {"s3:max-keys": 5}}}]
    found = compare(policy([]), policy(mixed), kind=PolicyKind.IDENTITY)
    assert found.newly_allowed.answer is None
    assert found.newly_denied.answer is False


def test_several_policies_must_allow() -> None:
    """Whether any request passes an endpoint and an identity policy, and what a restriction adds to that."""
    endpoint = Party(policy([{"Principal": "*", "Action": "s3:*"}]), PolicyKind.ENDPOINT)
    identity = Party(policy([{"Action": ["s3:PutObject", "dynamodb:*"]}]), PolicyKind.IDENTITY)
    passing = exists(Claim((endpoint, identity)))
    assert passing.witness is not None
    assert passing.witness.action == "s3:PutObject"
    outside = Condition("StringNotEquals", "aws:SourceVpce", ("vpce-1",))
    deny = Statement(Effect.DENY, actions=("*",), resources=("*",), conditions=(outside,))
    restriction = Party(Policy((deny,)), PolicyKind.IDENTITY)
    inside = exists(Claim((endpoint, identity), not_denied_by=(restriction,)))
    assert inside.witness is not None
    assert inside.witness.context == {"aws:SourceVpce": "vpce-1"}
    other = Party(policy([{"Action": "dynamodb:*"}]), PolicyKind.IDENTITY)
    assert exists(Claim((endpoint, other))).answer is False
    assert exists(Claim((identity,), (endpoint,))).answer is True
