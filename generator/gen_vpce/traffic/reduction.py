"""Requests reduced to what policies can tell apart, with counts: a million events, a few hundred requests.

What is kept: the endpoint, the caller (a role instead of its sessions, unless sessions are asked for), every
action with its resource and that one's owner, the condition keys that are asked for, and what came of it.
"""

from collections.abc import Collection, Iterable
from typing import Any, Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from gen_vpce.traffic.caller import Called, called_by
from gen_vpce.traffic.coverage import Coverage, category_of, is_made_by_service
from gen_vpce.traffic.event import Event
from gen_vpce.traffic.keys import Kept, kept_keys
from gen_vpce.traffic.needs import Need, needs_of
from gen_vpce.traffic.outcome import Was, outcome_of

_REMEMBERED = 50_000
_WITHOUT_PARAMETERS = 6
_MISSING: tuple[Need, ...] = (Need("", None),)


class Folds(Protocol):
    """What makes one request of several: see `folding` and `prefixes`."""

    def folded(self, needs: tuple[Need, ...]) -> tuple[Need, ...]:
        """Return *needs* as they are counted."""


class Seen(Struct, frozen=True):
    """One request, as all events that are alike have it.

    `event` is the name of the operation, `needs` is empty where no action is known for it. `caller` is None
    where the event does not tell who called.
    """

    endpoint: str
    category: str
    source: str
    event: str
    caller: Called | None
    needs: tuple[Need, ...]
    keys: Kept
    was: Was


class Often(Struct):
    """How often a request was made, when first and last, and the id of one of its events."""

    count: int
    first: str
    last: str
    example: str


class Reduction(Struct):
    """The requests that came through endpoints, and what the events cover.

    `made_by_services` is the number of events, through the endpoints that were asked for, that AWS services
    made: they pass no policy of the customer's endpoint.
    """

    requests: dict[Seen, Often] = field(default_factory=dict)
    coverage: Coverage = field(default_factory=Coverage)
    made_by_services: int = 0


def reduce_events(
    events: Iterable[Event],
    *,
    endpoints: Collection[str] | None = None,
    keys: Collection[str] = (),
    sessions: bool = False,
    folding: Folds | None = None,
) -> Reduction:
    """Return the requests of *events* through *endpoints*, through any where that is None.

    *keys* are the condition keys to keep, *sessions* says whether sessions of a role are told apart.
    *folding* makes one request of those that differ by objects which no policy at hand tells apart.
    """
    asked = sorted({key.lower() for key in keys})
    requests: dict[Seen, Often] = {}
    coverage = Coverage()
    reduction = Reduction(requests, coverage)
    recognised = _Recognised(folding)
    for event in events:
        coverage.add(event)
        endpoint = event.vpc_endpoint_id
        if not endpoint or (endpoints is not None and endpoint not in endpoints):
            continue
        if is_made_by_service(event):
            reduction.made_by_services += 1
            continue
        seen = Seen(
            endpoint,
            category_of(event),
            event.event_source or "",
            event.event_name or "",
            called_by(event.user_identity, session=sessions),
            recognised.needs(event),
            kept_keys(event, asked) if asked else (),
            outcome_of(event),
        )
        _count(requests, seen, event)
    return reduction


def merge(into: Reduction, other: Reduction, folding: Folds) -> None:
    """Add what *other* holds to *into*; what stands for a class of objects is what *folding* says."""
    into.coverage.merge(other.coverage)
    into.made_by_services += other.made_by_services
    for seen, often in other.requests.items():
        needs = folding.folded(seen.needs)
        same = seen if needs == seen.needs else replace(seen, needs=needs)
        known = into.requests.get(same)
        if known is None:
            into.requests[same] = often
            continue
        known.count += often.count
        known.first = min(known.first, often.first)
        if often.last > known.last:
            known.last, known.example = often.last, often.example


def _count(requests: dict[Seen, Often], seen: Seen, event: Event) -> None:
    time = event.event_time or ""
    often = requests.get(seen)
    if often is None:
        requests[seen] = Often(1, time, time, event.event_id or "")
        return
    often.count += 1
    if time > often.last:
        often.last, often.example = time, event.event_id or often.example
    often.first = min(often.first, time)


class _Recognised:
    """What requests need, worked out once for each that comes again.

    Most are told by the event's `resources` alone; where the parameters have a say they tell requests apart.
    """

    def __init__(self, folding: Folds | None) -> None:
        self._folding = folding
        self._known: dict[tuple[Any, ...], tuple[Need, ...] | None] = {}

    def needs(self, event: Event) -> tuple[Need, ...]:
        identity = event.user_identity
        made_of: tuple[Any, ...] = (
            event.event_source,
            event.event_name,
            event.aws_region,
            identity.account_id if identity else None,
            event.recipient_account_id,
            tuple([(each.arn, each.account) for each in event.resources or ()]),
        )
        known = self._known.get(made_of, _MISSING)
        if known is None:
            made_of = (*made_of, bytes(event.request_parameters))
            known = self._known.get(made_of, _MISSING)
        if known is not None and known is not _MISSING:
            return known
        needed = needs_of(event)
        needs = needed.needs if self._folding is None else self._folding.folded(needed.needs)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        if needed.by_parameters and len(made_of) == _WITHOUT_PARAMETERS:
            self._known[made_of] = None
            made_of = (*made_of, bytes(event.request_parameters))
        self._known[made_of] = needs
        return needs
