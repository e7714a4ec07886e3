"""`never` and `always`: the search for a request of the form that should not be."""

from collections.abc import Callable, Iterator
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.decision.request import Request
from gen_vpce.access.decision.without_permission import NEED_NO_PERMISSION
from gen_vpce.access.expectation.counterexample import ON_NOTHING, requests
from gen_vpce.access.expectation.decided_request import Decided, decided
from gen_vpce.access.expectation.policies_held import Door, Held, Holdings
from gen_vpce.access.expectation.request_form import Form, by_strangers, form
from gen_vpce.access.proof.exists import Claim, Party, Proof, exists
from gen_vpce.intent import model
from gen_vpce.intent.model import Expectation
from gen_vpce.policy.document import EVERYONE, Effect, Policy, PolicyKind, Statement
from gen_vpce.policy.patterns import action_covers

_UNCONFIRMED = "what was found is not a request that can be made"


class Settled(Struct, frozen=True):
    """What a search came to: a `counterexample`, or why there may be one, or neither: there is none.

    `empty` says that no request at all is of the form.
    """

    counterexample: Decided | None = None
    doubt: str | None = None
    empty: bool = False


class _Askers(Struct, frozen=True):
    """Those requests of a form that meet the same layers: by callers of accounts, by others, or by all.

    `kind` is IDENTITY for callers of accounts alone: only they have identity policies.
    """

    form: Form
    kind: PolicyKind

    @property
    def asking(self) -> tuple[Party, ...]:
        """The form alone, with requests that cannot be: a proof about it is quick, and often enough."""
        return tuple(Party(each, self.kind) for each in (self.form.asked, *self.form.facts))

    def possible(self) -> Iterator[tuple[Party, ...]]:
        """Yield sets of policies: together, each allows some of the requests that can be, and all do all."""
        for each in self.form.possible:
            yield (*self.asking, Party(each, self.kind))


def settle(expectation: Expectation, held: Holdings, own: Held | None) -> Settled:
    """Return whether a request of the form shows that *expectation* is wrong.

    Actions that need no permission are asked about by themselves where the caller's policies matter.
    """
    door = held.door(expectation.through) if expectation.through else None
    free = tuple(
        each
        for each in NEED_NO_PERMISSION
        if action_covers(expectation.action or "*", each)
        and (door is None or door.carries(each))
        and (expectation.resource in (None, ON_NOTHING) or expectation.action == each)
    )
    others = held.without_callers()
    if not free or (own is None and len(others.restrictions) == len(held.restrictions)):
        return _settle(expectation, held, own)
    parts = [_settle(replace(expectation, action=each), others, None) for each in free]
    if not any(each.lower() == (expectation.action or "").lower() for each in free):
        parts.append(_settle(expectation, held, own, without=free))
    return Settled(
        next((each.counterexample for each in parts if each.counterexample), None),
        next((each.doubt for each in parts if each.doubt), None),
        all(each.empty for each in parts),
    )


def _settle(
    expectation: Expectation, held: Holdings, own: Held | None, without: tuple[str, ...] = ()
) -> Settled:
    """Return the same for all actions of the form but those of *without*."""
    through = expectation.through
    ways = (held.door(through),) if through else held.ways(expectation.action)
    doubt: str | None = None
    empty = True
    for door in ways:
        for askers in _askers(expectation, door, held, own, without):
            for proof in _proofs(expectation, door, held, own, askers):
                if proof.witness is None:
                    doubt = doubt or proof.reason
                    continue
                found = _counterexample(proof.witness, expectation, door, held, own)
                if found:
                    return Settled(found)
                doubt = doubt or _UNCONFIRMED
            empty = empty and not _has_requests(askers, expectation)
    return Settled(doubt=doubt, empty=empty)


def _proofs(
    expectation: Expectation, door: Door | None, held: Holdings, own: Held | None, askers: _Askers
) -> Iterator[Proof]:
    """Yield the answers to all claims of which one is true when there is a counterexample."""
    for claim in _claims(expectation, door, held, own, askers):
        proof = exists(claim(askers.asking))
        if proof.answer is False or not askers.form.possible:
            yield proof
        else:
            yield from (exists(claim(asking)) for asking in askers.possible())


def _claims(
    expectation: Expectation, door: Door | None, held: Holdings, own: Held | None, askers: _Askers
) -> Iterator[Callable[[tuple[Party, ...]], Claim]]:
    denying = held.denying(identity=askers.kind is PolicyKind.IDENTITY)
    granting = ((door.party(),) if door else ()) + ((own.party(),) if own else ())
    if expectation.claim is model.Claim.NEVER:
        denied = tuple(each.party() for each in denying)
        yield lambda asking: Claim((*granting, *held.guarding, *asking), not_denied_by=denied)
        return
    for layer in (*granting, *held.guarding, *(each.granting() for each in denying)):
        yield partial(Claim, refused_by=(layer,))


def _askers(
    expectation: Expectation, door: Door | None, held: Holdings, own: Held | None, without: tuple[str, ...]
) -> Iterator[_Askers]:
    additions = expectation.claim is model.Claim.NEVER
    asked = form(expectation, door, held, own, additions=additions)
    if without:
        others = Statement(Effect.ALLOW, principals=EVERYONE, not_actions=without, resources=("*",))
        asked = replace(asked, facts=(*asked.facts, Policy((others,))))
    named = expectation.principal or "*"
    restricted = len(held.denying(identity=True)) > len(held.denying(identity=False))
    if named == "*" and own is None and not restricted:
        yield _Askers(asked, PolicyKind.ENDPOINT)
        return
    if named == "*" or ":" in named:
        yield _Askers(asked, PolicyKind.IDENTITY)
    if own is None and ":" not in named:
        yield _Askers(by_strangers(asked), PolicyKind.ENDPOINT)


def _counterexample(
    witness: Request, expectation: Expectation, door: Door | None, held: Holdings, own: Held | None
) -> Decided | None:
    """Return the first request that *witness* may stand for and that is not what is expected."""
    wrong = expectation.claim is model.Claim.NEVER
    tried = (decided(each, door, held, own) for each in requests(witness, expectation, door, held))
    return next((found for found in tried if found.passes is wrong), None)


def _has_requests(askers: _Askers, expectation: Expectation) -> bool:
    """Whether some request that can be is of the form; a True may be a missed False."""
    if expectation.context and exists(Claim(askers.asking)).answer is False:
        return False  # no such caller has such keys
    return not askers.form.possible or any(map(askers.form.meets, askers.form.possible))
