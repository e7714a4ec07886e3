"""Events of every kind that tells requests apart, for property tests."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from hypothesis import strategies as st
from tests.support.trail import ACCOUNT, ENDPOINT, event, session_of

from gen_vpce.traffic.event import Event
from gen_vpce.traffic.sql.parameters import _RULES

NAMES = st.sampled_from(
    [
        "b",
        "a",
        "logs/1",
        "logs/2",
        "logs/b",
        "logs/a/1",
        "logs/a/b/1",
        "//",
        "/a",
        "x y",
        "é",
        'q"',
        "a\\b",
        "arn:x",
        "*",
        "p",
        "",
    ]
)
_ROLE = f"arn:aws:iam::{ACCOUNT}:role/A"
POINT = f"arn:aws:s3:eu-west-1:{ACCOUNT}:accesspoint/p"
IDENTITIES: Sequence[Mapping[str, Any] | None] = [
    None,
    session_of(session="s"),
    {**session_of(), "invokedBy": "athena.amazonaws.com"},
    {"type": "AssumedRole", "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/R/s", "accountId": ACCOUNT},
    {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/ann", "accountId": ACCOUNT, "userName": "ann"},
    {"type": "AWSAccount", "accountId": "444455556666", "principalId": "AIDA1"},
    {"type": "AWSAccount", "accountId": "444455556666", "principalId": "AIDA2"},
    {"type": "WebIdentityUser", "identityProvider": "a.example"},
    {"type": "AWSService", "invokedBy": "ec2.amazonaws.com"},
]


@st.composite
def on_objects(draw: st.DrawFn) -> dict[str, Any]:
    name, bucket = draw(NAMES), draw(st.sampled_from(["b", "a"]))
    parameters: dict[str, Any] = draw(
        st.sampled_from(
            [
                {},
                {"versionId": "1"},
                {"x-amz-acl": "private"},
                {"prefix": "logs/"},
                {"Host": "h"},
                {"accessControlList": {"x-amz-grant-read": "id=1"}},
                {"x-amz-object-lock-mode": "GOVERNANCE", "x-amz-bypass-governance-retention": True},
            ]
        )
    )
    arns = draw(
        st.lists(
            st.sampled_from(
                [f"arn:aws:s3:::{bucket}/{name}", f"arn:aws:s3:::{bucket}", POINT, f"{POINT}/object/{name}"]
            ),
            max_size=3,
            unique=True,
        )
    )
    if draw(st.booleans()):
        parameters = {"bucketName": bucket, "key": name, **parameters}
    if draw(st.booleans()):
        parameters = {**parameters, "x-amz-copy-source": f"a/{draw(NAMES)}"}
    owner = draw(st.sampled_from([{}, {"accountId": ACCOUNT}]))
    return event(
        draw(
            st.sampled_from(["GetObject", "PutObject", "CopyObject", "DeleteObjects", "ListObjects", "None"])
        ),
        parameters,
        service="s3",
        resources=[{"ARN": each, **owner} for each in arns],
    )


@st.composite
def on_others(draw: st.DrawFn) -> dict[str, Any]:
    table, other = draw(st.sampled_from("AB")), draw(st.sampled_from("AB"))
    arn = f"arn:aws:dynamodb:{_HERE}:table/{table}"
    service, name, parameters = draw(
        st.sampled_from(
            [
                ("dynamodb", "GetItem", {"tableName": table, "key": {"id": other}}),
                ("dynamodb", "Query", {"tableName": table, "limit": other}),
                ("dynamodb", "Query", {"tableName": table, "indexName": other}),
                ("dynamodb", "BatchGetItem", {"requestItems": {table: 1, other: 2}}),
                ("dynamodb", "TransactWriteItems", {"transactItems": [{"Put": {"tableName": table}}]}),
                (
                    "dynamodb",
                    "ExecuteStatement",
                    {"statement": f"{'SELECT' if table == 'A' else 'DELETE'} x"},
                ),
                (
                    "kms",
                    "Decrypt",
                    {"encryptionContext": {"app": table}, "keyId": f"arn:aws:kms:e:1:key/{other}"},
                ),
                ("kms", "Encrypt", {"keyId": "alias/a", "note": arn}),
                ("sqs", "SendMessage", {"queueUrl": f"https://q/{ACCOUNT}/{table}", "x": other}),
                ("ssm", "GetParameters", {"names": [table, other]}),
                ("secretsmanager", "GetSecretValue", {"secretId": table, "versionStage": other}),
                ("logs", "PutLogEvents", {"logGroupName": table, "logStreamName": other}),
                ("lambda", "Invoke", {"functionName": table, "qualifier": other}),
                ("sts", "AssumeRole", {"roleArn": _ROLE, "sourceIdentity": table, "roleSessionName": other}),
                ("sts", "AssumeRole", {"roleArn": _ROLE, "tags": [{"key": table}]}),
                ("glue", "GetTable", {"databaseName": table, "name": other}),
                ("lambda", "GetLayerVersion20181031", {"layerName": table, "versionNumber": 3}),
                ("nobody", "Knows", {"a": table}),
            ]
        )
    )
    named = draw(st.booleans()) and service == "dynamodb"
    return event(name, parameters, service=service, resources=[arn] if named else [])


@st.composite
def made(draw: st.DrawFn) -> dict[str, Any]:
    day = draw(st.integers(1, 3))
    changed = {
        "eventTime": draw(st.sampled_from([f"2026-11-0{day}T0{day}:00:00Z", "not a time", None])),
        "eventID": draw(st.sampled_from(["1", "2", "3"])),
        "errorCode": draw(st.sampled_from([None, "AccessDenied", "NoSuchKey"])),
        "vpcEndpointId": draw(st.sampled_from([ENDPOINT, ENDPOINT, "vpce-1", None])),
        "userAgent": draw(st.sampled_from(["a", "b"])),
        "eventCategory": draw(st.sampled_from(["Data", None])),
        "awsRegion": draw(st.sampled_from(["eu-west-1", "us-east-1"])),
    }
    found = {**draw(st.one_of(on_objects(), on_others())), **changed}
    identity = draw(st.sampled_from(IDENTITIES))
    return found if identity is None else {**found, "userIdentity": identity}


def decoded(made: Mapping[str, Any], *, compact: bool) -> Event:
    text = json.dumps(made, separators=(",", ":"), ensure_ascii=False) if compact else json.dumps(made)
    return msgspec.json.decode(text, type=Event)


_HERE = f"eu-west-1:{ACCOUNT}"
_VALUES: Mapping[str, Sequence[str]] = {
    "queueUrl": [
        f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/A",
        f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/B",
    ],
    "roleArn": [f"arn:aws:iam::{ACCOUNT}:role/A", f"arn:aws:iam::{ACCOUNT}:role/B"],
    "stateMachineArn": [f"arn:aws:states:{_HERE}:stateMachine:A"],
    "streamARN": [
        f"arn:aws:kinesis:{_HERE}:stream/A",
        f"arn:aws:kinesis:{_HERE}:stream/B",
    ],
    "registryId": ["444455556666"],
    "tableName": ["A", f"arn:aws:dynamodb:{_HERE}:table/B"],
    "x-amz-copy-source": ["a/logs/1", "/b/x%20y"],
    "bucketName": ["a", "b"],
    "key": ["logs/1", "logs/2", "1", "x'y", 'q"', "\N{GREEK SMALL LETTER ALPHA}", "b", "arn:x"],
}
_NAMED = {
    "cipher": [f"arn:aws:kms:{_HERE}:key/1", f"arn:aws:kms:{_HERE}:key/2"],
    "batches": [
        f"arn:aws:dynamodb:{_HERE}:table/A",
        f"arn:aws:dynamodb:{_HERE}:table/B",
    ],
}
_NOISE: Sequence[Mapping[str, Any]] = [
    {},
    {"limit": 5, "note": "a'b"},
    {"filter": {"a": ["arn:aws:s3:::nested"]}},
    {"note": f"arn:aws:dynamodb:{_HERE}:table/C"},
    {"TableName": "C", "QueueUrl": "x", "BucketName": "c", "KeyId": "alias/a"},
    {"key": {"id": 1}, "partitionKey": "k", "tags": [{"key": "a"}], "transitiveTagKeys": ["b"]},
]


@st.composite
def busy(draw: st.DrawFn) -> dict[str, Any]:
    """Return an event whose parameters the query drops in part."""
    rule = draw(st.sampled_from(_RULES))
    kept = draw(st.lists(st.sampled_from(rule.kept), unique=True)) if rule.kept else []
    values = {name: draw(st.sampled_from(_VALUES.get(name, ("A", "B")))) for name in kept}
    arns = draw(st.lists(st.sampled_from(_NAMED[rule.name]), max_size=2)) if rule.name in _NAMED else []
    if rule.name == "objects" and {"bucketName", "key"} <= {*kept} and draw(st.booleans()):
        arns = [
            f"arn:aws:s3:::{values['bucketName']}/{values['key']}",
            f"arn:aws:s3:::{values['bucketName']}",
        ]
    return event(
        draw(st.sampled_from(rule.events)),
        {**draw(st.sampled_from(_NOISE)), **values},
        service=rule.source.partition(".")[0],
        resources=[{"ARN": arn, "accountId": ACCOUNT} for arn in arns],
        eventID=draw(st.sampled_from("123")),
    )
