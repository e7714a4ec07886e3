"""Plans made by hand: the parts of `terraform show -json` that the gate reads, and some that it does not."""

import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.diagnostics.codes.plan import KINDS
from gen_vpce.terraform.addresses import split
from gen_vpce.terraform.gate import gate
from gen_vpce.terraform.plan import Plan, read_plan
from gen_vpce.terraform.settings import Settings

NO_SETTINGS = Settings()

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
    type_, _, name = split(address)[1].partition("[")[0].partition(".")
    return {
        "address": address,
        "mode": "managed",
        "type": type_,
        "name": name,
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


def configured(resources: Mapping[str, Mapping[str, list[str] | None]]) -> dict[str, Any]:
    """Return a root module's configuration: the references of arguments by `TYPE.NAME`, None for a null."""
    return {
        "root_module": {
            "resources": [
                {
                    "address": address,
                    "mode": "managed",
                    "type": address.split(".")[0],
                    "name": address.split(".")[1],
                    "expressions": {
                        name: {"constant_value": None} if found is None else {"references": found}
                        for name, found in arguments.items()
                    },
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


def found(data: object, root: Path = Path("no-such-folder"), settings: Settings = NO_SETTINGS) -> list[str]:
    """Return what the gate finds in *data*, as `severity kind address`."""
    return said(gate(read(data), root, settings))


def said(diagnostics: Iterable[Diagnostic]) -> list[str]:
    """Return findings of the gate as `severity kind address`."""
    names = {entry.code: name for name, entry in KINDS.items()}
    return [f"{each.severity} {names[each.code]} {each.subject or ''}".rstrip() for each in diagnostics]
