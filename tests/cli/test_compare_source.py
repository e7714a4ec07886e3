"""`gen-vpce compare` on Terraform source: what a change of it means, before there is a plan."""

import json
from pathlib import Path

import pytest
from tests.support.command import gen_vpce
from tests.support.repository import commit
from typer.testing import CliRunner

from gen_vpce.cli.app import app

SOURCE = """\
data "aws_caller_identity" "me" {}

variable "strict" {
  type = bool
}

resource "aws_vpc_endpoint" "dynamodb" {
  vpc_id       = "vpc-0123456789abcdef0"
  service_name = "com.amazonaws.us-east-1.dynamodb"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = ["dynamodb:GetItem"]
      Resource  = "arn:aws:dynamodb:us-east-1:${data.aws_caller_identity.me.account_id}:table/Orders"
    }]
  })
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = "vpc-0123456789abcdef0"
  service_name = "com.amazonaws.us-east-1.s3"
}
"""
MORE = SOURCE.replace('["dynamodb:GetItem"]', '["dynamodb:GetItem", "dynamodb:PutItem"]')


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.tf").write_text(SOURCE)
    commit(tmp_path)
    return tmp_path


def test_a_revision_and_the_checkout_are_compared_by_address(repository: Path) -> None:
    (repository / "infra" / "main.tf").write_text(MORE)
    done = gen_vpce("compare", "HEAD:infra", "infra", cwd=repository)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "aws_vpc_endpoint.dynamodb (endpoint): wider: some requests are newly allowed, none is lost\n"
        "  + newly allowed: everyone: dynamodb PutItem on table/Orders (us-east-1, ⟨account⟩)\n"
        "    for example arn:aws:iam::123456789012:role/Example calling dynamodb:PutItem on"
        " arn:aws:dynamodb:us-east-1:⟨account⟩:table/Orders\n"
        "aws_vpc_endpoint.s3 (endpoint): equivalent: the same requests are allowed;"
        " the new policy allows every request\n"
    )
    assert gen_vpce("compare", "HEAD:infra", "infra", "--no-new-access", cwd=repository).returncode == 1
    for name in ("HEAD:infra", "HEAD:./", "HEAD:../infra"):
        assert gen_vpce("compare", name, ".", cwd=repository / "infra").stdout == done.stdout, name


def test_what_depends_on_a_symbol_is_undecided_and_names_it(repository: Path) -> None:
    other = SOURCE.replace("${data.aws_caller_identity.me.account_id}", "123456789012")
    (repository / "infra" / "main.tf").write_text(other)
    done = gen_vpce("compare", "HEAD:infra", "infra", "--format", "json", cwd=repository)
    dynamodb, s3 = json.loads(done.stdout)["comparisons"]
    assert (dynamodb["verdict"], s3["verdict"]) == ("undecided", "equivalent")
    assert dynamodb["newly_allowed"]["reason"] == "it depends on the value of ⟨account⟩"
    assert gen_vpce("compare", "HEAD:infra", "infra", "--no-new-access", cwd=repository).returncode == 1


def test_an_endpoint_without_a_policy_allows_everything(repository: Path) -> None:
    text = SOURCE.replace("com.amazonaws.us-east-1.s3", 'com.amazonaws.us-east-1.s3"\n  policy = "{}')
    text = text.replace(
        'policy = "{}', 'policy = jsonencode({ Version = "2012-10-17", Statement = [] })\n  #"'
    )
    (repository / "infra" / "main.tf").write_text(text)
    done = gen_vpce("compare", "HEAD:infra", "infra", cwd=repository)
    assert "aws_vpc_endpoint.s3 (endpoint): narrower: " in done.stdout
    assert "the new policy allows no request" in done.stdout


