"""What the events of a replay prove and what they do not: told before any verdict."""

from collections import Counter
from collections.abc import Iterable, Iterator

from gen_vpce import catalog
from gen_vpce.diagnostics.english import counted, first_of
from gen_vpce.inquiry.judge import Judge
from gen_vpce.inquiry.replay import Replay
from gen_vpce.traffic.coverage import CATEGORIES, NETWORK, Coverage, Endpoint
from gen_vpce.traffic.data_events import DATA_EVENTS

_SHOWN = 6
_DATA = "Data"


def coverage_lines(replay: Replay, judge: Judge, files: int) -> Iterator[str]:
    """Yield what was read, of which time, of which services, and what is not in it."""
    coverage = replay.reduction.coverage
    yield f"{counted(coverage.events, 'event')} of {counted(files, 'file')}{_span(coverage)}"
    for category in (*CATEGORIES, *sorted({kind for kind, _ in coverage.kinds} - {*CATEGORIES})):
        logged = coverage.logged(category)
        total = f": {_some(logged, 'no')}" if logged else ": none"
        yield f"{_words(category)}{total}"
    yield from unsaid(coverage, services_of(judge))
    yield from _endpoints(replay, coverage)
    yield from _shares(replay)


def _span(coverage: Coverage) -> str:
    if not coverage.first:
        return ""
    gaps = coverage.days_without_events()
    missing = f"; no events on {counted(len(gaps), 'day')}: {first_of(gaps, _SHOWN)}" if gaps else ""
    return f", {coverage.first} to {coverage.last}{missing}"


def _words(category: str) -> str:
    known = {"Management": "management events", _DATA: "data events", NETWORK: "network activity events"}
    return known.get(category) or f"events of category {category}"


def unsaid(coverage: Coverage, services: Iterable[str]) -> Iterator[str]:
    """Yield what cannot be in these files, of *services* by their IAM prefixes."""
    logged = {catalog.event_service(source) for source in coverage.logged(_DATA)}
    for prefix in sorted(services):
        kind = DATA_EVENTS.get(prefix)
        if kind is not None and prefix not in logged:
            yield (
                f"no data events of {prefix}: nothing is said about {kind.example} and its like; "
                f"turn on data events of {kind.type} to see them"
            )
    if not coverage.logged(NETWORK):
        yield (
            "no network activity events: what the endpoint's policy denied at the time is not in these files"
        )


def services_of(judge: Judge) -> set[str]:
    """Return the IAM prefixes that the policies of *judge* are about, none for all of them."""
    told = {way.service for way in judge.ways if way.service}
    if told:
        return told
    actions = (
        action
        for way in judge.ways
        for policy in way.policies
        for statement in policy
        for action in statement.actions or ()
    )
    return {action.partition(":")[0].lower() for action in actions if ":" in action}


def _endpoints(replay: Replay, coverage: Coverage) -> Iterator[str]:
    requests = Counter(row.seen.endpoint for row in replay.rows)
    for id_, name in replay.ways.items():
        found = coverage.endpoints.get(id_, Endpoint())
        made = f", {_made(found.made_by_services)}" if found.made_by_services else ""
        different = counted(requests[id_], "different request")
        yield f"through {id_} ({name}): {endpoint_in_words(found)}, {different}{made}"
    left = {id_: coverage.endpoints[id_] for id_ in coverage.busiest() if id_ not in replay.ways}
    for id_, each in list(left.items())[:_SHOWN]:
        yield f"left out, through {id_}: {endpoint_in_words(each)}"
    if len(left) > _SHOWN:
        more = sum(each.events for each in left.values())
        yield f"left out, through {counted(len(left), 'endpoint')} in all: {counted(more, 'event')}"


def _made(count: int) -> str:
    return f"{count:,} of them by AWS services, which no policy of the endpoint is asked about"


def endpoint_in_words(found: Endpoint) -> str:
    """Return what came through an endpoint: `44 events (s3 44), owner 111122223333`."""
    owners = f", owner {', '.join(sorted(found.owners))}" if found.owners else ""
    return f"{counted(found.events, 'event')} ({_some(found.services, 'none')}){owners}"


def _shares(replay: Replay) -> Iterator[str]:
    total = sum(row.often.count for row in replay.rows)
    untold = {
        "an action that is not known": [row for row in replay.rows if not row.seen.needs],
        "a resource that the event does not tell": [
            row for row in replay.rows if any(need.resource is None for need in row.seen.needs)
        ],
        "a caller that the event does not tell": [row for row in replay.rows if row.seen.caller is None],
    }
    for what, rows in untold.items():
        if rows:
            events = sum(row.often.count for row in rows)
            names = sorted({f"{row.seen.source.partition('.')[0]} {row.seen.event}" for row in rows})
            yield f"{events:,} of {counted(total, 'event')} with {what}: {first_of(names, _SHOWN)}"


def _some(counts: "dict[str, int] | Counter[str]", none: str) -> str:
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = [f"{source.partition('.')[0]} {count:,}" for source, count in most[:_SHOWN]]
    more = [f"{len(most) - _SHOWN} more services"] if len(most) > _SHOWN else []
    return ", ".join([*shown, *more]) or none
