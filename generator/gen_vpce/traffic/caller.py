"""Who called, as policies see it: the role instead of its session; the account where no more is told.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
"""

from collections.abc import Callable, Mapping

from msgspec import Struct

from gen_vpce.traffic.event import Who

_ANONYMOUS = "ANONYMOUS_PRINCIPAL"


class Called(Struct, frozen=True):
    """A caller: `name` is what a request calls it. `of_account` where the event tells but the account.

    The owner of an endpoint sees callers of other accounts so; `name` is then their unique id. `role` is the
    role of a session, where sessions are told apart.
    """

    name: str
    of_account: str | None = None
    role: str | None = None


def called_by(identity: Who | None, *, session: bool = False) -> Called | None:
    """Return who calls, None where *identity* does not tell; *session* asks for the session of a role."""
    if identity is None or identity.type is None:
        return None
    read = _BY_TYPE.get(identity.type)
    if identity.type == "AssumedRole" and session and identity.arn:
        role = _role(identity)
        return Called(identity.arn, role=role.name if role and role.name != identity.arn else None)
    return read(identity) if read else None


def _role(identity: Who) -> Called | None:
    issuer = identity.session_context.session_issuer if identity.session_context else None
    arn = issuer.arn if issuer and issuer.arn else identity.arn
    return Called(arn) if arn else _account(identity)


def _named(identity: Who) -> Called | None:
    return Called(identity.arn) if identity.arn else _account(identity)


def _root(identity: Who) -> Called | None:
    return Called(identity.account_id) if identity.account_id else None


def _service(identity: Who) -> Called | None:
    return Called(identity.invoked_by) if identity.invoked_by else None


def _account(identity: Who) -> Called | None:
    if identity.account_id in (_ANONYMOUS, "anonymous"):
        return Called("anonymous")
    if not identity.account_id:
        return None
    name = (identity.principal_id or "").partition(":")[0]  # of a role, the session stands behind
    return Called(name or identity.account_id, identity.account_id)


def _federated(identity: Who) -> Called | None:
    """Return the provider behind a call that is made with its token and without AWS credentials."""
    return Called(f"Federated:{identity.identity_provider}") if identity.identity_provider else None


_BY_TYPE: Mapping[str, Callable[[Who], Called | None]] = {
    "AssumedRole": _role,
    "IAMUser": _named,
    "FederatedUser": _named,
    "Role": _named,
    "Root": _root,
    "AWSService": _service,
    "AWSAccount": _account,
    "WebIdentityUser": _federated,
    "SAMLUser": _federated,
}
