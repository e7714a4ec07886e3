"""Policies of resources are set as planned, and a second plan is empty.

moto makes an id of its own for the secret, which takes the place of the one in the module. It lacks
conditions in the policies of keys: a Deny of everyone is one in all cases, and the provider cannot read
the key then. So the key's module is planned in test_modules_plan.py, and not applied.
"""

import json
from functools import partial
from pathlib import Path

import pytest
from tests.support.modules import FOLDERS, HOME, call, copy_modules, required_variables, resources
from tests.support.outside.aws import client, provider
from tests.support.outside.terraform import VERSIONS, Terraform

from gen_vpce import catalog

pytestmark = [pytest.mark.terraform, pytest.mark.long]

SERVICES = ("ec2", "ecr", "iam", "s3", "secretsmanager", "sns", "sqs", "sts")
NOT_HERE = ("table", "key")
TYPES = {each.terraform for each in catalog.POLICY_HOLDERS.values() if each.word not in NOT_HERE}
APPLIED = tuple(folder for folder in FOLDERS if resources(folder).keys() & TYPES)
SECRET = "orders/database-a1B2c3"

NETWORK = """
resource "aws_vpc" "of_all" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_route_table" "of_all" {
  vpc_id = aws_vpc.of_all.id
}
"""


def test_each_type_has_a_module() -> None:
    assert {type_ for folder in APPLIED for type_ in resources(folder)} >= TYPES


def test_they_are_set_and_a_second_plan_is_empty(terraform: Terraform, moto: str, tmp_path: Path) -> None:
    aws = partial(client, moto)
    aws("s3").create_bucket(Bucket="orders-archive")
    aws("sqs").create_queue(QueueName="orders.fifo", Attributes={"FifoQueue": "true"})
    aws("sns").create_topic(Name="orders")
    aws("ecr").create_repository(repositoryName="team/orders")
    secret = aws("secretsmanager").create_secret(Name="orders/database", SecretString="x")["ARN"]
    copy_modules(tmp_path, APPLIED)
    text = VERSIONS + provider(moto, *SERVICES, region=HOME) + NETWORK
    arguments = {"vpc_id": "aws_vpc.of_all.id", "route_table_ids": "[aws_route_table.of_all.id]"}
    for folder in APPLIED:
        assert set(required_variables(folder)) <= arguments.keys()
        text += call(folder, "aws", arguments)
        main = tmp_path / "modules" / folder.name / "main.tf"
        written = main.read_text(encoding="utf-8").replace(f":{SECRET}", f":{secret.rpartition(':')[2]}")
        main.write_text(written, encoding="utf-8")
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    terraform.prepare(tmp_path)
    terraform.succeed(tmp_path, "apply", "-auto-approve", "-no-color")
    done = terraform.run(tmp_path, "plan", "-detailed-exitcode", "-no-color")
    assert done.returncode == 0, done.stdout + done.stderr

    endpoint = aws("ec2").describe_vpc_endpoints()["VpcEndpoints"][-1]["VpcEndpointId"]
    queue = aws("sqs").get_queue_url(QueueName="orders.fifo")["QueueUrl"]
    topic = f"arn:aws:sns:{HOME}:123456789012:orders"
    held = {
        "orders-archive.bucket": aws("s3").get_bucket_policy(Bucket="orders-archive")["Policy"],
        "orders.fifo.queue": aws("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"])[
            "Attributes"
        ]["Policy"],
        "orders.topic": aws("sns").get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"],
        "orders.database-a1B2c3.secret": aws("secretsmanager").get_resource_policy(SecretId=secret)[
            "ResourcePolicy"
        ],
        "team.orders.repository": aws("ecr").get_repository_policy(repositoryName="team/orders")[
            "policyText"
        ],
    }
    files = {path for folder in APPLIED for path in (folder / "policies").glob("*.resource.json")}
    assert {path.name.removesuffix(".resource.json") for path in files} == held.keys()
    for path in files:
        wanted = path.read_text(encoding="utf-8").replace("<vpce:s3>", endpoint)
        assert json.loads(held[path.name.removesuffix(".resource.json")]) == json.loads(wanted)
