"""A module that finds its network by tags and makes a security group: applied, and refused without one."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.support.modules import HOME, MODULES
from tests.support.outside.aws import client, provider
from tests.support.outside.terraform import VERSIONS, Terraform

pytestmark = [pytest.mark.terraform, pytest.mark.long]

CALL = 'module "made" {\n  source = "./module"\n}\n\noutput "made" {\n  value = module.made\n}\n'
TAGS = [{"Key": "tier", "Value": "private"}]


def _root(folder: Path, url: str) -> Path:
    shutil.copytree(MODULES / "look-ups", folder / "module")
    (folder / "main.tf").write_text(
        VERSIONS + provider(url, "ec2", "sts", "dynamodb", "iam", region=HOME) + CALL, encoding="utf-8"
    )
    return folder


def _network(ec2: Any) -> tuple[str, str, str]:
    """Make a VPC that the module finds, beside what it must not find, and return its ids."""
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    ec2.associate_vpc_cidr_block(VpcId=vpc, CidrBlock="10.8.0.0/16")
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.7.1.0/24")["Subnet"]["SubnetId"]
    ec2.create_subnet(VpcId=vpc, CidrBlock="10.7.2.0/24")
    ec2.create_tags(Resources=[vpc], Tags=[{"Key": "Name", "Value": "main"}])
    ec2.create_tags(Resources=[table, subnet], Tags=TAGS)
    return vpc, table, subnet


def test_it_finds_its_network_and_makes_a_group(terraform: Terraform, moto: str, tmp_path: Path) -> None:
    root = _root(tmp_path, moto)
    terraform.prepare(root)
    nowhere = terraform.run(root, "plan", "-no-color")
    assert nowhere.returncode
    assert "no matching EC2 VPC found" in nowhere.stderr
    ec2 = client(moto, "ec2")
    vpc, table, subnet = _network(ec2)
    terraform.succeed(root, "apply", "-auto-approve", "-no-color")
    made = json.loads(terraform.succeed(root, "output", "-json"))["made"]["value"]
    gateway, interface = (
        ec2.describe_vpc_endpoints(VpcEndpointIds=[made["endpoints"][name]["id"]])["VpcEndpoints"][0]
        for name in ("dynamodb", "sqs")
    )
    assert (gateway["VpcId"], gateway["RouteTableIds"]) == (vpc, [table])
    assert (interface["VpcId"], interface["SubnetIds"]) == (vpc, [subnet])
    assert made["egress_rules"]["dynamodb"]["prefix_list_id"] == made["dynamodb_prefix_list_id"]
    (group,) = ec2.describe_security_groups(GroupIds=[made["sqs_security_group_id"]])["SecurityGroups"]
    (rule,) = group["IpPermissions"]
    assert (rule["FromPort"], rule["ToPort"], rule["IpProtocol"]) == (443, 443, "tcp")
    assert sorted(each["CidrIp"] for each in rule["IpRanges"]) == ["10.7.0.0/16", "10.8.0.0/16"]
    assert group["IpPermissionsEgress"] == []
    again = terraform.run(root, "plan", "-detailed-exitcode", "-no-color")
    assert again.returncode == 0, again.stdout + again.stderr
    ec2.delete_tags(Resources=[subnet], Tags=TAGS)
    empty = terraform.run(root, "plan", "-no-color")
    assert empty.returncode
    assert "No subnets of the VPC have the tags tier=private." in empty.stderr
    ec2.create_tags(Resources=[subnet], Tags=TAGS)
    terraform.succeed(root, "destroy", "-auto-approve", "-no-color")


ACCOUNTS = {"dev": "123456789012", "prod-us": "222222222222"}
PLACE = """
module "{name}" {{
  source     = "./module"
  providers  = {{ aws = aws.{name} }}
  deployment = "{name}"
  vpc_id     = "{vpc}"
}}

output "{name}" {{
  value = module.{name}
}}
"""


def _network_of(moto: str, name: str, tags: list[dict[str, str]]) -> tuple[Any, str, str, str]:
    """Make the network of a deployment in its account, which its module finds; return the client and ids."""
    ec2 = client(moto, "ec2", region=HOME, account=ACCOUNTS[name])
    vpc, table, subnet = _network(ec2)
    stage = name.partition("-")[0]
    ec2.create_tags(Resources=[vpc], Tags=[{"Key": "Name", "Value": f"main-{stage}"}])
    ec2.create_tags(Resources=[subnet], Tags=tags)
    return ec2, vpc, table, subnet


def test_each_deployment_finds_its_own_network(terraform: Terraform, moto: str, tmp_path: Path) -> None:
    tags = {
        "dev": [{"Key": "tier", "Value": "shared"}],
        "prod-us": [{"Key": "tier", "Value": "private"}, {"Key": "stage", "Value": "prod"}],
    }
    shutil.copytree(MODULES / "deployments-look-ups", tmp_path / "module")
    networks = {name: _network_of(moto, name, each) for name, each in tags.items()}
    text = "".join(
        provider(moto, "ec2", "sts", alias=name, account=ACCOUNTS[name]) + PLACE.format(name=name, vpc=vpc)
        for name, (_, vpc, _, _) in networks.items()
    )
    (tmp_path / "main.tf").write_text(VERSIONS + text, encoding="utf-8")
    terraform.prepare(tmp_path)
    terraform.succeed(tmp_path, "apply", "-auto-approve", "-no-color")
    outputs = json.loads(terraform.succeed(tmp_path, "output", "-json"))
    for name, (ec2, vpc, table, subnet) in networks.items():
        made = outputs[name]["value"]
        assert ("kms" in made["endpoints"]) == (name == "dev")
        assert (made["kms_security_group_id"] is not None) == (name == "dev")
        ids = [each["id"] for each in made["endpoints"].values()]
        for each in ec2.describe_vpc_endpoints(VpcEndpointIds=ids)["VpcEndpoints"]:
            assert each["VpcId"] == vpc
            found = each["RouteTableIds"] if each["VpcEndpointType"] == "Gateway" else each["SubnetIds"]
            assert found == ([table] if each["VpcEndpointType"] == "Gateway" else [subnet])
    again = terraform.run(tmp_path, "plan", "-detailed-exitcode", "-no-color")
    assert again.returncode == 0, again.stdout + again.stderr
    terraform.succeed(tmp_path, "destroy", "-auto-approve", "-no-color")
