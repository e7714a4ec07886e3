"""Which endpoints there are may depend on what is not known: those of every world are read."""

from pathlib import Path

import pytest

from gen_vpce.configuration.policies.model import Configuration, Standing
from gen_vpce.configuration.policies.read import read
from gen_vpce.configuration.policies.request import Request

PRELUDE = """
variable "open" {}
variable "network" {
  validation {
    condition     = contains(["custom", "isolated"], var.network)
    error_message = "No such network."
  }
}
locals {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = var.open ? "s3:*" : "s3:GetObject", Resource = "*" },
  ] })
}
"""
RESOURCE = """
resource "aws_vpc_endpoint" "x" {
  %s
  service_name = "com.amazonaws.eu-west-1.s3"
  policy       = local.policy
}
"""
CALL = """
module "x" {
  count     = %s
  source    = "terraform-aws-modules/vpc/aws//modules/vpc-endpoints"
  vpc_id    = "vpc-0123456789abcdef0"
  endpoints = %s
}
"""
S3 = '{ s3 = { service = "s3", policy = local.policy } }'


def _read(folder: Path, text: str, request: Request | None = None) -> Configuration:
    (folder / "main.tf").write_text(PRELUDE + text, encoding="utf-8")
    return read(folder, request)


def _texts(found: Configuration) -> dict[str, int]:
    """Return how many texts the policy of each endpoint may have."""
    assert all(each.standing is Standing.READ for each in found.endpoints)
    texts = {each.endpoint or "": len(each.variants) for each in found.policies}
    assert sorted(texts) == sorted(each.address for each in found.endpoints)
    return texts


@pytest.mark.parametrize(
    "condition",
    ['var.network == "custom"', 'var.network != "custom"', "var.on", "!var.on", "!local.off && var.on != 3"],
)
def test_an_endpoint_of_any_world_is_read(tmp_path: Path, condition: str) -> None:
    text = 'variable "on" {}\nlocals {\n  off = var.network != "custom"\n}\n'
    found = _read(tmp_path, text + RESOURCE % f"count = {condition} ? 1 : 0")
    assert _texts(found) == {"aws_vpc_endpoint.x[0]": 2}
    assert not found.unused
    found = _read(tmp_path, text + CALL % (f"{condition} ? 1 : 0", S3))
    assert _texts(found) == {'module.x[0].endpoints["s3"]': 2}


def test_the_keys_of_all_worlds_are_read(tmp_path: Path) -> None:
    keys = 'for_each = toset(var.network == "custom" ? ["a", "b"] : var.open ? ["b", "c"] : ["d"])'
    texts = _texts(_read(tmp_path, RESOURCE % keys))
    addresses = {f'aws_vpc_endpoint.x["{key}"]' for key in "abcd"}
    assert set(texts) == addresses
    assert texts['aws_vpc_endpoint.x["a"]'] == texts['aws_vpc_endpoint.x["b"]'] == 2
    assert texts['aws_vpc_endpoint.x["d"]'] == 1


def test_the_entries_of_all_worlds_are_read(tmp_path: Path) -> None:
    listed = f'var.network == "custom" ? {S3} : {{ sts = {{ service = "sts", policy = local.policy }} }}'
    texts = _texts(_read(tmp_path, CALL % ("1", listed)))
    assert texts == {'module.x[0].endpoints["s3"]': 2, 'module.x[0].endpoints["sts"]': 2}


def test_what_is_in_a_module_of_another_world_is_read(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    inner = 'variable "policy" {}\nvariable "more" {}\n' + RESOURCE.replace("local.policy", "var.policy")
    (tmp_path / "inner" / "main.tf").write_text(inner % "count = var.more ? 0 : 1", encoding="utf-8")
    call = """
module "x" {
  count  = var.network == "custom" ? 0 : 1
  source = "./inner"
  policy = local.policy
  more   = var.network == "custom" || var.open
}
"""
    assert _texts(_read(tmp_path, call)) == {"module.x[0].aws_vpc_endpoint.x[0]": 1}


def test_a_call_without_an_instance_is_told_and_read(tmp_path: Path) -> None:
    found = _read(tmp_path, CALL % ("0", S3))
    assert [each.address for each in found.unused] == ["module.x"]
    assert not found.endpoints
    assert [each.address for each in found.imagined] == ['module.x[0].endpoints["s3"]']
    assert [each.endpoint for each in found.policies] == ['module.x[0].endpoints["s3"]']
    silent = (CALL % ("0", S3)).replace("//modules/vpc-endpoints", "")
    assert not _read(tmp_path, silent).unused


def test_a_world_in_which_terraform_fails_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    count = 'count = length(var.network == "custom" ? [] : ["a"])'
    text = f'locals {{\n  first = (var.network == "custom" ? [] : ["a"])[0]\n}}\n{RESOURCE}'
    found = _read(tmp_path, text % "for_each = toset([local.first])")
    assert [each.address for each in found.endpoints] == ['aws_vpc_endpoint.x["a"]']
    assert not found.not_read
    assert len(_read(tmp_path, text % count).endpoints) == 1


def test_more_conditions_than_are_looked_at_are_told(tmp_path: Path) -> None:
    names = [f"v{number}" for number in range(30)]
    text = "".join(f'variable "{name}" {{}}\n' for name in names)
    count = " * ".join(f"(var.{name} ? 0 : 1)" for name in names)
    found = _read(tmp_path, text + RESOURCE % f"count = {count}")
    assert [each.reason for each in found.not_read] == [
        "its instances depend on more conditions than are looked at"
    ]


def test_the_service_of_an_entry_is_in_the_region_of_each_world(tmp_path: Path) -> None:
    text = """
variable "region" {
  validation {
    condition     = contains(["eu-west-1", "us-east-1"], var.region)
    error_message = "No such Region."
  }
}
provider "aws" {
  region = var.region
}
module "x" {
  source    = "terraform-aws-modules/vpc/aws//modules/vpc-endpoints"
  endpoints = { sqs = { %s, policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "sqs:*", Resource = "arn:aws:sqs:${var.region}:*:*" },
  ] }) } }
}
"""
    for said in ('service = "sqs"', 'service_endpoint = "com.amazonaws.${var.region}.sqs"'):
        (policy,) = _read(tmp_path, text % said).policies
        told = {each.service_name: each.positions.text for each in policy.variants}
        assert sorted(name or "" for name in told) == [
            "com.amazonaws.eu-west-1.sqs",
            "com.amazonaws.us-east-1.sqs",
        ]
        assert all((name or "").split(".")[2] in text for name, text in told.items())
