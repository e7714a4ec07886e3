"""Findings in the modules, instances and variables of Terraform source, each counted once."""

import json
from pathlib import Path

import pytest
from tests.support.linted import codes, linted

from gen_vpce.diagnostics import Severity
from gen_vpce.lint.source import Counts

NOT_OPEN = """
resource "aws_vpc_endpoint" "OTHER" {
  service_name      = "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"
  vpc_endpoint_type = "GatewayLoadBalancer"
}

resource "aws_vpc_endpoint" "partner" {
  service_name      = "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"
  vpc_endpoint_type = "Interface"
}

resource "aws_vpc_endpoint" "mail" {
  service_name = "com.amazonaws.us-east-1.email-smtp"
}

resource "aws_vpc_endpoint" "resource" {
  vpc_endpoint_type          = "Resource"
  resource_configuration_arn = aws_vpclattice_resource_configuration.db.arn
}

resource "aws_vpc_endpoint" "open" {
  service_name = "com.amazonaws.us-east-1.s3"
}
"""


def test_an_endpoint_at_which_aws_takes_no_policy_is_not_called_open(tmp_path: Path) -> None:
    counts = linted(tmp_path, NOT_OPEN).counts
    assert counts
    assert (counts.endpoints, counts.without_policy, counts.take_none) == (5, 1, 4)


def test_what_two_root_modules_share_is_counted_once(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "main.tf").write_text(
        'module "gone" {\n  source = "acme/gone/aws"\n}\n'
        'resource "aws_vpc_endpoint" "x" {\n  count = 0\n  service_name = "s"\n}\n',
        encoding="utf-8",
    )
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        text = 'module "shared" {\n  source = "../shared"\n}\n'
        (tmp_path / name / "main.tf").write_text(text, encoding="utf-8")
    result = linted(tmp_path, explain=True)
    assert result.counts == Counts(modules=2, idle=1, absent=1)
    notes = {each.message for each in result.findings}
    assert any("module.gone is read by its arguments alone" in note for note in notes)
    assert any("aws_vpc_endpoint.x has no instance" in note for note in notes)


def test_a_value_for_a_variable_that_nobody_declares_is_said(tmp_path: Path) -> None:
    (found,) = linted(tmp_path, 'variable "stage" {}\n', stgae="prod").findings
    assert (found.code, found.hint) == ("GV122", "did you mean `stage`?")
    assert linted(tmp_path, stage="prod").findings == ()


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ("a.tf", "no module declares the variable `stgae`"),
        ("a.yaml", "no template has the parameter `stgae`"),
        ("both", "no module declares the variable `stgae` and no template has the parameter `stgae`"),
    ],
)
def test_a_value_that_is_asked_for_nowhere_names_what_was_read(
    values: str, text: str, tmp_path: Path
) -> None:
    if values != "a.yaml":
        (tmp_path / "a.tf").write_text('variable "stage" {}\n')
    if values != "a.tf":
        (tmp_path / "a.yaml").write_text("Resources: {A: {Type: 'AWS::EC2::VPC'}}\n")
    (found,) = linted(tmp_path, stgae="prod").findings
    assert found.message == text


LIBRARY = """\
variable "policy" {
  type = string
}

variable "on" {
  type = bool
}

resource "aws_vpc_endpoint" "x" {
  vpc_id       = "vpc-0123456789abcdef0"
  service_name = "com.amazonaws.us-east-1.s3"
  policy       = POLICY
}
"""


@pytest.mark.parametrize(
    "policy", ["var.policy", 'var.on ? var.policy : jsonencode({ Version = "2012-10-17" })']
)
@pytest.mark.parametrize(
    ("head", "code", "severity"),
    [
        ("", "GV123", Severity.NOTE),
        ('provider "aws" {\n  region = "us-east-1"\n}\n', "GV397", Severity.WARNING),
        ('terraform {\n  backend "s3" {}\n}\n', "GV397", Severity.WARNING),
        ("terraform {\n  cloud {}\n}\n", "GV397", Severity.WARNING),
    ],
)
def test_the_caller_of_a_module_for_others_gives_its_policy(
    head: str, code: str, severity: Severity, policy: str, tmp_path: Path
) -> None:
    result = linted(tmp_path, head + LIBRARY.replace("POLICY", policy))
    told = [each for each in result.findings if each.code in ("GV123", "GV397")]
    assert [(each.code, each.severity) for each in told] == [(code, severity)]
    assert result.counts
    assert (result.counts.given, result.counts.not_read) == ((1, 0) if code == "GV123" else (0, 1))


