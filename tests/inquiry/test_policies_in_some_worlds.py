"""Comparing policies of source that are there under conditions, which are not known, alone."""

from pathlib import Path

import pytest

from gen_vpce.inquiry.compared_source import sides
from gen_vpce.inquiry.contrast import contrasts

POLICY = """jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "sts:%s", Resource = "*" },
  ] })"""
ONE = POLICY % "AssumeRole"
OTHER = POLICY % "GetCallerIdentity"
ENDPOINT = """
variable "on" {}
resource "aws_vpc_endpoint" "x" {
  service_name      = "com.amazonaws.eu-west-1.sts"
  vpc_endpoint_type = "Interface"
  %s
}
"""
SEPARATE = """
resource "aws_vpc_endpoint_policy" "x" {
  %s
  vpc_endpoint_id = aws_vpc_endpoint.x.id
  policy          = %s
}
"""
NAME = "aws_vpc_endpoint.x (endpoint)"


def _verdicts(folder: Path, old: str, new: str) -> dict[str, str]:
    for name, text in (("old", old), ("new", new)):
        (folder / name).mkdir()
        (folder / name / "main.tf").write_text(text, encoding="utf-8")
    read = sides(str(folder / "old"), str(folder / "new"), None)
    found = contrasts(read.old.parts, read.new.parts)
    return {each.label.removeprefix(NAME): str(each.comparison.verdict) for each in found}


def _inline(policy: str) -> str:
    return ENDPOINT % f"policy = {policy}"


@pytest.mark.parametrize("policy", [f"var.on ? {ONE} : null", f'var.on ? {ONE} : ""'])
def test_a_policy_that_may_be_left_out_lets_everything_pass_there(tmp_path: Path, policy: str) -> None:
    assert _verdicts(tmp_path, _inline(ONE), _inline(policy)) == {
        ", where var.on is false": "wider",
        ", where var.on is true": "equivalent",
    }


def test_a_policy_that_was_left_out_in_some_world_is_compared_in_it(tmp_path: Path) -> None:
    assert _verdicts(tmp_path, _inline(f"var.on ? null : {ONE}"), _inline(ONE)) == {
        ", where var.on is true": "narrower",
        ", where var.on is false": "equivalent",
    }


def test_an_endpoint_may_stand_without_the_resource_of_its_policy(tmp_path: Path) -> None:
    old = ENDPOINT % "" + SEPARATE % ("", ONE)
    new = ENDPOINT % "" + SEPARATE % ("count = var.on ? 1 : 0", ONE)
    assert _verdicts(tmp_path, old, new) == {"": "equivalent", ", where var.on is false": "wider"}


def test_a_policy_that_comes_with_its_endpoint_leaves_nothing_open(tmp_path: Path) -> None:
    count = "count = var.on ? 1 : 0"
    policy = (SEPARATE % (count, ONE)).replace("endpoint.x.id", "endpoint.x[0].id")
    found = _verdicts(tmp_path, ENDPOINT % count + policy, ENDPOINT % count + policy)
    assert found == {"aws_vpc_endpoint.x[0] (endpoint)": "equivalent"}


def test_several_worlds_are_compared_with_the_one_of_the_other_side(tmp_path: Path) -> None:
    both = _inline(f"var.on ? {ONE} : {OTHER}")
    assert _verdicts(tmp_path, both, _inline(ONE)) == {
        ", where var.on is true": "equivalent",
        ", where var.on is false": "changed",
    }


def test_worlds_that_cannot_be_together_are_not_compared(tmp_path: Path) -> None:
    old = _inline(f"var.on ? {ONE} : {OTHER}")
    new = _inline(f"var.on ? {ONE} : var.more ? {OTHER} : {ONE}") + 'variable "more" {}\n'
    assert _verdicts(tmp_path, old, new) == {
        ", where var.on is true": "equivalent",
        ", where var.more is true and var.on is false": "equivalent",
    }


def test_a_template_may_leave_a_policy_out(tmp_path: Path) -> None:
    template = """
Parameters: {On: {Type: String}}
Conditions: {IsOn: %s}
Resources:
  X:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      ServiceName: com.amazonaws.eu-west-1.sts
      VpcEndpointType: Interface
      PolicyDocument: !If
        - IsOn
        - {Version: "2012-10-17", Statement: {Effect: Allow, Principal: "*", Action: "sts:*", Resource: "*"}}
        - !Ref AWS::NoValue
"""
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(template % '!Equals ["a", "a"]', encoding="utf-8")
    new.write_text(template % '!Equals [!Ref On, "a"]', encoding="utf-8")
    read = sides(str(old), str(new), None)
    found = [str(each.comparison.verdict) for each in contrasts(read.old.parts, read.new.parts)]
    assert sorted(found) == ["equivalent", "wider"]
