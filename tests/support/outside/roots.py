"""A module as a root of its own in an AWS made of memory: what a team plans and applies."""

import json
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from tests.support.command import gen_vpce
from tests.support.outside.aws import client, provider
from tests.support.outside.terraform import Terraform

REGION = "us-east-1"
TABLE = (
    *("--service", "dynamodb", "--preset", "table", "--table", "Orders"),
    *("--region", REGION, "--account", "123456789012"),
)


@dataclass(frozen=True)
class Root:
    """The folder of a module with a provider, its ids, and a state beside it."""

    folder: Path
    terraform: Terraform
    url: str

    @property
    def policy(self) -> Path:
        """The generated policy of the endpoint."""
        return self.folder / "policies" / "dynamodb.endpoint.json"

    def edit(self, old: str, new: str) -> None:
        """Replace *old*, which is there, by *new* in the intent."""
        intent = self.folder / "intent.yaml"
        text = intent.read_text(encoding="utf-8")
        assert old in text
        intent.write_text(text.replace(old, new), encoding="utf-8")

    def plan(self) -> str:
        """Return a new plan as JSON."""
        self.terraform.succeed(self.folder, "plan", "-no-color", "-out=plan")
        return self.terraform.succeed(self.folder, "show", "-json", "plan")

    def apply(self) -> None:
        """Apply the last plan."""
        self.terraform.succeed(self.folder, "apply", "-no-color", "plan")

    def gate(self, plan: str, *options: str) -> CompletedProcess[str]:
        """Return what the gate says of *plan*."""
        return gen_vpce("gate", "-", *options, cwd=self.folder, stdin=plan)

    def endpoint(self) -> dict[str, Any]:
        """Return the one endpoint of the module's VPC as AWS describes it."""
        vpc = json.loads((self.folder / "terraform.tfvars.json").read_text(encoding="utf-8"))["vpc_id"]
        found = self.ec2.describe_vpc_endpoints(Filters=[{"Name": "vpc-id", "Values": [vpc]}])
        (endpoint,) = found["VpcEndpoints"]
        return dict(endpoint)

    @property
    def ec2(self) -> Any:
        """A client of the AWS made of memory."""
        return client(self.url, "ec2")


def ground(folder: Path, terraform: Terraform, url: str) -> Root:
    """Give the module in *folder* a VPC with a route table, a provider and the ids: a root."""
    root = Root(folder, terraform, url)
    vpc = root.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    table = root.ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    (folder / "provider.tf").write_text(provider(url, "ec2", "sts"), encoding="utf-8")
    ids = {"vpc_id": vpc, "route_table_ids": [table]}
    (folder / "terraform.tfvars.json").write_text(json.dumps(ids), encoding="utf-8")
    return root
