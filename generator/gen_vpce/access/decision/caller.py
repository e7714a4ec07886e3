"""Who asks: the principal of a request taken apart.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

import re
from enum import Enum
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.catalog.id_forms import ACCOUNT_ID, is_account_id


class CallerKind(Enum):
    """What a caller is. The values are those of `aws:PrincipalType` where AWS has one."""

    ROOT = "Account"
    USER = "User"
    ROLE = "AssumedRole"
    FEDERATED_USER = "FederatedUser"
    SERVICE = "service"
    PROVIDER = "identity provider"
    CANONICAL_USER = "canonical user"
    ANONYMOUS = "anonymous"
    OTHER = "other"


TYPES = {
    "Service": CallerKind.SERVICE,
    "Federated": CallerKind.PROVIDER,
    "CanonicalUser": CallerKind.CANONICAL_USER,
    "AWS": CallerKind.OTHER,
}
"""The types of a Principal element, with what a caller is that only such an entry names.

Under `AWS` that is a text which cannot be placed: the unique id of a user or role (AWS shows it in place of
one that was deleted), an account id with digits missing, an ARN of no known form. The same text is the same
caller.
"""


class Caller(Struct, frozen=True):
    """A principal that makes a request.

    `name` is what the request calls it. `arn` is its ARN in `aws:PrincipalArn`: for a session of a role, the
    role's. `session` is the ARN of the session where the request names one. `entry` is the type and the text
    of the entry in a Principal element that names it beside or in place of its ARN:
    `Service:ec2.amazonaws.com`, `AWS:AROAEXAMPLEID`.
    """

    kind: CallerKind
    name: str
    account: str | None = None
    arn: str | None = None
    session: str | None = None
    entry: str | None = None

    @property
    def is_iam(self) -> bool:
        """Whether the caller belongs to an AWS account."""
        return self.account is not None

    @property
    def is_service_linked(self) -> bool:
        """Whether the caller is a service-linked role, which SCPs and RCPs do not limit."""
        return self.kind is CallerKind.ROLE and ":role/aws-service-role/" in (self.arn or "")

    @property
    def identities(self) -> tuple[str, ...]:
        """Everything that a NotPrincipal has to list to leave this caller out: account, role, session."""
        own = None if self.kind is CallerKind.ROOT else self.arn
        return tuple(each for each in (self.account, own, self.session) if each) or (self.name,)

    @property
    def text(self) -> str:
        """The entry of a Principal element without its type: the name of a service or a provider."""
        return (self.entry or "").partition(":")[2]

    def known_as(self, entry: str) -> "Caller":
        """Return this caller, whom the *entry* of a Principal element names too."""
        text = entry.partition(":")[2]
        name = text if caller(text).entry == entry else entry
        return replace(self, name=name, session=None, entry=entry)


_IDENTITY = re.compile(
    rf"arn:aws[^:]*:(?:iam::{ACCOUNT_ID}:(?:root|(?:user|role)/.+)"
    rf"|sts::{ACCOUNT_ID}:(?:federated-user/.+|assumed-role/[^/]+/[^/]+))",
    re.DOTALL,
)
_PROVIDER = re.compile(
    r"arn:aws[^:]*:iam::[0-9]{12}:(?:saml|oidc)-provider/.+|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/.*)?"
)
_CANONICAL_ID = re.compile(r"[0-9a-f]{64}")
_SERVICE_ENDINGS = (".amazonaws.com", ".amazonaws.com.cn", ".amazon.com", ".amazonaws.eu")


def is_identity(text: str) -> bool:
    """Whether *text* is the ARN of a root user, user, role, session of a role or federated user."""
    return bool(_IDENTITY.fullmatch(text))


@lru_cache(maxsize=8192)
def caller(principal: str, arn: str | None = None) -> Caller:
    """Return the caller that *principal* is.

    It is an ARN, an account id, a service, `anonymous`, or an entry of a Principal element with its type,
    such as `Federated:accounts.google.com` or `CanonicalUser:79a5...`. *arn* is the caller's
    `aws:PrincipalArn` where that is known: the role of a session with its path, or who is behind a text that
    cannot be placed.
    """
    if principal.lower() in ("anonymous", "*"):
        return Caller(CallerKind.ANONYMOUS, "anonymous")
    if is_account_id(principal):
        return Caller(CallerKind.ROOT, principal, principal, f"arn:aws:iam::{principal}:root")
    if is_identity(principal):
        return _from_arn(principal, arn if arn and ":role/" in arn else None)
    type_, _, text = principal.partition(":")
    entry = principal if type_ in TYPES and text else f"{_type_of(principal)}:{principal}"
    kind = TYPES[entry.partition(":")[0]]
    if kind is CallerKind.OTHER and arn and is_identity(arn) and ":assumed-role/" not in arn:
        return replace(_from_arn(arn, None), name=principal, session=None, entry=entry)
    return Caller(kind, principal, entry=entry)


def _type_of(text: str) -> str:
    if text.endswith(_SERVICE_ENDINGS):
        return "Service"
    if _CANONICAL_ID.fullmatch(text):
        return "CanonicalUser"
    return "Federated" if _PROVIDER.fullmatch(text) else "AWS"


def _from_arn(principal: str, role: str | None) -> Caller:
    _, partition, _, _, account, resource = principal.split(":", 5)
    form, _, rest = resource.partition("/")
    if form == "assumed-role":
        role = role or f"arn:{partition}:iam::{account}:role/{rest.partition('/')[0]}"
        return Caller(CallerKind.ROLE, principal, account, role, principal)
    kinds = {
        "role": CallerKind.ROLE,
        "user": CallerKind.USER,
        "federated-user": CallerKind.FEDERATED_USER,
        "root": CallerKind.ROOT,
    }
    return Caller(kinds[form], principal, account, principal)
