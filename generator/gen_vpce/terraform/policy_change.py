"""What a change of a policy means: which requests it newly allows, and which it newly denies."""

from functools import cached_property, lru_cache

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.comparison.difference_row import DifferenceRow
from gen_vpce.access.proof.exists import Proof
from gen_vpce.inquiry.contrast import Contrast, contrasts
from gen_vpce.inquiry.part import Part
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import EVERYTHING, Effect, Policy, PolicyKind
from gen_vpce.policy.read import read

FULL_ACCESS = Policy((EVERYTHING,), version="2008-10-17")
"""What an endpoint has that nobody gave a policy.

https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#vpc-endpoint-policy-default
"""

NOTHING = Policy((), version=None)
_OLD_VERSION = "2008-10-17"  # the language of a policy that does not say: variables are plain text in it


class Side(Struct, frozen=True, dict=True):
    """One direction of a difference: the answers that say that there is one, or may be.

    `contrasts` are those that the answers come from; rows are made of them when they are asked for.
    """

    proofs: tuple[Proof, ...]
    contrasts: tuple[Contrast, ...]
    direction: str

    @cached_property
    def rows(self) -> tuple[DifferenceRow, ...]:
        """The difference in rows."""
        found = (row for each in self.contrasts for row in getattr(each, self.direction))
        return tuple(dict.fromkeys(found))

    @property
    def example(self) -> Proof | None:
        """The first answer with a request as evidence."""
        return next((proof for proof in self.proofs if proof.witness), None)

    @property
    def doubt(self) -> str | None:
        """Why it could not be decided, None where it could."""
        return next(
            (proof.reason or "no reason is known" for proof in self.proofs if proof.answer is None), None
        )


class Difference(Struct, frozen=True):
    """How a policy differs from the one before it."""

    allowed: Side
    denied: Side

    @property
    def is_none(self) -> bool:
        """Whether both certainly mean the same."""
        return not self.allowed.proofs and not self.denied.proofs


@lru_cache(maxsize=1024)
def policy_of(text: str) -> Policy | None:
    """Return the policy in *text*, None where AWS would not read it either."""
    found = read(text).policy
    return replace(found, version=found.version or _OLD_VERSION) if found else None


@lru_cache(maxsize=4096)
def difference(
    old: Policy, new: Policy, kind: PolicyKind, endpoint_kind: EndpointKind | None = None
) -> Difference:
    """Return what *new* newly allows and newly denies.

    An identity, resource or organization policy is one of several: its Deny statements also restrict what
    others grant, so they are compared a second time beside a grant of everything.
    """
    found = [_contrast(old, new, kind, endpoint_kind)]
    if kind is not PolicyKind.ENDPOINT and _denies(old) != _denies(new) and (_allows(old) or _allows(new)):
        found.append(_contrast(_denies(old), _denies(new), kind, None))
    return Difference(
        _side("newly_allowed", found),
        _side("newly_denied", found),
    )


def is_full_access(policy: Policy) -> bool:
    """Whether *policy* lets everything pass, as AWS's default does."""
    return any(
        each.effect is Effect.ALLOW
        and each.principals is not None
        and each.principals.is_everyone
        and set(each.actions or ()) & {"*", "*:*"}
        and "*" in (each.resources or ())
        and not each.conditions
        for each in policy
    ) and not any(each.effect is Effect.DENY for each in policy)


def _contrast(old: Policy, new: Policy, kind: PolicyKind, endpoint_kind: EndpointKind | None) -> Contrast:
    before, after = Part("", kind, old, endpoint_kind), Part("", kind, new, endpoint_kind)
    return next(iter(contrasts([before], [after])))


def _side(direction: str, found: list[Contrast]) -> Side:
    proofs = (getattr(each.comparison, direction) for each in found)
    return Side(tuple(proof for proof in proofs if proof.answer is not False), tuple(found), direction)


def _denies(policy: Policy) -> Policy:
    return replace(policy, statements=tuple(each for each in policy if each.effect is Effect.DENY))


def _allows(policy: Policy) -> bool:
    return any(each.effect is Effect.ALLOW for each in policy)
