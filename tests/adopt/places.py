"""One application in three places, as it stands there, and the intents of the module that is made of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.endpoints import gateway, policy

from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Intent
from gen_vpce.terraform.adoption.existing import Existing

PLACES = {
    "dev": ("us-east-1", "111111111111", "development"),
    "us": ("us-east-1", "222222222222", "production"),
    "eu": ("eu-west-1", "222222222222", "production"),
}
Statement = Mapping[str, Any]


def application(region: str, account: str, stage: str, **more: object) -> Statement:
    return {
        "Sid": "App",
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["dynamodb:GetItem", "dynamodb:PutItem"],
        "Resource": f"arn:aws:dynamodb:{region}:{account}:table/orders-{stage}",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{account}:role/orders-{stage}"}},
        **more,
    }


TOOLS: Statement = {
    "Sid": "Tools",
    "Effect": "Allow",
    "Principal": "*",
    "Action": "dynamodb:DescribeTable",
    "Resource": "*",
    "Condition": {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/ci"}},
}


def there_in(name: str, number: int = 0, text: str | None = None, **changes: object) -> Existing:
    region, account, stage = PLACES[name]
    place = list(PLACES).index(name)
    given = {
        "service_name": f"com.amazonaws.{region}.dynamodb",
        "account": account,
        "vpc_id": f"vpc-{place:017x}",
        "route_table_ids": (f"rtb-{place:017x}",),
        "tags": {"Name": f"orders-{stage}"},
        "policy": text or policy(application(*PLACES[name]), TOOLS),
    }
    return gateway(16 * place + number, **{**given, **changes})


def intents_of(name: str = "orders") -> dict[str | None, Intent]:
    loaded = load_bytes((Path("modules") / name / "intent.yaml").read_bytes(), "intent.yaml")
    assert loaded.intents, loaded.diagnostics
    return {each.deployment: each for each in loaded.intents}
