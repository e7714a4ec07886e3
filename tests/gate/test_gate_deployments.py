"""Of a module with deployments, the gate tells by the policies that it knows which one a plan is for."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.plans import NO_SETTINGS, read

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.terraform.gate import gate

TOP = Path(__file__).parents[2]
FIRST = Path(__file__).parent / "deployments" / "first.json"
NAMES = ("dev", "prod-us", "prod-eu")
IDENTITY = "orders-stage-only-through-endpoint-region.identity.json"


def _plan() -> dict[str, Any]:
    """Return the first plan of a real run, which calls modules/three-deployments for each of its places."""
    plan: dict[str, Any] = json.loads(FIRST.read_text(encoding="utf-8"))
    return plan


def _found(plan: dict[str, Any], monkeypatch: pytest.MonkeyPatch, code: str) -> dict[str, Diagnostic]:
    monkeypatch.chdir(TOP)
    return {str(each.subject): each for each in gate(read(plan), TOP, NO_SETTINGS) if each.code == code}


def test_a_policy_that_waits_for_an_id_is_read_from_its_deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    read_from = _found(_plan(), monkeypatch, "GV624")
    for name in NAMES:
        address = f"module.{name}.aws_iam_policy.orders_stage_only_through_endpoint_region"
        assert f"modules/three-deployments/policies/{name}/{IDENTITY}" in read_from[address].message
    assert len(read_from) == 5  # and the table policies of both prods


def test_without_an_endpoint_that_tells_nothing_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = _plan()
    plan["resource_changes"] = [
        each
        for each in plan["resource_changes"]
        if each["type"] != "aws_vpc_endpoint" or each["module_address"] != "module.dev"
    ]
    unknown = _found(plan, monkeypatch, "GV623")
    (found,) = unknown.values()
    assert found.subject == "module.dev.aws_iam_policy.orders_stage_only_through_endpoint_region"
    assert "no endpoint of its module shows which deployment it is for" in found.message


def test_an_endpoint_with_the_policy_of_no_deployment_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = _plan()
    for each in plan["resource_changes"]:
        if each["address"] == "module.prod-eu.aws_vpc_endpoint.dynamodb":
            policy = each["change"]["after"]["policy"]
            each["change"]["after"]["policy"] = policy.replace("orders-prod", "orders-test")
    assert list(_found(plan, monkeypatch, "GV625")) == ["module.prod-eu.aws_vpc_endpoint.dynamodb"]
