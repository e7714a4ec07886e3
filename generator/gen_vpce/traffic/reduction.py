"""Requests reduced to what policies can tell apart, with counts: a million events, a few hundred requests.

What is kept: the endpoint, the caller (a role instead of its sessions, unless sessions are asked for), every
action with its resource and that one's owner, the condition keys that are asked for, and what came of it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice

from msgspec.structs import replace

from gen_vpce.traffic.counting import Counting
from gen_vpce.traffic.event import Essentials
from gen_vpce.traffic.folding import AsTheyAre
from gen_vpce.traffic.keys import readable
from gen_vpce.traffic.needs import Need
from gen_vpce.traffic.seen import Folds, Often, Reduction, Seen
from gen_vpce.traffic.sql.result import Answer
from gen_vpce.traffic.usual import NotUsualError, UsualFile

__all__ = ["Often", "Reduction", "Seen", "merge", "reduce_batches", "reduce_events", "settle"]

_BATCH = 1_000


def reduce_events(  # noqa: PLR0913 -- each is asked for by itself
    events: Iterable[Essentials],
    *,
    endpoints: Collection[str] | None = None,
    everywhere: Collection[str] = (),
    keys: Collection[str] = (),
    sessions: bool = False,
    folding: Folds | None = None,
) -> Reduction:
    """Return the requests of *events* through *endpoints*, through any where that is None.

    To the event sources *everywhere* those count, too, that came through no endpoint.
    *keys* are the condition keys to keep, *sessions* says whether sessions of a role are told apart.
    *folding* makes one request of those that differ by objects which no policy at hand tells apart.
    """
    return reduce_batches(
        _batches(events),
        endpoints=endpoints,
        everywhere=everywhere,
        keys=keys,
        sessions=sessions,
        folding=folding,
    )


def reduce_batches(  # noqa: PLR0913 -- each is asked for by itself
    batches: Iterable[Sequence[Essentials] | UsualFile | Answer | Reduction],
    *,
    endpoints: Collection[str] | None = None,
    everywhere: Collection[str] = (),
    keys: Collection[str] = (),
    sessions: bool = False,
    folding: Folds | None = None,
) -> Reduction:
    """Return the same of events that come in *batches*, some of which may be reduced and folded already.

    With keys that are `readable` the events have to be `Event`s.
    """
    reduction, folds = Reduction(), folding or AsTheyAre()
    counting = Counting(
        reduction,
        keys=readable(keys),
        sessions=sessions,
        folding=folds,
        endpoints=endpoints,
        everywhere=everywhere,
    )
    for batch in batches:
        if isinstance(batch, Reduction):
            merge(reduction, batch, AsTheyAre())
        elif isinstance(batch, Answer):
            counting.count_again(batch.events)
        elif isinstance(batch, UsualFile):
            with suppress(NotUsualError):  # it comes again in another form
                counting.count_file(batch)
        else:
            counting.count(batch)
    counting.finish()
    settle(reduction, folds)
    return reduction


def merge(into: Reduction, other: Reduction, folding: Folds) -> None:
    """Add what *other* holds to *into*; `settle` has to be called at the end."""
    into.coverage.merge(other.coverage)
    into.made_by_services += other.made_by_services
    for seen, often in other.requests.items():
        _add(into.requests, _with(seen, folding.again(seen.needs)), often)


def settle(reduction: Reduction, folding: Folds) -> None:
    """Give every request of *reduction* what stands for its objects now that everything was seen."""
    settled: dict[Seen, Often] = {}
    for seen, often in reduction.requests.items():
        _add(settled, _with(seen, folding.final(seen.needs)), often)
    reduction.requests = settled


def _with(seen: Seen, needs: tuple[Need, ...]) -> Seen:
    return seen if needs == seen.needs else replace(seen, needs=needs)


def _add(requests: dict[Seen, Often], seen: Seen, often: Often) -> None:
    known = requests.setdefault(seen, often)
    if known is not often:
        known.add(often)


def _batches(events: Iterable[Essentials]) -> Iterator[list[Essentials]]:
    rest = iter(events)
    while batch := list(islice(rest, _BATCH)):
        yield batch
