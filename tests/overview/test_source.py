"""Terraform source and templates: what is not known is a symbol, and what depends on it is undecided."""

from pathlib import Path

import pytest
from tests.support.overviews import seen_in

from gen_vpce.overview.model import Endpoint, Level, Overview

_ENDPOINT = """\
variable "role" {{ type = string }}
variable "strict" {{ type = bool }}
resource "aws_vpc" "main" {{
  cidr_block = "10.0.0.0/16"
}}
resource "aws_dynamodb_table" "orders" {{
  name = "Orders"
}}
resource "aws_vpc_endpoint" "db" {{
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.eu-west-1.dynamodb"
  policy = jsonencode({{
    Version = "2012-10-17"
    Statement = [{statements}]
  }})
}}
"""
_APP = """{
  Sid = "App", Effect = "Allow", Principal = "*", Action = "dynamodb:GetItem", Resource = "*"
  Condition = { ArnEquals = { "aws:PrincipalArn" = var.role } }
}"""
_ADMIN = """{
  Sid = "Admin", Effect = "Allow", Principal = "*", Action = "dynamodb:*", Resource = "*"
  Condition = { ArnEquals = { "aws:PrincipalArn" = "arn:aws:iam::123456789012:role/Admin" } }
}"""
_TABLE = """{
  Sid = "Table", Effect = "Allow", Principal = "*", Action = "dynamodb:PutItem"
  Resource = aws_dynamodb_table.orders.arn
}"""
_ANYTHING = """{
  Sid = "Open", Effect = "Allow", Principal = "*", Resource = "*"
  Action = var.strict ? "dynamodb:GetItem" : "*"
}"""


def source(folder: Path, *statements: str, more: str = "") -> Overview:
    (folder / "main.tf").write_text(_ENDPOINT.format(statements=", ".join(statements)) + more)
    return seen_in(folder)


def _another(service: str, argument: str = "") -> str:
    """Return the source of an endpoint for *service*."""
    return (
        f'resource "aws_vpc_endpoint" "{service}" {{\n  vpc_id = "vpc-1"\n'
        f'  service_name = "com.amazonaws.eu-west-1.{service}"\n  {argument}\n}}\n'
    )


def cell(made: Overview, endpoint: Endpoint, caller: str, resource: str) -> dict[str, Level]:
    who = {each.id: each.name for each in made.callers}
    what = {each.id: each.name for each in made.resources}
    return {
        level.level: level
        for each in endpoint.cells
        if [who[id_] for id_ in endpoint.rows[each.row]] == [caller]
        and [what[id_] for id_ in endpoint.columns[each.column]] == [resource]
        for level in each.levels
    }


def test_a_known_policy_is_decided_and_placed(tmp_path: Path) -> None:
    made = source(tmp_path, _ADMIN)
    (endpoint,) = made.endpoints
    levels = cell(made, endpoint, "role/Admin of account 123456789012", "everything else of dynamodb")
    assert {level.extent.value for level in levels.values()} == {"all"}
    (statement,) = made.statements
    assert statement.place is not None
    assert (Path(statement.place.file).name, statement.place.line) == ("main.tf", 14)
    assert endpoint.network.vpc == "⟨aws_vpc.main.id⟩"


def test_what_holds_whatever_a_symbol_is_is_said_and_the_rest_undecided(tmp_path: Path) -> None:
    made = source(tmp_path, _APP, _ADMIN)
    (endpoint,) = made.endpoints
    read = cell(made, endpoint, "⟨var.role⟩", "everything else of dynamodb")["read"]
    assert read.whole == ("dynamodb:GetItem",)
    assert read.extent == "undecided"
    assert read.reason == "it depends on the value of ⟨var.role⟩"
    assert {statement.label for statement in made.statements} == {"App", "Admin"}
    app = next(statement for statement in made.statements if statement.label == "App")
    assert "⟨var.role⟩" in app.text


def test_a_symbol_in_an_arn_is_a_resource(tmp_path: Path) -> None:
    made = source(tmp_path, _TABLE)
    (endpoint,) = made.endpoints
    write = cell(made, endpoint, "everyone else with credentials", "table/Orders")["write"]
    assert write.whole == ("dynamodb:PutItem",)
    assert write.passing is not None
    assert write.passing.resource == "arn:aws:dynamodb:⟨Region⟩:⟨account⟩:table/Orders"


