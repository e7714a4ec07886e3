"""Requests of one caller on one resource as policies, and the proofs about them."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.decision.compiled_policy import CompiledPolicy, compile_policy
from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import Facts, Request
from gen_vpce.access.expectation.counterexample import ON_NOTHING, requests
from gen_vpce.access.expectation.decided_request import decided
from gen_vpce.access.expectation.policies_held import Door, Held, Holdings
from gen_vpce.access.expectation.request_form import by_strangers, form, possible_among
from gen_vpce.access.proof.exists import Claim, Party, Proof, exists
from gen_vpce.access.reach.callers import Caller, requests_by
from gen_vpce.access.reach.resources import Resource, requests_on
from gen_vpce.diagnostics import Span
from gen_vpce.intent.model import Claim as Claimed
from gen_vpce.intent.model import Expectation
from gen_vpce.policy.document import EVERYTHING, FULL_ACCESS, Effect, Policy, PolicyKind, Statement

_NO_PLACE = Span("report")
_UNCONFIRMED = "what was found is not a request that can be made"


class Answer(Struct, frozen=True):
    """Whether some request passes, and whether some is refused, each with a request that shows it."""

    passing: Proof
    refused: Proof


class Asking(Struct, frozen=True):
    """The requests of one caller on one resource through one endpoint.

    `kind` is IDENTITY for callers of accounts: only they have identity policies. Of what `is_formless` the
    type is not known: any action may act on it.
    """

    door: Door
    held: Holdings
    kind: PolicyKind
    asked: Policy
    facts: tuple[Policy, ...]
    is_formless: bool = False

    def _possible(self, actions: tuple[str, ...]) -> Policy:
        """Return the policy that allows the requests for *actions* that can be made."""
        if self.is_formless:
            return FULL_ACCESS
        return possible_among(actions, self.held.partition, self.door.region or "*")

    def _proof(
        self,
        actions: tuple[str, ...],
        granting: tuple[Party, ...],
        refused_by: tuple[Party, ...] = (),
        not_denied_by: tuple[Party, ...] = (),
        other: "Asking | None" = None,
    ) -> Proof:
        """Return whether a request for *actions* that can be made is as the other arguments say.

        Asked first with requests that cannot be made, then with fewer of them: a proof that there is none is
        quick then, and so is one whose witness can be made all the same.
        """
        (asked, *spared) = self.asked
        about = replace(self.asked, statements=(replace(asked, actions=actions), *spared))
        wide = Claim((*granting, Party(about, self.kind)), refused_by, not_denied_by)
        proof = exists(wide)
        passes = not refused_by or other is not None
        real = (self._possible(actions), *self.facts)
        for count in range(len(real) + 1):
            if count:
                more = Party(real[count - 1], self.kind)
                wide = replace(wide, allowed_by=(*wide.allowed_by, more))
                proof = exists(wide)
            if proof.answer is False:
                return proof
            if proof.witness is not None:
                found = self._confirmed(proof.witness, real, passes=passes, other=other)
                if found:
                    return Proof(answer=True, witness=found)
        return proof if proof.witness is None else Proof(None, reason=_UNCONFIRMED)

    def _confirmed(
        self, witness: Request, real: tuple[Policy, ...], *, passes: bool, other: "Asking | None"
    ) -> Request | None:
        """Return *witness* as a request that a person would think of, where the decision confirms it.

        *other*, where it is given, has to refuse it.
        No policy of *real* may refuse it. One that depends on a fact that nobody tells, such as the owner of
        a bucket, does not: the decision is the same whatever the fact is.
        """
        for request in requests(witness, Expectation(Claimed.NEVER, _NO_PLACE), self.door, self.held):
            found = decided(request, self.door, self.held, None)
            if other and decided(request, other.door, other.held, None).passes is not False:
                continue
            told = real if request.resource != ON_NOTHING else self.facts
            if found.passes is passes and not any(_refuses(policy, found.asked) for policy in told):
                return request
        return None

    def may_pass(self, actions: tuple[str, ...]) -> bool:
        """Whether some request for *actions* may pass the endpoint; a True may be a missed False."""
        (asked, *spared) = self.asked
        about = replace(self.asked, statements=(replace(asked, actions=actions), *spared))
        return exists(Claim((self.door.party(), Party(about, self.kind)))).answer is not False

    def passing(self, actions: tuple[str, ...], allows: tuple[Statement, ...] | None = None) -> Proof:
        """Return whether some request for *actions* passes; with *allows*, by one of these statements."""
        policy = self.door.held.policy
        granting = self.door.party()
        if allows is not None:
            denies = (each for each in policy if each.effect is Effect.DENY)
            granting = replace(granting, policy=replace(policy, statements=(*allows, *denies)))
        denied = tuple(each.party() for each in self.denying())
        return self._proof(actions, (granting, *self.held.guarding), not_denied_by=denied)

    def refused(self, actions: tuple[str, ...]) -> Proof:
        """Return whether some request for *actions* does not pass."""
        doubt: Proof | None = None
        denying = (each.granting() for each in self.denying())
        for layer in (self.door.party(), *self.held.guarding, *denying):
            proof = self._proof(actions, (), refused_by=(layer,))
            if proof.answer:
                return proof
            doubt = doubt or (proof if proof.answer is None else None)
        return doubt or Proof(answer=False)

    def newly(self, actions: tuple[str, ...], other: "Asking") -> Proof:
        """Return whether some request for *actions* passes here, and by the policies of *other* does not."""
        denied = tuple(each.party() for each in self.denying())
        doubt: Proof | None = None
        granting = (self.door.party(), *self.held.guarding)
        against = (each.granting() for each in other.denying())
        for layer in (other.door.party(), *other.held.guarding, *against):
            proof = self._proof(actions, granting, (layer,), denied, other)
            if proof.answer:
                return proof
            doubt = doubt or (proof if proof.answer is None else None)
        return doubt or Proof(answer=False)

    def is_taken_away(self, actions: tuple[str, ...], deny: Statement, version: str | None) -> bool | None:
        """Return whether *deny* refuses a request for *actions* that the endpoint's policy allows."""
        policy = self.door.held.policy
        allows = tuple(each for each in policy if each.effect is Effect.ALLOW)
        granting = replace(self.door.party(), policy=replace(policy, statements=allows))
        against = replace(self.door.party(), policy=Policy((EVERYTHING, deny), version))
        return self._proof(actions, (granting,), refused_by=(against,)).answer

    def denying(self) -> tuple[Held, ...]:
        """Return the policies of which the Deny statements count for the caller."""
        return self.held.denying(identity=self.kind is PolicyKind.IDENTITY)


