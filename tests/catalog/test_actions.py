"""Actions, resource types, and what an action pattern stands for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce import catalog

LEVELS = {"list", "read", "write", "tagging", "permissions-management"}
PREFIXES = sorted({s.iam_prefix for s in catalog.endpoint_services().values() if s.iam_prefix})

LEVEL_OF = [
    ("dynamodb:GetItem", "read"),
    ("dynamodb:PutItem", "write"),
    ("dynamodb:ListTables", "list"),
    ("dynamodb:TagResource", "tagging"),
    ("dynamodb:PutResourcePolicy", "permissions-management"),
    ("s3:ListBucket", "list"),
    ("s3:PutBucketPolicy", "permissions-management"),
]

ARNS = [
    ("dynamodb", "table", "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}"),
    (
        "dynamodb",
        "index",
        "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}/index/${IndexName}",
    ),
    ("s3", "bucket", "arn:${Partition}:s3:::${BucketName}"),
    ("s3", "object", "arn:${Partition}:s3:::${BucketName}/${ObjectName}"),
    ("kms", "key", "arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}"),
]


@pytest.mark.parametrize(("action", "level"), LEVEL_OF)
def test_the_level_of_an_action(action: str, level: str) -> None:
    prefix, _, name = action.partition(":")
    service = catalog.service(prefix)
    assert service is not None
    assert service.actions[name.lower()].level == level


@pytest.mark.parametrize(("prefix", "resource_type", "arn"), ARNS)
def test_the_arn_of_a_resource_type(prefix: str, resource_type: str, arn: str) -> None:
    service = catalog.service(prefix)
    assert service is not None
    assert service.resource_types[resource_type].arn == arn


@pytest.mark.parametrize("prefix", PREFIXES)
def test_each_service_is_whole(prefix: str) -> None:
    service = catalog.service(prefix)
    assert service is not None
    assert service.actions
    assert all(
        re.fullmatch(r"arn:\$\{Partition\}:[^:]*:[^:]*:[^:]*:.+", each.arn)
        for each in service.resource_types.values()
    )
    for key, action in service.actions.items():
        assert key == action.name.lower()
        assert action.level in LEVELS
        assert set(action.resource_types) <= set(service.resource_types)
        assert set(action.condition_keys) <= set(service.condition_keys)


def test_a_prefix_is_found_in_any_case_and_once() -> None:
    assert catalog.service("DynamoDB") is catalog.service("dynamodb")


@pytest.mark.parametrize("prefix", ["", "nosuch", "../index", "dynamodb.json"])
def test_an_unknown_prefix_is_none(prefix: str) -> None:
    assert catalog.service(prefix) is None


@pytest.mark.parametrize(
    ("pattern", "actions"),
    [
        ("dynamodb:Batch*Item", ("dynamodb:BatchGetItem", "dynamodb:BatchWriteItem")),
        ("DYNAMODB:batch*ITEM", ("dynamodb:BatchGetItem", "dynamodb:BatchWriteItem")),
        ("dynamodb:getitem", ("dynamodb:GetItem",)),
        ("dynamodb:?etItem", ("dynamodb:GetItem",)),
        ("dynamodb:[GP]*Item", ()),
        ("dynamodb:NoSuch", ()),
        ("nosuch:*", ()),
        ("*", ()),
        ("", ()),
    ],
)
def test_what_a_pattern_stands_for(pattern: str, actions: tuple[str, ...]) -> None:
    assert catalog.expand(pattern) == actions


def test_a_star_stands_for_every_action_of_the_service() -> None:
    service = catalog.service("s3")
    assert service is not None
    assert len(catalog.expand("s3:*")) == len(service.actions)


@given(st.text(alphabet="getiTEM*?", max_size=12))
def test_a_pattern_matches_as_iam_says(pattern: str) -> None:
    service = catalog.service("dynamodb")
    assert service is not None
    expected = {f"dynamodb:{a.name}" for key, a in service.actions.items() if matches(pattern.lower(), key)}
    assert set(catalog.expand(f"dynamodb:{pattern}")) == expected


def matches(pattern: str, text: str) -> bool:
    """The textbook definition, one character at a time."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return matches(pattern[1:], text) or (bool(text) and matches(pattern, text[1:]))
    return bool(text) and pattern[0] in {"?", text[0]} and matches(pattern[1:], text[1:])
