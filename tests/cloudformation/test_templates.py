"""Every policy and every endpoint of a template is found, in every world, in YAML and in JSON alike."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.templates import as_json, template_of

from gen_vpce.cloudformation.read import read_stack
from gen_vpce.configuration.policies.model import Configuration, NotRead

CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))


def documents(configuration: Configuration) -> dict[str, list[Any]]:
    return {
        policy.address: [json.loads(variant.positions.text) for variant in policy.variants]
        for policy in configuration.policies
    }


def differing(told: tuple[NotRead, ...], expected: dict[str, str]) -> list[str]:
    """Return the addresses of which something else is told than expected."""
    reasons = {each.address: each.reason for each in told}
    return [
        name for name in {*reasons, *expected} if expected.get(name, "(nothing)") not in reasons.get(name, "")
    ]


@pytest.mark.parametrize("syntax", ["yaml", "json"])
@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_template(case: dict[str, Any], syntax: str) -> None:
    text = as_json(case["template"]) if syntax == "json" else case["template"]
    found = read_stack(template_of(text), case.get("given"))
    assert documents(found) == case.get("policies", {})
    assert not differing(found.not_read, case.get("not_read", {}))
    assert not differing(found.unused, case.get("unused", {}))
    assert all(policy.complete for policy in found.policies)
    endpoints = {
        each.address: [each.service_name, each.type, each.standing.value] for each in found.endpoints
    }
    if "endpoints" in case:
        assert endpoints == case["endpoints"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_every_value_stands_where_it_was_written(case: dict[str, Any]) -> None:
    text = case["template"]
    for policy in read_stack(template_of(text), case.get("given")).policies:
        for variant in policy.variants:
            for effect in ('"Allow"', '"Deny"'):
                at = variant.positions.text.find(effect)
                if at >= 0:
                    span = variant.positions.between((at + 1, at + len(effect) - 1))
                    line = text.splitlines()[span.line - 1]
                    assert line[span.column - 1 : span.end_column - 1].strip('"') == effect.strip('"')
