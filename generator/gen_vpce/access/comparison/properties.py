"""Five questions about policies, answered for all requests, with a request that shows where the answer is no.

They are the questions that policy analysis has names for; the meaning of `implies` is that of an implication:
whatever the one allows, the other allows. Nothing here guesses: an answer is None where the effort did not
suffice, or where a policy variable has a say.
"""

from gen_vpce.access.patterns.work_limit import DEFAULT
from gen_vpce.access.proof.exists import Claim, Party, Proof, exists
from gen_vpce.policy.document import FULL_ACCESS, PolicyKind

_FULL_ACCESS = Party(FULL_ACCESS, PolicyKind.ENDPOINT)


def always_allows(party: Party, *, effort: int = DEFAULT) -> Proof:
    """Return whether *party* allows every request; the witness is one that it refuses."""
    return implies(_FULL_ACCESS, party, effort=effort)


def always_denies(party: Party, *, effort: int = DEFAULT) -> Proof:
    """Return whether *party* allows no request at all; the witness is one that it allows."""
    return _never(Claim((party,)), effort)


def implies(one: Party, other: Party, *, effort: int = DEFAULT) -> Proof:
    """Return whether *other* allows whatever *one* allows; the witness is what it refuses of that."""
    return _never(Claim((one,), (other,)), effort)


def disjoint(one: Party, other: Party, *, effort: int = DEFAULT) -> Proof:
    """Return whether no request is allowed by both; the witness is one that is."""
    return _never(Claim((one, other)), effort)


def equivalent(one: Party, other: Party, *, effort: int = DEFAULT) -> Proof:
    """Return whether both allow the same requests; the witness is one that only one of them allows."""
    there = implies(one, other, effort=effort)
    return there if there.answer is False else _both(there, implies(other, one, effort=effort))


def _never(claim: Claim, effort: int) -> Proof:
    found = exists(claim, effort=effort)
    return Proof(None if found.answer is None else not found.answer, found.witness, found.reason)


def _both(one: Proof, other: Proof) -> Proof:
    return one if one.answer is None and other.answer is not False else other
