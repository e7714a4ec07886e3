"""A deployment is applied in its account and Region alone, and a second plan of it is empty."""

import json
from pathlib import Path

import pytest
from tests.support.command import gen_vpce
from tests.support.modules import MODULES, copy_modules
from tests.support.outside.aws import client, provider
from tests.support.outside.terraform import VERSIONS, Terraform

pytestmark = [pytest.mark.terraform, pytest.mark.long]

MODULE = MODULES / "three-deployments"
PLACES = {
    "dev": ("us-east-1", "123456789012", "dev"),
    "prod-us": ("us-east-1", "222222222222", "prod"),
    "prod-eu": ("eu-west-1", "222222222222", "prod"),
}
SERVICES = ("dynamodb", "ec2", "iam", "sts")
PLACE = """
resource "aws_vpc" "{name}" {{
  provider   = aws.{name}
  cidr_block = "10.0.0.0/16"
}}

resource "aws_route_table" "{name}" {{
  provider = aws.{name}
  vpc_id   = aws_vpc.{name}.id
}}

resource "aws_subnet" "{name}" {{
  provider   = aws.{name}
  vpc_id     = aws_vpc.{name}.id
  cidr_block = "10.0.1.0/24"
}}

resource "aws_security_group" "{name}" {{
  provider = aws.{name}
  vpc_id   = aws_vpc.{name}.id
}}

resource "aws_dynamodb_table" "{name}" {{
  provider     = aws.{name}
  name         = "orders-{stage}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {{
    name = "id"
    type = "S"
  }}
}}

module "{name}" {{
  source             = "./modules/three-deployments"
  providers          = {{ aws = aws.{provider} }}
  deployment         = "{name}"
  vpc_id             = aws_vpc.{name}.id
  route_table_ids    = [aws_route_table.{name}.id]
  subnet_ids         = [aws_subnet.{name}.id]
  security_group_ids = [aws_security_group.{name}.id]
  depends_on         = [aws_dynamodb_table.{name}]
}}

output "{name}" {{
  value = module.{name}
}}
"""


def _write(folder: Path, url: str, **providers: str) -> None:
    text = VERSIONS
    for name, (region, account, stage) in PLACES.items():
        given = providers.get(name.replace("-", "_"), name)
        text += provider(url, *SERVICES, region=region, alias=name, account=account)
        text += PLACE.format(name=name, stage=stage, provider=given)
    (folder / "main.tf").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def root(terraform: Terraform, moto: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a root that calls the module for each place, after `apply`."""
    folder = tmp_path_factory.mktemp("deployed")
    copy_modules(folder, [MODULE])
    _write(folder, moto)
    terraform.prepare(folder)
    terraform.succeed(folder, "plan", "-out=first", "-no-color")
    shown = terraform.succeed(folder, "show", "-json", "first")
    (folder / "first.json").write_text(shown, encoding="utf-8")
    terraform.succeed(folder, "apply", "-no-color", "first")
    return folder


def test_the_gate_knows_the_policies_of_each_deployment_before_there_is_an_id(root: Path) -> None:
    done = gen_vpce("gate", "first.json", "--format", "json", cwd=root)
    found = {each["code"] for each in json.loads(done.stdout)["findings"]}
    assert done.returncode == 0
    assert "GV624" in found  # read from the file


def test_second_plan_is_empty(terraform: Terraform, root: Path) -> None:
    done = terraform.run(root, "plan", "-detailed-exitcode", "-no-color")
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_endpoint_carries_the_policy_of_its_deployment(
    terraform: Terraform, moto: str, root: Path
) -> None:
    outputs = json.loads(terraform.succeed(root, "output", "-json"))
    for name, (region, account, _) in PLACES.items():
        endpoints = outputs[name]["value"]["endpoints"]
        assert endpoints.keys() == ({"dynamodb"} if name == "dev" else {"dynamodb", "kms", "sqs"})
        ec2 = client(moto, "ec2", region=region, account=account)
        for key, endpoint in endpoints.items():
            (found,) = ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint["id"]])["VpcEndpoints"]
            written = MODULE / "policies" / name / f"{key}.endpoint.json"
            assert json.loads(found["PolicyDocument"]) == json.loads(written.read_text(encoding="utf-8"))


def test_a_deployment_in_the_place_of_another_is_refused(terraform: Terraform, moto: str, root: Path) -> None:
    _write(root, moto, prod_eu="dev")
    try:
        done = terraform.run(root, "plan", "-no-color")
    finally:
        _write(root, moto)  # for the other tests of this root
    said = " ".join(done.stderr.replace("│", " ").split())
    assert done.returncode == 1
    assert "This module is for account 222222222222, but the provider works in 123456789012" in said
    assert "This module is for Region eu-west-1, but the provider works in us-east-1" in said