def _refuses(policy: Policy, asked: Facts) -> bool:
    outcome = decide(Layers(endpoint=_ready(policy)), asked).outcome
    return outcome not in (Outcome.ALLOWED, Outcome.UNDECIDED)


@lru_cache(maxsize=1024)
def _ready(policy: Policy) -> CompiledPolicy:
    return compile_policy(policy)


def asking_of(
    door: Door, held: Holdings, services: Iterable[str], formless: frozenset[str] = frozenset()
) -> Callable[..., Asking]:
    """Return what makes the requests of a caller on a resource through *door*."""
    prefix = next(iter(services), "*")
    base = form(
        Expectation(Claimed.NEVER, _NO_PLACE, action=f"{prefix}:*"), door, held, None, additions=False
    )
    strange = by_strangers(base)

    def made(
        caller: Caller, callers: Iterable[Caller], resource: Resource, resources: Iterable[Resource]
    ) -> Asking:
        who, others = requests_by(caller, callers)
        arns, owners, elsewhere = requests_on(resource, resources)
        (asked,) = (base if caller.has_account else strange).asked
        whole = replace(
            asked,
            principals=who.principals,
            actions=("*",),
            resources=arns,
            conditions=(*who.conditions, *asked.conditions, *owners),
        )
        kind = PolicyKind.IDENTITY if caller.has_account else PolicyKind.ENDPOINT
        is_formless = bool(formless.intersection(resource.values))
        return Asking(door, held, kind, Policy((whole, *others, *elsewhere)), base.facts, is_formless)

    return made
