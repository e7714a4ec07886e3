"""Counting by what was seen before gives what it gives to look at every event by itself."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.support.trail import ACCOUNT, ENDPOINT, event, session_of

from gen_vpce.traffic import counting
from gen_vpce.traffic.caller import called_by
from gen_vpce.traffic.coverage import category_of, is_made_by_service
from gen_vpce.traffic.event import Event
from gen_vpce.traffic.folding import AsTheyAre, Folding
from gen_vpce.traffic.keys import kept_keys, readable
from gen_vpce.traffic.needs import Need, needs_of
from gen_vpce.traffic.outcome import outcome_of
from gen_vpce.traffic.prefixes import Prefixes
from gen_vpce.traffic.reduction import Often, Reduction, Seen, merge, reduce_batches, reduce_events, settle
from gen_vpce.traffic.seen import Folds

NAMES = st.sampled_from(
    ["b", "a", "logs/1", "logs/2", "logs/b", "x y", "é", 'q"', "a\\b", "arn:x", "*", "p", ""]
)
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
            [{}, {"versionId": "1"}, {"x-amz-acl": "private"}, {"prefix": "logs/"}, {"Host": "h"}]
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
    arn = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/{table}"
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


def one_by_one(events: Sequence[Event], keys: Sequence[str], folding: Folds, *, sessions: bool) -> Reduction:
    """Return what is said of *events* without remembering any."""
    reduction = Reduction()
    for each in events:
        if not each.vpc_endpoint_id or is_made_by_service(each):
            continue
        seen = Seen(
            each.vpc_endpoint_id,
            category_of(each),
            each.event_source or "",
            each.event_name or "",
            called_by(each.user_identity, session=sessions),
            folding.folded(needs_of(each).needs),
            kept_keys(each, readable(keys)),
            outcome_of(each),
        )
        time = each.event_time or ""
        found = Often(1, time, time, each.event_id or "")
        known = reduction.requests.setdefault(seen, found)
        if known is not found:
            known.add(found)
    settle(reduction, folding)
    return reduction


PATTERNS = (
    "arn:aws:s3:::b/logs/*",
    "arn:aws:s3:::*/1",
    f"{POINT}/object/*",
    "arn:aws:s3:::a/${aws:username}/*",
)
FOLDS = {"none": AsTheyAre, "patterns": lambda: Folding(PATTERNS), "prefixes": lambda: Prefixes(2)}
KEYS = ("aws:UserAgent", "s3:prefix", "kms:EncryptionContext:app", "aws:PrincipalOrgID")


@given(
    events=st.lists(made(), max_size=12),
    keys=st.lists(st.sampled_from(KEYS), unique=True),
    fold=st.sampled_from(sorted(FOLDS)),
    sessions=st.booleans(),
    compact=st.booleans(),
)
def test_what_is_remembered_changes_nothing(
    events: list[dict[str, Any]], keys: list[str], fold: str, sessions: bool, compact: bool
) -> None:
    read = [decoded(each, compact=compact) for each in events]
    found = reduce_events(read, keys=keys, sessions=sessions, folding=FOLDS[fold]())
    expected = one_by_one(read, keys, FOLDS[fold](), sessions=sessions)
    assert found.requests == expected.requests
    assert found.coverage.events == len(read)
    assert found.made_by_services == sum(
        bool(each.vpc_endpoint_id) and is_made_by_service(each) for each in read
    )
    assert sum(each.events for each in found.coverage.endpoints.values()) == sum(
        bool(each.vpc_endpoint_id) for each in read
    )


@given(events=st.lists(made(), max_size=8), cut=st.integers(0, 8), fold=st.sampled_from(sorted(FOLDS)))
def test_parts_put_together_in_any_order_are_the_whole(
    events: list[dict[str, Any]], cut: int, fold: str
) -> None:
    read = [decoded(each, compact=True) for each in events]
    whole = reduce_events(read, folding=FOLDS[fold]())
    for parts in ((read[:cut], read[cut:]), (read[cut:], read[:cut])):
        put, folding = Reduction(), FOLDS[fold]()
        for part in parts:
            merge(put, reduce_events(part, folding=FOLDS[fold]()), folding)
        settle(put, folding)
        assert put == whole


def test_what_is_remembered_has_a_limit(monkeypatch: Any) -> None:
    monkeypatch.setattr(counting, "_REMEMBERED", 2)
    read = [decoded(event("GetItem", {"tableName": f"T{number % 5}"}), compact=True) for number in range(20)]
    found = reduce_batches([each] for each in read)
    assert [often.count for often in found.requests.values()] == [4] * 5
    assert found.coverage.endpoints[ENDPOINT].events == 20


def test_a_need_on_the_same_resource_is_counted_once_however_objects_are_named() -> None:
    read = [
        decoded(
            event(
                "CopyObject", {"bucketName": "b", "key": "k", "x-amz-copy-source": f"b/{name}"}, service="s3"
            ),
            compact=True,
        )
        for name in "yx"
    ]
    (found,) = reduce_events(read, folding=Folding(())).requests
    assert found.needs == (
        Need("s3:PutObject", "arn:aws:s3:::b/k"),
        Need("s3:GetObject", "arn:aws:s3:::b/k"),
    )
