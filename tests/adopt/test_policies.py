"""Policies become intents that mean the same, to the letter; grants where grants can say it."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.amount import amount
from tests.support.endpoints import ACCOUNT, DEFAULT_POLICY, EVERYTHING
from tests.support.meaning.random_policies import random_policy

from gen_vpce.access.comparison.compare import Verdict, compare
from gen_vpce.intent.load import load_bytes
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import PolicyKind, to_data
from gen_vpce.policy.read import read
from gen_vpce.terraform.adoption.candidate import Candidate, candidate
from gen_vpce.terraform.adoption.eligible import Eligible, Where, eligible
from gen_vpce.terraform.adoption.existing import Existing
from gen_vpce.terraform.adoption.same_to_terraform import same_to_terraform

HERE = Where("us-east-1", ACCOUNT)
ROLE = f"arn:aws:iam::{ACCOUNT}:role/App"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Orders"
SEED = Path(__file__).parents[1] / "policy" / "seed"


def _candidate(policy: object, service: str = "dynamodb", kind: str = "Gateway") -> Candidate:
    fit = eligible(Existing(None, service, kind, json.dumps(policy)), HERE)
    assert isinstance(fit, Eligible), fit
    made = candidate(fit, "adopted", None)
    assert isinstance(made, Candidate), made
    return made


def _keys(policy: object, service: str = "dynamodb", kind: str = "Gateway") -> dict[str, Any]:
    """Return what an intent's endpoint says of a policy, but for its type."""
    endpoints: Any = _candidate(policy, service, kind).draft["endpoints"]
    return {key: value for key, value in endpoints[service].items() if key != "type"}


def _statement(**elements: object) -> dict[str, object]:
    return {"Effect": "Allow", "Principal": "*", "Action": "dynamodb:*", "Resource": "*", **elements}


def _policy(*statements: object, **more: object) -> dict[str, object]:
    return {"Version": "2012-10-17", **more, "Statement": list(statements)}


def test_the_default_policy() -> None:
    assert _keys(DEFAULT_POLICY) == {"policy_version": "2008-10-17", "allow": "everything"}


def test_version_and_id() -> None:
    assert _keys({"Id": "Policy1", "Statement": EVERYTHING}) == {
        "policy_version": "none",
        "policy_id": "Policy1",
        "allow": "everything",
    }


@pytest.mark.parametrize(
    ("statement", "grant"),
    [
        (_statement(Sid="All"), {"name": "All", "actions": ["dynamodb:*"]}),
        (_statement(Action="*", Sid=""), None),
        (
            _statement(Action=["dynamodb:Query", "dynamodb:GetItem"], Resource=[f"{TABLE}/index/*", TABLE]),
            {"sid": False, "actions": ["dynamodb:Query", "dynamodb:GetItem"], "resources": ["table/Orders"]},
        ),
        (_statement(Resource=TABLE), {"sid": False, "actions": ["dynamodb:*"], "resources": [TABLE]}),
        (
            _statement(Condition={"ArnEquals": {"aws:PrincipalArn": [ROLE, f"{ROLE}2"]}}),
            {"sid": False, "principals": ["role/App", "role/App2"], "actions": ["dynamodb:*"]},
        ),
        (
            _statement(Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/App"}}),
            {"sid": False, "principals": ["arn:aws:iam::*:role/App"], "actions": ["dynamodb:*"]},
        ),
        (
            _statement(
                Condition={
                    "StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:ResourceAccount": ACCOUNT},
                    "Bool": {"aws:SecureTransport": True},
                }
            ),
            {
                "sid": False,
                "principals": ["organization/o-a1b2c3d4e5"],
                "resource_owners": [f"account/{ACCOUNT}"],
                "condition": {"Bool": {"aws:SecureTransport": "true"}},
                "actions": ["dynamodb:*"],
            },
        ),
        (
            _statement(Condition={"Bool": {"aws:PrincipalIsAWSService": "true"}}),
            {"sid": False, "principals": ["aws-services"], "actions": ["dynamodb:*"]},
        ),
        (
            _statement(Condition={"ArnLike": {"aws:PrincipalArn": ROLE}}),
            {
                "sid": False,
                "condition": {"ArnLike": {"aws:PrincipalArn": ROLE}},
                "actions": ["dynamodb:*"],
            },
        ),
    ],
)  # fmt: skip
def test_statements_as_grants(statement: dict[str, object], grant: dict[str, object] | None) -> None:
    assert _keys(_policy(statement)) == {"allow": [grant] if grant else "everything"}
    deny = {**statement, "Effect": "Deny", "Sid": "No"}
    said = _keys(_policy(_statement(Action="dynamodb:Get*", Sid="Yes"), deny))
    if grant and "name" not in grant:
        named = {key: value for key, value in grant.items() if key != "sid"}
        assert said["deny"] == [{"name": "No", **named}]


@pytest.mark.parametrize(
    "statement",
    [
        _statement(Sid="With-hyphen"),
        _statement(Principal={"AWS": "*"}),
        _statement(Principal={"AWS": ROLE}),
        _statement(Action=["dynamodb:GetItem", "dynamodb:Get*"]),
        _statement(Action=["dynamodb:GetItem", "dynamodb:GetItem"]),
        {"Effect": "Allow", "NotPrincipal": {"AWS": ROLE}, "NotAction": "s3:*", "NotResource": TABLE},
        _statement(Action="ec2:RunInstances"),
        _statement(Resource="arn:aws:dynamodb:eu-west-1:1234*:table/*"),
    ],
)
def test_what_no_grant_says_is_a_statement(statement: dict[str, object]) -> None:
    assert _keys(_policy(statement)) == {"statements": [statement]}


