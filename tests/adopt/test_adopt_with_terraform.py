"""Endpoints made by hand are taken over, and Terraform has nothing to change: import, apply, empty plan."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.command import gen_vpce
from tests.support.outside.aws import client, provider
from tests.support.outside.terraform import VERSIONS, Terraform

pytestmark = pytest.mark.terraform

REGION = "us-east-1"
TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/Orders"
ROLE = "arn:aws:iam::123456789012:role/OrdersApp"
POLICIES: dict[str, Any] = {
    "dynamodb": {
        "Version": "2012-10-17",
        "Id": "Policy1415115909152",
        "Statement": [
            {
                "Sid": "OrdersApp",
                "Effect": "Allow",
                "Principal": "*",
                "Action": ["dynamodb:Query", "dynamodb:GetItem"],
                "Resource": [f"{TABLE}/index/*", TABLE],
                "Condition": {"ArnEquals": {"aws:PrincipalArn": [ROLE]}},
            },
            {
                "Sid": "Access-to-one-table",
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": "dynamodb:*",
                "Resource": f"{TABLE}/stream/*",
                "Condition": {
                    "Bool": {"aws:SecureTransport": True},
                    "NumericLessThan": {"aws:EpochTime": 4e9},
                },
            },
            {"Sid": "", "Effect": "Deny", "Principal": "*", "NotAction": ["dynamodb:*"], "Resource": ["*"]},
        ],
    },
    "kms": {
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": ["arn:aws:iam::123456789012:root", ROLE]},
            "Action": "kms:*",
            "Resource": "*",
        }
    },
}


@pytest.fixture
def described(moto: str) -> Iterator[str]:
    """Return AWS's description of four endpoints in two VPCs, made as a person makes them in the console."""
    ec2 = client(moto, "ec2")
    vpcs = [ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"] for _ in range(2)]
    tables = [ec2.create_route_table(VpcId=vpcs[0])["RouteTable"]["RouteTableId"] for _ in range(2)]
    made = [
        _gateway(
            ec2, vpcs[0], "s3", RouteTableIds=tables[:1], TagSpecifications=_tags(Name='Main "S3" ${x}')
        ),
        _gateway(
            ec2, vpcs[0], "dynamodb", RouteTableIds=tables, PolicyDocument=json.dumps(POLICIES["dynamodb"])
        ),
        _gateway(ec2, vpcs[1], "s3", TagSpecifications=_tags(Name="Main S3 x", team="orders")),
        _interface(ec2, vpcs[0]),
    ]
    ids = [each["VpcEndpoint"]["VpcEndpointId"] for each in made]
    yield json.dumps(ec2.describe_vpc_endpoints(VpcEndpointIds=ids), default=str)
    ec2.delete_vpc_endpoints(VpcEndpointIds=ids)


def _gateway(ec2: Any, vpc: str, service: str, **more: Any) -> Any:
    name = f"com.amazonaws.{REGION}.{service}"
    return ec2.create_vpc_endpoint(
        VpcEndpointType="Gateway",
        VpcId=vpc,
        ServiceName=name,
        PrivateDnsEnabled=False,  # unlike AWS, moto enables it everywhere
        **more,
    )


def _interface(ec2: Any, vpc: str) -> Any:
    blocks = ("10.0.1.0/24", "10.0.2.0/24")
    subnets = [ec2.create_subnet(VpcId=vpc, CidrBlock=block)["Subnet"]["SubnetId"] for block in blocks]
    group = ec2.create_security_group(GroupName="kms", Description="kms", VpcId=vpc)["GroupId"]
    return ec2.create_vpc_endpoint(
        VpcEndpointType="Interface",
        VpcId=vpc,
        ServiceName=f"com.amazonaws.{REGION}.kms",
        SubnetIds=subnets,
        SecurityGroupIds=[group],
        PrivateDnsEnabled=True,
        PolicyDocument=json.dumps(POLICIES["kms"]),
        TagSpecifications=_tags(Name="kms", **{"cost/center": "0012"}),
    )


def _tags(**tags: str) -> list[dict[str, Any]]:
    pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
    return [{"ResourceType": "vpc-endpoint", "Tags": pairs}]


def _counts(plan: str) -> dict[str, int]:
    summary = re.search(r"Plan: (.*)\.", plan)
    assert summary, plan
    return {word: int(number) for number, word in re.findall(r"(\d+) to (\w+)", summary[1])}


def test_from_describe_by_import_to_an_empty_plan(
    terraform: Terraform, moto: str, described: str, tmp_path: Path
) -> None:
    adopted = gen_vpce("adopt", "-", cwd=tmp_path, stdin=described)
    assert adopted.returncode == 0, adopted.stdout + adopted.stderr
    assert adopted.stdout.count("equivalent (proven)") == 4
    assert {path.name for path in (tmp_path / "modules").iterdir()} >= {"main-s3-x", "main-s3-x-2", "kms"}
    checked = gen_vpce("generate", "--check", "modules", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout + checked.stderr

    root = tmp_path / "adopted"
    (root / "provider_override.tf").write_text(provider(moto, "ec2", "sts"), encoding="utf-8")
    terraform.prepare(root)
    assert terraform.succeed(tmp_path, "fmt", "-check", "-recursive", "-diff", "modules", "adopted") == ""
    plan = terraform.succeed(root, "plan", "-no-color")
    assert _counts(plan) == {"import": 4, "add": 0, "change": 0, "destroy": 0}, plan
    terraform.succeed(root, "apply", "-auto-approve", "-no-color")
    (root / "imports.tf").unlink()
    again = terraform.run(root, "plan", "-detailed-exitcode", "-no-color")
    assert again.returncode == 0, again.stdout + again.stderr


ENDPOINTS = """
variable "endpoints" {
  type = map(string)
}

variable "vpc_id" {
  type = string
}

resource "aws_vpc_endpoint" "this" {
  for_each = var.endpoints

  vpc_id            = var.vpc_id
  service_name      = "com.amazonaws.us-east-1.${each.key}"
  vpc_endpoint_type = "Gateway"
  policy            = each.value
  tags              = { Name = each.key }
}
"""
OLD = """
resource "aws_vpc" "here" {{
  cidr_block = "10.0.0.0/16"
}}
{calls}
"""
CALL = """
module "vpc_endpoints" {{
  source    = "./endpoints"
  vpc_id    = aws_vpc.here.id
  endpoints = {{ dynamodb = {policy}, s3 = {policy} }}
}}
"""


@pytest.fixture(scope="module")
def live(terraform: Terraform, moto: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a root with two endpoints that a module of the team's own made, applied."""
    root = tmp_path_factory.mktemp("team") / "live"
    (root / "endpoints").mkdir(parents=True)
    (root / "endpoints" / "main.tf").write_text(ENDPOINTS, encoding="utf-8")
    policy = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
    }
    call = CALL.format(policy=json.dumps(json.dumps(policy)))
    (root / "main.tf").write_text(
        VERSIONS + provider(moto, "ec2", "sts") + OLD.format(calls=call), encoding="utf-8"
    )
    terraform.prepare(root)
    terraform.succeed(root, "apply", "-auto-approve", "-no-color")
    return root


@pytest.mark.long  # a tenth of `make test`, which goes from `describe-vpc-endpoints` to an empty plan
@pytest.mark.parametrize("option", ["state", 'module.vpc_endpoints.aws_vpc_endpoint.this["{service}"]'])
def test_from_a_state_by_moves_to_an_empty_plan(
    terraform: Terraform, moto: str, live: Path, tmp_path: Path, option: str
) -> None:
    root = tmp_path / "live"
    shutil.copytree(live, root, symlinks=True)
    state = terraform.succeed(root, "show", "-json")

    adopted = gen_vpce("adopt", "-", "--root", "live", "--from-address", option, cwd=tmp_path, stdin=state)
    assert adopted.returncode == 0, adopted.stdout + adopted.stderr
    assert sorted(path.name for path in root.glob("*.tf")) == ["adopted.tf", "main.tf", "moved.tf"]
    (root / "main.tf").write_text(
        VERSIONS + provider(moto, "ec2", "sts") + OLD.format(calls=""), encoding="utf-8"
    )
    terraform.succeed(root, "get", "-no-color")
    plan = terraform.succeed(root, "plan", "-no-color")
    assert _counts(plan) == {"add": 0, "change": 0, "destroy": 0}, plan
    assert plan.count("has moved to module.") == 2
    terraform.succeed(root, "apply", "-auto-approve", "-no-color")
    again = terraform.run(root, "plan", "-detailed-exitcode", "-no-color")
    assert again.returncode == 0, again.stdout + again.stderr


AROUND = """
data "aws_region" "here" {}

variable "on" {
  default = true
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_route_table" "private" {
  count  = 2
  vpc_id = aws_vpc.main.id
}
"""
DECLARED = """
resource "aws_vpc_endpoint" "dynamodb" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.${data.aws_region.here.name}.dynamodb"
  route_table_ids = aws_route_table.private[*].id
  policy          = data.aws_iam_policy_document.orders.json
  tags            = merge({ team = "orders" }, { Name = "orders" })
}

data "aws_iam_policy_document" "orders" {
  statement {
    actions   = ["dynamodb:GetItem", "dynamodb:Query"]
    resources = ["arn:aws:dynamodb:${data.aws_region.here.name}:123456789012:table/Orders"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_vpc_endpoint" "s3" {
  count        = var.on ? 1 : 0
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.${data.aws_region.here.name}.s3"
}

resource "aws_vpc_endpoint_policy" "s3" {
  count           = var.on ? 1 : 0
  vpc_endpoint_id = aws_vpc_endpoint.s3[0].id
  policy          = jsonencode({ Statement = [local.all] })
}

locals {
  all = { Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }
}

resource "aws_vpc_endpoint" "this" {
  for_each           = { kms = [aws_subnet.a.id] }
  vpc_id             = aws_vpc.main.id
  service_name       = "com.amazonaws.${data.aws_region.here.name}.${each.key}"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = each.value
  private_dns_enabled = true
  policy             = jsonencode({ Version = "2012-10-17", Statement = [local.all] })
}
"""


@pytest.mark.long
def test_from_source_by_moves_to_an_empty_plan(terraform: Terraform, moto: str, tmp_path: Path) -> None:
    root = tmp_path / "infra"
    root.mkdir()
    head = VERSIONS + provider(moto, "ec2", "sts") + AROUND
    (root / "main.tf").write_text(head + DECLARED)
    terraform.prepare(root)
    terraform.succeed(root, "apply", "-auto-approve", "-no-color")

    adopted = gen_vpce("adopt", "infra", "--account", "123456789012", cwd=tmp_path)
    assert adopted.returncode == 0, adopted.stdout + adopted.stderr
    assert adopted.stdout.count("take out ") == 4
    (root / "main.tf").write_text(head)
    terraform.succeed(root, "get", "-no-color")
    plan = terraform.succeed(root, "plan", "-no-color")
    assert _counts(plan) == {"add": 0, "change": 0, "destroy": 0}, plan
    assert plan.count("has moved to module.") == 3
    assert "will no longer be managed by Terraform" in plan
    terraform.succeed(root, "apply", "-auto-approve", "-no-color")
    again = terraform.run(root, "plan", "-detailed-exitcode", "-no-color")
    assert again.returncode == 0, again.stdout + again.stderr
