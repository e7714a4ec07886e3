"""Statements that change nothing: which could be left out, and why.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from gen_vpce.access.patterns.work_limit import DEFAULT, Effort, OutOfEffortError
from gen_vpce.access.proof.condition_terms import UndecidableError
from gen_vpce.access.proof.exists import Claim, Party
from gen_vpce.access.proof.search import Question, find
from gen_vpce.access.proof.statement_terms import Rule


class Why(StrEnum):
    """Why a statement changes nothing."""

    NEVER = "never"  # no request matches it
    COVERED = "covered"  # others of the same effect match wherever it does
    DENIED = "denied"  # an Allow: whatever it matches is denied
    IDLE = "idle"  # a Deny: no Allow of the policy matches where it does


class Idle(Struct, frozen=True):
    """A statement that changes nothing, and those that it is idle because of; places count from 0."""

    place: int
    why: Why
    by: tuple[int, ...] = ()


def idle_statements(party: Party, *, effort: int = DEFAULT) -> tuple[Idle, ...]:
    """Return the statements of a policy that could each be left out alone.

    Two equal statements are both found: each is covered by the other one. What *effort* steps for a statement
    cannot settle, or what depends on policy variables, is not found.
    """
    try:
        rules = party.rules
    except UndecidableError:
        return ()
    strangers = Claim((party,)).strangers
    return tuple(_found(rules, effort, strangers=strangers))


def _found(rules: tuple[Rule, ...], effort: int, *, strangers: bool) -> Iterator[Idle]:
    for rule in rules:
        asking = _Asking(Effort(effort), strangers=strangers)
        same = tuple(other for other in rules if other is not rule and other.allows == rule.allows)
        opposite = tuple(other for other in rules if other.allows != rule.allows)
        if asking.is_empty((rule,), (*same, *opposite)):  # mostly not, which answers the next three at once
            yield from _shared(rule, same, opposite, asking)
        elif not rule.allows and all(asking.is_empty((rule, allow), same) for allow in opposite):
            yield Idle(rule.place, Why.IDLE)


def _shared(
    rule: Rule, same: tuple[Rule, ...], opposite: tuple[Rule, ...], asking: "_Asking"
) -> Iterator[Idle]:
    """Yield why *rule* is idle, when no request matches it alone."""
    if asking.is_empty((rule,), ()):
        yield Idle(rule.place, Why.NEVER)
    elif asking.is_empty((rule,), same):
        yield Idle(rule.place, Why.COVERED, _culprits(rule, same))
    elif rule.allows and asking.is_empty((rule,), opposite):
        yield Idle(rule.place, Why.DENIED, _culprits(rule, opposite))
    elif rule.allows:  # a part of it is denied, and others allow the rest
        yield Idle(rule.place, Why.COVERED, tuple(each.place for each in same if not each.excludes(rule)))
    elif all(asking.is_empty((rule, allow), same) for allow in opposite):
        yield Idle(rule.place, Why.IDLE)


class _Asking(Struct, frozen=True):
    effort: Effort
    strangers: bool

    def is_empty(self, must: tuple[Rule, ...], avoid: tuple[Rule, ...]) -> bool:
        """Whether certainly no request matches all of *must* and none of *avoid*."""
        try:
            return find(Question(must, avoid), self.effort, strangers=self.strangers) is None
        except (OutOfEffortError, UndecidableError):
            return False


def _culprits(rule: Rule, others: tuple[Rule, ...]) -> tuple[int, ...]:
    """Return the one statement that covers *rule* alone, or else all that may have a part in it."""
    alone = next((other.place for other in others if other.covers(rule)), None)
    if alone is not None:
        return (alone,)
    return tuple(other.place for other in others if not other.excludes(rule))