def test_a_deny_alone_and_a_statement_twice() -> None:
    deny = _statement(Effect="Deny")
    assert _keys(_policy(deny)) == {"statements": [deny]}
    twice = _statement(Action="dynamodb:GetItem")
    grant = {"sid": False, "actions": ["dynamodb:GetItem"]}
    assert _keys(_policy(twice, twice)) == {"allow": [grant], "statements": [twice]}


@pytest.mark.parametrize("file", sorted(SEED.glob("*.json")), ids=lambda path: path.stem)
def test_every_endpoint_policy_of_aws_own_page_is_said_in_grants(file: Path) -> None:
    policy = json.loads(file.read_text(encoding="utf-8"))
    if "Principal" in policy["Statement"][0]:
        assert "statements" not in _keys(policy)


def test_what_is_wrong_is_accepted_by_its_code() -> None:
    draft = _candidate(_policy(_statement(Sid="With-hyphen"))).draft
    assert draft["accept"] == dict.fromkeys(("GV316", "GV328", "GV404"), "adopted as it was")


@settings(deadline=None, max_examples=amount(60))
@given(st.randoms(use_true_random=False), st.sampled_from([("s3", "Gateway"), ("kms", "Interface")]))
def test_any_policy_means_the_same(random: Random, endpoint: tuple[str, str]) -> None:
    old = to_data(random_policy(random, principals=True))
    _assert_same(old, _candidate(old, *endpoint))


def _assert_same(old: object, made: Candidate) -> None:
    loaded = load_bytes(made.text().encode(), "intent.yaml")
    assert loaded.intent, loaded.diagnostics
    new = compile_intent(loaded.intent).documents[0].policy
    assert same_to_terraform(json.dumps(old), json.dumps(to_data(new)))
    before = read(json.dumps(old)).policy
    assert before
    verdict = compare(before, new, kind=PolicyKind.ENDPOINT, endpoint_kind=made.adopted.target.kind).verdict
    assert verdict in (Verdict.EQUIVALENT, Verdict.UNDECIDED)


GRANTS = st.lists(
    st.fixed_dictionaries(
        {"actions": st.sampled_from([["dynamodb:GetItem"], ["dynamodb:*"], ["dynamodb:Batch*"]])},
        optional={
            "principals": st.lists(
                st.sampled_from(
                    [
                        "role/App",
                        "role/path/*",
                        "permission-set/Ops",
                        "account",
                        "organization/o-a1b2c3d4e5",
                        "ou/o-a1b2c3d4e5/ou-ab12-11111111",
                        "ou/o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/",
                        "tag/team=a",
                        "tag/team=b*",
                        "tag/stage=prod",
                        "aws-services",
                    ]
                ),
                unique=True,
                min_size=1,
            ),
            "access": st.sampled_from([["read"], ["list", "write"]]),
            "resources": st.sampled_from(
                [
                    ["table/Orders"],
                    ["table/*"],
                    [TABLE],
                    ["table/A", "table/B"],
                    ["tag/team=a", "tag/team=b*"],
                    ["table/A", "tag/team=a"],
                    ["tag/team=a", "tag/stage=b"],
                ]
            ),
            "resource_owners": st.sampled_from(
                [["account"], ["account", "organization/o-a1b2c3d4e5"], ["ou/o-a1b2c3d4e5/r-ab12"]]
            ),
            "condition": st.sampled_from(
                [
                    {"Bool": {"aws:SecureTransport": "true"}},
                    {"ArnLike": {"aws:PrincipalArn": ROLE}},
                    {"StringEquals": {"aws:PrincipalAccount": ["111122223333", ACCOUNT]}},
                    {"ForAllValues:StringLike": {"aws:TagKeys": ["a*", "012"]}},
                ]
            ),
            "sid": st.booleans(),
        },
    ),
    min_size=1,
    max_size=3,
)


@settings(deadline=None, max_examples=amount(60))
@given(GRANTS, st.one_of(st.just([]), GRANTS))
def test_any_compiled_policy_is_said_again_in_grants(
    allow: list[dict[str, object]], deny: list[dict[str, object]]
) -> None:
    endpoint = {"allow": allow, "deny": deny} if deny else {"allow": allow}
    written = {
        "version": 1,
        "name": "x",
        "region": "us-east-1",
        "account": ACCOUNT,
        "endpoints": {"dynamodb": endpoint},
    }
    intent = load_bytes(json.dumps(written).encode(), "intent.yaml").intent
    if intent is None:  # two grants that say the same, or conditions that clash
        return
    compiled = compile_intent(intent)
    if compiled.diagnostics:
        return
    old = to_data(compiled.documents[0].policy)
    made = _candidate(old)
    _assert_same(old, made)
    grants = len({json.dumps(statement, sort_keys=True) for statement in _without_sids(old)})
    endpoint = made.draft["endpoints"]["dynamodb"]  # type: ignore[index]
    assert sum(len(endpoint.get(side, ())) for side in ("allow", "deny")) == grants


def _without_sids(policy: dict[str, Any]) -> list[dict[str, object]]:
    return [{**statement, "Sid": None} for statement in policy["Statement"]]


@settings(deadline=None)
@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=2),
            st.dictionaries(
                st.sampled_from(
                    [
                        "Version",
                        "Id",
                        "Statement",
                        "Sid",
                        "Effect",
                        "Principal",
                        "Action",
                        "Resource",
                        "Condition",
                    ]
                ),
                inner,
                max_size=5,
            ),
        ),
    )
)
def test_any_json_as_a_policy_is_adopted_or_refused(data: object) -> None:
    fit = eligible(Existing(None, "s3", "Gateway", json.dumps(data)), HERE)
    made = candidate(fit, "adopted", None) if isinstance(fit, Eligible) else fit
    assert isinstance(made, Candidate) or made
