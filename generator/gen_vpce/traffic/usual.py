"""Events as nearly all are, in the few fields that every reduction needs: what is read without a detour.

The types are strict, so that what is left out has no say: the session of a role whose issuer is told, the
type of an event whose category is told. A file with an event of another form is read as `event` has it.
"""

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Raw, Struct, field

from gen_vpce.traffic.event import Essentials, Issuer, Named, Session, Who
from gen_vpce.traffic.not_json import NOT_JSON

_NOTHING = Raw(b"null")
_Text = Annotated[str, Meta(min_length=1)]


class _Issuer(Struct, frozen=True, gc=False):
    """The role behind a session, told for certain."""

    arn: _Text


class _Session(Struct, rename="camel", frozen=True, gc=False):
    session_issuer: _Issuer


class _RoleSession(Struct, rename="camel", frozen=True, gc=False, tag_field="type", tag="AssumedRole"):
    """A session of a role as policies see it, which is the role."""

    session_context: _Session
    account_id: str | None = None
    invoked_by: str | None = None

    def who(self) -> Who:
        """Return the same as other readers have it."""
        issuer = Issuer(self.session_context.session_issuer.arn)
        return Who(
            type="AssumedRole",
            account_id=self.account_id,
            invoked_by=self.invoked_by,
            session_context=Session(issuer),
        )


class _Other(Struct, rename="camel", frozen=True, gc=False, tag_field="type"):
    """Who else called, by the type that is the tag of a subclass."""

    principal_id: str | None = None
    arn: str | None = None
    account_id: str | None = None
    invoked_by: str | None = None
    identity_provider: str | None = None
    session_context: Session | None = None

    def who(self) -> Who:
        """Return the same as other readers have it."""
        return Who(
            str(self.__struct_config__.tag),
            self.principal_id,
            self.arn,
            self.account_id,
            self.invoked_by,
            self.identity_provider,
            self.session_context,
        )


class _User(_Other, frozen=True, gc=False, tag="IAMUser"):
    pass


class _Root(_Other, frozen=True, gc=False, tag="Root"):
    pass


class _Role(_Other, frozen=True, gc=False, tag="Role"):
    pass


class _Federated(_Other, frozen=True, gc=False, tag="FederatedUser"):
    pass


class _Service(_Other, frozen=True, gc=False, tag="AWSService"):
    pass


class _Account(_Other, frozen=True, gc=False, tag="AWSAccount"):
    pass


class _WebIdentity(_Other, frozen=True, gc=False, tag="WebIdentityUser"):
    pass


class _Saml(_Other, frozen=True, gc=False, tag="SAMLUser"):
    pass


class _IdentityCenter(_Other, frozen=True, gc=False, tag="IdentityCenterUser"):
    pass


_Caller = (
    _RoleSession
    | _User
    | _Root
    | _Role
    | _Federated
    | _Service
    | _Account
    | _WebIdentity
    | _Saml
    | _IdentityCenter
)


class Usual(Struct, rename="camel", frozen=True, gc=False, kw_only=True):
    """An event of this form; the fields stand as AWS writes them, which is how they are found fastest."""

    user_identity: _Caller
    event_time: str
    event_source: _Text
    event_name: _Text
    aws_region: str | None = None
    error_code: str | None = None
    request_parameters: Raw = _NOTHING
    event_id: str = field(name="eventID")
    resources: tuple[Named, ...] | None = None
    recipient_account_id: str | None = None
    vpc_endpoint_id: str | None = None
    vpc_endpoint_account_id: str | None = None
    event_category: Literal["Management", "Data", "NetworkActivity"]

    def essentials(self) -> Essentials:
        """Return the same as other readers have it."""
        return Essentials(
            event_source=self.event_source,
            event_name=self.event_name,
            event_time=self.event_time,
            aws_region=self.aws_region,
            event_id=self.event_id,
            event_category=self.event_category,
            error_code=self.error_code,
            vpc_endpoint_id=self.vpc_endpoint_id,
            vpc_endpoint_account_id=self.vpc_endpoint_account_id,
            recipient_account_id=self.recipient_account_id,
            user_identity=self.user_identity.who(),
            resources=self.resources,
            request_parameters=self.request_parameters,
        )


class NotUsualError(Exception):
    """A file, or an event in it, has another form."""


class UsualFile:
    """The events of a file of a trail, part by part: as many as stay in a processor's cache.

    Raises NotUsualError where something is not as usual, maybe after some parts. `events` is then None, and
    else how many there are once all parts were taken. `times` are those of the first and the last of them,
    as who counts them has found.
    """

    def __init__(self, data: bytes, takes: Callable[[Usual], bool] | None = None) -> None:
        self._data, self._takes = data, takes
        self.events: int | None = None
        self.times: tuple[str, str] | None = None

    def __iter__(self) -> Iterator[list[Usual]]:
        number = 0
        for part in _parts(self._data):
            try:
                events = _EVENTS.decode(part)
            except NOT_JSON:
                raise NotUsualError from None
            number += len(events)
            yield events if self._takes is None else list(filter(self._takes, events))
        if not number:
            raise NotUsualError
        self.events = number


_EVENTS = msgspec.json.Decoder(list[Usual])
_START, _END = re.compile(rb'\{\s*"Records"\s*:\s*\['), re.compile(rb"\]\s*\}\s*\Z")
_BETWEEN = b'},{"eventVersion":'
"""What stands between events, as AWS writes them. Elsewhere it makes parts that are no JSON."""
_PART, _END_SIZE = 1 << 17, 1 << 8


def _parts(data: bytes) -> Iterator[bytes]:
    """Yield the array of records in *data* as arrays that make it up."""
    start, end = _START.match(data), _END.search(data, max(0, len(data) - _END_SIZE))
    if start is None or end is None:
        raise NotUsualError
    at, last = start.end(), end.start()
    while (found := data.find(_BETWEEN, at + _PART, last)) >= 0:
        yield b"[%b]" % data[at : found + 1]
        at = found + 2
    yield b"[%b]" % data[at:last]
