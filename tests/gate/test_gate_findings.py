"""What the gate finds, kind by kind, in plans made by hand: each with all that is said about it."""

import pytest
from tests.gate import endpoint_cases, policy_cases, resource_policy_cases
from tests.support.plans import found

from gen_vpce.diagnostics.codes.plan import KINDS

CASES = endpoint_cases.CASES | policy_cases.CASES | resource_policy_cases.CASES


@pytest.mark.parametrize("name", CASES)
def test_findings(name: str) -> None:
    plan, expected = CASES[name]
    assert found(plan) == expected


def test_every_kind_has_a_case() -> None:
    said = {each.split(" ")[1] for _, expected in CASES.values() for each in expected}
    in_samples = {"endpoint-moved", "endpoint-imported"}
    in_modules = {"policy-from-file", "policy-differs-from-file"}
    assert said | in_samples | in_modules == set(KINDS)
