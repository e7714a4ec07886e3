"""`gen-vpce adopt DIR` refuses by name what it cannot carry over, and writes nothing."""

from pathlib import Path

import pytest
from tests.adopt.source_text import ALL, HEAD, OPTIONS, plain, reasons
from typer.testing import CliRunner

from gen_vpce.cli.app import app

pytestmark = pytest.mark.usefixtures("in_a_repository")


def test_what_leads_nowhere_is_told() -> None:
    text = (
        'resource "aws_vpc_endpoint" "x" {\n  vpc_id = aws_vpc.main.id\n  service_network_arn = var.tags\n}\n'
    )
    assert any("`service_network_arn`" in each for each in reasons(text))


def test_every_reason_is_told_at_once() -> None:
    text = plain('provisioner "local-exec" {\n  }').split("  policy =")[0] + "}\n"
    argument, policy = reasons(text)
    assert argument.startswith("an intent cannot express its `provisioner`")
    assert policy == "the endpoint has no policy"


def test_an_endpoint_without_an_instance_is_named() -> None:
    Path("infra/main.tf").write_text(HEAD + plain("count = 0"), encoding="utf-8")
    result = CliRunner().invoke(app, ["adopt", "infra", *OPTIONS])
    assert result.exit_code == 1
    assert "no endpoint in infra has an instance, of aws_vpc_endpoint.dynamodb: count is 0" in result.output


def test_a_root_that_is_not_there_yet_is_made() -> None:
    Path("infra/main.tf").write_text(HEAD + plain(), encoding="utf-8")
    result = CliRunner().invoke(app, ["adopt", "infra", *OPTIONS, "--root", "new/live"])
    assert result.exit_code == 0, result.output
    assert "to do: infra/main.tf" in result.output
    assert Path("new/live/adopted.tf").is_file()


S3 = "aws_s3_bucket.b.arn"
MODULE = 'module "net" {\n  source = "./net"\n}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            plain().replace("aws_dynamodb_table.orders.arn,", f"{S3},"),
            "its policy holds values that are not known: ⟨aws_s3_bucket",
        ),
        (
            plain().replace('"dynamodb:GetItem"', 'var.on ? "s3:a" : "s3:b"'),
            "its policy depends on var.on, which is not known",
        ),
        (
            plain("count = length(var.tags)"),
            "its `count` is `length(var.tags)`; a module is called once",
        ),
        (
            plain("for_each = var.tags"),
            "its `for_each` is `var.tags`; a module",
        ),
        (plain("auto_accept = var.on"), "its `auto_accept`, `var.on`, is not known"),
        (
            plain("auto_accept = var.on ? true : false"),
            "its `auto_accept`, `var.on ? true : false`, is not known",
        ),
        (
            plain("auto_accept = var.on ? null : true"),
            "its `auto_accept`, `var.on ? null : true`, is not known",
        ),
        (
            plain('for_each = var.on ? toset(["a"]) : toset([])'),
            'its `for_each`, `var.on ? toset(["a"]) : toset([])`, is not known',
        ),
        (
            plain().replace("  policy = ", "  policy = var.on ? null : ", 1),
            "its policy depends on var.on, which is not known",
        ),
        (
            plain("lifecycle {\n    ignore_changes = [policy]\n  }"),
            "an intent cannot express its `lifecycle.ignore_changes`: the module is the same everywhere",
        ),
        (
            plain("lifecycle {\n    precondition {\n      condition = var.on\n    }\n  }"),
            "an intent cannot express its `lifecycle.precondition`",
        ),
        (
            plain('subnet_configuration {\n    ipv4 = "10.0.0.4"\n  }'),
            "an intent cannot express it: a gateway endpoint has no `subnet_configuration` (GV214)",
        ),
        (
            plain("subnet_configuration {\n    subnet_id = aws_subnet.a.id\n  }"),
            "its `subnet_id`, `aws_subnet.a.id`, is not known",
        ),
        (
            plain('dynamic "subnet_configuration" {\n    for_each = var.tags\n    content {\n    }\n  }'),
            "its `subnet_configuration` is a dynamic block",
        ),
        (
            plain('subnet_configuration {\n    ipv5 = "10.0.0.4"\n  }'),
            "an intent cannot express its `subnet_configuration.ipv5`",
        ),
        (
            plain('dns_options {\n    private_dns_preference = "ALL_DOMAINS"\n  }'),
            "an intent cannot express it: `private_dns_preference` is for resource and service-network",
        ),
        (plain('region = "eu-west-1"'), "an intent cannot express its `region`"),
        (plain("timeouts {\n    create = var.on\n  }"), "its `create`, `var.on`, is not known"),
        (plain("private_dns_enabled = var.on"), "its `private_dns_enabled`, `var.on`, is not known"),
        (plain().replace("jsonencode", "nosuch"), "its policy is not read: "),
        (
            plain().replace("${data.aws_region.here.name}.dynamodb", "${var.x}"),
            "its `service_name` is not known",
        ),
        (plain().split("  policy =")[0] + "}\n", "the endpoint has no policy"),
        (
            plain() + 'resource "aws_vpc_endpoint_route_table_association" "a" {\n'
            '  route_table_id  = "rtb-0"\n  vpc_endpoint_id = aws_vpc_endpoint.dynamodb.id\n}\n',
            "aws_vpc_endpoint_route_table_association.a is a part of it, and would be undone",
        ),
        (
            plain() + 'resource "aws_vpc_endpoint_policy" "a" {\n'
            "  vpc_endpoint_id = aws_vpc_endpoint.dynamodb.id\n  policy = jsonencode({})\n}\n",
            "it has two policies: aws_vpc_endpoint.dynamodb and aws_vpc_endpoint_policy.a",
        ),
    ],
)
def test_what_cannot_be_carried_over_is_refused_by_name(text: str, expected: str) -> None:
    told = reasons(text)
    assert [each for each in told if each.startswith(expected)], told


