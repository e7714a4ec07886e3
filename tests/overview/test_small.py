"""What is drawn in comments: the endpoints whose meaning or network changes, where they are few."""

import io
import json
from pathlib import Path
from typing import Any

from tests.support.plans import allow, change, endpoint, plan_data, policy

from gen_vpce.inquiry.part import Part
from gen_vpce.intent.model import EndpointKind
from gen_vpce.overview.change_pictures import MOST, Small, of_parts, of_plan
from gen_vpce.overview.model import Overview
from gen_vpce.policy.document import EVERYTHING, Policy, PolicyKind
from gen_vpce.policy.read import read
from gen_vpce.terraform.plan import read_plan

READS = policy(allow("dynamodb:GetItem"))
WRITES = policy(allow("dynamodb:GetItem", "dynamodb:PutItem"))
REWORDED = policy(allow("dynamodb:getitem"))


def changed(*changes: dict[str, Any]) -> Small | None:
    plan = read_plan(io.BufferedReader(io.BytesIO(json.dumps(plan_data(*changes)).encode())))
    return of_plan(plan, Path("no-such-folder"), "plan.json")


def drawn(small: Small | None) -> dict[str, str]:
    """Return the endpoints that are drawn, with what becomes of them."""
    assert small is not None
    assert isinstance(small.overview, Overview)
    return {each.name: each.change for each in small.overview.endpoints}


def part(label: str, text: str, kind: PolicyKind = PolicyKind.ENDPOINT) -> Part:
    found = read(text, label).policy
    assert found
    return Part(label, kind, found, EndpointKind.GATEWAY)


def test_endpoints_that_come_go_or_change_are_drawn() -> None:
    assert drawn(
        changed(
            change("update", endpoint(policy=READS), endpoint(policy=WRITES), address="aws_vpc_endpoint.a"),
            change("create", None, endpoint(policy=READS), address="aws_vpc_endpoint.b"),
            change("delete", endpoint(policy=READS), None, address="aws_vpc_endpoint.c"),
            change("no-op", endpoint(policy=READS), endpoint(policy=READS), address="aws_vpc_endpoint.d"),
        )
    ) == {"aws_vpc_endpoint.a": "changed", "aws_vpc_endpoint.b": "added", "aws_vpc_endpoint.c": "removed"}


def test_a_policy_of_its_own_resource_changes_its_endpoint() -> None:
    stays = endpoint(policy=READS)
    attached = {"id": stays["id"], "vpc_endpoint_id": stays["id"]}
    small = changed(
        change("no-op", stays, stays),
        change(
            "update",
            attached | {"policy": READS},
            attached | {"policy": WRITES},
            address="aws_vpc_endpoint_policy.p",
            type="aws_vpc_endpoint_policy",
        ),
    )
    assert list(drawn(small).values()) == ["changed"]


def test_what_is_reworded_is_not_drawn() -> None:
    assert changed(change("update", endpoint(policy=READS), endpoint(policy=REWORDED))) is None
    assert changed(change("no-op", endpoint(), endpoint())) is None


def test_more_than_can_be_read_are_counted() -> None:
    many = [
        change("create", None, endpoint(policy=READS), address=f"aws_vpc_endpoint.e{number}")
        for number in range(MOST + 1)
    ]
    assert changed(*many) == Small(MOST + 1)
    parts = [part(f"e{number} (endpoint)", READS) for number in range(MOST + 1)]
    assert of_parts([], parts) == Small(MOST + 1)


def test_two_single_policies_are_one_pair() -> None:
    assert drawn(of_parts([part("old (endpoint)", READS)], [part("new (endpoint)", WRITES)])) == {
        "new": "changed"
    }


def test_policies_of_modules_are_paired_by_their_labels() -> None:
    same = part("same (endpoint)", READS)
    old = [same, part("gone (endpoint)", READS), part("orders (endpoint)", READS)]
    new = [same, part("orders (endpoint)", WRITES), part("only (identity)", READS, PolicyKind.IDENTITY)]
    assert drawn(of_parts(old, new)) == {"gone": "removed", "orders": "changed"}


def test_what_nobody_knows_is_not_drawn() -> None:
    unknown = Part("orders (endpoint)", PolicyKind.ENDPOINT, Policy((EVERYTHING,)), doubt="it is not read")
    assert of_parts([part("orders (endpoint)", READS)], [unknown]) is None
