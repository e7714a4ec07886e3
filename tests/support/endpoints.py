"""Endpoints that exist, as a reader of AWS's or Terraform's output would return them."""

import json
from collections.abc import Mapping

from msgspec.structs import replace

from gen_vpce.terraform.adoption.existing import Existing

ACCOUNT = "123456789012"
EVERYTHING = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
DEFAULT_POLICY = {"Version": "2008-10-17", "Statement": [EVERYTHING]}
"""What AWS attaches where nobody says anything."""


def policy(*statements: Mapping[str, object], **more: object) -> str:
    """Return the text of a policy."""
    return json.dumps({"Version": "2012-10-17", **more, "Statement": list(statements)})


def gateway(number: int = 0, **changes: object) -> Existing:
    """Return an S3 gateway endpoint with AWS's default policy; *number* makes its id."""
    made = Existing(
        id=f"vpce-{number:017x}",
        service_name="com.amazonaws.us-east-1.s3",
        type="Gateway",
        policy=json.dumps(DEFAULT_POLICY),
        vpc_id="vpc-0123456789abcdef0",
        route_table_ids=("rtb-0123456789abcdef0",),
        account=ACCOUNT,
        state="available",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def interface(number: int = 0, **changes: object) -> Existing:
    """Return a KMS interface endpoint with AWS's default policy; *number* makes its id."""
    given = {
        "service_name": "com.amazonaws.us-east-1.kms",
        "type": "Interface",
        "route_table_ids": (),
        "subnet_ids": ("subnet-0123456789abcdef0",),
        "security_group_ids": ("sg-0123456789abcdef0",),
        "private_dns_enabled": True,
    }
    return gateway(number, **{**given, **changes})
