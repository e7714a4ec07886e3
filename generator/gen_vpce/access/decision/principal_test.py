"""A Principal or NotPrincipal element made ready: whom it names.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from enum import IntEnum

from msgspec import Struct

from gen_vpce.access.decision.caller import Caller, CallerKind, is_identity
from gen_vpce.catalog.id_forms import is_account_id
from gen_vpce.policy.document import Principals


class Named(IntEnum):
    """How a Principal element names a caller; NO is false, a higher one says it more directly."""

    NO = 0
    ACCOUNT = 1
    ROLE = 2
    DIRECTLY = 3


class PrincipalTest(Struct, frozen=True):
    """A Principal element made ready: whom it names. Partial wildcards are no patterns, as in AWS.

    `accounts` are account ids, written as an id or as the ARN of the root user; `arns` those of users, roles
    and sessions. `types` are the types of which everyone is named. `entries` are all other values, each with
    its type: they name the caller that has the same entry and nobody else. `roots_only` is the rule of
    gateway endpoints: an account there is its root user, and no other ARN names anyone.
    https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
    """

    everyone: bool
    accounts: frozenset[str]
    arns: frozenset[str]
    types: frozenset[str]
    entries: frozenset[str]
    roots_only: bool

    def names(self, who: Caller) -> Named:
        """Return how the element names *who*."""
        if self.everyone or self._lists(who.entry):
            return Named.DIRECTLY
        if self.roots_only:
            root = who.kind is CallerKind.ROOT and who.account in self.accounts
            return Named.DIRECTLY if root else Named.NO
        if who.session in self.arns:
            return Named.DIRECTLY
        if who.arn in self.arns:
            return Named.ROLE if who.kind is CallerKind.ROLE else Named.DIRECTLY
        return Named.ACCOUNT if who.account in self.accounts else Named.NO

    def _lists(self, entry: str | None) -> bool:
        return entry is not None and (entry in self.entries or entry.partition(":")[0] in self.types)

    def leaves_out(self, who: Caller, *, deny: bool) -> bool:
        """Return whether a NotPrincipal with this list spares *who*.

        Under Deny the list must hold the account, the role and the session: one that is missing is denied.
        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
        """
        if self.everyone or self._lists(who.entry) or not deny or self.roots_only:
            return self.names(who) is not Named.NO
        return all(each in self.accounts or each in self.arns for each in who.identities)

    def lists_all_of(self, other: "PrincipalTest") -> bool:
        """Return whether this element lists everything that *other* lists; a False may be a missed True."""
        return self.everyone or (
            not other.everyone
            and other.accounts <= self.accounts
            and other.arns <= self.arns
            and other.types <= self.types
            and all(map(self._lists, other.entries))
        )


def principal_test(principals: Principals, *, roots_only: bool) -> PrincipalTest:
    """Return the test of a Principal or NotPrincipal element."""
    accounts, arns, types, entries = set(), set(), set(), set()
    for kind, values in principals.by_type:
        type_ = "AWS" if kind == "*" else kind
        for value in values:
            account = _account(value) if type_ == "AWS" else None
            if account:
                accounts.add(account)
            elif type_ == "AWS" and is_identity(value):
                arns.add(value)
            elif value == "*":
                types.add(type_)
            else:
                entries.add(f"{type_}:{value}")
    return PrincipalTest(
        everyone=principals.is_everyone,
        accounts=frozenset(accounts),
        arns=frozenset(arns),
        types=frozenset(types - {"AWS"}),
        entries=frozenset(entries),
        roots_only=roots_only,
    )


def _account(value: str) -> str | None:
    """Return the account that *value* names as a whole: its id, or the ARN of its root user."""
    if is_account_id(value):
        return value
    return value.split(":")[4] if is_identity(value) and value.endswith(":root") else None
