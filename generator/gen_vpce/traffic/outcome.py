"""What came of a request at the time."""

from enum import StrEnum
from functools import lru_cache

from gen_vpce.traffic.event import Essentials

_BY_ENDPOINT = "VpceAccessDenied"
_DENIALS = (
    "AccessDenied",
    "AccessForbidden",
    "AuthorizationError",
    "AuthorizationException",
    "Forbidden",
    "NotAuthorized",
    "UnauthorizedException",
    "UnauthorizedOperation",
)
_OF_ANOTHER = ("EC2AccessDenied", "KMSAccessDenied", "KmsAccessDenied")
"""What a service was denied after it had let the request in: Lambda by EC2, SNS by KMS."""


class Was(StrEnum):
    """Whether a request succeeded, was denied, by the endpoint's policy if so told, or failed otherwise."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    DENIED = "denied"
    DENIED_BY_ENDPOINT = "denied by the endpoint policy"


def outcome_of(event: Essentials) -> Was:
    """Return what came of the request of *event*.

    A request that failed for another reason than permission was let through by every policy.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-network-events-with-cloudtrail.html
    """
    return _of_code(event.error_code or "")


@lru_cache(maxsize=1024)
def _of_code(code: str) -> Was:
    if not code:
        return Was.SUCCEEDED
    if code == _BY_ENDPOINT:
        return Was.DENIED_BY_ENDPOINT
    if code.startswith(_OF_ANOTHER):
        return Was.FAILED
    return Was.DENIED if any(each in code for each in _DENIALS) else Was.FAILED
