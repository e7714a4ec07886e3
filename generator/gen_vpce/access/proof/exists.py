"""Whether some request is allowed by these policies and refused by those, and which one."""

from collections.abc import Iterator
from functools import cached_property
from itertools import product

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.decision.request import Request
from gen_vpce.access.patterns.policy_variables import pinned, trials, variables_of, with_values
from gen_vpce.access.patterns.work_limit import DEFAULT, Effort, OutOfEffortError
from gen_vpce.access.proof.condition_terms import UndecidableError
from gen_vpce.access.proof.search import Question, Refusal, find
from gen_vpce.access.proof.statement_terms import Rule, rules_of
from gen_vpce.access.proof.witness import witness
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import Policy, PolicyKind

_MEET_STRANGERS = (PolicyKind.ENDPOINT, PolicyKind.RESOURCE, PolicyKind.RCP)


class Party(Struct, frozen=True, dict=True):
    """A policy in a claim: where it is attached, and to which kind of endpoint."""

    policy: Policy
    kind: PolicyKind
    endpoint: EndpointKind | None = None

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Its statements; raises `UndecidableError`."""
        return rules_of(self.policy, root_only=self.endpoint is EndpointKind.GATEWAY)


class Claim(Struct, frozen=True):
    """That some request is allowed by all of `allowed_by` and by none of `refused_by`.

    A policy refuses what it denies and what it does not allow. Of `not_denied_by` only the Deny statements
    count, and none of them must match.
    """

    allowed_by: tuple[Party, ...]
    refused_by: tuple[Party, ...] = ()
    not_denied_by: tuple[Party, ...] = ()

    @property
    def strangers(self) -> bool:
        """Whether requesters of no account count: they never meet a policy attached to identities."""
        return all(party.kind in _MEET_STRANGERS for party in self.allowed_by)

    def parties(self) -> tuple[Party, ...]:
        """Return everyone who has a say."""
        return (*self.allowed_by, *self.refused_by, *self.not_denied_by)

    def with_values(self, values: dict[str, str]) -> "Claim":
        """Return the claim about policies in which each variable has its value, and requests with these."""

        def replaced(parties: tuple[Party, ...]) -> tuple[Party, ...]:
            return tuple(replace(party, policy=with_values(party.policy, values)) for party in parties)

        pin = Party(Policy((pinned(values),)), PolicyKind.ENDPOINT)
        return Claim(
            (*replaced(self.allowed_by), pin), replaced(self.refused_by), replaced(self.not_denied_by)
        )


class Proof(Struct, frozen=True):
    """Whether a claim holds: yes with a `witness`, no, or None with the `reason`."""

    answer: bool | None
    witness: Request | None = None
    reason: str | None = None


def exists(claim: Claim, *, effort: int = DEFAULT) -> Proof:
    """Return whether *claim* holds.

    Never a wrong answer: what *effort* steps of work cannot settle, or what depends on a policy variable in a
    way that no trial shows, has the answer None.
    """
    budget = Effort(effort)
    try:
        hit = _first_hit(claim, budget)
        if hit is None:
            return Proof(answer=False)
        return _settled(claim, hit, budget) if hit.guessed else Proof(answer=True, witness=hit.request)
    except UndecidableError as undecidable:
        return Proof(None, reason=str(undecidable))


class _Hit(Struct, frozen=True):
    """A request that one choice of Allow statements, named by `label`, leads to."""

    request: Request
    guessed: bool
    label: str


def _first_hit(claim: Claim, budget: Effort) -> _Hit | None:
    """Return the first request that is not guessed, or else the first one.

    Raises `UndecidableError` when there is none and some statement could not be settled.
    """
    guess: _Hit | None = None
    stuck: str | None = None
    for question in _questions(claim):
        label = " and ".join(rule.label for rule in question.must)
        try:
            with budget.half() as part:
                found = find(question, part, strangers=claim.strangers)
        except OutOfEffortError:
            stuck = stuck or f"{label} takes more work than the effort allows"
            continue
        except UndecidableError as undecidable:
            stuck = stuck or f"{label}: {undecidable}"
            continue
        if found is not None and not (found.guessed and guess):
            rules = [rule for party in claim.parties() for rule in party.rules]
            guess = _Hit(witness(found, rules), found.guessed, label)
            if not found.guessed:
                return guess
    if stuck is not None and guess is None:
        raise UndecidableError(stuck)
    return guess


def _questions(claim: Claim) -> Iterator[Question]:
    """Yield a question for each choice of one Allow statement in every policy that must allow."""
    allowing = [party.rules for party in claim.allowed_by]
    restricting = [*allowing, *(party.rules for party in claim.not_denied_by)]
    denies = tuple(rule for rules in restricting for rule in _denies(rules))
    refusals = tuple(
        Refusal(_allows(rules), not_shared(_denies(rules), denies))
        for rules in (party.rules for party in claim.refused_by)
    )
    for must in product(*map(_allows, allowing)):
        yield Question(must, denies, refusals)


def not_shared(denies: tuple[Rule, ...], others: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return the Deny statements that refuse something which *others* do not deny anyway."""
    return tuple(
        rule
        for rule in denies
        if not any(other.equals(rule) for other in others) and not any(other.covers(rule) for other in others)
    )


def _allows(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.allows)


def _denies(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if not rule.allows)


def _settled(claim: Claim, guess: _Hit, budget: Effort) -> Proof:
    """Return the answer to a claim that variables have a say in, by trying values for them."""
    keys = tuple(dict.fromkeys(key for party in claim.parties() for key in variables_of(party.policy)))
    for values in trials(keys):
        try:
            hit = _first_hit(claim.with_values(values), budget)
        except UndecidableError:
            break
        if hit is not None:
            return Proof(answer=True, witness=hit.request)
    names = ", ".join(f"${{{key}}}" for key in keys)
    return Proof(None, reason=f"{guess.label} depends on {names}")
