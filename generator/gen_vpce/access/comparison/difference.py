"""What one policy allows beyond another one, in rows that together are the difference.

A request is newly allowed in two ways. A new Allow matches it, and neither an old Allow nor a new Deny does:
a row for the new Allow, with exceptions for those. Or a new Allow matches it where an old Deny did, and no
new Deny does: a row for what both match. Each row is then narrowed to the values that are new, put as briefly
as it can be, and proven.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.comparison.compare import Pair
from gen_vpce.access.comparison.difference_row import DifferenceRow
from gen_vpce.access.comparison.narrowed_statement import narrowed
from gen_vpce.access.comparison.row_choice import shortest, with_exceptions
from gen_vpce.access.comparison.row_proof import Asking, Piece, Reading, lies_inside
from gen_vpce.access.comparison.row_weight import weight
from gen_vpce.access.comparison.statement_meeting import as_requests, meeting
from gen_vpce.access.decision.compiled_policy import compile_policy
from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import Request, facts
from gen_vpce.access.patterns.work_limit import DEFAULT, Effort
from gen_vpce.access.proof.condition_terms import UndecidableError
from gen_vpce.access.proof.exists import Claim, exists
from gen_vpce.access.proof.search import Question
from gen_vpce.policy.compiler.merge import merged
from gen_vpce.policy.document import VERSION, Effect, Policy, Statement
from gen_vpce.policy.language import in_language

_FEW = 24  # rows up to which each is held against all others
_TRIALS = 20  # the part of the work allowed that a row may take to be known to hold a request


def added(*readings: Pair, effort: int = DEFAULT, known: Request | None = None) -> tuple[DifferenceRow, ...]:
    """Return what the policy after allows and the one before does not, the weightiest rows first.

    More than one of *readings* says that the policies can be read in several ways; the rows are exact where
    they are for each. *effort* caps the work on the rows, and as much again that on their proof. What it does
    not settle stands in rows that are not exact. *known* is a request of the difference, where one is known.
    """
    scope = _Scope(readings, effort, known)
    try:
        found = sorted(scope.rows(), key=_place)
    except UndecidableError:
        allows = (each for each in readings[0][1].policy if each.effect is Effect.ALLOW)
        found = [DifferenceRow(Piece(as_requests(each)), is_exact=False, is_certain=False) for each in allows]
    return tuple(dict.fromkeys(found))


def _place(row: DifferenceRow) -> tuple[bool, tuple[int, ...]]:
    return not row.is_certain, weight(row.piece.requests)


class _Sides(Struct, frozen=True):
    """The statements of both policies as sets of requests, in one language."""

    old_allows: tuple[Statement, ...]
    old_denies: tuple[Statement, ...]
    new_allows: tuple[Statement, ...]
    new_denies: tuple[Statement, ...]


class _Scope:
    """One direction of a difference: its readings, and the work that is left."""

    def __init__(self, readings: Sequence[Pair], effort: int, known: Request | None) -> None:
        before, after = readings[0]
        versions = (before.policy.version, after.policy.version)
        language = VERSION if VERSION in versions else versions[1]
        self._readings = tuple(Reading(*each, language) for each in readings)
        self._sides = _Sides(
            *(
                tuple(
                    in_language(as_requests(each), policy, language)
                    for each in policy
                    if each.effect is effect
                )
                for policy in (before.policy, after.policy)
                for effect in (Effect.ALLOW, Effect.DENY)
            )
        )
        self._asking = Asking(self._readings, Effort(effort))
        self._proving = Asking(self._readings, Effort(effort))
        self._effort = effort
        self._known = known

    def rows(self) -> Iterator[DifferenceRow]:
        """Yield the rows, and wider ones in the place of those that are not proven to be complete."""
        pieces = self._pieces()
        rows = [
            DifferenceRow(piece, self._proving.is_exact(piece), self._is_certain(piece)) for piece in pieces
        ]
        sides = self._sides
        lifted = tuple(self._lifted_denies())
        incomplete = [
            allow
            for place, allow in enumerate(sides.new_allows)
            if (lifted or not (allow in sides.old_allows or self._proving.is_spelled_out(place, pieces)))
            and not self._proving.nothing_outside(place, pieces)
        ]
        wide = (*(each for each in incomplete if each not in sides.old_allows), *lifted)
        yield from self._widened(rows, wide) if incomplete else rows

    def _widened(self, rows: Sequence[DifferenceRow], wide: Sequence[Statement]) -> Iterator[DifferenceRow]:
        """Yield the settled ones of *rows*, and one for each of *wide*, which hold the whole difference."""
        at = self._readings[0]
        rules = at.rules(wide)
        doubtful = [row for row in rows if not row.is_settled and lies_inside(row.piece.requests, rules, at)]
        yield from (row for row in rows if row not in doubtful)
        for statement, rule in zip(wide, rules, strict=True):
            parts = (row for row in doubtful if row.is_certain)
            certain = any(rule.covers(part) for row in parts for part in at.rules((row.piece.requests,)))
            piece = Piece(statement)
            yield DifferenceRow(piece, is_exact=False, is_certain=certain or self._is_certain(piece))

    def _pieces(self) -> tuple[Piece, ...]:
        """Return requests with exceptions that together are the difference, and none that the others hold."""
        sides = self._sides
        pool = (*sides.old_allows, *sides.new_denies)
        direct = [
            self._narrowed(Piece(each, pool))
            for each in sides.new_allows
            if each not in sides.old_allows and not self._is_empty(each, pool)
        ]
        found = _merged(direct)
        lifted = [piece for deny in self._lifted_denies() for piece in self._lifted(deny, found)]
        found = [*found, *_merged(lifted)]
        for each in tuple(reversed(found)) if 1 < len(found) <= _FEW else ():
            others = [other for other in found if other is not each]
            if self._is_empty(each.requests, each.exceptions, others):
                found = others
        brief = [with_exceptions(each.requests, each.exceptions, self._asking) for each in found]
        return tuple(part for each in brief for part in shortest(each, self._asking))

    def _lifted_denies(self) -> Iterator[Statement]:
        return (each for each in self._sides.old_denies if each not in self._sides.new_denies)

    def _lifted(self, deny: Statement, direct: Sequence[Piece]) -> list[Piece]:
        """Return what an old Deny denied and no new one does, as far as *direct* does not hold it.

        It is the whole of the Deny where the new policy allows all of that, or where the work is used up.
        """
        sides = self._sides
        if self._is_empty(deny, sides.new_denies, direct):
            return []
        whole = Piece(deny, sides.new_denies)
        if self._is_empty(deny, (*sides.new_allows, *sides.new_denies)):
            return [self._narrowed(whole, direct)]
        found = []
        for allow in self._asking.meeting(deny, sides.new_allows):
            if self._asking.is_empty((allow, deny), sides.new_denies, direct):
                continue
            part = meeting(allow, deny)
            both = replace(part, exceptions=(*part.exceptions, *sides.new_denies))
            found.append(self._narrowed(both, direct))
            if self._asking.is_worn:
                return [whole]
        return found

    def _is_empty(
        self, requests: Statement, exceptions: Sequence[Statement], outside: Sequence[Piece] = ()
    ) -> bool:
        return self._asking.is_empty((requests,), exceptions, outside)

    def _narrowed(self, piece: Piece, outside: Sequence[Piece] = ()) -> Piece:
        """Return *piece* with the values alone that hold something outside of other pieces."""
        sides = self._sides
        known = (*sides.old_allows, *sides.old_denies, *sides.new_allows, *sides.new_denies)
        near = self._asking.meeting(piece.requests, piece.exceptions)
        requests = narrowed(
            piece.requests,
            known,
            lambda part, avoid: not self._is_empty(part, (*near, *avoid), outside),
        )
        return replace(piece, requests=requests)

    def _is_certain(self, piece: Piece) -> bool:
        """Whether some request of *piece* is certainly newly allowed."""
        asked = (piece.requests, *piece.exceptions)
        if self._asking.some(lambda at: Question(at.rules(asked[:1]), at.rules(asked[1:]))):
            return True
        if any(each.not_principals is not None for each in asked):
            return False  # what it leaves out depends on the effect, which changes here
        statements = (piece.requests, *(replace(each, effect=Effect.DENY) for each in piece.exceptions))
        return all(self._allows_more(Policy(statements, at.version), at) for at in self._readings)

    def _allows_more(self, row: Policy, at: Reading) -> bool:
        """Whether *row* allows a request, the known one or another, that the policy before does not."""
        if self._known is not None:
            layers = Layers(endpoint=compile_policy(row, roots_only=at.roots_only))
            if decide(layers, facts(self._known)).outcome is Outcome.ALLOWED:
                return True
        claim = Claim((replace(at.after, policy=row),), (at.before,))
        return exists(claim, effort=self._effort // _TRIALS).answer is True


def _merged(pieces: Sequence[Piece]) -> list[Piece]:
    """Return *pieces* with requests of the same exceptions put together where one statement says them."""
    by_exceptions: dict[tuple[Statement, ...], list[Statement]] = {}
    for piece in pieces:
        by_exceptions.setdefault(piece.exceptions, []).append(piece.requests)
    return [
        Piece(requests, exceptions)
        for exceptions, found in by_exceptions.items()
        for _, requests in merged(dict.fromkeys(found))
    ]
