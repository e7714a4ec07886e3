"""Gateway endpoints, identity and table policies are created as planned, and a second plan is empty."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.modules import FOLDERS, HOME, call, copy_modules, has_deployments, region, resources
from tests.support.outside.aws import client, provider
from tests.support.outside.terraform import VERSIONS, Terraform

from gen_vpce import catalog

pytestmark = [pytest.mark.terraform, pytest.mark.long]

NETWORK = """
resource "aws_vpc" "{name}" {{
  cidr_block = "10.0.0.0/16"
}}

resource "aws_route_table" "{name}" {{
  vpc_id = aws_vpc.{name}.id
}}
"""
IDS_OUTPUT = 'output "{name}" {{\n  value = module.{name}\n}}\n'


OTHERS = {each.terraform for each in catalog.POLICY_HOLDERS.values()} - {"aws_dynamodb_resource_policy"}


def _is_for_moto(folder: Path) -> bool:
    """Whether nothing but the module itself has to exist: no interface endpoint, no id in the intent."""
    endpoints = resources(folder).get("aws_vpc_endpoint", {}).values()
    # What policies of other resources need stands in test_resource_policies_apply.py.
    if resources(folder).keys() & OTHERS or not endpoints:
        return False
    return (
        region(folder) == HOME
        and not has_deployments(folder)
        and all(
            each["vpc_endpoint_type"] == "Gateway" and each["vpc_id"] == "var.vpc_id" for each in endpoints
        )
    )


APPLIED = tuple(folder for folder in FOLDERS if _is_for_moto(folder))


@pytest.fixture(scope="module")
def root(terraform: Terraform, moto: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a root in which each module has a VPC of its own, after `apply`."""
    tables = {
        each["resource_arn"].partition("/")[2]
        for folder in APPLIED
        for each in resources(folder).get("aws_dynamodb_resource_policy", {}).values()
    }
    dynamodb = client(moto, "dynamodb")
    for table in sorted(tables):
        dynamodb.create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        )
    folder = tmp_path_factory.mktemp("applied")
    copy_modules(folder, APPLIED)
    text = VERSIONS + provider(moto, "dynamodb", "ec2", "iam", "sts", region=HOME)
    for module in APPLIED:
        name = module.name
        arguments = {"vpc_id": f"aws_vpc.{name}.id", "route_table_ids": f"[aws_route_table.{name}.id]"}
        text += NETWORK.format(name=name) + call(module, "aws", arguments) + IDS_OUTPUT.format(name=name)
    (folder / "main.tf").write_text(text, encoding="utf-8")
    terraform.prepare(folder)
    terraform.succeed(folder, "apply", "-auto-approve", "-no-color")
    yield folder
    for table in sorted(tables):
        dynamodb.delete_table(TableName=table)


def test_most_modules_are_tried() -> None:
    assert len(APPLIED) >= 12


def test_second_plan_is_empty(terraform: Terraform, root: Path) -> None:
    done = terraform.run(root, "plan", "-detailed-exitcode", "-no-color")
    assert done.returncode == 0, done.stdout + done.stderr


def test_endpoints_carry_the_policies_of_the_folder(terraform: Terraform, moto: str, root: Path) -> None:
    outputs = _outputs(terraform, root)
    ec2 = client(moto, "ec2")
    carried = {
        each["VpcEndpointId"]: json.loads(each["PolicyDocument"])
        for each in ec2.describe_vpc_endpoints()["VpcEndpoints"]
    }
    for folder in APPLIED:
        for label in resources(folder).get("aws_vpc_endpoint", {}):
            policy = json.loads((folder / "policies" / f"{label}.endpoint.json").read_text(encoding="utf-8"))
            assert carried[outputs[folder.name][f"{label}_endpoint_id"]] == policy


def test_identity_policy_holds_the_id_of_the_endpoint(terraform: Terraform, moto: str, root: Path) -> None:
    made = _outputs(terraform, root)["two-endpoints-and-identity-policy"]
    iam = client(moto, "iam")
    arn = made["orders_only_through_endpoint_policy_arn"]
    document = iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"]
    assert made["dynamodb_endpoint_id"] in json.dumps(document)
    assert "<vpce:" not in json.dumps(document)


def _outputs(terraform: Terraform, root: Path) -> dict[str, dict[str, str]]:
    said = json.loads(terraform.succeed(root, "output", "-json"))
    return {name: output["value"] for name, output in said.items()}
