"""A module that finds its network by tags and makes a security group: applied, and refused without one."""

import json
import shutil
from pathlib import Path
from typing import Any

import boto3
import pytest
from tests.support.modules import HOME, MODULES
from tests.support.outside.terraform import VERSIONS, Terraform
from tests.terraform.test_modules_apply import KEYS, PROVIDER

pytestmark = [pytest.mark.terraform, pytest.mark.long]

CALL = 'module "made" {\n  source = "./module"\n}\n\noutput "made" {\n  value = module.made\n}\n'
TAGS = [{"Key": "tier", "Value": "private"}]


def _root(folder: Path, url: str) -> Path:
    shutil.copytree(MODULES / "look-ups", folder / "module")
    (folder / "main.tf").write_text(VERSIONS + PROVIDER.format(region=HOME, url=url) + CALL, encoding="utf-8")
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
    ec2 = boto3.client("ec2", endpoint_url=moto, **KEYS)
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
