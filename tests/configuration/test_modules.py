"""Policies are found through calls of modules: local, installed, and public ones that are not here."""

import json
from pathlib import Path

import pytest
from tests.support.outside.terraform import Terraform

from gen_vpce.configuration.policies.model import Configuration, Standing
from gen_vpce.configuration.policies.public_modules import registry_name
from gen_vpce.configuration.policies.read import read
from gen_vpce.configuration.policies.request import Request

STATEMENT = '{ Sid = "%s", Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }'


def policy(sid: str) -> str:
    return f'jsonencode({{ Version = "2012-10-17", Statement = [{STATEMENT % sid}] }})'


def configuration(folder: Path, text: str, **more: str) -> Configuration:
    (folder / "main.tf").write_text(text, encoding="utf-8")
    for name, content in more.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return read(folder)


def sids(found: Configuration) -> dict[str, str]:
    """Return the Sid of the first statement of each policy, by address."""
    texts = {each.address: each.variants[0].positions.text for each in found.policies}
    return {address: json.loads(text)["Statement"][0]["Sid"] for address, text in texts.items()}


PUBLIC = f"""
provider "aws" {{
  region = "eu-west-1"
}}
module "endpoints" {{
  source  = "terraform-aws-modules/vpc/aws//modules/vpc-endpoints"
  version = "5.0.0"
  vpc_id  = "vpc-0123456789abcdef0"
  endpoints = {{
    s3   = {{ service = "s3", service_type = "Gateway", policy = {policy("One")} }}
    kms  = {{ service = "kms", private_dns_enabled = true }}
    off  = {{ create = false, service = "ec2" }}
  }}
}}
module "cloudposse" {{
  source = "git::https://github.com/cloudposse/terraform-aws-vpc.git//modules/vpc-endpoints?ref=2.0.0"
  gateway_vpc_endpoints   = {{ dynamodb = {{ name = "dynamodb", policy = {policy("Two")} }} }}
  interface_vpc_endpoints = {{ sqs = {{ name = "sqs", policy = null }} }}
}}
module "boldlink" {{
  source = "boldlink/vpc-endpoints/aws"
  vpc_endpoints = [{{ service_name = "com.amazonaws.eu-west-1.sns", policy = {policy("Three")} }}]
}}
module "ia" {{
  source = "aws-ia/vpc_endpoints/aws"
  enabled_gateway_endpoints = ["s3"]
}}
module "own" {{
  source           = "app.example.com/acme/network/aws"
  s3_endpoint_policy = {policy("Four")}
}}
module "bucket" {{
  source = "terraform-aws-modules/s3-bucket/aws"
  policy = {policy("Five")}
}}
module "objects" {{
  source            = "acme/endpoints/aws"
  endpoint_policies = {{ s3 = jsondecode({policy("Seven")}) }}
}}
module "role" {{
  source             = "acme/role/aws"
  assume_role_policy = {policy("Six")}
}}
"""


def test_public_modules_are_read_by_their_arguments(tmp_path: Path) -> None:
    found = configuration(tmp_path, PUBLIC)
    assert found.not_read == ()
    assert sids(found) == {
        'module.endpoints.endpoints["s3"]': "One",
        'module.cloudposse.gateway_vpc_endpoints["dynamodb"]': "Two",
        "module.boldlink.vpc_endpoints[0]": "Three",
        "module.own.s3_endpoint_policy": "Four",
        "module.bucket.policy": "Five",
        'module.objects.endpoint_policies["s3"]': "Seven",
    }
    kinds = {each.address.split(".")[1]: each.kind for each in found.policies}
    assert kinds["own"] == "endpoint"
    assert kinds["bucket"] is None
    endpoints = {each.address: (each.service_name, each.type, each.standing) for each in found.endpoints}
    assert endpoints['module.endpoints.endpoints["s3"]'] == (
        "com.amazonaws.eu-west-1.s3",
        "Gateway",
        Standing.READ,
    )
    assert endpoints['module.endpoints.endpoints["kms"]'][1:] == ("Interface", Standing.FULL_ACCESS)
    assert endpoints["module.boldlink.vpc_endpoints[0]"][0] == "com.amazonaws.eu-west-1.sns"
    assert endpoints["module.ia.enabled_gateway_endpoints[0]"][0] == "com.amazonaws.eu-west-1.s3"
    assert 'module.endpoints.endpoints["off"]' not in endpoints
    assert len(found.absent) == 8


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("terraform-aws-modules/vpc/aws//modules/x", "terraform-aws-modules/vpc/aws//modules/x"),
        ("registry.terraform.io/a/b/aws", "a/b/aws"),
        ("git::https://github.com/a/terraform-aws-b.git//modules/x?ref=v1", "a/b/aws//modules/x"),
        ("github.com/a/terraform-aws-b-c", "a/b-c/aws"),
        ("git@github.com:a/terraform-aws-b.git", "a/b/aws"),
        ("git::ssh://git@github.com/a/terraform-aws-b.git", "a/b/aws"),
        ("github.com/a/other", "github.com/a/other"),
        ("./modules/x", "./modules/x"),
    ],
)
def test_a_module_has_one_name_wherever_it_is_taken_from(source: str, name: str) -> None:
    assert registry_name(source) == name


