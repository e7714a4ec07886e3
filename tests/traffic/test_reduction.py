"""Callers as policies see them, keys that events hold, outcomes, and the counts of what is alike."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.trail import ACCOUNT, ENDPOINT, ROLE, event, session_of

from gen_vpce.traffic.caller import Called, called_by
from gen_vpce.traffic.event import Event
from gen_vpce.traffic.keys import kept_keys
from gen_vpce.traffic.outcome import Was, outcome_of
from gen_vpce.traffic.reduction import Reduction, reduce_events

OTHER = "444455556666"


def decoded(made: Mapping[str, Any]) -> Event:
    return msgspec.json.decode(json.dumps(made), type=Event)


def reduced(*made: Mapping[str, Any], **options: Any) -> Reduction:
    return reduce_events(map(decoded, made), **options)


IDENTITIES: list[tuple[dict[str, Any], Called | None]] = [
    (session_of(), Called(ROLE)),
    (
        {"type": "AssumedRole", "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/App/s"},
        Called(f"arn:aws:sts::{ACCOUNT}:assumed-role/App/s"),
    ),
    (
        {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/a/ann", "userName": "ann"},
        Called(f"arn:aws:iam::{ACCOUNT}:user/a/ann"),
    ),
    ({"type": "Root", "accountId": ACCOUNT, "arn": f"arn:aws:iam::{ACCOUNT}:root"}, Called(ACCOUNT)),
    (
        {"type": "FederatedUser", "arn": f"arn:aws:sts::{ACCOUNT}:federated-user/ann"},
        Called(f"arn:aws:sts::{ACCOUNT}:federated-user/ann"),
    ),
    ({"type": "AWSAccount", "accountId": OTHER, "principalId": "AIDAEXAMPLE"}, Called("AIDAEXAMPLE", OTHER)),
    (
        {"type": "AWSAccount", "accountId": OTHER, "principalId": "AROAEXAMPLE:s"},
        Called("AROAEXAMPLE", OTHER),
    ),
    ({"type": "AWSAccount", "accountId": OTHER}, Called(OTHER, OTHER)),
    ({"type": "AWSAccount", "accountId": "ANONYMOUS_PRINCIPAL", "principalId": ""}, Called("anonymous")),
    ({"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}, Called("ec2.amazonaws.com")),
    (
        {"type": "WebIdentityUser", "identityProvider": "accounts.google.com", "userName": "1"},
        Called("Federated:accounts.google.com"),
    ),
    ({"type": "IdentityCenterUser", "accountId": ACCOUNT}, None),
    ({"type": "Unknown"}, None),
    ({}, None),
]


@pytest.mark.parametrize(("identity", "expected"), IDENTITIES)
def test_a_caller_is_named_as_policies_see_it(identity: dict[str, Any], expected: Called | None) -> None:
    assert called_by(decoded(event(identity=identity)).user_identity) == expected


def test_sessions_are_told_apart_where_that_is_asked_for() -> None:
    made = [event(identity=session_of(session=name)) for name in ("a", "b", "a")]
    assert [often.count for often in reduced(*made).requests.values()] == [3]
    callers = {seen.caller: often.count for seen, often in reduced(*made, sessions=True).requests.items()}
    assert callers == {
        Called(f"arn:aws:sts::{ACCOUNT}:assumed-role/Orders/a", role=ROLE): 2,
        Called(f"arn:aws:sts::{ACCOUNT}:assumed-role/Orders/b", role=ROLE): 1,
    }


USER = {
    "type": "IAMUser",
    "arn": f"arn:aws:iam::{ACCOUNT}:user/ann",
    "userName": "ann",
    "principalId": "AIDA1",
}
STRANGER = {"type": "AWSAccount", "accountId": OTHER, "principalId": "AIDA2"}
SOURCE = session_of()
SOURCE["sessionContext"] |= {
    "sourceIdentity": "ann",
    "webIdFederationData": {"federatedProvider": "arn:aws:iam::1:oidc-provider/x"},
}
KEYS: list[tuple[str, dict[str, Any], list[str | None]]] = [
    ("aws:vpcsourceip", {}, ["10.0.1.10"]),
    ("aws:vpcsourceip", {"sourceIPAddress": "ec2.amazonaws.com"}, []),
    ("aws:useragent", {}, ["aws-cli/2.31.0"]),
    ("aws:useragent", {"userAgent": "[Boto3/1.9]"}, ["Boto3/1.9"]),
    ("aws:useragent", {"userAgent": "athena.amazonaws.com"}, []),
    ("aws:securetransport", {"tlsDetails": {"tlsVersion": "TLSv1.3"}}, ["true"]),
    ("aws:securetransport", {}, []),
    ("aws:requestedregion", {}, ["eu-west-1"]),
    ("aws:currenttime", {}, ["2026-11-01T09:00:00Z"]),
    ("aws:vpceaccount", {}, [ACCOUNT]),
    ("aws:vpceaccount", {"vpcEndpointAccountId": None}, []),
    ("aws:multifactorauthpresent", {}, ["false"]),
    ("aws:multifactorauthpresent", {"identity": USER}, [None]),
    ("aws:multifactorauthpresent", {"identity": STRANGER}, []),
    ("aws:sourceidentity", {"identity": SOURCE}, ["ann"]),
    ("aws:sourceidentity", {}, [None]),
    ("aws:sourceidentity", {"identity": STRANGER}, []),
    ("aws:federatedprovider", {"identity": SOURCE}, ["arn:aws:iam::1:oidc-provider/x"]),
    ("aws:tokenissuetime", {}, ["2026-11-01T08:00:00Z"]),
    ("aws:userid", {}, ["AROAEXAMPLEEXAMPLE000:i-0123456789abcdef0"]),
    ("aws:vpcsourceip", {"endpoint": None}, [None]),
    ("aws:sourceip", {}, [None]),
    ("aws:sourceip", {"endpoint": None, "sourceIPAddress": "198.51.100.7"}, ["198.51.100.7"]),
    ("aws:sourceip", {"endpoint": None, "sourceIPAddress": "AWS Internal"}, []),
    ("aws:username", {"identity": USER}, ["ann"]),
    ("aws:username", {}, []),
    ("aws:principalorgid", {}, []),
    ("aws:principaltag/team", {}, []),
    ("s3:prefix", {"service": "s3", "parameters": {"prefix": "home/ann/"}}, ["home/ann/"]),
    ("s3:versionid", {"service": "s3", "parameters": {"versionId": "v1"}}, ["v1"]),
    ("s3:existingobjecttag/prefix", {"service": "s3", "parameters": {"prefix": "x"}}, []),
    ("s3:prefix", {"service": "s3", "parameters": {}}, []),
    ("s3:prefix", {"service": "sqs", "parameters": {"prefix": "x"}}, []),
    (
        "kms:encryptioncontext:app",
        {"service": "kms", "parameters": {"encryptionContext": {"App": "orders"}}},
        ["orders"],
    ),
    ("kms:encryptioncontext:app", {"service": "kms", "parameters": {"encryptionContext": {}}}, [None]),
    ("kms:encryptioncontext:app", {"service": "kms", "parameters": {}}, []),
]


@pytest.mark.parametrize(("key", "made", "expected"), KEYS)
def test_a_key_is_told_is_certainly_absent_or_is_not_known(
    key: str, made: dict[str, Any], expected: list[str | None]
) -> None:
    assert kept_keys(decoded(event(**made)), [key]) == tuple((key, value) for value in expected)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (None, Was.SUCCEEDED),
        ("AccessDenied", Was.DENIED),
        ("AccessDeniedException", Was.DENIED),
        ("Client.UnauthorizedOperation", Was.DENIED),
        ("AuthorizationError", Was.DENIED),
        ("VpceAccessDenied", Was.DENIED_BY_ENDPOINT),
        ("ForbiddenException", Was.DENIED),
        ("UnauthorizedException", Was.DENIED),
        ("KMSAccessDeniedException", Was.FAILED),
        ("NoSuchKey", Was.FAILED),
        ("ThrottlingException", Was.FAILED),
    ],
)
def test_what_failed_for_another_reason_was_not_denied(code: str | None, expected: Was) -> None:
    assert outcome_of(decoded(event(errorCode=code))) is expected


def test_what_is_alike_is_counted_with_first_last_and_the_latest_example() -> None:
    times = {"2026-11-03T00:00:00Z": "c", "2026-11-01T00:00:00Z": "a", "2026-11-02T00:00:00Z": "b"}
    made = [event("GetItem", {"tableName": "T"}, eventTime=time, eventID=id_) for time, id_ in times.items()]
    found = reduced(*made, event("GetItem", {"tableName": "U"}))
    assert [
        (often.count, often.first[:10], often.last[:10], often.example) for often in found.requests.values()
    ] == [
        (3, "2026-11-01", "2026-11-03", "c"),
        (1, "2026-11-01", "2026-11-01", "00000000-0000-4000-8000-000000000001"),
    ]


def test_only_the_keys_that_are_asked_for_tell_requests_apart() -> None:
    made = [event(userAgent=agent) for agent in ("a", "b", "a")]
    assert len(reduced(*made).requests) == 1
    assert sorted(often.count for often in reduced(*made, keys=["aws:UserAgent"]).requests.values()) == [1, 2]


def test_what_came_through_no_endpoint_another_one_or_from_a_service_is_counted_and_left_out() -> None:
    by_service = {**session_of(), "invokedBy": "athena.amazonaws.com"}
    found = reduced(
        event(),
        event(endpoint=None),
        event(endpoint="vpce-1"),
        event(identity=by_service),
        event(identity={"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}),
        endpoints=[ENDPOINT],
    )
    assert (found.coverage.events, len(found.requests), found.made_by_services) == (5, 1, 2)
    through = found.coverage.endpoints
    assert {id_: (each.events, each.made_by_services) for id_, each in through.items()} == {
        ENDPOINT: (3, 2),
        "vpce-1": (1, 0),
    }
    assert through[ENDPOINT].owners == {ACCOUNT: 3}


def test_the_coverage_tells_the_span_its_gaps_and_what_was_logged() -> None:
    days = ["2026-10-30", "2026-11-02", "2026-11-03"]
    found = reduced(
        *(event(eventTime=f"{day}T00:00:00Z") for day in days),
        event(service="s3", eventCategory="Management", eventTime="2026-11-03T05:00:00Z"),
        event(service="s3", eventCategory=None, eventType="AwsVpceEvent", eventTime="not a time"),
        event(service="s3", eventCategory=None, eventTime=None),
    ).coverage
    assert found.days_without_events() == ["2026-10-31", "2026-11-01"]
    assert (found.first, found.events) == ("2026-10-30T00:00:00Z", 6)
    assert found.logged("Data") == {"dynamodb.amazonaws.com": 3}
    assert found.logged("Management") == {"s3.amazonaws.com": 2}
    assert found.logged("NetworkActivity") == {"s3.amazonaws.com": 1}


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["GetItem", "Nope"]), st.integers(1, 28))))
def test_reducing_loses_no_event_and_does_not_depend_on_the_order(rows: list[tuple[str, str, int]]) -> None:
    made = [
        event(name, {"tableName": table}, eventTime=f"2026-11-{day:02}T00:00:00Z")
        for table, name, day in rows
    ]
    found, backwards = reduced(*made).requests, reduced(*made[::-1]).requests
    assert sum(often.count for often in found.values()) == len(made)
    assert {seen: (often.count, often.first, often.last) for seen, often in found.items()} == {
        seen: (often.count, often.first, often.last) for seen, often in backwards.items()
    }
