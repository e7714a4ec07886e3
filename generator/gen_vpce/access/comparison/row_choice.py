"""How a row is put: which exceptions it takes, and whether several rows without them read shorter."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from gen_vpce.access.comparison.condition_meeting import conjoined, not_meeting
from gen_vpce.access.comparison.narrowed_statement import narrowed
from gen_vpce.access.comparison.row_proof import Asking, Piece
from gen_vpce.access.comparison.row_wording import bare, in_words
from gen_vpce.access.comparison.statement_meeting import free_as
from gen_vpce.access.comparison.value_lists import value_lists
from gen_vpce.policy.compiler.merge import merged
from gen_vpce.policy.document import EVERYONE, Statement

_MOST_PARTS = 8
_MOST_EXCEPTIONS = 6
_PER_ROW = 8  # what a row more costs a reader, in characters


def with_exceptions(requests: Statement, pool: Sequence[Statement], asking: Asking) -> Piece:
    """Return *requests* without those of *pool*, with as few and as narrow exceptions as mean the same."""
    near = asking.meeting(requests, pool)
    kept = [each for each in near if not asking.is_empty((requests, each), ())]
    for each in tuple(reversed(kept)) if len(kept) > 1 else ():
        others = [other for other in kept if other is not each]
        if asking.is_empty((requests, each), others):
            kept = others
    narrow = [_narrow(requests, each, asking) for each in kept]
    return Piece(requests, tuple(each for _, each in merged(dict.fromkeys(narrow))))


def _narrow(requests: Statement, exception: Statement, asking: Asking) -> Statement:
    """Return *exception* with the values alone that meet *requests*, and free of what these ask anyway."""
    found = narrowed(exception, (), lambda part, avoid: not asking.is_empty((requests, part), avoid))
    for condition in found.conditions:
        others = tuple(each for each in found.conditions if each is not condition)
        wider = replace(found, conditions=others)
        if asking.is_empty((requests, wider), (found,)):
            found = wider
    if found.principals is not None and not found.principals.is_everyone:
        wider = replace(found, principals=EVERYONE)
        found = wider if asking.is_empty((requests, wider), (found,)) else found
    return found


def shortest(piece: Piece, asking: Asking, *, depth: int = 2) -> tuple[Piece, ...]:
    """Return *piece*, or pieces that are the same together and have fewer words."""
    piece = _without_idle_conditions(piece, asking)
    best: tuple[Piece, ...] = (piece,)
    if not depth or not 0 < len(piece.exceptions) <= _MOST_EXCEPTIONS:
        return best
    for parts in (*_turned(piece, asking), *_splits(piece, asking)):
        finer = tuple(each for part in parts for each in shortest(part, asking, depth=depth - 1))
        if _length(finer) < _length(best):
            best = finer
    return best


def _length(pieces: Sequence[Piece]) -> int:
    return sum(len(in_words(piece)) + _PER_ROW for piece in pieces)


def _without_idle_conditions(piece: Piece, asking: Asking) -> Piece:
    """Return *piece* without the conditions that all its other requests meet anyway."""
    for condition in piece.requests.conditions if len(piece.requests.conditions) > 1 else ():
        others = tuple(each for each in piece.requests.conditions if each is not condition)
        wider = replace(piece.requests, conditions=others)
        if asking.is_empty((wider,), (*piece.exceptions, piece.requests)):
            piece = replace(piece, requests=wider)
    return piece


def _turned(piece: Piece, asking: Asking) -> Iterator[list[Piece]]:
    """Yield *piece* with a condition in the place of an exception that asks for its opposite alone."""
    for exception in piece.exceptions:
        left = bare(exception, piece.requests)
        if len(left.conditions) != 1 or replace(left, conditions=()) != free_as(piece.requests):
            continue
        opposite = not_meeting(left.conditions[0])
        conditions, homeless = conjoined((*piece.requests.conditions, *(opposite or ())))
        if opposite and not homeless:
            others = [each for each in piece.exceptions if each is not exception]
            turned = with_exceptions(replace(piece.requests, conditions=conditions), others, asking)
            if _are_same(piece, turned, asking):
                yield [turned]


def _are_same(one: Piece, other: Piece, asking: Asking) -> bool:
    """Whether both certainly hold the same requests."""
    return all(
        asking.is_empty((here.requests,), here.exceptions, [there])
        for here, there in ((one, other), (other, one))
    )


def _splits(piece: Piece, asking: Asking) -> Iterator[list[Piece]]:
    """Yield *piece* parted along each of its lists, values with the same exceptions together."""
    for each in value_lists(piece.requests):
        if not 1 < len(each.values) <= _MOST_PARTS:
            continue
        groups: dict[tuple[Statement, ...], list[object]] = {}
        for value in each.values:
            part = each.put(piece.requests, (value,))
            if not asking.is_empty((part,), piece.exceptions):
                met = tuple(other for other in piece.exceptions if not asking.is_empty((part, other), ()))
                groups.setdefault(met, []).append(value)
        if len(groups) > 1:
            yield [
                with_exceptions(each.put(piece.requests, tuple(values)), exceptions, asking)
                for exceptions, values in groups.items()
            ]