def test_a_block_is_adopted_as_a_whole_or_not_at_all() -> None:
    each = """\
resource "aws_vpc_endpoint" "this" {
  for_each     = { s3 = "*", dynamodb = aws_s3_bucket.b.arn }
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.eu-west-1.${each.key}"
  policy       = jsonencode({ Statement = [ALL] })
}
"""
    told = reasons(each.replace("ALL", ALL.replace('Resource = "*"', "Resource = each.value")))
    assert 'aws_vpc_endpoint.this["dynamodb"] is refused, and its block has to stay for it' in told


def test_an_endpoint_of_a_called_module_belongs_to_that_module() -> None:
    Path("infra/net").mkdir()
    Path("infra/net/main.tf").write_text(
        HEAD.replace('variable "on" {\n  type = bool\n}', "").replace(
            'variable "tags" {\n  type = map(string)\n}', ""
        )
        + plain()
    )
    (reason,) = reasons(MODULE, head="")
    assert reason == "it is declared in the module in infra/net"
    done = CliRunner().invoke(app, ["adopt", "infra/net", *OPTIONS])
    assert done.exit_code == 0
    assert Path("infra/net/adopted_moved.tf").exists()


@pytest.mark.parametrize(
    ("files", "words", "message"),
    [
        ({}, (), "there is no Terraform in infra"),
        ({"a/x.tf": "", "b/x.tf": ""}, (), "infra holds 2 root modules: infra/a, infra/b"),
        ({"x.tf": 'resource "aws_vpc" "a" {}\n'}, (), "there is no endpoint in infra"),
        ({"x.tf": "resource {"}, (), "`}` is missing"),
        (
            {"x.yaml": "Resources: {A: {Type: 'AWS::EC2::VPC'}}\n"},
            (),
            "infra holds templates of CloudFormation",
        ),
        ({"x.tf": ""}, ("other.json",), "a folder of source is adopted by itself"),
        (
            {"x.tf": HEAD + plain()},
            ("--only", "aws_vpc_endpoint.s3", *OPTIONS),
            "unknown endpoint `aws_vpc_endpoint.s3`",
        ),
        ({"x.tf": HEAD + plain()}, ("--organization", "o-1"), "an organization is o- and"),
        ({"x.tf": HEAD + plain(), "adopted.tf": "# mine\n"}, OPTIONS, "infra/adopted.tf is there already"),
    ],
)
def test_a_folder_that_cannot_be_adopted_says_why(
    files: dict[str, str], words: tuple[str, ...], message: str
) -> None:
    for name, text in files.items():
        path = Path("infra", name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    done = CliRunner().invoke(app, ["adopt", "infra", *words])
    assert done.exit_code in (1, 2)
    assert message in done.stderr, done.stderr
    assert not Path("modules").exists()


def test_options_of_source_need_a_folder() -> None:
    Path("policy.json").write_text('{"Statement": []}')
    done = CliRunner().invoke(app, ["adopt", "policy.json", "--var", "a=b"])
    assert (done.exit_code, "go with a folder of source" in done.stderr) == (2, True)
