"""`gen-vpce test infra --expect FILE`: expectations about endpoints of source, by address."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gen_vpce.cli.app import app

TERRAFORM = """\
data "aws_caller_identity" "me" {}

variable "table" {
  type = string
}

variable "strict" {
  type    = bool
  default = true
}

resource "aws_vpc_endpoint" "dynamodb" {
  vpc_id       = "vpc-0123456789abcdef0"
  service_name = "com.amazonaws.us-east-1.dynamodb"
  policy       = data.aws_iam_policy_document.dynamodb.json
}

data "aws_iam_policy_document" "dynamodb" {
  statement {
    sid       = "Orders"
    actions   = var.strict ? ["dynamodb:GetItem"] : ["dynamodb:*"]
    resources = ["arn:aws:dynamodb:us-east-1:${data.aws_caller_identity.me.account_id}:table/Orders"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
  statement {
    actions   = ["dynamodb:Query"]
    resources = ["arn:aws:dynamodb:us-east-1:${data.aws_caller_identity.me.account_id}:table/${var.table}"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_vpc_endpoint" "s3" {
  count        = 2
  vpc_id       = "vpc-0123456789abcdef0"
  service_name = "com.amazonaws.us-east-1.s3"
}
"""
TEMPLATE = """\
Resources:
  DynamoDb:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-0123456789abcdef0
      ServiceName: !Sub com.amazonaws.${AWS::Region}.dynamodb
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: "*"
            Action: dynamodb:GetItem
            Resource: !Sub arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/Orders
"""
BY = "through: aws_vpc_endpoint.dynamodb"
OTHERS = "'arn:aws:dynamodb:us-east-1:210987654321:table/Orders'"
GET = "principal: role/App, action: dynamodb:GetItem, resource: table/Orders"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "infra" / "stacks").mkdir(parents=True)
    (tmp_path / "infra" / "main.tf").write_text(TERRAFORM)
    (tmp_path / "infra" / "stacks" / "db.yaml").write_text(TEMPLATE)
    return tmp_path


def asked(folder: Path, *expect: str, head: str = "", options: tuple[str, ...] = ()) -> list[str]:
    lines = "".join(f"  - {each}\n" for each in expect)
    (folder / "e.yaml").write_text(f"version: 1\n{head}expect:\n{lines}")
    run = CliRunner().invoke(app, ["test", "infra", "--expect", "e.yaml", *options])
    assert run.stderr == ""
    assert run.exit_code == int(not run.stdout.endswith(" 0 failed, 0 undecided\n"))
    return run.stdout.splitlines()


def marks(folder: Path, *expect: str, head: str = "", options: tuple[str, ...] = ()) -> str:
    return asked(folder, *expect, head=head, options=options)[0].removeprefix("e.yaml ")


def test_endpoints_are_asked_by_address(folder: Path) -> None:
    assert (
        marks(
            folder,
            f"allow: {{{GET}, {BY}}}",
            f"never: {{action: dynamodb:DeleteTable, {BY}}}",
            "never: {action: dynamodb:DeleteTable, through: DynamoDb}",
            "never: {action: 'dynamodb:*', resource: table/Audit, through: 'stacks/db.yaml: DynamoDb'}",
            "always: {action: s3:GetObject, through: aws_vpc_endpoint.s3}",
            "always: {action: s3:GetObject, through: 'aws_vpc_endpoint.s3[1]'}",
            "never: {action: s3:GetObject}",
        )
        == "......F"
    )


def test_a_failure_names_instance_request_and_statement(folder: Path) -> None:
    lines = asked(folder, f"never: {{action: dynamodb:GetItem, {BY}}}")
    by = "through aws_vpc_endpoint.dynamodb"
    assert lines[3] == (
        f"e.yaml:3:5: error[GV722]: `never dynamodb:GetItem {by}` does not hold: for example, "
        "arn:aws:iam::123456789012:role/Example calling dynamodb:GetItem on "
        f"arn:aws:dynamodb:us-east-1:⟨account⟩:table/Orders {by} passes; "
        "Orders of the endpoint policy allows dynamodb:GetItem on table/Orders"
    )
    assert lines[6].startswith("infra/main.tf:19:")


def test_what_depends_on_a_value_is_undecided_until_it_is_given(folder: Path) -> None:
    audit = f"deny: {{principal: role/App, action: dynamodb:Query, resource: table/Audit, {BY}}}"
    text = "\n".join(asked(folder, audit))
    assert "is undecided: it depends on the value of ⟨var.table⟩" in text
    assert "hint: give what is not known a value: --var NAME=VALUE" in text
    assert marks(folder, audit, options=("--var", "table=Audit")) == "F"
    assert marks(folder, audit, options=("--var", "table=Orders")) == "."
    other = f"deny: {{{GET}, {BY}}}".replace("table/Orders", OTHERS)
    assert "⟨account⟩" in "\n".join(asked(folder, other))
    assert marks(folder, other, head='account: "123456789012"\n', options=("--var", "table=x")) == "."
    assert marks(folder, other, head='account: "210987654321"\n', options=("--var", "table=x")) == "F"


def test_every_world_has_to_agree(folder: Path) -> None:
    (folder / "infra" / "main.tf").write_text(TERRAFORM.replace("  default = true\n", ""))
    never = f"never: {{action: dynamodb:DeleteTable, {BY}}}"
    assert "is undecided: it depends on var.strict" in "\n".join(asked(folder, never))
    assert marks(folder, never, options=("--var", "strict=true")) == "."


@pytest.mark.parametrize(
    ("expect", "head", "finding"),
    [
        (
            f"allow: {{{GET}, through: aws_vpc_endpoint.dynamo}}",
            "",
            "did you mean `aws_vpc_endpoint.dynamodb`?",
        ),
        (f"allow: {{{GET}}}", "", "does not say through which endpoint"),
        ("never: {action: kms:Decrypt}", "", "no endpoint of the source carries its action"),
        (
            f"allow: {{{GET}, {BY}}}",
            "region: eu-west-1\n",
            "the source says us-east-1",
        ),
        (f"allow: {{{GET}, {BY}}}", "region: eu-wset-1\n", "unknown Region `eu-wset-1`"),
        (f"allow: {{{GET}, {BY}}}", "service: s3\n", "`service` has no place in a test of source"),
        ("allow: {principal: role/App, action: dynamodb:PutThing}", "", "PutThing"),
    ],
)
def test_a_wrong_expectation_says_why(folder: Path, expect: str, head: str, finding: str) -> None:
    if head.startswith("region"):
        provider = 'provider "aws" {\n  region = "us-east-1"\n}\n'
        (folder / "infra" / "main.tf").write_text(provider + TERRAFORM)
    assert finding in "\n".join(asked(folder, expect, head=head))


def test_what_cannot_be_read_is_an_error(folder: Path) -> None:
    (folder / "e.yaml").write_text(f"version: 1\nexpect:\n  - allow: {{{GET}, {BY}}}\n")
    (folder / "empty").mkdir()
    for words, finding in (
        (("infra", "--expect", "none.yaml"), "error[GV521]: there is no file none.yaml"),
        (("empty", "--expect", "e.yaml"), "error[GV396]: there is no Terraform in empty"),
        (("none", "--expect", "e.yaml"), "none: error[GV521]"),
        (("infra", "--expect", "infra"), "error[GV101]"),
    ):
        run = CliRunner().invoke(app, ["test", *words])
        assert (run.exit_code, finding in run.stdout) == (1, True), run.stdout
    run = CliRunner().invoke(app, ["test", "infra", "--var", "table=x"])
    assert (run.exit_code, "go with --expect" in run.stderr) == (2, True)
    (folder / "infra" / "more.tf").write_text("resource {")
    run = CliRunner().invoke(app, ["test", "infra", "--expect", "e.yaml"])
    assert (run.exit_code, "infra/more.tf:1:12: error[GV120]" in run.stdout) == (1, True), run.stdout


def test_callers_and_resources_are_named_by_reference(folder: Path) -> None:
    text = TERRAFORM + (
        'provider "aws" {\n  region = "us-east-1"\n}\n'
        'resource "aws_dynamodb_table" "orders" {\n  name = "Orders"\n}\n'
        'resource "aws_iam_role" "app" {\n  name = "App"\n}\n'
        'locals {\n  everything = "*"\n}\n'
    )
    (folder / "infra" / "main.tf").write_text(text)
    get = "principal: aws_iam_role.app.arn, action: dynamodb:GetItem, resource: aws_dynamodb_table"
    named = marks(
        folder,
        f"allow: {{{get}.orders.arn, {BY}}}",
        f"deny: {{{get}.orders.arn/stream/x, {BY}}}",
        f"never: {{action: dynamodb:DeleteTable, resource: local.everything, {BY}}}",
        f"deny: {{principal: role/App, action: dynamodb:Query, resource: var.table, {BY}}}",
    )
    assert named == "...?"
    for wrong, reason in (
        ("aws_dynamodb_table.order.arn", "aws_dynamodb_table.order is not declared"),
        ("local.none", "local.none is not declared"),
        ("var.strict", "its value is not text"),
    ):
        lines = "\n".join(asked(folder, f"never: {{action: dynamodb:GetItem, resource: {wrong}, {BY}}}"))
        assert f"`{wrong}` has no value in the source: " in lines
        assert reason in lines
