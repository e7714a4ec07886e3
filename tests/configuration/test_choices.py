"""A variable whose validation lists its texts has each of them in a world of its own."""

import json
from pathlib import Path

import pytest
from tests.support.modules import MODULES

from gen_vpce.configuration.policies.read import read
from gen_vpce.configuration.policies.request import Request
from gen_vpce.lint.policy_kind import Attachment
from gen_vpce.lint.source import lint_configuration

ROOT = """
variable "stage" {
  type = string
  validation {
    condition     = %s
    error_message = "No such stage."
  }
}
resource "aws_iam_policy" "x" {
  name   = "x"
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::${var.stage}/*" },
  ] })
}
"""


def _resources(folder: Path, condition: str, request: Request | None = None) -> list[str]:
    (folder / "main.tf").write_text(ROOT % condition, encoding="utf-8")
    (policy,) = read(folder, request).policies
    return [json.loads(each.positions.text)["Statement"][0]["Resource"] for each in policy.variants]


def test_each_text_is_looked_at(tmp_path: Path) -> None:
    found = _resources(tmp_path, 'contains(["dev", "test", "prod"], var.stage)')
    assert sorted(found) == [f"arn:aws:s3:::{stage}/*" for stage in ("dev", "prod", "test")]


@pytest.mark.parametrize(
    "condition",
    [
        'contains(["dev", upper("b")], var.stage)',
        'contains(["dev", "prod"], var.other)',
        'contains(["dev", "prod"], lower(var.stage))',
        '!contains(["dev", "prod"], var.stage)',
        'contains(["dev", "prod"], var.stage) || var.stage == "x"',
        'var.stage != ""',
    ],
)
def test_nothing_is_guessed_from_other_conditions(condition: str, tmp_path: Path) -> None:
    assert _resources(tmp_path, condition) == ["arn:aws:s3:::⟨var.stage⟩/*"]


def test_a_value_that_is_given_is_the_one(tmp_path: Path) -> None:
    request = Request(variables={"stage": "prod"})
    assert _resources(tmp_path, 'contains(["dev", "prod"], var.stage)', request) == ["arn:aws:s3:::prod/*"]


def test_every_deployment_of_a_module_is_read_with_its_region() -> None:
    found = read(MODULES / "three-deployments")
    assert found.not_read == ()
    (dynamodb,) = (each for each in found.policies if each.address == "aws_vpc_endpoint.dynamodb")
    assert len(dynamodb.variants) == 3
    assert {each.service_name for each in dynamodb.variants} == {
        "com.amazonaws.us-east-1.dynamodb",
        "com.amazonaws.eu-west-1.dynamodb",
    }
    assert lint_configuration(found, Attachment()) == ()
