"""Answers to `init`: what people say and paste, and the reason where it cannot be used."""

import re

import pytest

from gen_vpce.catalog import endpoint_services
from gen_vpce.scaffold.answers import ALIASES, AnswerError, pasted_account, understood

SERVICES = endpoint_services()


@pytest.mark.parametrize(
    ("name", "text", "answer"),
    [
        ("service", "eventbridge", "events"),
        ("service", "StepFunctions", "states"),
        ("service", "efs", "elasticfilesystem"),
        ("service", "com.amazonaws.us-east-1.ecr.api", "ecr.api"),
        ("role", "StockApp", "StockApp"),
        ("role", "role/StockApp", "StockApp"),
        ("role", "arn:aws:iam::123456789012:role/apps/StockApp", "apps/StockApp"),
        ("table", "arn:aws:dynamodb:us-east-1:123456789012:table/Orders/index/ByDate", "Orders"),
        ("table", "table/Orders", "Orders"),
        ("bucket", "s3://archive", "archive"),
        ("bucket", "arn:aws:s3:::archive/*", "archive"),
        ("bucket", "bucket/archive", "archive"),
        ("organization", "arn:aws:organizations::123456789012:organization/o-a1b2c3d4e5", "o-a1b2c3d4e5"),
        ("trusted_account", "arn:aws:iam::123456789012:root", "123456789012"),
        ("trusted_account", "account/123456789012", "123456789012"),
        ("account", "1234-5678-9012", "123456789012"),
    ],
)
def test_what_is_said_or_pasted_is_understood(name: str, text: str, answer: str) -> None:
    assert understood(name, text, SERVICES if name == "service" else ()) == answer


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("service", "cloudwatch", "2 endpoints, `monitoring` and `logs`"),
        ("service", "dynamdb", "did you mean `dynamodb`?"),
        ("service", "xyzzy", "unknown service `xyzzy`; did you mean "),
        ("region", "us-est-1", "`us-west-1` or `us-east-1`"),
        ("name", "Orders_Prod", "not a name of a module: a small letter"),
        ("account", "123", "not an account id: 12 digits"),
        ("bucket", "Archive", "not a name of a bucket: 3 to 63"),
        ("organization", "a1b2", "not an organization id: `o-`"),
        ("role", "a role", "not a name of a role"),
        ("table", "T", "not a name of a table"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_reason(name: str, text: str, reason: str) -> None:
    with pytest.raises(AnswerError, match=re.escape(reason)):
        understood(name, text, SERVICES if name == "service" else ())


def test_every_alias_names_endpoints_that_there_are() -> None:
    assert {service for meant in ALIASES.values() for service in meant} <= set(SERVICES)
    assert not ALIASES.keys() & SERVICES.keys()


def test_the_account_of_what_was_pasted_is_known() -> None:
    assert pasted_account("role", "arn:aws:iam::123456789012:role/App") == "123456789012"
    assert pasted_account("role", "App") is None
    assert pasted_account("bucket", "s3://archive") is None
