"""The one question behind every proof: is there a request that matches these rules and escapes those?

`compare`, `never`, `always` and redundancy are views on it. The search is goal-directed: rules that cannot
meet the wanted ones are left out, and of each dimension only what the wanted rules match is cut into atoms.
"""

from collections.abc import Callable, Hashable, Iterable
from functools import partial

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.access.decision.key_presence import ALWAYS_THERE
from gen_vpce.access.patterns.work_limit import Effort
from gen_vpce.access.proof.atoms import GUESS, Atom, Ledger, key_atoms
from gen_vpce.access.proof.combinations import folded
from gen_vpce.access.proof.remembered import remembered
from gen_vpce.access.proof.requester_atoms import is_about_requester, requester_atoms
from gen_vpce.access.proof.resource_atoms import ACCOUNT, resource_atoms
from gen_vpce.access.proof.statement_terms import ACTION, RESOURCE, Rule


class Refusal(Struct, frozen=True):
    """A policy that must not allow the request: no rule of `allows` matches, or one of `denies` does."""

    allows: tuple[Rule, ...]
    denies: tuple[Rule, ...]


class Question(Struct, frozen=True):
    """A request that matches all of `must` and none of `avoid`, and that every refusal refuses."""

    must: tuple[Rule, ...]
    avoid: tuple[Rule, ...] = ()
    refusals: tuple[Refusal, ...] = ()


class Found(Struct, frozen=True):
    """An answer: what the dimensions hold that matter, and whether a policy variable's match is guessed."""

    facts: dict[str, object]
    guessed: bool


def find(question: Question, effort: Effort, *, strangers: bool) -> Found | None:
    """Return a request that answers *question*, or None when there is none.

    *strangers* says whether requesters of no account count. An answer that is guessed may be no answer; None
    is always right. Raises `OutOfEffortError` and `UndecidableError`.
    """
    effort.spend(len(question.avoid) + sum(len(each.allows) + len(each.denies) for each in question.refusals))
    relevant = _relevant(question)
    if relevant is None:
        return None
    ledger, groups = _ledger(relevant)
    avoid = _bits(len(relevant.must), len(relevant.avoid))

    def hopeless(mask: int, clearable: int) -> bool:
        fixed = mask & ~clearable
        if fixed & avoid:
            return True
        return any(fixed & allows and not mask & denies for allows, denies in groups)

    for atom in folded(ledger, _dimensions(ledger, effort, strangers=strangers), effort, hopeless=hopeless):
        if not hopeless(atom.mask, 0):
            return Found({key: value for key, value in atom.facts if key != GUESS}, _is_guessed(atom))
    return None


def _is_guessed(atom: Atom) -> bool:
    return any(key == GUESS for key, _ in atom.facts)


def _relevant(question: Question) -> Question | None:
    """Return the question without what has no say in it, or None when that shows that nothing answers it."""
    must = question.must
    denies = [_meeting(refusal.denies, must) for refusal in question.refusals]
    for refusal, denying in zip(question.refusals, denies, strict=True):
        if not denying and any(rule.equals(wanted) for rule in refusal.allows for wanted in must):
            return None
    if any(one.excludes(other) for place, one in enumerate(must) for other in must[:place]):
        return None
    avoid = _meeting(question.avoid, must)
    if any(rule.covers(wanted) for rule in avoid for wanted in must):
        return None
    refusals = []
    for refusal, denying in zip(question.refusals, denies, strict=True):
        allows = _meeting(refusal.allows, must)
        if not denying and any(rule.covers(wanted) for rule in allows for wanted in must):
            return None
        if allows:
            refusals.append(Refusal(allows, denying))
    return Question(must, avoid, tuple(refusals))


def _meeting(rules: Iterable[Rule], must: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if not any(rule.excludes(wanted) for wanted in must))


def _ledger(question: Question) -> tuple[Ledger, list[tuple[int, int]]]:
    """Return the ledger of all rules, and for each refusal its bits of allowing and of denying rules."""
    rules = [*question.must, *question.avoid]
    must, bad, good = _bits(0, len(question.must)), _bits(len(question.must), len(question.avoid)), 0
    groups = []
    for refusal in question.refusals:
        allows = _bits(len(rules), len(refusal.allows))
        denies = _bits(len(rules) + len(refusal.allows), len(refusal.denies))
        rules += [*refusal.allows, *refusal.denies]
        bad, good = bad | allows, good | denies
        groups.append((allows, denies))
    return Ledger(tuple(rules), must, bad, good), groups


def _bits(start: int, count: int) -> int:
    return ((1 << count) - 1) << start


def _dimensions(ledger: Ledger, effort: Effort, *, strangers: bool) -> list[list[Atom]]:
    """Return the atoms of every dimension that some rule asks about."""
    keys = dict.fromkeys(key for rule in ledger.rules for key in rule.terms)

    def made(kind: Hashable, about: tuple[str, ...], cut: Callable[[Ledger], list[Atom]]) -> list[Atom]:
        asked = [tuple((key, rule.terms[key]) for key in about if key in rule.terms) for rule in ledger.rules]
        return remembered(ledger, asked, kind, cut, effort)

    dimensions = []
    if ACTION in keys:
        dimensions.append(made(ACTION, (ACTION,), lambda rules: key_atoms(rules, ACTION, effort)))
    if RESOURCE in keys or ACCOUNT in keys:
        dimensions.append(made(RESOURCE, (RESOURCE, ACCOUNT), lambda rules: resource_atoms(rules, effort)))
    of_requester = tuple(filter(is_about_requester, keys))
    if of_requester or any(rule.principal for rule in ledger.rules):
        asks = [
            (rule.principal, tuple((key, rule.terms[key]) for key in of_requester if key in rule.terms))
            for rule in ledger.rules
        ]
        dimensions.append(
            remembered(
                ledger,
                [each if any(each) else () for each in asks],
                (of_requester, strangers),
                lambda rules: requester_atoms(rules, of_requester, effort, strangers=strangers),
                effort,
            )
        )
    free = (key for key in keys if key not in (ACTION, RESOURCE, ACCOUNT) and key not in of_requester)
    return [*dimensions, *(made(key, (key,), partial(_free_key, key=key, effort=effort)) for key in free)]


def _free_key(ledger: Ledger, key: str, effort: Effort) -> list[Atom]:
    """Return the atoms of a key that may hold anything, and be missing unless AWS always sets it."""
    asked = ledger.asked(key)
    absent = [] if key in ALWAYS_THERE else [Atom(ledger.absent_mask(asked))]
    quantified = any(term.quantifier for _, terms in asked for term in terms)
    present = key_atoms(ledger, key, effort, multivalued=quantified and _is_multivalued(key))
    return ledger.best((*absent, *present), effort)


def _is_multivalued(key: str) -> bool:
    known = catalog.condition_key(key)
    return known is None or known.multivalued