def test_what_a_called_module_does_not_tell_is_not_for_callers(tmp_path: Path) -> None:
    result = linted(tmp_path, LIBRARY.replace("POLICY", "upper(var.policy)"))
    assert [each.code for each in result.findings if each.severity is Severity.WARNING] == ["GV397"]


def test_the_policies_of_a_loop_over_what_is_not_known_are_read(tmp_path: Path) -> None:
    text = """\
variable "services" {
  type = set(string)
}

locals {
  endpoints = { for name in var.services : name => { policy = jsonencode(local.policy) } }
  policy    = { Version = "2012-10-17", Statement = [local.all] }
  all       = { Effect = "Allow", Principal = "*", Action = "s3:GetObjct", Resource = "*" }
}

resource "aws_vpc_endpoint" "each" {
  for_each     = local.endpoints
  vpc_id       = "vpc-0123456789abcdef0"
  service_name = "com.amazonaws.us-east-1.${each.key}"
  policy       = each.value.policy
}
"""
    result = linted(tmp_path, text)
    assert result.counts
    assert (result.counts.whole + result.counts.with_symbols, result.counts.not_read) == (1, 0)
    assert "GV332" in {each.code for each in result.findings}


def test_a_separate_policy_without_an_instance_is_nobodys(tmp_path: Path) -> None:
    text = """\
variable "policy" {
  type    = string
  default = null
}

resource "aws_vpc_endpoint" "x" {
  vpc_id       = "vpc-0123456789abcdef0"
  service_name = "com.amazonaws.us-east-1.s3"
}

resource "aws_vpc_endpoint_policy" "x" {
  count           = var.policy == null ? 0 : 1
  vpc_endpoint_id = aws_vpc_endpoint.x.id
  policy          = jsonencode({ Version = "2012-10-17", Statement = [local.all] })
}

locals {
  all = { Effect = "Allow", Principal = "*", Action = "s3:*", Resource = "*" }
}
"""
    counts = linted(tmp_path, text).counts
    assert counts
    assert (counts.endpoints, counts.without_policy, counts.whole, counts.idle) == (1, 1, 1, 1)
    counts = linted(tmp_path, text, policy="x").counts
    assert counts
    assert (counts.endpoints, counts.without_policy, counts.whole, counts.idle) == (1, 0, 1, 0)


def test_an_instance_is_found_by_a_key_that_is_not_known(tmp_path: Path) -> None:
    text = """\
variable "stage" {
}

data "aws_iam_policy_document" "x" {
  for_each = toset([var.stage])
  statement {
    actions   = ["s3:GetObjct"]
    resources = ["arn:aws:s3:::${each.key}/*"]
  }
}

resource "aws_iam_policy" "x" {
  for_each = toset([var.stage])
  policy   = data.aws_iam_policy_document.x[each.key].json
}
"""
    result = linted(tmp_path, text)
    assert codes(result) == ["GV332"]
    other = text.replace("x[each.key].json", 'x["prod"].json')
    assert codes(linted(tmp_path, other)) == ["GV397"]


def test_files_are_listed_inside_of_the_folder_alone(tmp_path: Path) -> None:
    statement = {"Effect": "Allow", "Action": "s3:GetObjct", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": statement})
    for name in ("in/policies", "out"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "a.json").write_text(policy)
    text = """\
resource "aws_iam_policy" "x" {
  for_each = fileset("${path.module}/FOLDER", "*.json")
  policy   = file("${path.module}/FOLDER/${each.key}")
}
"""
    assert codes(linted(tmp_path / "in", text.replace("FOLDER", "policies"))) == ["GV332"]
    (found,) = linted(tmp_path / "in", text.replace("FOLDER", "../out")).findings
    assert (found.code, "--allow-files" in found.message) == ("GV397", True)
    assert str(tmp_path) not in found.message
