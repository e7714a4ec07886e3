"""Who asks: the principal of a request taken apart, and whether a Principal element names it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from enum import Enum, IntEnum
from functools import lru_cache

from msgspec import Struct

from gen_vpce.policy.document import Principals


class CallerKind(Enum):
    """What a caller is. The values are those of `aws:PrincipalType` where AWS has one."""

    ROOT = "Account"
    USER = "User"
    ROLE = "AssumedRole"
    FEDERATED_USER = "FederatedUser"
    SERVICE = "service"
    ANONYMOUS = "anonymous"
    OTHER = "other"


class Caller(Struct, frozen=True):
    """A principal that makes a request.

    `name` is what the request calls it. `arn` is its ARN in `aws:PrincipalArn`: for a session of a role, the
    role's. `session` is the ARN of the session where the request names one.
    """

    kind: CallerKind
    name: str
    account: str | None = None
    arn: str | None = None
    session: str | None = None

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


class Named(IntEnum):
    """How a Principal element names a caller; NO is false, a higher one says it more directly."""

    NO = 0
    ACCOUNT = 1
    ROLE = 2
    DIRECTLY = 3


@lru_cache(maxsize=8192)
def caller(principal: str, role_arn: str | None = None) -> Caller:
    """Return the caller that *principal* is: an ARN, an account id, a service, or `anonymous`.

    *role_arn* is the full ARN of a session's role, whose path the session's own ARN leaves out.
    """
    if principal.lower() in ("anonymous", "*"):
        return Caller(CallerKind.ANONYMOUS, "anonymous")
    if len(principal) == 12 and principal.isdigit():
        return Caller(CallerKind.ROOT, principal, principal, f"arn:aws:iam::{principal}:root")
    parts = principal.split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        kind = CallerKind.SERVICE if _is_service(principal) else CallerKind.OTHER
        return Caller(kind, principal)
    return _from_arn(principal, parts, role_arn)


def _is_service(principal: str) -> bool:
    return principal.endswith((".amazonaws.com", ".amazonaws.com.cn", ".amazon.com", ".amazonaws.eu"))


def _from_arn(principal: str, parts: list[str], role_arn: str | None) -> Caller:
    account, resource = parts[4], parts[5]
    form, _, rest = resource.partition("/")
    if form == "assumed-role":
        role = role_arn or f"arn:{parts[1]}:iam::{account}:role/{rest.partition('/')[0]}"
        return Caller(CallerKind.ROLE, principal, account, role, principal)
    kinds = {
        "role": CallerKind.ROLE,
        "user": CallerKind.USER,
        "federated-user": CallerKind.FEDERATED_USER,
        "root": CallerKind.ROOT,
    }
    return Caller(kinds.get(form, CallerKind.OTHER), principal, account or None, principal)


class PrincipalTest(Struct, frozen=True):
    """A Principal element made ready: whom it names. Partial wildcards name nobody, as in AWS.

    `accounts` are account ids, written as an id or as the ARN of the root user. `roots_only` is the rule of
    gateway endpoints: an account there is its root user, and no other ARN names anyone.
    https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
    """

    everyone: bool
    accounts: frozenset[str]
    arns: frozenset[str]
    others: frozenset[str]
    roots_only: bool

    def names(self, who: Caller) -> Named:
        """Return how the element names *who*."""
        if self.everyone or who.name in self.others:
            return Named.DIRECTLY
        if self.roots_only:
            root = who.kind is CallerKind.ROOT and who.account in self.accounts
            return Named.DIRECTLY if root else Named.NO
        if who.session in self.arns:
            return Named.DIRECTLY
        if who.arn in self.arns:
            return Named.ROLE if who.kind is CallerKind.ROLE else Named.DIRECTLY
        return Named.ACCOUNT if who.account in self.accounts else Named.NO

    def leaves_out(self, who: Caller, *, deny: bool) -> bool:
        """Return whether a NotPrincipal with this list spares *who*.

        Under Deny the list must hold the account, the role and the session: one that is missing is denied.
        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
        """
        if self.everyone or who.name in self.others or not deny or self.roots_only:
            return self.names(who) is not Named.NO
        return all(each in self.accounts or each in self.arns for each in who.identities)


def principal_test(principals: Principals, *, roots_only: bool) -> PrincipalTest:
    """Return the test of a Principal or NotPrincipal element."""
    aws = {value for kind, values in principals.by_type if kind in ("AWS", "*") for value in values}
    accounts = {value: _account(value) for value in aws}
    return PrincipalTest(
        everyone=principals.is_everyone,
        accounts=frozenset(account for account in accounts.values() if account),
        arns=frozenset(value for value, account in accounts.items() if not account),
        others=frozenset(
            value for kind, values in principals.by_type if kind not in ("AWS", "*") for value in values
        ),
        roots_only=roots_only,
    )


def _account(value: str) -> str | None:
    """Return the account that *value* names as a whole: its id, or the ARN of its root user."""
    if len(value) == 12 and value.isdigit():
        return value
    parts = value.split(":", 5)
    return parts[4] if len(parts) == 6 and parts[2] == "iam" and parts[5] == "root" else None
