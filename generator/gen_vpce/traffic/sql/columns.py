"""The columns of the query: from which field of an event each comes, and which are kept for whom."""

from collections.abc import Mapping, Sequence

from gen_vpce.traffic.reduction_options import ToldApart
from gen_vpce.traffic.sql.parameters import OBJECT, column, names

MARKER = "gen_vpce"
"""The first column: in the first row what is told apart, as JSON; empty in the others."""

TOLD = ("day", "event_category", "event_source", "vpc_endpoint_id", "vpc_endpoint_account_id", "by_service")
"""What is kept of every event, also of those that came through no endpoint."""

COUNTED = ("object_key", "events", "first_time", "last_time", "example")

FIELDS: Mapping[str, str] = {
    "event_name": "eventname",
    "aws_region": "awsregion",
    "error_code": "errorcode",
    "recipient_account_id": "recipientaccountid",
    "identity_type": "useridentity.type",
    "identity_account_id": "useridentity.accountid",
    "identity_provider": "useridentity.identityprovider",
    "role_arn": "useridentity.sessioncontext.sessionissuer.arn",
}
"""What is kept of every request as it is."""

KEY_FIELDS: Mapping[str, tuple[str, str]] = {
    "aws:currenttime": ("event_time", "eventtime"),
    "aws:federatedprovider": (
        "federated_provider",
        "useridentity.sessioncontext.webidfederationdata.federatedprovider",
    ),
    "aws:multifactorauthpresent": (
        "mfa_authenticated",
        "useridentity.sessioncontext.attributes.mfaauthenticated",
    ),
    "aws:sourceidentity": ("source_identity", "useridentity.sessioncontext.sourceidentity"),
    "aws:tokenissuetime": ("creation_date", "useridentity.sessioncontext.attributes.creationdate"),
    "aws:useragent": ("user_agent", "useragent"),
    "aws:username": ("user_name", "useridentity.username"),
    "aws:vpcsourceip": ("source_ip_address", "sourceipaddress"),
}
"""What is kept for a condition key alone, as it is."""

TLS = "aws:securetransport"
USER_ID = "aws:userid"


def key_columns(told: ToldApart) -> Sequence[str]:
    """Return the columns that the condition keys of *told* are read from."""
    found = [KEY_FIELDS[key][0] for key in told.keys if key in KEY_FIELDS]
    return [*found, *(["tls"] if TLS in told.keys else [])]


def shown_columns(told: ToldApart) -> Sequence[str]:
    """Return the columns of the answer that tell its rows apart, but for the name of the object."""
    given = [column(name) for name in names(told) if name != OBJECT]
    own = ("identity_arn", "identity_principal_id", *key_columns(told), "resources", "request_parameters")
    return (*TOLD, *FIELDS, *own, *given)
