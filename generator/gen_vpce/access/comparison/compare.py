"""Two policies side by side, for all requests: what the new one newly allows, and what it newly denies.

`exists` is asked twice. The answer is exact, comes with a request as evidence, and is None where the
procedure cannot tell; it is never a guess.
"""

from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.patterns.work_limit import DEFAULT
from gen_vpce.access.proof.exists import Claim, Party, Proof, exists
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import Policy, PolicyKind

Pair: TypeAlias = tuple[Party, Party]
"""The policy before and the one after."""


class Verdict(StrEnum):
    """How the new policy relates to the old one."""

    EQUIVALENT = "equivalent"
    NARROWER = "narrower"
    WIDER = "wider"
    CHANGED = "changed"
    UNDECIDED = "undecided"


_VERDICTS = {
    (False, False): Verdict.EQUIVALENT,
    (False, True): Verdict.NARROWER,
    (True, False): Verdict.WIDER,
    (True, True): Verdict.CHANGED,
}


class Comparison(Struct, frozen=True):
    """Whether the new policy allows requests that the old one does not, and the other way round."""

    newly_allowed: Proof
    newly_denied: Proof

    @property
    def verdict(self) -> Verdict:
        """The relation in one word; undecided when either side is."""
        allowed, denied = self.newly_allowed.answer, self.newly_denied.answer
        if allowed is None or denied is None:
            return Verdict.UNDECIDED
        return _VERDICTS[allowed, denied]


def compare(
    old: Policy,
    new: Policy,
    *,
    kind: PolicyKind,
    endpoint_kind: EndpointKind | None = None,
    effort: int = DEFAULT,
) -> Comparison:
    """Return how *new* differs from *old*, both policies of *kind*.

    *endpoint_kind* matters for endpoint policies: an account in the Principal element of a gateway endpoint
    is its root user only. Without it, an answer that differs between the two is undecided. *effort* caps the
    work of each direction.
    """
    found, *others = (
        _both_ways(before, after, effort)
        for before, after in readings(old, new, kind=kind, endpoint_kind=endpoint_kind)
    )
    for other in others:
        found = Comparison(
            _agreed(found.newly_allowed, other.newly_allowed), _agreed(found.newly_denied, other.newly_denied)
        )
    return found


def readings(
    old: Policy, new: Policy, *, kind: PolicyKind, endpoint_kind: EndpointKind | None = None
) -> tuple[Pair, ...]:
    """Return the two policies, once for each kind of endpoint for which they are read differently."""
    before, after = parties(old, new, kind=kind, endpoint_kind=endpoint_kind)
    if kind is not PolicyKind.ENDPOINT or endpoint_kind or not (_names_callers(old) or _names_callers(new)):
        return ((before, after),)
    gateway = EndpointKind.GATEWAY
    return (before, after), (replace(before, endpoint=gateway), replace(after, endpoint=gateway))


def parties(
    old: Policy, new: Policy, *, kind: PolicyKind, endpoint_kind: EndpointKind | None = None
) -> tuple[Party, Party]:
    """Return the two policies ready for a claim.

    A policy without Version is read in the version of the other one: what is compared is what the statements
    say, and a missing Version is a finding of its own.
    """
    return (
        Party(_in_version(old, new.version), kind, endpoint_kind),
        Party(_in_version(new, old.version), kind, endpoint_kind),
    )


def _in_version(policy: Policy, version: str | None) -> Policy:
    return replace(policy, version=version) if policy.version is None and version else policy


def _both_ways(before: Party, after: Party, effort: int) -> Comparison:
    return Comparison(
        newly_allowed=exists(Claim((after,), (before,)), effort=effort),
        newly_denied=exists(Claim((before,), (after,)), effort=effort),
    )


def _names_callers(policy: Policy) -> bool:
    """Whether a Principal element names accounts, where the kind of the endpoint makes a difference."""
    return any(
        element is not None and not element.is_everyone
        for statement in policy
        for element in (statement.principals, statement.not_principals)
    )


def _agreed(one: Proof, other: Proof) -> Proof:
    if one.answer is other.answer:
        return one
    return Proof(None, reason="it depends on whether the endpoint is a gateway or an interface")
