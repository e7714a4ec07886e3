"""Questions about rows of a difference, and the proof that rows together are the difference.

A row is requests with exceptions. It is exact when no request lies in it and outside of the difference. Rows
are complete for an Allow of the new policy when no request that is newly allowed by it lies outside of them.
Both are asked of the search that gives verdicts; an answer that guesses about a policy variable, or that
takes more work than is allowed, proves nothing.
"""

from collections.abc import Callable, Sequence
from functools import cached_property

from msgspec import Struct

from gen_vpce.access.patterns.work_limit import Effort, OutOfEffortError
from gen_vpce.access.proof.condition_terms import UndecidableError
from gen_vpce.access.proof.exists import Claim, Party
from gen_vpce.access.proof.search import Question, Refusal, find
from gen_vpce.access.proof.statement_terms import Rule, rules_of
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.conditions import repeated
from gen_vpce.policy.document import Policy, Statement


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

    def rules(self, statements: Sequence[Statement]) -> tuple[Rule, ...]:
        """Return the rules of statements of rows."""
        policy = Policy(tuple(statements), self.version)
        return rules_of(policy, root_only=self.after.endpoint is EndpointKind.GATEWAY)

    def outside(self, pieces: Sequence[Piece]) -> tuple[Refusal, ...]:
        """Return what a request must be refused by to lie in none of *pieces*."""
        return tuple(Refusal(self.rules((piece.requests,)), self.rules(piece.exceptions)) for piece in pieces)


def _halves(rules: tuple[Rule, ...]) -> Refusal:
    return Refusal(
        tuple(rule for rule in rules if rule.allows), tuple(rule for rule in rules if not rule.allows)
    )


class Asking(Struct, frozen=True):
    """Every reading of the two policies, and the work that is left for questions about them."""

    readings: tuple[Reading, ...]
    effort: Effort

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
        allowed_now = self.none(
            lambda at: Question(at.rules((piece.requests,)), at.rules(piece.exceptions), (at.new,))
        )
        return bool(allowed_now) and all(
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
            lambda at: Question((at.new.allows[place],), at.new.denies, (at.old, *at.outside(pieces)))
        )
