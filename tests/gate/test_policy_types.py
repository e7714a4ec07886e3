"""Every type of resource that holds a policy is judged for what it opens and cuts; what is not is counted."""

from pathlib import Path
from typing import Any

import pytest
from tests.support.plans import NO_SETTINGS, allow, change, configured, found, plan_data, policy, read

from gen_vpce.configuration.policies.policy_types import TERRAFORM_POLICIES
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.limits import LIMITS
from gen_vpce.terraform.gate import gate
from gen_vpce.terraform.unread_policies import unread_policies

SEPARATE = [type_ for type_, held in TERRAFORM_POLICIES.items() if not held.is_inline]
INLINE = [type_ for type_, held in TERRAFORM_POLICIES.items() if held.is_inline]
ENDPOINTS = {"aws_vpc_endpoint", "awscc_ec2_vpc_endpoint"}
OTHERS = [type_ for type_ in INLINE if type_ not in ENDPOINTS]
ENDPOINT = {
    "vpc_id": "vpc-1",
    "service_name": "com.amazonaws.us-east-1.dynamodb",
    "vpc_endpoint_type": "Gateway",
    "route_table_ids": ["rtb-1"],
}


def text(type_: str, *actions: str, **more: object) -> str:
    """Return a policy of the kind that *type_* holds."""
    statement = allow(*actions, **more)
    if TERRAFORM_POLICIES[type_].kind in (PolicyKind.IDENTITY, PolicyKind.SCP):
        del statement["Principal"]
    return policy(statement)


def values(type_: str, written: str | None) -> dict[str, Any]:
    held = {TERRAFORM_POLICIES[type_].argument: written}
    return {**ENDPOINT, **held} if type_ in ENDPOINTS else held


def judged(type_: str, actions: str, old: str | None, new: str | None, *, is_set: bool = True) -> list[str]:
    """Return what is found when the policy of a resource of *type_* changes from *old* to *new*."""
    before, after = (None if each is None else values(type_, each) for each in (old, new))
    arguments: dict[str, list[str] | None] = {TERRAFORM_POLICIES[type_].argument: []} if is_set else {}
    entry = change(actions, before, after, address=f"{type_}.x")
    return found(plan_data(entry, configuration=configured({f"{type_}.x": arguments})))


@pytest.mark.parametrize("type_", TERRAFORM_POLICIES)
def test_what_opens_and_what_cuts_is_found(type_: str) -> None:
    less, more = text(type_, "dynamodb:GetItem"), text(type_, "dynamodb:GetItem", "dynamodb:PutItem")
    assert judged(type_, "update", less, more) == [f"error access-newly-allowed {type_}.x"]
    assert judged(type_, "update", more, less) == [f"warning access-newly-denied {type_}.x"]
    assert judged(type_, "no-op", more, more) == []


@pytest.mark.parametrize("type_", SEPARATE)
def test_a_policy_of_its_own_opens_when_it_comes(type_: str) -> None:
    if type_ != "aws_vpc_endpoint_policy":
        assert judged(type_, "create", None, text(type_, "s3:*")) == [f"error access-newly-allowed {type_}.x"]
        assert judged(type_, "delete", text(type_, "s3:*"), None) == [
            f"warning access-newly-denied {type_}.x"
        ]


@pytest.mark.parametrize("type_", OTHERS)
def test_an_inline_policy_goes_with_its_resource_and_counts_where_it_is_set(type_: str) -> None:
    one, other = text(type_, "s3:GetObject"), text(type_, "s3:*")
    assert judged(type_, "create", None, other) == [f"error access-newly-allowed {type_}.x"]
    assert judged(type_, "delete", other, None) == []
    assert judged(type_, "delete create", one, other) == [f"error access-newly-allowed {type_}.x"]
    # What a resource of its own sets shows here too, and is judged there.
    assert judged(type_, "update", one, other, is_set=False) == []
    drift = [change("update", values(type_, one), values(type_, other), address=f"{type_}.x")]
    for arguments, kinds in (({"policy": []}, ["policy-drift"]), ({}, [])):
        plan = plan_data(resource_drift=drift, configuration=configured({f"{type_}.x": arguments}))
        assert found(plan) == [f"error {kind} {type_}.x" for kind in kinds]


