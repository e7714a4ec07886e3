"""Answers to `init`: what people say and paste, and the reason where it cannot be used."""

import re

import pytest

from gen_vpce.catalog import endpoint_services
from gen_vpce.scaffold.answers import ALIASES, AnswerError, Whereabouts, services, understood

SERVICES = endpoint_services()


@pytest.mark.parametrize(
    ("name", "text", "answer"),
    [
        ("role", "StockApp", "StockApp"),
        ("role", "role/StockApp", "StockApp"),
        ("role", "arn:aws:sts::123456789012:assumed-role/StockApp/session", "StockApp"),
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
        ("region", "US-EAST-1", "us-east-1"),
    ],
)
def test_what_is_said_or_pasted_is_understood(name: str, text: str, answer: str) -> None:
    assert understood(name, text) == answer


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
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
        understood(name, text)


def test_every_alias_names_endpoints_that_there_are() -> None:
    assert {service for meant in ALIASES.values() for service in meant} <= set(SERVICES)
    assert not ALIASES.keys() & SERVICES.keys()


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("eventbridge", ("events",)),
        ("StepFunctions", ("states",)),
        ("efs", ("elasticfilesystem",)),
        ("ses", ("email",)),
        ("S3 DynamoDB", ("s3", "dynamodb")),
        ("ecr", ("ecr.api", "ecr.dkr")),
        ("cloudwatch", ("monitoring", "logs")),
        ("cloudwatch-logs", ("logs",)),
        ("ecr.dkr, ecr s3", ("ecr.dkr", "ecr.api", "s3")),
        ("s3;dynamodb", ("s3", "dynamodb")),
        ("com.amazonaws.us-east-1.ecr.api", ("ecr.api",)),
        ("com.amazonaws.iam", ("iam",)),
        ("aws.sagemaker.eu-west-1.studio", ("sagemaker.studio",)),
        ("cn.com.amazonaws.cn-north-1.ecr.dkr", ("ecr.dkr",)),
    ],
)
def test_services_are_understood_however_they_are_called(text: str, answer: tuple[str, ...]) -> None:
    assert services(text) == answer


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("dynamdb", "did you mean `dynamodb`?"),
        ("s3 xyzzy", "unknown service `xyzzy`; did you mean "),
        ("transfer", "an endpoint of `transfer` takes no policy"),
        ("s3,email-smtp", "an endpoint of `email-smtp` takes no policy"),
    ],
)
def test_a_service_that_cannot_be_used_is_told_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(AnswerError, match=re.escape(reason)):
        services(text)


def test_five_services_are_named_where_none_is_close() -> None:
    with pytest.raises(AnswerError) as caught:
        services("xyzzy")
    assert str(caught.value).count("`") == 2 * 6


ROLE, TABLE = "arn:aws:iam::123456789012:role/App", "arn:aws:dynamodb:eu-west-1:123456789012:table/T1x"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            [("account", "1111"), ("role", ROLE)],
            f"`{ROLE}` is in account 123456789012, and the endpoint in 1111",
        ),
        (
            [("role", ROLE), ("account", "1111")],
            f"`{ROLE}` is in account 123456789012, and the endpoint in 1111",
        ),
        (
            [("table", TABLE), ("region", "us-east-1")],
            "is in Region eu-west-1, and the endpoint in us-east-1",
        ),
        ([("region", "cn-north-1"), ("role", ROLE)], "is in the partition aws, and the endpoint in aws-cn"),
        ([("bucket", "arn:aws-cn:s3:::b"), ("role", ROLE)], "and `arn:aws-cn:s3:::b` in aws-cn"),
        ([("table", TABLE), ("role", ROLE.replace("12345", "99999"))], f"and `{TABLE}` in 123456789012"),
        ([("role", ROLE), ("table", TABLE), ("account", "123456789012"), ("region", "eu-west-1")], None),
        ([("role", "App"), ("bucket", "s3://b"), ("account", "1111")], None),
    ],
)
def test_what_is_pasted_agrees_with_where_the_module_is(
    said: list[tuple[str, str]], reason: str | None
) -> None:
    places = Whereabouts()
    *first, last = said
    for name, text in first:
        places.agree(name, text, text)
    if reason is None:
        places.agree(*last, last[1])
    else:
        with pytest.raises(AnswerError, match=re.escape(reason)):
            places.agree(*last, last[1])


def test_a_pasted_place_is_offered() -> None:
    places = Whereabouts()
    assert (places.told("region"), places.told("account")) == (None, None)
    places.agree("table", TABLE, "T1x")
    assert (places.told("region"), places.told("account")) == ("eu-west-1", "123456789012")
