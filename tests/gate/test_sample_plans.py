"""The plans of thirteen real runs of Terraform, with what the gate has to say about each."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.plans import NO_SETTINGS, found, read, said

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
