"""What a Principal or NotPrincipal element asks of the caller, for all callers at once."""

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.decision.caller import Caller
from gen_vpce.access.decision.principal_test import Named, PrincipalTest, principal_test
from gen_vpce.policy.document import Principals


class PrincipalTerm(Struct, frozen=True):
    """The caller is one of those that `test` names (or, not `wanted`, one that it does not leave out).

    `deny` is the effect of the statement: a NotPrincipal under Deny leaves out fewer.
    """

    test: PrincipalTest
    wanted: bool
    deny: bool

    def on(self, who: Caller) -> bool:
        """Whether the term holds for *who*."""
        if self.wanted:
            return self.test.names(who) is not Named.NO
        return not self.test.leaves_out(who, deny=self.deny)

    def implies(self, other: "PrincipalTerm") -> bool:
        """Whether *other* holds wherever this term does; a False may be a missed True."""
        if self.wanted or other.wanted:
            return self.wanted and other.wanted and _inside(self.test, other.test)
        return self.deny <= other.deny and self.test.lists_all_of(other.test)


def principal_term(named: Principals, *, wanted: bool, deny: bool, root_only: bool) -> PrincipalTerm:
    """Return what a Principal (*wanted*) or NotPrincipal element asks."""
    return PrincipalTerm(principal_test(named, roots_only=root_only), wanted, deny)


def _inside(inner: PrincipalTest, outer: PrincipalTest) -> bool:
    """Whether *outer* names everyone whom *inner* names; an account names all that belong to it."""
    if outer.everyone or inner.everyone or outer.roots_only:
        return outer.lists_all_of(inner)
    spelled = frozenset(arn for arn in inner.arns if arn.split(":")[4] not in outer.accounts)
    return outer.lists_all_of(replace(inner, arns=spelled))
