"""Findings in Terraform source stand at the element, in every world, and nothing is passed over."""

import json
from pathlib import Path

import pytest
from tests.support.linted import codes, linted

from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.lint.lint_request import Asked
from gen_vpce.lint.paths import lint_paths
from gen_vpce.lint.source import Counts

TERRAFORM = """\
# resource "aws_vpc_endpoint" "comment" { policy = "{" }
variable "region" { default = "eu-west-1" }

resource "aws_vpc_endpoint" "object" {
  service_name = "com.amazonaws.${var.region}.dynamodb" # the table
  policy = jsonencode({
    Version = "2012-10-17", "Statement" : [{
      Sid       = "A-1"   // not a Sid
      Effect    = "Allow"
      Principal = "*"
      Action    = ["dynamodb:GetItem", "dynamodb:Query",] /* both */
      Resource  = "arn:aws:dynamodb:*:*:table/$${aws:username}"
      Condition = { Bool = { "aws:SecureTransport" = true }, NumericLessThan = { "aws:EpochTime" = 5 } }
    }]
  })
  timeouts { create = "5m" }
}

resource "aws_iam_policy" "heredoc" {
  policy = <<-EOT
    {"Version": "2012-10-17", "Statement":
      [{"Sid": "B-1", "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::$${aws:username}/*"}]}
  EOT
}

resource "aws_organizations_policy" "string" {
  type    = "RESOURCE_CONTROL_POLICY"
  content = "{\\"Statement\\": {\\"Sid\\": \\"C-1\\", \\"Effect\\": \\"Deny\\", \\"Action\\": \\"s3:*\\"}}"
}

resource "aws_iam_policy" "reference" {
  policy = data.aws_iam_policy_document.x.json
}

resource "aws_iam_policy" "interpolated" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "${var.bucket}/*" }] })
}
"""


def spelled(folder: Path, found: Diagnostic) -> str:
    """Return the text of the source that a finding points at, to the end of its first line at most."""
    assert found.span
    line = Path(found.span.file).read_text(encoding="utf-8").splitlines()[found.span.line - 1]
    end = found.span.end_column - 1 if found.span.line == found.span.end_line else len(line)
    return line[found.span.column - 1 : end]


def test_policies_that_are_written_out_are_read_at_their_place(tmp_path: Path) -> None:
    result = linted(tmp_path, TERRAFORM)
    found = [each for each in result.findings if each.code == "GV316"]
    assert [spelled(tmp_path, each) for each in found] == ['"A-1"', '"B-1"', '\\"C-1\\"']
    assert result.counts
    assert result.counts.endpoints == 1
    assert result.counts.whole == 3


DOCUMENT = """\
variable "on" {
  type = bool
}
data "aws_iam_policy_document" "x" {
  statement {
    sid       = "Not-A-Sid"
    actions   = ["dynamodb:GetItem", "dynamodb:GetItm"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::1111222:root"]
    }
    condition {
      test     = "StringEqual"
      variable = "aws:PrincipalOrgID"
      values   = ["o-a1b2c3d4e5"]
    }
  }
  dynamic "statement" {
    for_each = var.on ? [1] : []
    content {
      actions   = ["dynamodb:PutItm"]
      resources = ["*"]
      principals {
        type        = "*"
        identifiers = ["*"]
      }
    }
  }
}
resource "aws_vpc_endpoint" "x" {
  vpc_id       = "vpc-0123456789abcdef0"
  service_name = "com.amazonaws.eu-west-1.dynamodb"
  policy       = data.aws_iam_policy_document.x.json
}
"""


def test_a_finding_in_a_document_stands_at_its_element(tmp_path: Path) -> None:
    wrong_operator = linted(tmp_path, DOCUMENT)
    assert [spelled(tmp_path, each) for each in wrong_operator.findings] == ['"StringEqual"']
    result = linted(tmp_path, DOCUMENT.replace('"StringEqual"', '"StringEquals"'))
    places = {each.code: spelled(tmp_path, each) for each in result.findings if "PutItm" not in each.message}
    assert places["GV316"] == '"Not-A-Sid"'
    assert places["GV332"] == '"dynamodb:GetItm"'
    assert places["GV343"] == '"arn:aws:iam::1111222:root"'


