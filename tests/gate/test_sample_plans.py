"""The plans of fourteen real runs of Terraform, with what the gate has to say about each."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.plans import NO_SETTINGS, change, endpoint, found, plan_data, read, said

from gen_vpce.diagnostics import Severity
from gen_vpce.terraform.gate import gate
from gen_vpce.terraform.settings import settings

HERE = Path(__file__).parent
SAMPLES: dict[str, Any] = yaml.safe_load((HERE / "samples.yaml").read_text())


def sample(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((HERE / "plans" / name).read_text())
    return data


def test_every_sample_has_its_findings_written_down() -> None:
    assert {path.name for path in (HERE / "plans").iterdir()} == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_sample(name: str) -> None:
    expected = SAMPLES[name]
    assert found(sample(name)) == expected["findings"]
    assert any(each.startswith("error") for each in expected["findings"]) == bool(expected["exit"])


@pytest.mark.parametrize("name", [name for name, expected in SAMPLES.items() if expected["exit"]])
def test_a_refused_sample_passes_once_its_kinds_are_allowed(name: str) -> None:
    errors = [each.split(" ") for each in SAMPLES[name]["findings"] if each.startswith("error")]
    allowed = settings(allow=[f"{kind}={address}" for _, kind, address in errors])
    judged = gate(read(sample(name)), Path("no-such-folder"), allowed)
    assert not any(each.severity is Severity.ERROR for each in judged)
    assert len(judged) == len(SAMPLES[name]["findings"])


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sentence_is_short_and_says_what_happens_to_what(name: str) -> None:
    for each in gate(read(sample(name)), Path("no-such-folder"), NO_SETTINGS):
        assert each.message.startswith(f"{each.subject}: ")
        assert len(each.message) < 170 + len(each.subject or "")
        assert not any(word in each.message for word in (" for example ", ": everyone", "000000000000"))


def test_rows_and_the_example_stand_below_the_sentence() -> None:
    allowed, denied = gate(read(sample("3-update-policy.json")), Path("no-such-folder"), NO_SETTINGS)
    address = "module.dynamodb[0].aws_vpc_endpoint.this"
    who = f"{address}: the policy of the endpoint vpce-7459455b7df5631a5 for dynamodb"
    assert allowed.message == f"{who} newly allows requests"
    assert denied.message == f"{who} newly denies requests"
    row, example = allowed.details
    assert row == (
        "user/${aws:username} of account 123456789012: dynamodb Batch*, DescribeTable and GetItem on "
        "table/StockTable (us-east-1, 123456789012)"
    )
    assert example == (
        "for example arn:aws:iam::123456789012:user/example calling dynamodb:BatchGetItem on "
        "arn:aws:dynamodb:us-east-1:123456789012:table/StockTable"
    )
    assert len(denied.details) == 2


def test_what_a_reviewer_must_decide_comes_first() -> None:
    def order(**settled: list[str]) -> list[str]:
        kept = endpoint(id="vpce-1")
        data = plan_data(
            change("delete", endpoint(), None, address="aws_vpc_endpoint.a"),
            change("update", kept, kept | {"policy": None}, address="aws_vpc_endpoint.z"),
            change(
                "create",
                None,
                endpoint(id="vpce-2", route_table_ids=[], vpc_id="vpc-2"),
                address="aws_vpc_endpoint.b",
            ),
            change("forget", endpoint(id="vpce-3"), None, address="aws_vpc_endpoint.c"),
        )
        return found(data, settings=settings(**settled))

    opens, full = "access-newly-allowed aws_vpc_endpoint.z", "default-full-access aws_vpc_endpoint.z"
    gone, left = "endpoint-destroyed aws_vpc_endpoint.a", "endpoint-forgotten aws_vpc_endpoint.c"
    new = "note endpoint-created aws_vpc_endpoint.b"
    assert order() == [*(f"error {each}" for each in (opens, full, gone, left)), new]
    # What a setting let pass comes before what is a note anyway.
    assert order(allow=["endpoint-destroyed", "default-full-access"]) == [
        *(f"error {each}" for each in (opens, left)),
        *(f"note {each}" for each in (full, gone)),
        new,
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_of_variables_and_provider_configuration_is_said(name: str) -> None:
    marked = json.loads(
        json.dumps(sample(name)).replace('"constant_value": "test"', '"constant_value": "TOP-SECRET"')
    )
    marked["variables"] = {"password": {"value": "TOP-SECRET"}}
    for entry in marked["configuration"].get("provider_config", {}).values():
        entry["expressions"] = {"token": {"constant_value": "TOP-SECRET"}}
    judged = gate(read(marked), Path("no-such-folder"), NO_SETTINGS)
    assert "TOP-SECRET" not in repr(judged)
    assert said(judged) == SAMPLES[name]["findings"]
