"""Which parameters of busy events have a say in what is needed: the query drops the others.

Only events are named here whose other parameters differ from call to call. The parameters of all other events
are kept as they are. A test holds that dropping changes nothing.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.traffic.keys import s3_parameter
from gen_vpce.traffic.reduction_options import ToldApart

_S3_KEY = "s3:"
_KMS_KEY = "kms:"


OBJECT = "key"
"""The parameter of S3 that is the name of the object."""


class Rule(Struct, frozen=True):
    """Events of a service whose parameters are dropped but for *kept*.

    One of the first *needed* has to be there. Where *resource* is given, an ARN of the event's `resources`
    that is LIKE it tells everything instead. The parameters stay whole where the name of one begins with what
    *unless* holds: seldom ones, which ask for more actions.
    """

    name: str
    source: str
    events: tuple[str, ...]
    kept: tuple[str, ...] = ()
    resource: str | None = None
    needed: int = 1
    unless: tuple[str, ...] = ()


OBJECTS = Rule(
    "objects",
    "s3.amazonaws.com",
    (
        "AbortMultipartUpload",
        "CompleteMultipartUpload",
        "CopyObject",
        "CreateMultipartUpload",
        "DeleteObject",
        "GetObject",
        "HeadBucket",
        "HeadObject",
        "ListObjects",
        "ListObjectsV2",
        "ListParts",
        "PutObject",
        "UploadPart",
        "UploadPartCopy",
    ),
    ("bucketName", "key", "versionId", "x-amz-acl", "x-amz-tagging", "x-amz-copy-source"),
    unless=("accessControlList", "x-amz-bypass-", "x-amz-grant-", "x-amz-object-lock-"),
)

_KEYS = (
    "Decrypt",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateDataKeyWithoutPlaintext",
    "GenerateMac",
    "Sign",
    "Verify",
    "VerifyMac",
)

_RULES = (
    OBJECTS,
    Rule(
        "items",
        "dynamodb.amazonaws.com",
        ("DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"),
        ("tableName", "indexName"),
    ),
    Rule(
        "batches",
        "dynamodb.amazonaws.com",
        ("BatchGetItem", "BatchWriteItem"),
        resource="arn:%:dynamodb:%:table/%",
    ),
    Rule("cipher", "kms.amazonaws.com", _KEYS, resource="arn:%:kms:%:key/%"),
    Rule(
        "messages",
        "sqs.amazonaws.com",
        (
            "ChangeMessageVisibility",
            "ChangeMessageVisibilityBatch",
            "DeleteMessage",
            "DeleteMessageBatch",
            "ReceiveMessage",
            "SendMessage",
            "SendMessageBatch",
        ),
        ("queueUrl",),
    ),
    Rule(
        "streams",
        "kinesis.amazonaws.com",
        ("GetRecords", "PutRecord", "PutRecords"),
        ("streamName", "streamARN"),
        needed=2,
    ),
    Rule(
        "roles",
        "sts.amazonaws.com",
        ("AssumeRole",),
        ("roleArn", "sourceIdentity"),
        unless=("tags", "incomingTransitiveTags"),
    ),
    Rule("executions", "states.amazonaws.com", ("StartExecution",), ("stateMachineArn",)),
    Rule(
        "images",
        "ecr.amazonaws.com",
        ("BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"),
        ("repositoryName", "registryId"),
    ),
)


def rules(told: ToldApart) -> Iterator[Rule]:
    """Yield the rules where *told* is kept: what its condition keys are read from is not dropped."""
    for rule in _RULES:
        if rule is OBJECTS:
            names = [s3_parameter(key) for key in told.keys if key.startswith(_S3_KEY)]
            more = tuple(name for name in names if name and name not in rule.kept)
            yield replace(rule, kept=(*rule.kept, *more))
        elif rule.name != "cipher" or not any(key.startswith(_KMS_KEY) for key in told.keys):
            yield rule


def names(told: ToldApart) -> Sequence[str]:
    """Return the names of the parameters that are kept by themselves, each once."""
    return tuple(dict.fromkeys(name for rule in rules(told) for name in rule.kept))


def column(name: str) -> str:
    """Return the column of the parameter *name*."""
    return "p_" + name.lower().replace("-", "_")