def test_a_finding_of_one_world_says_which(tmp_path: Path) -> None:
    text = DOCUMENT.replace('"StringEqual"', '"StringEquals"')
    result = linted(tmp_path, text)
    (found,) = [each for each in result.findings if "PutItm" in each.message]
    assert found.message.endswith("(where var.on is true)")
    off = linted(tmp_path, text, on="false")
    assert not [each for each in off.findings if "PutItm" in each.message]
    on = linted(tmp_path, text, on="true")
    (found,) = [each for each in on.findings if "PutItm" in each.message]
    assert "(where" not in found.message


SYMBOLS = """\
data "aws_caller_identity" "current" {}
variable "principals" {}
variable "condition" {}
variable "more" {}
resource "aws_dynamodb_table" "orders" {
  name = var.name
}
variable "name" {}
resource "aws_vpc_endpoint" "x" {
  service_name = "com.amazonaws.${var.region}.dynamodb"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      {
        Sid       = "Read${var.name}"
        Effect    = "Allow"
        Principal = var.principals
        Action    = ["dynamodb:GetItem", "dynamodb:${var.name}"]
        Resource = [
          aws_dynamodb_table.orders.arn,
          "arn:aws:dynamodb:*:${data.aws_caller_identity.current.account_id}:table/x",
        ]
        Condition = var.condition
      },
      {
        Effect    = "Allow"
        Principal = { AWS = [for a in var.accounts : "arn:aws:iam::${a}:root"] }
        Action    = "dynamodb:Query"
        Resource  = "*"
        Condition = {
          StringEquals = { "aws:PrincipalOrgID" = var.organization, "aws:SourceVpc" = ["vpc-${var.name}"] }
          (var.name)   = { x = "y" }
        }
      },
    ], var.more)
  })
}
variable "region" {}
variable "accounts" { type = list(string) }
variable "organization" {}
"""


def test_rules_say_nothing_of_what_is_not_known(tmp_path: Path) -> None:
    result = linted(tmp_path, SYMBOLS)
    assert codes(result) == []
    assert result.counts == Counts(modules=1, endpoints=1, with_symbols=1)


def test_what_is_not_known_is_explained_on_demand(tmp_path: Path) -> None:
    notes = [each.message for each in linted(tmp_path, SYMBOLS, explain=True).findings]
    assert all("aws_vpc_endpoint.x" in note for note in notes)
    assert any(note.startswith("var.principals in") and "has no value" in note for note in notes)
    assert any(note.startswith("account in") and "credentials" in note for note in notes)


def test_known_values_beside_symbols_are_still_judged(tmp_path: Path) -> None:
    text = SYMBOLS.replace('"dynamodb:GetItem",', '"dynamodb:GetItm",').replace("Sid       = ", "Sid = ")
    assert codes(linted(tmp_path, text)) == ["GV332"]


NOT_READ = """\
provider "aws" {}
variable "policy" {}
resource "aws_vpc_endpoint" "a" {
  service_name = "com.amazonaws.eu-west-1.s3"
  policy       = var.policy
}
resource "aws_vpc_endpoint" "b" {
  service_name = "com.amazonaws.eu-west-1.s3"
  policy       = local.missing
}
resource "aws_vpc_endpoint" "c" {
  service_name = "com.amazonaws.eu-west-1.s3"
}
resource "aws_vpc_endpoint" "d" {
  count  = 0
  policy = var.policy
}
"""


def test_what_is_not_read_is_a_warning_with_its_reason(tmp_path: Path) -> None:
    result = linted(tmp_path, NOT_READ)
    assert [(each.code, each.severity) for each in result.findings] == [("GV397", Severity.WARNING)] * 2
    first, second = (each.message for each in result.findings)
    assert "aws_vpc_endpoint.a" in first
    assert "var.policy: the variable has no value" in first
    assert "local.missing is not declared" in second
    assert result.counts == Counts(modules=1, endpoints=3, without_policy=1, not_read=2, idle=1)


def test_what_is_not_read_can_be_accepted(tmp_path: Path) -> None:
    (tmp_path / ".gen-vpce-lint.yaml").write_text("main.tf: {GV397: the plan is linted}\n", encoding="utf-8")
    assert codes(linted(tmp_path, NOT_READ)) == []


def test_broken_source_is_a_finding_and_the_rest_is_read(tmp_path: Path) -> None:
    broken = TERRAFORM.replace("timeouts { create", "timeouts { = create")
    result = linted(tmp_path, f'{broken}\nresource "x" {{\n')
    assert "GV120" in codes(result)
    assert result.counts
    assert result.counts.whole >= 2