def test_what_is_not_known_of_a_public_module_is_said(tmp_path: Path) -> None:
    text = """
variable "endpoints" {}
module "endpoints" {
  source    = "terraform-aws-modules/vpc/aws//modules/vpc-endpoints"
  endpoints = var.endpoints
}
"""
    found = configuration(tmp_path, text)
    assert [each.address for each in found.not_read] == ["module.endpoints.endpoints"]


INSTALLED = {
    "Modules": [
        {"Key": "", "Source": "", "Dir": "."},
        {"Key": "net", "Source": "registry.terraform.io/a/b/aws", "Dir": ".terraform/modules/net"},
        {"Key": "net.inner", "Source": "./inner", "Dir": ".terraform/modules/net/inner"},
        {"Key": "net.deep", "Source": "registry.terraform.io/a/c/aws", "Dir": ".terraform/modules/net.deep"},
    ]
}
ENDPOINT = """
variable "policy" {}
resource "aws_vpc_endpoint" "x" {
  service_name = "s"
  policy       = var.policy
}
"""


def test_modules_that_init_has_brought_are_read(tmp_path: Path) -> None:
    found = configuration(
        tmp_path,
        f'module "net" {{\n  source = "a/b/aws"\n  policy = {policy("One")}\n}}\n',
        **{
            ".terraform/modules/modules.json": json.dumps(INSTALLED),
            ".terraform/modules/net/main.tf": 'variable "policy" {}\n'
            'module "inner" {\n  source = "./inner"\n  policy = var.policy\n}\n'
            'module "deep" {\n  source = "a/c/aws"\n  policy = var.policy\n}\n',
            ".terraform/modules/net/inner/main.tf": ENDPOINT,
            ".terraform/modules/net.deep/main.tf": ENDPOINT,
        },
    )
    assert sids(found) == {
        "module.net.module.inner.aws_vpc_endpoint.x": "One",
        "module.net.module.deep.aws_vpc_endpoint.x": "One",
    }
    assert found.absent == ()


@pytest.mark.parametrize("text", ["{", "[]", '{"Modules": 1}', '{"Modules": [{"Key": 1}]}', "\x00"])
def test_a_list_of_modules_that_is_broken_is_no_list(text: str, tmp_path: Path) -> None:
    found = configuration(
        tmp_path, 'module "net" {\n  source = "a/b/aws"\n}\n', **{".terraform/modules/modules.json": text}
    )
    assert [each.address for each in found.absent] == ["module.net"]


def test_a_resource_without_an_instance_is_read_as_if_there_was_one(tmp_path: Path) -> None:
    text = f"""
variable "on" {{ default = false }}
variable "names" {{
  type    = set(string)
  default = []
}}
data "aws_iam_policy_document" "x" {{
  count = var.on ? 1 : 0
  statement {{
    sid       = "One"
    actions   = ["s3:*"]
    resources = ["*"]
  }}
}}
resource "aws_vpc_endpoint" "x" {{
  count        = var.on ? 1 : 0
  service_name = "com.amazonaws.eu-west-1.s3"
  policy       = data.aws_iam_policy_document.x[0].json
}}
resource "aws_iam_policy" "each" {{
  for_each = var.names
  policy   = {policy("Two${each.key}")}
}}
resource "aws_iam_policy" "open" {{
  for_each = var.names
  policy   = each.value
}}
resource "aws_iam_policy" "there" {{
  policy = {policy("Three")}
}}
"""
    found = configuration(tmp_path, text)
    by_type = {address.partition("[")[0]: sid for address, sid in sids(found).items()}
    assert by_type["aws_vpc_endpoint.x"] == "One"
    assert by_type["aws_iam_policy.each"].startswith("Two⟨")
    assert by_type["aws_iam_policy.there"] == "Three"
    assert len(found.unused) == 3
    assert found.endpoints == ()
    assert found.not_read == ()
    assert found.endpoint("aws_vpc_endpoint.x[0]") in found.imagined


VALUES = """
variable "a" { default = "default" }
variable "b" { default = "default" }
variable "c" { default = "default" }
variable "d" { type = list(string) }
resource "aws_iam_policy" "x" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "${var.a}${var.b}${var.c}", Effect = "Allow", Action = var.d, Resource = "*" }]
  })
}
"""
FILES = {
    "terraform.tfvars": 'a = "file"\nb = "file"\nc = "file"\n',
    "one.auto.tfvars": 'b = "auto"\nd = ["s3:Get"]\n',
    "two.auto.tfvars.json": '{"c": "json", "b": "later"}',
}


def values(folder: Path, request: Request) -> object:
    (folder / "main.tf").write_text(VALUES, encoding="utf-8")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (found,) = read(folder, request).policies
    (statement,) = json.loads(found.variants[0].positions.text)["Statement"]
    return statement["Sid"], statement["Action"]


