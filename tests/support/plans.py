"""Plans made by hand: the parts of `terraform show -json` that the gate reads, and some that it does not."""

import io
import json
from collections.abc import Mapping
from typing import Any

from gen_vpce.terraform.plan import Plan, read_plan

ENDPOINT_ADDRESS = "aws_vpc_endpoint.this"


def policy(*statements: Mapping[str, object]) -> str:
    """Return the text of a policy."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions: str, resource: str = "*", **more: object) -> dict[str, object]:
    """Return a statement that lets everyone do *actions*."""
    return {"Effect": "Allow", "Principal": "*", "Action": list(actions), "Resource": resource, **more}


def endpoint(**more: object) -> dict[str, object]:
    """Return the attributes of a gateway endpoint for DynamoDB, those in *more* instead of the usual ones."""
    return {
        "id": "vpce-0aaaaaaaaaaaaaaaa",
        "arn": "arn:aws:ec2:us-east-1:123456789012:vpc-endpoint/vpce-0aaaaaaaaaaaaaaaa",
        "owner_id": "123456789012",
        "policy": policy(allow("dynamodb:GetItem")),
        "private_dns_enabled": False,
        "route_table_ids": ["rtb-0aaaaaaaaaaaaaaaa"],
        "security_group_ids": [],
        "service_name": "com.amazonaws.us-east-1.dynamodb",
        "service_region": "",
        "subnet_ids": [],
        "vpc_endpoint_type": "Gateway",
        "vpc_id": "vpc-0aaaaaaaaaaaaaaaa",
    } | more


def change(
    actions: str,
    before: Mapping[str, object] | None,
    after: Mapping[str, object] | None,
    *,
    address: str = ENDPOINT_ADDRESS,
    **more: object,
) -> dict[str, Any]:
    """Return a resource change; *actions* are separated by spaces, *more* are members of `change`."""
    return {
        "address": address,
        "mode": "managed",
        "type": address.split(".")[-2],
        "name": address.split(".")[-1].partition("[")[0],
        "change": {
            "actions": actions.split(" "),
            "before": before,
            "after": after,
            "after_unknown": {},
            "before_sensitive": {},
            "after_sensitive": {},
            **more,
        },
    }


def plan_data(*changes: object, **more: object) -> dict[str, Any]:
    """Return a plan with these changes; *more* are its other members."""
    return {
        "format_version": "1.2",
        "planned_values": {},
        "resource_changes": list(changes),
        "complete": True,
        "errored": False,
        **more,
    }


def configured(resources: Mapping[str, Mapping[str, list[str]]]) -> dict[str, Any]:
    """Return a root module's configuration: for each `TYPE.NAME` the references of its arguments."""
    return {
        "root_module": {
            "resources": [
                {
                    "address": address,
                    "mode": "managed",
                    "type": address.split(".")[0],
                    "name": address.split(".")[1],
                    "expressions": {name: {"references": found} for name, found in arguments.items()},
                }
                for address, arguments in resources.items()
            ]
        }
    }


def read(data: object) -> Plan:
    """Return what the gate reads of *data*."""
    return read_text(json.dumps(data))


def read_text(text: str) -> Plan:
    """Return what the gate reads of *text*."""
    return read_plan(io.BufferedReader(io.BytesIO(text.encode())))  # type: ignore[arg-type]
