"""How often a changed policy's newly denied requests were made: what `--traffic` adds to a finding.

First it is gathered which policies there are, since they say which keys and resources tell requests apart;
then the events are read once, and asked about each of the policies.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.diagnostics import Usage
from gen_vpce.diagnostics.english import counted, first_of
from gen_vpce.inquiry.judge import Judge, judge_policy, resources_in
from gen_vpce.inquiry.known_facts import Known
from gen_vpce.inquiry.replay import Row, Verdict, replay
from gen_vpce.inquiry.replay_coverage import unsaid
from gen_vpce.inquiry.replay_findings import how_often, request_in_words
from gen_vpce.inquiry.usage_of_resource import Resource, limits_of, parts_of, rows_of
from gen_vpce.policy.document import Policy
from gen_vpce.traffic.coverage import Coverage
from gen_vpce.traffic.reduction_options import Asked
from gen_vpce.traffic.seen import Reduction
from gen_vpce.traffic.troubles import Troubles

_SHOWN = 3
_NAMES = 6


class Change(Struct, frozen=True):
    """The policy of an endpoint, or of a *resource*, before and after.

    `name` tells it from others, `service` is the IAM prefix that the endpoint leads to, `gateway` its kind;
    both None where nobody says. `ids` are the endpoints that it belongs to: None for all that events came
    through, empty where they are not known. What is `sensitive` is not shown. Of the policy of a
    resource `resource` says which, and endpoints have no say.
    """

    name: str
    old: Policy
    new: Policy
    service: str | None = None
    gateway: bool | None = None
    ids: frozenset[str] | None = None
    sensitive: bool = False
    resource: Resource | None = None


class Events(Struct, frozen=True):
    """What was read: the requests, what of the files was not read, and the facts that no event holds."""

    reduction: Reduction
    troubles: Troubles
    known: Known | None = None


def asked_by(changes: Sequence[Change]) -> Asked:
    """Return what tells requests apart for all of *changes*."""
    judges = [judge for each in changes for judge in _judges(each, None)]
    keys = sorted({key for judge in judges for key in judge.keys})
    return Asked(
        tuple(keys),
        any(judge.sessions for judge in judges),
        tuple(resources_in(*judges)),
        everywhere=tuple(sorted({each.resource.source for each in changes if each.resource is not None})),
    )


def usage_of(change: Change, events: Events) -> tuple[Usage, tuple[str, ...]]:
    """Return how often requests were made that *change* newly denies, and that in sentences."""
    coverage = events.reduction.coverage
    if change.resource is not None and coverage.events:
        rows = rows_of(change.old, change.new, change.resource, events.reduction, events.known)
    else:
        ids = frozenset(coverage.endpoints) if change.ids is None else change.ids & coverage.endpoints.keys()
        if not ids:
            reason = _no_endpoint(change, coverage)
            return Usage(None, limits=(reason,)), (reason,)
        rows = _rows(change, events, ids)
    lost = [row for row in rows if row.breaks and row.before.verdict is not Verdict.DENIED]
    opened = [row for row in rows if row.is_open and row.before.verdict is Verdict.PASSES]
    limits = tuple(_limits(change, events, rows))
    latest = max(lost, key=lambda row: row.often.last, default=None)
    usage = Usage(
        sum(row.often.count for row in lost),
        len(lost),
        latest.often.last if latest else None,
        latest.often.example if latest else None,
        sum(row.often.count for row in opened),
        limits,
    )
    return usage, tuple(_sentences(usage, change, lost, coverage))


def _judges(change: Change, known: Known | None) -> tuple[Judge, ...]:
    if change.resource is not None:
        return (*parts_of(change.new, known).all, *parts_of(change.old, known).all)
    new, old = (judge_policy(each, change.gateway, change.service) for each in (change.new, change.old))
    return replace(new, known=known), replace(old, known=known)


def _rows(change: Change, events: Events, ids: frozenset[str]) -> list[Row]:
    new, old = _judges(change, events.known)
    prefix = change.service
    requests = {
        seen: often
        for seen, often in events.reduction.requests.items()
        if seen.endpoint in ids
        and all(prefix in (None, need.action.partition(":")[0]) for need in seen.needs)
    }
    asked = Reduction(requests, events.reduction.coverage)
    return list(replay(asked, new, dict.fromkeys(ids, new.ways), old).rows)


def _no_endpoint(change: Change, coverage: Coverage) -> str:
    if not coverage.events:
        return "how often it was used is not known: no events were read"
    if change.ids is None:
        return "how often it was used is not known: no event of these files came through an endpoint"
    if not change.ids:
        return "how often it was used is not known: no event of these files tells that it came through it"
    ids = first_of(sorted(change.ids), _NAMES)
    return f"how often it was used is not known: no event of these files came through {ids}"


def _sentences(usage: Usage, change: Change, lost: Sequence[Row], coverage: Coverage) -> Iterator[str]:
    span = f"{coverage.first} to {coverage.last}" if coverage.first else "without a time"
    if lost:
        last = f", last at {usage.last} (event {usage.example})" if not change.sensitive else ""
        yield (
            f"used: {counted(usage.events or 0, 'event')} of "
            f"{counted(usage.requests, 'different request')} "
            f"that succeeded would be denied{last}; the events are of {span}"
        )
        if not change.sensitive:
            most = sorted(lost, key=lambda row: (-row.often.count, row.often.last))
            yield from (f"used: {_in_words(row, change)}, {how_often(row)}" for row in most[:_SHOWN])
            if len(lost) > _SHOWN:
                yield f"used: {counted(len(lost) - _SHOWN, 'more request')}"
    else:
        yield f"not seen in these files: no event of {span} needs what is newly denied"
    if usage.unknown:
        more = counted(usage.unknown, "event")
        yield f"not known of {more} more, which depend on what events do not hold (--facts)"
    yield from usage.limits


def _in_words(row: Row, change: Change) -> str:
    """Return who called what, and to a resource by which way."""
    way = f", through {row.seen.endpoint or 'no endpoint'}" if change.resource is not None else ""
    return f"{request_in_words(row)}{way}"


def _limits(change: Change, events: Events, rows: list[Row]) -> Iterator[str]:
    """Yield what the files do not prove: kinds of events and days without any, and what was not read."""
    coverage = events.reduction.coverage
    if change.resource is not None:
        yield from limits_of(change.resource, rows, events.reduction)
    services = (change.service,) if change.service else sorted(_services(change))
    yield from (said for said in unsaid(coverage, services) if not said.startswith("no network"))
    gaps = coverage.days_without_events()
    if gaps:
        yield f"no events on {counted(len(gaps), 'day')}: {first_of(sorted(gaps), _NAMES)}"
    yield from events.troubles.sentences()


def _services(change: Change) -> set[str]:
    actions = [action for each in (*change.old, *change.new) for action in each.actions or ()]
    return {action.partition(":")[0].lower() for action in actions if ":" in action}
