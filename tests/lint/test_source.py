"""Findings in Terraform source stand at the element, in every world, and nothing is passed over."""

import json
from pathlib import Path

import pytest

from gen_vpce.configuration.policies.request import Request
from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.lint.asked import Asked
from gen_vpce.lint.paths import Linted, lint_paths
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


def linted(folder: Path, text: str | None = None, *, explain: bool = False, **values: str) -> Linted:
    """Lint a folder whose main.tf holds *text*."""
    folder.mkdir(exist_ok=True)
    if text is not None:
        (folder / "main.tf").write_text(text, encoding="utf-8")
    return lint_paths(Asked((folder,), request=Request(variables=values), explain_unknown=explain))


def spelled(folder: Path, found: Diagnostic) -> str:
    """Return the text of the source that a finding points at, to the end of its first line at most."""
    assert found.span
    line = Path(found.span.file).read_text(encoding="utf-8").splitlines()[found.span.line - 1]
    end = found.span.end_column - 1 if found.span.line == found.span.end_line else len(line)
    return line[found.span.column - 1 : end]


def codes(result: Linted) -> list[str]:
    return [each.code for each in result.findings]


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
