"""Events of CloudTrail, and the files that hold them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

ACCOUNT = "111122223333"
ENDPOINT = "vpce-0a1b2c3d4e5f67890"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app/Orders"


def session_of(role: str = ROLE, session: str = "i-0123456789abcdef0") -> dict[str, Any]:
    """Return the identity of a session of *role*."""
    account, name = role.split(":")[4], role.rpartition("/")[2]
    return {
        "type": "AssumedRole",
        "principalId": f"AROAEXAMPLEEXAMPLE000:{session}",
        "arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
        "accountId": account,
        "sessionContext": {
            "sessionIssuer": {"type": "Role", "arn": role, "accountId": account, "userName": name},
            "attributes": {"creationDate": "2026-11-01T08:00:00Z", "mfaAuthenticated": "false"},
        },
    }


def event(
    name: str = "GetItem",
    parameters: Mapping[str, Any] | None = None,
    *,
    service: str = "dynamodb",
    resources: Sequence[str | Mapping[str, str]] = (),
    endpoint: str | None = ENDPOINT,
    identity: Mapping[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return an event as a trail writes it; *more* are fields by CloudTrail's names."""
    made: dict[str, Any] = {
        "eventVersion": "1.11",
        "userIdentity": session_of() if identity is None else identity,
        "eventTime": "2026-11-01T09:00:00Z",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": "eu-west-1",
        "sourceIPAddress": "10.0.1.10",
        "userAgent": "aws-cli/2.31.0",
        "requestParameters": parameters,
        "responseElements": None,
        "eventID": "00000000-0000-4000-8000-000000000001",
        "eventType": "AwsApiCall",
        "eventCategory": "Data",
        "recipientAccountId": ACCOUNT,
    }
    if resources:
        made["resources"] = [{"ARN": each} if isinstance(each, str) else dict(each) for each in resources]
    if endpoint:
        made |= {"vpcEndpointId": endpoint, "vpcEndpointAccountId": ACCOUNT}
    return made | more


def trail(events: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the content of a file of a trail."""
    return json.dumps({"Records": list(events)}).encode()


def lines(documents: Sequence[Any]) -> bytes:
    """Return a JSON document a line."""
    return b"".join(json.dumps(each).encode() + b"\n" for each in documents)