def test_no_stand_in_is_in_the_report(tmp_path: Path) -> None:
    assert "7315964" not in str(source(tmp_path, _APP, _ADMIN, _TABLE))


def test_an_open_condition_is_an_endpoint_for_each_answer(tmp_path: Path) -> None:
    names = {each.name: each.open_to_all for each in source(tmp_path, _ANYTHING).endpoints}
    assert set(names.values()) == {True, False}
    assert all(", where var.strict is " in name for name in names)


def test_an_endpoint_without_a_policy_is_open(tmp_path: Path) -> None:
    made = source(tmp_path, _ADMIN, more=_another("s3"))
    assert {each.name: each.open_to_all for each in made.endpoints} == {
        "aws_vpc_endpoint.db": False,
        "aws_vpc_endpoint.s3": True,
    }


def test_what_is_not_in_the_matrix_is_counted(tmp_path: Path) -> None:
    more = (
        'resource "aws_iam_policy" "p" {\n  policy = jsonencode({ Version = "2012-10-17", '
        'Statement = [{ Effect = "Deny", Action = "s3:*", Resource = "*" }] })\n}\n'
        'data "aws_ssm_parameter" "p" { name = "/p" }\n'
    ) + _another("kms", "policy = data.aws_ssm_parameter.p.value")
    made = source(tmp_path, _ADMIN, more=more)
    left = {each.what for each in made.coverage.not_read}
    assert "aws_iam_policy.p" in left
    kms = next(each for each in made.endpoints if each.name == "aws_vpc_endpoint.kms")
    assert kms.doubt is not None
    assert kms.open_to_all is False


@pytest.mark.parametrize("text", ['resource "aws_vpc" {', "locals {}\n"])
def test_source_without_an_endpoint_shows_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "main.tf").write_text(text)
    assert seen_in(tmp_path).endpoints == ()


def test_a_template_of_cloudformation_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Db:\n    Type: AWS::EC2::VPCEndpoint\n"
        "    Properties:\n      VpcId: vpc-1\n      ServiceName: com.amazonaws.eu-west-1.dynamodb\n"
    )
    assert [each.name for each in seen_in(tmp_path / "t.yaml").endpoints] == ["Db"]


def test_source_beside_intents_is_told(tmp_path: Path) -> None:
    from tests.support.command import STOCK

    (tmp_path / "stock").mkdir()
    (tmp_path / "stock/intent.yaml").write_text(STOCK)
    (tmp_path / "main.tf").write_text('module "stock" {\n  source = "./stock"\n}\n')
    made = seen_in(tmp_path)
    assert [each.module for each in made.endpoints] == ["stock"]
    assert any("beside intents" in each.why for each in made.coverage.not_read)


def test_places_are_told_by_the_names_of_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "infra/deep").mkdir(parents=True)
    (tmp_path / "infra/deep/t.yaml").write_text(
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Db:\n    Type: AWS::EC2::VPCEndpoint\n"
        "    Properties:\n      VpcId: vpc-1\n      ServiceName: com.amazonaws.eu-west-1.dynamodb\n"
        "      PolicyDocument: {Statement: [{Effect: Allow, Principal: '*', Action: '*', Resource: '*'}]}\n"
    )
    (tmp_path / "infra/main.tf").write_text(_ENDPOINT.format(statements=_ADMIN))
    monkeypatch.chdir(tmp_path)
    for path, names in (
        ("infra", {"infra/main.tf", "infra/deep/t.yaml"}),
        ("infra/deep/t.yaml", {"infra/deep/t.yaml"}),
        ("infra/main.tf", {"infra/main.tf"}),
    ):
        made = seen_in(Path(path))
        placed = [each.place for each in (*made.endpoints, *made.statements, *made.findings)]
        assert {place.file for place in placed if place} == names


def test_a_service_of_which_no_action_is_known_is_not_called_closed(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(_another("unknownthing", 'vpc_endpoint_type = "Interface"'))
    (endpoint,) = seen_in(tmp_path).endpoints
    assert endpoint.open_to_all
    assert endpoint.doubt == "no action of its service is known, so that there are no access levels"
