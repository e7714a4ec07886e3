"""The condition keys that an event holds; those that a policy asks about are kept.

Keys that no event holds (`aws:PrincipalOrgID`, tags) are not known: what needs one is undecided.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

import ipaddress
import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any

from gen_vpce.traffic.event import Attributes, Event, SessionContext
from gen_vpce.traffic.event_request import parameters_of

Value = str | None
"""The value of a key; None says that the request has no such key."""

Kept = tuple[tuple[str, Value], ...]
"""The keys of a request that are kept, with their values, in one order."""

_ENCRYPTION_CONTEXT = "kms:encryptioncontext:"
_S3 = "s3:"
_VERSION = "versionid"
_PARAMETER = re.compile(r"[a-z0-9-]+")
_BRACKETS = re.compile(r"^\[(.*)\]$", re.DOTALL)


class _UntoldError(Exception):
    """The event does not tell whether the request has a key."""


def readable(asked: Collection[str]) -> tuple[str, ...]:
    """Return those of the keys *asked* that some event may tell, in lower case and sorted."""
    keys = {key.lower() for key in asked}
    return tuple(sorted(key for key in keys if key in _READERS or _is_of_service(key)))


def kept_keys(event: Event, asked: Collection[str]) -> Kept:
    """Return what *event* tells of the keys *asked*, which are in lower case and sorted."""
    kept: list[tuple[str, Value]] = []
    for key in asked:
        try:
            if key in _READERS:
                kept.append((key, _READERS[key](event)))
            elif _is_of_service(key):
                kept.append((key, _of_service(key, event, parameters_of(event))))
        except _UntoldError:
            continue
    return tuple(kept)


def _is_of_service(key: str) -> bool:
    return key.startswith(_ENCRYPTION_CONTEXT) or (key.startswith(_S3) and s3_parameter(key) is not None)


def s3_parameter(key: str) -> str | None:
    """Return the parameter of an event of S3 that holds the condition key *key*, None where none does.

    Tags (`s3:ExistingObjectTag/team`) are in no event.
    """
    name = key.removeprefix(_S3)
    if name == _VERSION:
        return "versionId"
    return name if _PARAMETER.fullmatch(name) else None


def _of_service(key: str, event: Event, parameters: Mapping[str, Any]) -> Value:
    source = (event.event_source or "").partition(".")[0]
    if key.startswith(_ENCRYPTION_CONTEXT) and source == "kms":
        given = parameters.get("encryptionContext")
        if not isinstance(given, Mapping):
            raise _UntoldError
        name = key.removeprefix(_ENCRYPTION_CONTEXT)
        found: Any = next((value for each, value in given.items() if each.lower() == name), None)
        return str(found) if found is not None else None
    parameter = s3_parameter(key) if source == "s3" else None
    value = parameters.get(parameter) if parameter else None
    if not isinstance(value, str):
        raise _UntoldError
    return value


def _way(event: Event) -> Value:
    """Return the private address of a request through an endpoint; no other request has such a key."""
    if not event.vpc_endpoint_id:
        return None
    if not _is_address(event.source_ip_address or ""):
        raise _UntoldError
    return event.source_ip_address


def _address(event: Event) -> Value:
    """Return the address of a request that came through no endpoint; no other request has such a key."""
    if event.vpc_endpoint_id:
        return None
    if not _is_address(event.source_ip_address or ""):
        raise _UntoldError
    return event.source_ip_address


@lru_cache(maxsize=4096)
def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _session(event: Event) -> SessionContext | None:
    identity = event.user_identity
    if identity is None or identity.type == "AWSAccount":
        raise _UntoldError
    return identity.session_context


def _attributes(event: Event) -> Attributes | None:
    session = _session(event)
    return session.attributes if session else None


def _second_factor(event: Event) -> Value:
    """Return whether a second factor was used: long-term credentials have no such key."""
    attributes = _attributes(event)
    if attributes is None or attributes.mfa_authenticated is None:
        return None
    return str(attributes.mfa_authenticated).lower()


def _began(event: Event) -> Value:
    attributes = _attributes(event)
    return attributes.creation_date if attributes else None


def _source_identity(event: Event) -> Value:
    session = _session(event)
    return session.source_identity if session else None


def _provider(event: Event) -> Value:
    session = _session(event)
    federation = session.web_id_federation_data if session else None
    return federation.federated_provider if federation else None


def _agent(event: Event) -> Value:
    """Return the user agent; S3 writes it in brackets. Services stand in for theirs by name: not told."""
    agent = event.user_agent
    if not agent or agent.endswith(".amazonaws.com") or agent == "AWS Internal":
        raise _UntoldError
    found = _BRACKETS.match(agent)
    return found[1] if found else agent


def _transport(event: Event) -> Value:
    if bytes(event.tls_details) in (b"null", b"{}"):
        raise _UntoldError
    return "true"


def _told(value: Value) -> Value:
    if not value:
        raise _UntoldError
    return value


def _user_id(event: Event) -> Value:
    return _told(event.user_identity.principal_id if event.user_identity else None)


def _user_name(event: Event) -> Value:
    identity = event.user_identity
    if identity is None or identity.type != "IAMUser":
        raise _UntoldError
    return _told(identity.user_name)


_READERS: Mapping[str, Callable[[Event], Value]] = {
    "aws:currenttime": lambda event: _told(event.event_time),
    "aws:federatedprovider": _provider,
    "aws:multifactorauthpresent": _second_factor,
    "aws:requestedregion": lambda event: _told(event.aws_region),
    "aws:securetransport": _transport,
    "aws:sourceidentity": _source_identity,
    "aws:sourceip": _address,
    "aws:tokenissuetime": _began,
    "aws:useragent": _agent,
    "aws:userid": _user_id,
    "aws:username": _user_name,
    "aws:vpceaccount": lambda event: _told(event.vpc_endpoint_account_id),
    "aws:vpcsourceip": _way,
}

KEYS_OF_EVENTS = frozenset(_READERS)
"""The global keys that events hold, beside those of the caller, the resource and the endpoint."""