@pytest.mark.parametrize("type_", ENDPOINTS)
def test_an_endpoint_of_either_provider_is_one(type_: str) -> None:
    at = f"{type_}.x"
    assert judged(type_, "delete", text(type_, "s3:*"), None) == [f"error endpoint-destroyed {at}"]
    assert judged(type_, "create", None, "") == [
        f"error default-full-access {at}",
        f"warning routes-changed {at}",
        f"note endpoint-created {at}",
    ]
    assert judged(type_, "no-op", *[text(type_, "s3:GetObject")] * 2, is_set=False) == [
        f"warning policy-unmanaged {at}"
    ]


def told(plan: dict[str, Any]) -> list[Diagnostic]:
    return list(gate(read(plan), Path("no-such-folder"), NO_SETTINGS))


@pytest.mark.parametrize("type_", TERRAFORM_POLICIES)
def test_a_policy_is_as_long_as_aws_takes_it(type_: str) -> None:
    held = TERRAFORM_POLICIES[type_]
    longest = held.longest or LIMITS[held.kind].longest
    short = text(type_, "s3:GetObject", resource="arn:aws:s3:::")
    room = longest - len("".join(short.split()) if held.kind is PolicyKind.IDENTITY else short)
    for extra, expected in ((0, []), (1, [f"error policy-too-long {type_}.x"])):
        long = text(type_, "s3:GetObject", resource=f"arn:aws:s3:::{'x' * (room + extra)}")
        said = judged(type_, "update", short, long)
        assert [each for each in said if "too-long" in each] == expected


READS, WRITES = policy(allow("s3:GetObject")), policy(allow("s3:*"))


DOMAIN = "aws_opensearch_domain"


@pytest.mark.parametrize(
    ("type_", "before", "after", "unknown", "expected"),
    [
        (DOMAIN, {"access_policies": READS}, {"access_policies": WRITES}, {}, 1),
        (DOMAIN, {"access_policies": READS}, {"access_policies": READS}, {}, 0),
        ("aws_backup_vault_policy", None, {}, {"policy": True}, 1),
        ("aws_backup_vault_policy", {"policy": f" {READS}"}, None, {}, 1),
        ("aws_iam_role", None, {"assume_role_policy": READS, "name": "x"}, {}, 1),
        ("aws_kms_key", None, {"policy": READS}, {}, 0),
        ("aws_instance", None, {"user_data": '{"a": 1}'}, {"id": True}, 0),
        ("aws_lb", None, {}, {"security_policy": True}, 0),
        ("aws_lb", None, {}, True, 0),
    ],
)
def test_policies_of_other_types_are_counted(
    type_: str, before: object, after: object, unknown: object, expected: int
) -> None:
    entry = {"actions": ["update"], "before": before, "after": after, "after_unknown": unknown}
    made = {"type": type_, "change": entry}
    assert len(list(unread_policies(made))) == expected
    assert list(unread_policies({**made, "mode": "data"})) == []
    assert list(unread_policies({**made, "change": {**entry, "actions": ["no-op"]}})) == []


@pytest.mark.parametrize(
    "entry", [None, [], {}, {"type": 1}, {"type": "x", "change": None}, {"type": "x", "change": {}}]
)
def test_what_is_no_entry_holds_no_policy(entry: object) -> None:
    assert list(unread_policies(entry)) == []


def test_the_note_counts_by_type() -> None:
    roles = [
        change("create", None, {"assume_role_policy": READS}, address=f"aws_iam_role.{name}") for name in "ab"
    ]
    domain = change("create", None, {"access_policies": READS}, address="aws_opensearch_domain.a")
    (note,) = told(plan_data(*roles, domain))
    assert note.message == (
        "the plan changes 3 policies that are not judged: 2 in assume_role_policy of aws_iam_role and "
        "1 in access_policies of aws_opensearch_domain"
    )
