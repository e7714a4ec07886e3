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
from gen_vpce.access.comparison.row_proof import Asking, Piece, Reading
from gen_vpce.access.comparison.row_weight import weight
from gen_vpce.access.comparison.statement_meeting import as_requests, meeting
from gen_vpce.access.patterns.work_limit import DEFAULT, Effort
from gen_vpce.access.proof.condition_terms import UndecidableError
from gen_vpce.access.proof.exists import Claim, exists
from gen_vpce.access.proof.search import Question
from gen_vpce.policy.document import VERSION, Condition, Effect, Policy, Statement
from gen_vpce.policy.merge import merged
from gen_vpce.policy.operators import OPERATORS

_FEW = 24  # rows up to which each is held against all others


def added(*readings: Pair, effort: int = DEFAULT) -> tuple[DifferenceRow, ...]:
    """Return what the policy after allows and the one before does not, the weightiest rows first.

    More than one of *readings* says that the policies can be read in several ways; the rows are exact where
    they are for each. *effort* caps the work on the rows, and as much again that on their proof. What it does
    not settle stands in rows that are not exact.
    """
    scope = _Scope(readings, effort)
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

    def __init__(self, readings: Sequence[Pair], effort: int) -> None:
        before, after = readings[0]
        versions = (before.policy.version, after.policy.version)
        language = VERSION if VERSION in versions else versions[1]
        self._readings = tuple(Reading(*each, language) for each in readings)
        self._sides = _Sides(
            *(
                tuple(
                    _in_language(as_requests(each), policy, language)
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

    def rows(self) -> Iterator[DifferenceRow]:
        """Yield the rows that are proven, and each new Allow for which they are not proven to be complete."""
        pieces = self._pieces()
        rows = [
            DifferenceRow(piece, self._proving.is_exact(piece), self._is_certain(piece)) for piece in pieces
        ]
        for place, allow in enumerate(self._sides.new_allows):
            outside = self._proving.nothing_outside(place, pieces)
            if outside:
                continue
            inside = [row for row in rows if not row.is_settled and self._covers(allow, row.piece.requests)]
            rows = [row for row in rows if row not in inside]
            certain = (outside is False and len(self._readings) == 1) or any(row.is_certain for row in inside)
            rows.append(DifferenceRow(Piece(allow), is_exact=False, is_certain=certain))
        yield from rows

    def _pieces(self) -> tuple[Piece, ...]:
        """Return requests with exceptions that together are the difference, and none that the others hold."""
        sides = self._sides
        pool = (*sides.old_allows, *sides.new_denies)
        direct = [
            self._narrowed(Piece(each, pool)) for each in sides.new_allows if not self._is_empty(each, pool)
        ]
        found = _merged(direct)
        lifted = []
        for deny in sides.old_denies:
            for allow in sides.new_allows:
                if self._asking.is_empty((allow, deny), sides.new_denies, found):
                    continue
                part = meeting(allow, deny)
                whole = replace(part, exceptions=(*part.exceptions, *sides.new_denies))
                lifted.append(self._narrowed(whole, found))
        found = [*found, *_merged(lifted)]
        for each in tuple(reversed(found)) if 1 < len(found) <= _FEW else ():
            others = [other for other in found if other is not each]
            if self._is_empty(each.requests, each.exceptions, others):
                found = others
        brief = [with_exceptions(each.requests, each.exceptions, self._asking) for each in found]
        return tuple(part for each in brief for part in shortest(each, self._asking))

    def _is_empty(
        self, requests: Statement, exceptions: Sequence[Statement], outside: Sequence[Piece] = ()
    ) -> bool:
        return self._asking.is_empty((requests,), exceptions, outside)

    def _narrowed(self, piece: Piece, outside: Sequence[Piece] = ()) -> Piece:
        """Return *piece* with the values alone that hold something outside of other pieces."""
        sides = self._sides
        known = (*sides.old_allows, *sides.old_denies, *sides.new_allows, *sides.new_denies)
        requests = narrowed(
            piece.requests,
            known,
            lambda part, avoid: not self._is_empty(part, (*piece.exceptions, *avoid), outside),
        )
        return replace(piece, requests=requests)

    def _covers(self, allow: Statement, requests: Statement) -> bool:
        (wide, narrow) = self._readings[0].rules((allow, requests))
        return wide.covers(narrow)

    def _is_certain(self, piece: Piece) -> bool:
        """Whether some request of *piece* is certainly newly allowed, with values tried for variables."""
        asked = (piece.requests, *piece.exceptions)
        if self._asking.some(lambda at: Question(at.rules(asked[:1]), at.rules(asked[1:]))):
            return True
        if any(each.not_principals is not None for each in asked):
            return False  # what it leaves out depends on the effect, which changes here
        statements = (piece.requests, *(replace(each, effect=Effect.DENY) for each in piece.exceptions))
        return all(
            exists(
                Claim((replace(at.after, policy=Policy(statements, at.version)),), (at.before,)),
                effort=self._effort,
            ).answer
            is True
            for at in self._readings
        )


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


def _in_language(statement: Statement, policy: Policy, language: str | None) -> Statement:
    """Return *statement* of *policy* in another language: `${`, plain text in the older one, as `${$}{`."""
    if policy.version == language:
        return statement

    def plain(values: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if values is None else tuple(each.replace("${", "${$}{") for each in values)

    return replace(
        statement,
        resources=plain(statement.resources),
        not_resources=plain(statement.not_resources),
        conditions=tuple(map(_plain, statement.conditions)),
    )


def _plain(condition: Condition) -> Condition:
    operator = OPERATORS.get(condition.operator)
    if operator is None or not operator.takes_variables:
        return condition
    values = (each.replace("${", "${$}{") if isinstance(each, str) else each for each in condition.values)
    return replace(condition, values=tuple(values))