def test_variables_have_values_from_files_and_the_command_line(tmp_path: Path) -> None:
    assert values(tmp_path, Request()) == ("filelaterjson", ["s3:Get"])
    given = tmp_path / "given.tfvars"
    given.write_text('a = "given"\nd = ["s3:Put"]\n', encoding="utf-8")
    assert values(tmp_path, Request(var_files=[given])) == ("givenlaterjson", ["s3:Put"])
    asked = Request(var_files=[given], variables={"a": "said", "c": "x=y", "d": '["s3:List"]'})
    assert values(tmp_path, asked) == ("saidlaterx=y", ["s3:List"])


@pytest.mark.terraform
def test_terraform_gives_variables_the_same_values(terraform: Terraform, tmp_path: Path) -> None:
    ours = values(tmp_path, Request())
    asked = 'jsonencode([join("", [var.a, var.b, var.c]), var.d])\n'
    (tmp_path / "main.tf").write_text(VALUES.partition("resource")[0], encoding="utf-8")
    theirs = json.loads(json.loads(terraform.succeed(tmp_path, "console", stdin=asked)))
    assert list(ours) == theirs  # type: ignore[call-overload]


def test_a_broken_file_of_values_is_said(tmp_path: Path) -> None:
    (tmp_path / "terraform.tfvars").write_text("a = = 1\n", encoding="utf-8")
    found = configuration(tmp_path, VALUES)
    assert [each.place.source.shown for each in found.broken] == [f"{tmp_path}/terraform.tfvars"]


def test_what_null_hides_and_what_is_not_declared_are_symbols(tmp_path: Path) -> None:
    text = """
variable "account" { default = null }
locals {
  tried = try("x${var.account}", "none")
}
resource "aws_iam_policy" "x" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Sid = local.tried, Effect = "Allow", Action = "s3:*"
    Resource = ["b-${var.account}", "arn:aws:s3:::${local.other}", module.gone.arn, data.aws_x.y.z]
  }] })
}
"""
    (found,) = configuration(tmp_path, text).policies
    reasons = {symbol.reason for symbol in found.symbols}
    assert reasons == {
        "it is null, which does not fit there",
        "local.other is not declared",
        "module.gone is not declared",
        "data.aws_x.y is not declared",
    }
    assert json.loads(found.variants[0].positions.text)["Statement"][0]["Sid"] == "none"


def test_a_template_of_the_old_provider_is_rendered(tmp_path: Path) -> None:
    text = """
data "template_file" "x" {
  template = file("${path.module}/p.json")
  vars     = { bucket = "b" }
}
resource "aws_iam_policy" "x" {
  policy = data.template_file.x.rendered
}
"""
    statement = '{"Sid": "${bucket}", "Effect": "Allow", "Action": "*", "Resource": "*"}'
    template = f'{{"Version": "2012-10-17", "Statement": [{statement}]}}'
    found = configuration(tmp_path, text, **{"p.json": template})
    assert sids(found) == {"aws_iam_policy.x": "b"}


REGIONS = """
provider "aws" {
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::111122223333:role/deploy"
  }
}
provider "aws" {
  alias               = "china"
  region              = "cn-north-1"
  allowed_account_ids = ["444455556666"]
}
resource "aws_sqs_queue" "here" { name = "q" }
resource "aws_sqs_queue" "there" {
  provider = aws.china
  name     = "q"
}
resource "aws_sqs_queue" "west" {
  name   = "q"
  region = "us-west-2"
}
resource "aws_sqs_queue" "open" {
  provider = aws.other
  name     = "q"
}
module "child" {
  source    = "./child"
  providers = { aws = aws.china }
}
resource "aws_iam_policy" "x" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Sid      = "x"
    Effect   = "Allow"
    Action   = "sqs:*"
    Resource = concat(
      [for q in [aws_sqs_queue.here, aws_sqs_queue.there, aws_sqs_queue.west, aws_sqs_queue.open] : q.arn],
      [module.child.arn],
    )
  }] })
}
"""


def test_an_arn_has_the_region_and_account_of_its_provider(tmp_path: Path) -> None:
    child = 'resource "aws_sqs_queue" "q" { name = "c" }\noutput "arn" { value = aws_sqs_queue.q.arn }\n'
    (found,) = configuration(tmp_path, REGIONS, **{"child/main.tf": child}).policies
    assert json.loads(found.variants[0].positions.text)["Statement"][0]["Resource"] == [
        "arn:aws:sqs:eu-west-1:111122223333:q",
        "arn:aws-cn:sqs:cn-north-1:444455556666:q",
        "arn:aws:sqs:us-west-2:111122223333:q",
        "arn:⟨partition of aws.other⟩:sqs:⟨Region of aws.other⟩:⟨account of aws.other⟩:q",
        "arn:aws-cn:sqs:cn-north-1:444455556666:c",
    ]
