"""Questions about rows of a difference, and the proof that rows together are the difference.

A row is requests with exceptions. It is exact when no request lies in it and outside of the difference. Rows
are complete for an Allow of the new policy when no request that is newly allowed by it lies outside of them.
Both are asked of the search that gives verdicts; an answer that guesses about a policy variable, or that
takes more work than is allowed, proves nothing.
"""

from collections.abc import Callable, Sequence
from functools import cached_property

from msgspec import Struct

from gen_vpce.access.comparison.value_lists import value_lists
from gen_vpce.access.patterns.work_limit import Effort, OutOfEffortError
from gen_vpce.access.proof.condition_terms import UndecidableError
from gen_vpce.access.proof.exists import Claim, Party, not_shared
from gen_vpce.access.proof.search import Question, Refusal, find
from gen_vpce.access.proof.statement_terms import Rule, rules_of
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.compiler.conditions import repeated
from gen_vpce.policy.document import Policy, Statement

_WORN = 1000  # steps: what a question takes that is not answered at a glance


class Piece(Struct, frozen=True):
    """The requests that match `requests` and none of `exceptions`."""

    requests: Statement
    exceptions: tuple[Statement, ...] = ()


class Reading(Struct, frozen=True, dict=True):
    """Both policies, read for one kind of endpoint; `version` is the language of the statements of rows."""

    before: Party
    after: Party
    version: str | None

    @cached_property
    def old(self) -> Refusal:
        """The Allow and Deny rules of the policy before."""
        return _halves(self.before.rules)

    @cached_property
    def new(self) -> Refusal:
        """The Allow and Deny rules of the policy after."""
        return _halves(self.after.rules)

    @property
    def strangers(self) -> bool:
        """Whether requesters of no account count."""
        return Claim((self.after,)).strangers

    @property
    def roots_only(self) -> bool:
        """Whether an account in a Principal element is its root user only."""
        return self.after.endpoint is EndpointKind.GATEWAY

    def rules(self, statements: Sequence[Statement]) -> tuple[Rule, ...]:
        """Return the rules of statements of rows."""
        policy = Policy(tuple(statements), self.version)
        return rules_of(policy, root_only=self.roots_only)

    def outside(self, pieces: Sequence[Piece]) -> tuple[Refusal, ...]:
        """Return what a request must be refused by to lie in none of *pieces*."""
        return tuple(Refusal(self.rules((piece.requests,)), self.rules(piece.exceptions)) for piece in pieces)


def _beside(policy: Refusal, avoid: tuple[Rule, ...]) -> Refusal:
    """Return *policy* without the Deny rules that refuse nothing which *avoid* does not refuse anyway."""
    return Refusal(policy.allows, not_shared(policy.denies, avoid))


def _halves(rules: tuple[Rule, ...]) -> Refusal:
    return Refusal(
        tuple(rule for rule in rules if rule.allows), tuple(rule for rule in rules if not rule.allows)
    )


class Asking(Struct, frozen=True):
    """Every reading of the two policies, and the work that is left for questions about them."""

    readings: tuple[Reading, ...]
    effort: Effort

    @property
    def is_worn(self) -> bool:
        """Whether hardly any work is left."""
        return self.effort.left < _WORN

    def none(self, question: Callable[[Reading], Question]) -> bool | None:
        """Return whether certainly no request answers *question* in any reading, None where unknown."""
        answers = [self._none(reading, question) for reading in self.readings]
        return False if False in answers else None if None in answers else True

    def some(self, question: Callable[[Reading], Question]) -> bool:
        """Whether certainly some request answers *question*, in every reading."""
        return all(self._none(reading, question) is False for reading in self.readings)

    def _none(self, reading: Reading, question: Callable[[Reading], Question]) -> bool | None:
        try:
            with self.effort.half() as part:
                found = find(question(reading), part, strangers=reading.strangers)
        except (OutOfEffortError, UndecidableError):
            return None
        return True if found is None else None if found.guessed else False

    def meeting(self, requests: Statement, others: Sequence[Statement]) -> tuple[Statement, ...]:
        """Return those of *others* that are not seen at a glance to share no request with *requests*."""
        at = self.readings[0]
        (wanted,) = at.rules((requests,))
        rules = zip(others, at.rules(others), strict=True)
        return tuple(each for each, rule in rules if not rule.excludes(wanted))

    def is_empty(
        self, must: Sequence[Statement], avoid: Sequence[Statement], outside: Sequence[Piece] = ()
    ) -> bool:
        """Whether certainly no request matches all of *must*, none of *avoid*, and lies in no such piece."""
        return bool(
            self.none(
                lambda at: Question(at.rules(must), at.rules(avoid), at.outside(outside)),
            )
        )

    def is_exact(self, piece: Piece) -> bool:
        """Whether all of *piece* is proven to be newly allowed, and its statements fit into JSON."""
        if any(repeated(each.conditions) for each in (piece.requests, *piece.exceptions)):
            return False

        def allowed_now(at: Reading) -> Question:
            avoid = at.rules(piece.exceptions)
            return Question(at.rules((piece.requests,)), avoid, (_beside(at.new, avoid),))

        return bool(self.none(allowed_now)) and all(
            self.none(
                lambda at, place=place: Question(  # type: ignore[misc]
                    (*at.rules((piece.requests,)), at.old.allows[place]),
                    (*at.rules(piece.exceptions), *at.old.denies),
                )
            )
            for place in range(len(self.readings[0].old.allows))
        )

    def nothing_outside(self, place: int, pieces: Sequence[Piece]) -> bool | None:
        """Return whether what the new Allow at *place* newly allows is certainly in *pieces*."""
        return self.none(
            lambda at: Question(
                (at.new.allows[place],),
                at.new.denies,
                (_beside(at.old, at.new.denies), *at.outside(pieces)),
            )
        )

    def is_spelled_out(self, place: int, pieces: Sequence[Piece]) -> bool:
        """Whether a piece leaves out nothing of the new Allow at *place* but old Allows and new Denies."""

        def holds(piece: Piece, at: Reading) -> bool:
            (requests,) = at.rules((piece.requests,))
            left_out = (*at.old.allows, *at.new.denies)
            return requests.covers(at.new.allows[place]) and all(
                lies_inside(each, left_out, at) for each in piece.exceptions
            )

        return all(any(holds(piece, at) for piece in pieces) for at in self.readings)


def lies_inside(statement: Statement, rules: Sequence[Rule], at: Reading, *, depth: int = 2) -> bool:
    """Whether each part of *statement*, of as many lists as *depth*, is seen to lie inside one of *rules*."""
    (rule,) = at.rules((statement,))
    if any(each.covers(rule) for each in rules):
        return True
    return depth > 0 and any(
        all(lies_inside(each.put(statement, (value,)), rules, at, depth=depth - 1) for value in each.values)
        for each in value_lists(statement)
        if len(each.values) > 1
    )