def test_a_policy_that_is_not_read_is_undecided_and_says_why(repository: Path) -> None:
    text = SOURCE.replace("policy = jsonencode({", "policy = nosuchfunction({")
    (repository / "infra" / "main.tf").write_text(text)
    done = gen_vpce("compare", "HEAD:infra", "infra", cwd=repository)
    first, reason, *_ = done.stdout.splitlines()
    assert first.startswith("aws_vpc_endpoint.dynamodb (endpoint): undecided: ")
    assert "the policy is not read" in reason


def test_each_world_is_compared_with_itself(repository: Path) -> None:
    switched = SOURCE.replace('["dynamodb:GetItem"]', 'var.strict ? ["dynamodb:GetItem"] : ["dynamodb:*"]')
    (repository / "infra" / "main.tf").write_text(switched)
    commit(repository, "switch")
    (repository / "infra" / "main.tf").write_text(switched.replace('["dynamodb:*"]', '["dynamodb:Get*"]'))
    lines = gen_vpce("compare", "HEAD:infra", "infra", cwd=repository).stdout.splitlines()
    verdicts = [line.split(": ")[1] for line in lines if line.startswith("aws_vpc_endpoint.dynamodb")]
    assert sorted(verdicts) == ["equivalent", "narrower"]
    assert any("where var.strict is true: equivalent" in line for line in lines)


def test_requests_are_not_replayed_against_what_is_not_known(repository: Path) -> None:
    (repository / "events.json").write_text('{"Records": []}')
    done = gen_vpce("replay", "infra", "events.json", cwd=repository)
    assert done.returncode != 0
    assert "holds values that are not known before apply" in done.stderr


TEMPLATE = """\
Resources:
  Db:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-0123456789abcdef0
      ServiceName: !Sub com.amazonaws.${AWS::Region}.dynamodb
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: "*", Action: "dynamodb:GetItem", Resource: "*"}
"""


def test_templates_are_compared_by_logical_id(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    for folder, text in (("old", TEMPLATE), ("new", TEMPLATE.replace("GetItem", "PutItem"))):
        (repository / folder).mkdir()
        (repository / folder / "db.yaml").write_text(text)
        (repository / folder / "none.yaml").write_text('Resources: {A: {Type: "AWS::EC2::VPC"}}\n')
    commit(repository, "templates")
    for old, new, label in (
        ("old/db.yaml", "new/db.yaml", "Db"),
        ("HEAD:old/db.yaml", "new/db.yaml", "Db"),
        ("old", "new", "db.yaml: Db"),
        ("HEAD:old", "new", "db.yaml: Db"),
    ):
        done = CliRunner().invoke(app, ["compare", old, new])
        assert (done.exit_code, done.stderr) == (0, "")
        assert done.stdout.startswith(f"{label} (endpoint): changed: "), (old, new)
    done = CliRunner().invoke(app, ["compare", "old/none.yaml", "new/db.yaml"])
    assert (done.exit_code, "is a template without a policy" in done.stderr) == (1, True)
    (repository / "old" / "db.yaml").write_text("Resources: {A: {Type: AWS::EC2::VPC, Type: x}}\n")
    done = CliRunner().invoke(app, ["compare", "old/db.yaml", "new/db.yaml"])
    assert (done.exit_code, "GV120" in done.stderr) == (1, True)


def test_values_decide_what_a_change_means(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    text = SOURCE.replace('["dynamodb:GetItem"]', 'var.strict ? ["dynamodb:GetItem"] : ["dynamodb:*"]')
    (repository / "infra" / "main.tf").write_text(text)
    (repository / "values.tfvars").write_text("strict = true\n")
    for options, verdict in (
        (("--var", "strict=true"), "equivalent"),
        (("--var", "strict=false"), "wider"),
        (("--var-file", "values.tfvars"), "equivalent"),
    ):
        done = CliRunner().invoke(app, ["compare", "HEAD:infra", "infra", *options])
        assert done.stdout.startswith(f"aws_vpc_endpoint.dynamodb (endpoint): {verdict}: "), done.stdout