def test_a_folder_without_terraform_is_a_finding(tmp_path: Path) -> None:
    assert codes(linted(tmp_path)) == ["GV396"]


def test_files_that_are_named_are_read_with_their_folder(tmp_path: Path) -> None:
    (tmp_path / "a.tf").write_text(
        'resource "aws_iam_policy" "a" {\n  policy = jsonencode(local.p)\n}\n', encoding="utf-8"
    )
    statement = '{ Sid = "A-1", Effect = "Allow", Action = "s3:*", Resource = "*" }'
    policy = f'{{ Version = "2012-10-17", Statement = [{statement}] }}'
    (tmp_path / "b.tf").write_text(f"locals {{ p = {policy} }}\n", encoding="utf-8")
    (tmp_path / "c.tf").write_text("locals { = }\n", encoding="utf-8")
    assert codes(lint_paths(Asked((tmp_path / "a.tf",)))) == []
    assert codes(lint_paths(Asked((tmp_path / "b.tf",)))) == ["GV316"]
    assert codes(lint_paths(Asked((tmp_path / "a.tf", tmp_path / "c.tf")))) == ["GV120"]


def test_a_module_is_read_through_the_call_of_another(tmp_path: Path) -> None:
    child = tmp_path / "modules" / "endpoint"
    child.mkdir(parents=True)
    (child / "main.tf").write_text(
        'variable "policy" {}\nresource "aws_vpc_endpoint" "x" {\n'
        '  service_name = "com.amazonaws.eu-west-1.s3"\n  policy = var.policy\n}\n',
        encoding="utf-8",
    )
    statement = '{ Sid = "A-1", Effect = "Allow", Principal = "*", Action = "s3:*", Resource = "*" }'
    policy = f'jsonencode({{ Version = "2012-10-17", Statement = [{statement}] }})'
    call = f'module "x" {{\n  source = "./modules/endpoint"\n  policy = {policy}\n}}\n'
    result = linted(tmp_path, call)
    assert [spelled(tmp_path, each) for each in result.findings if each.code == "GV316"] == ['"A-1"']
    assert result.counts == Counts(modules=1, endpoints=1, whole=1)
    alone = linted(child)
    assert codes(alone) == ["GV123"]


def test_policies_in_files_of_their_own_are_read_with_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    statement = {"Sid": "A-1", "Effect": "Allow", "Principal": "*", "Action": "s3:Get*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    (folder / "s3.endpoint.json").write_text(policy, encoding="utf-8")
    (folder / "package.json").write_text("{}", encoding="utf-8")
    source = """
resource "aws_vpc_endpoint" "x" {
  service_name = "com.amazonaws.eu-west-1.s3"
  policy       = file("${path.module}/policies/s3.endpoint.json")
}
"""
    assert codes(linted(tmp_path, source)) == ["GV316"]
    (tmp_path / "main.tf").write_text("", encoding="utf-8")
    assert codes(linted(tmp_path)) == ["GV316"]


OPEN_ARNS = """
data "aws_caller_identity" "current" {}
variable "name" {}
variable "rest" {}
resource "aws_vpc_endpoint" "x" {
  service_name = "com.amazonaws.eu-west-1.dynamodb"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = ["dynamodb:GetItem"]
      Resource  = "%s"
    }]
  })
}
"""
ACCOUNT = "${data.aws_caller_identity.current.account_id}"


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        (f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/Orders", None),
        (f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/${{var.name}}", None),
        ("arn:aws:dynamodb:${var.rest}", None),
        ("arn:${var.name}:dynamodb:*:*:table/x", None),
        ("${var.rest}", None),
        (f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:tabel/${{var.name}}", "GV344"),
        (f"arn:aws:dynamodb:eu-wset-1:{ACCOUNT}:table/Orders", "GV342"),
        (f"arn:asw:dynamodb:eu-west-1:{ACCOUNT}:table/Orders", "GV341"),
        (f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/Orders/stream/${{var.name}}", "GV337"),
        ("arn:aws:s3:::${var.name}/*", "GV337"),
    ],
)
def test_an_arn_with_symbols_is_judged_by_what_is_known(arn: str, code: str | None, tmp_path: Path) -> None:
    found = linted(tmp_path, OPEN_ARNS % arn).findings
    assert {each.code for each in found} >= {code} - {None}
    assert code or not found
    assert all("*" not in each.message for each in found)


def test_a_file_that_is_not_there_is_an_error_and_no_empty_module(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        lint_paths(Asked((tmp_path / "none.tf",)))
