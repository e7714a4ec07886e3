"""A variable whose validation lists its texts has each of them in a world of its own."""

import json
import shutil
from pathlib import Path

import pytest
from tests.support.modules import MODULES

from gen_vpce.configuration.evaluation.world import conditions, in_words
from gen_vpce.configuration.policies.read import read
from gen_vpce.configuration.policies.request import Request
from gen_vpce.lint.lint_request import Asked
from gen_vpce.lint.paths import lint_paths
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


def test_many_texts_are_looked_at_all_the_same(tmp_path: Path) -> None:
    texts = [f"a{number:02}" for number in range(60)]
    found = _resources(tmp_path, f"contains({json.dumps(texts)}, var.stage)")
    assert sorted(found) == [f"arn:aws:s3:::{text}/*" for text in texts]
    (policy,) = read(tmp_path).policies
    assert policy.complete


def test_a_variant_says_which_text_it_is_about(tmp_path: Path) -> None:
    _resources(tmp_path, 'contains(["dev", "test", "prod"], var.stage)')
    (policy,) = read(tmp_path).policies
    assert sorted(in_words(each.assumed) for each in policy.variants) == [
        ['var.stage is "dev"'],
        ['var.stage is "prod"'],
        ['var.stage is "test"'],
    ]
    assert conditions(name for each in policy.variants for name, _ in each.assumed) == ["var.stage"]


def test_other_conditions_are_said_as_they_are() -> None:
    asked = [('var.x == "a"', False), ("var.on", True), ('var.y == "b"', True), ('var.y == "c"', False)]
    assert in_words(asked) == ['var.x == "a" is false', "var.on is true", 'var.y is "b"']
    assert conditions(name for name, _ in asked) == ['var.x == "a"', "var.on", "var.y"]


def test_a_finding_is_said_once_and_where(tmp_path: Path) -> None:
    shutil.copytree(MODULES / "three-deployments", tmp_path / "orders")
    file = tmp_path / "orders" / "policies" / "prod-eu" / "dynamodb.endpoint.json"
    file.write_text(file.read_text(encoding="utf-8").replace("DeleteTable", "DeleteTabel"), encoding="utf-8")
    found = lint_paths(Asked(paths=(tmp_path / "orders",))).findings
    assert {each.code for each in found} == {"GV332"}
    assert len({each.span for each in found}) == len(found)
    assert all(each.message.endswith('` (where var.deployment is "prod-eu")') for each in found)


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
