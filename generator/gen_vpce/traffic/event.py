"""One event of CloudTrail, as far as it is needed, and what an event may be wrapped in.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from typing import Annotated

from msgspec import Meta, Raw, Struct, field

_NOTHING = Raw(b"null")


class Attributes(Struct, rename="camel", frozen=True, gc=False):
    """When a session began, and whether with a second factor: the texts `true` and `false`."""

    creation_date: str | None = None
    mfa_authenticated: str | bool | None = None


class Issuer(Struct, rename="camel", frozen=True, gc=False):
    """The role behind a session."""

    arn: str | None = None


class Federation(Struct, rename="camel", frozen=True, gc=False):
    """The provider of a web identity."""

    federated_provider: str | None = None


class Session(Struct, rename="camel", frozen=True, gc=False):
    """What every reduction needs of temporary credentials."""

    session_issuer: Issuer | None = None


class SessionContext(Session, rename="camel", frozen=True, gc=False):
    """What is known of temporary credentials."""

    attributes: Attributes | None = None
    web_id_federation_data: Federation | None = None
    source_identity: str | None = None


class Who(Struct, rename="camel", frozen=True, gc=False):
    """What every reduction needs of the caller."""

    type: str | None = None
    principal_id: str | None = None
    arn: str | None = None
    account_id: str | None = None
    invoked_by: str | None = None
    identity_provider: str | None = None
    session_context: Session | None = None


class Identity(Who, rename="camel", frozen=True, gc=False):
    """Who called.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
    """

    user_name: str | None = None
    session_context: SessionContext | None = None


class Named(Struct, rename={"arn": "ARN", "account": "accountId"}, frozen=True, gc=False):
    """A resource that an event names."""

    arn: str | None = None
    account: str | None = None


class Essentials(Struct, rename="camel", frozen=True, gc=False):
    """What every reduction needs of an event; `request_parameters` is decoded when it is asked for."""

    event_source: str | None = None
    event_name: str | None = None
    event_time: str | None = None
    aws_region: str | None = None
    event_id: str | None = field(default=None, name="eventID")
    event_category: str | None = None
    event_type: str | None = None
    error_code: str | None = None
    vpc_endpoint_id: str | None = None
    vpc_endpoint_account_id: str | None = None
    recipient_account_id: str | None = None
    user_identity: Who | None = None
    resources: tuple[Named, ...] | None = None
    request_parameters: Raw = _NOTHING

    @property
    def is_one(self) -> bool:
        """Whether this says what was asked of which service: without that it is not an event."""
        return bool(self.event_source and self.event_name)


class Event(Essentials, rename="camel", frozen=True, gc=False):
    """One event, with what some condition keys are read from."""

    source_ip_address: str | None = field(default=None, name="sourceIPAddress")
    user_agent: str | None = None
    user_identity: Identity | None = None
    tls_details: Raw = _NOTHING


_Text = Annotated[str, Meta(min_length=1)]


class Whole(Essentials, rename="camel", frozen=True, gc=False, kw_only=True):
    """The same of what is an event for certain."""

    event_source: _Text
    event_name: _Text


class Trail(Struct, frozen=True, gc=False):
    """A file of a trail, where no condition key asks for more than the essentials of its events."""

    records: list[Whole] | None = field(default=None, name="Records")


class LookedUp(Struct, rename="pascal", frozen=True, gc=False):
    """An entry of `aws cloudtrail lookup-events`: the event is JSON in a text."""

    cloud_trail_event: str | None = None


class Logged(Struct, frozen=True, gc=False):
    """An entry of CloudWatch Logs: the event is JSON in a text."""

    message: str | None = None


class Document(Event, frozen=True, gc=False):
    """A JSON document of a file: an event, or something that holds events.

    `records` is a file of a trail, `looked_up` the answer of `lookup-events`, `logged` and `filtered` the
    subscription and the answer of `filter-log-events` of CloudWatch Logs, `detail` an event of EventBridge.
    """

    records: list[Event] | None = field(default=None, name="Records")
    looked_up: list[LookedUp] | None = field(default=None, name="Events")
    logged: list[Logged] | None = field(default=None, name="logEvents")
    filtered: list[Logged] | None = field(default=None, name="events")
    cloud_trail_event: str | None = field(default=None, name="CloudTrailEvent")
    message: str | None = None
    detail: Event | None = None
