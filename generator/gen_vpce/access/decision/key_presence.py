"""Which condition keys a request has: always, if somebody or something is so, perhaps, or never.

The one table of it. A single request is decided by it (a key that may be there is not known), the search for
requests reads from it which keys cannot be missing.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from enum import Enum

from gen_vpce import catalog
from gen_vpce.access.decision.caller import Caller, CallerKind


class Presence(Enum):
    """Whether a request has a key."""

    ALWAYS = "always"
    MAYBE = "maybe"
    NEVER = "never"


ALWAYS_THERE = frozenset({"aws:currenttime", "aws:epochtime", "aws:securetransport", "aws:viaawsservice"})
"""Keys that AWS sets on every request."""

_OF_IAM_CALLERS = frozenset(
    {
        "aws:principalarn",
        "aws:principalaccount",
        "aws:principaltype",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:userid",
        "aws:username",
        "aws:multifactorauthpresent",
        "aws:multifactorauthage",
    }
)
"""Keys of callers that belong to an account; also every `aws:PrincipalTag/...`."""

_OF_SESSIONS = frozenset(
    {
        "aws:tokenissuetime",
        "aws:sourceidentity",
        "aws:federatedprovider",
        "aws:assumedroot",
        "aws:chatbotsourcearn",
        "aws:ec2instancesourcevpc",
        "aws:ec2instancesourceprivateipv4",
        "ec2:sourceinstancearn",
        "ec2:roledelivery",
        "lambda:sourcefunctionarn",
        "ssm:sourceinstancearn",
        "glue:credentialissuingservice",
        "identitystore:userid",
    }
)
"""Keys of temporary credentials: those of a role or of a federated user."""

_OF_SERVICES = frozenset(
    {
        "aws:principalservicename",
        "aws:principalservicenameslist",
        "aws:sourcearn",
        "aws:sourceaccount",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
    }
)
"""Keys of calls that an AWS service makes as itself."""

_OF_THE_WAY = frozenset(
    {
        "aws:sourcevpce",
        "aws:sourcevpc",
        "aws:sourcevpcarn",
        "aws:vpcsourceip",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
    }
)
"""Keys of requests that come through an endpoint."""

_CALLED_VIA = frozenset({"aws:calledvia", "aws:calledviafirst", "aws:calledvialast"})
_TAG = "aws:principaltag/"
_KINDS_WITH_SESSIONS = (CallerKind.ROLE, CallerKind.FEDERATED_USER)


def presence(key: str, who: Caller, action: str, *, through: bool, via_service: bool) -> Presence:
    """Return whether a request of *who* for *action* has *key*; both in lower case.

    *through* says whether it comes through an endpoint, *via_service* whether an AWS service makes the call
    for *who*.
    """
    if key in ALWAYS_THERE or (key == "aws:principalisawsservice" and who.kind is not CallerKind.ANONYMOUS):
        return Presence.ALWAYS
    prefix, colon, _ = key.partition(":")
    if (
        not colon  # AWS has no key of such a form
        or (not who.is_iam and (key in _OF_IAM_CALLERS or key.startswith(_TAG)))
        or (key in _OF_SESSIONS and who.kind not in _KINDS_WITH_SESSIONS)
        or (key == "aws:username" and who.kind is not CallerKind.USER)
        or (key in _OF_SERVICES and who.kind is not CallerKind.SERVICE)
        or (key in _OF_THE_WAY and not through)
        or (key == "aws:sourceip" and through)
        or (key in _CALLED_VIA and not via_service)
        or (key == "aws:principalisawsservice")
        or (
            prefix != "aws"
            and key not in _OF_SESSIONS
            and prefix != action.partition(":")[0]
            and _is_known(prefix)
        )
    ):
        return Presence.NEVER
    return Presence.MAYBE


def _is_known(prefix: str) -> bool:
    """Whether *prefix* is a service's, whose keys requests to other services do not have."""
    return catalog.service(prefix) is not None
