"""What is used: requests of CloudTrail's events at the cells that they pass, and those that would be denied.

The verdicts are those of `inquiry/replay.py`; here they are given to callers, resources and levels.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct, field

from gen_vpce import catalog
from gen_vpce.access.decision.compiled_policy import compile_policy
from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import Facts, facts
from gen_vpce.access.reach.callers import Caller, requests_by
from gen_vpce.access.reach.model import Reach
from gen_vpce.access.reach.resources import Resource, requests_on
from gen_vpce.diagnostics.english import counted
from gen_vpce.inquiry.judge import Judge, Way
from gen_vpce.inquiry.replay import Row, Verdict, replay, request_of
from gen_vpce.inquiry.replay_coverage import unsaid
from gen_vpce.inquiry.replay_findings import request_in_words
from gen_vpce.overview.model import Usage, UsedRequest
from gen_vpce.overview.names import identity
from gen_vpce.overview.seen import Seen, SeenEndpoint, place_of
from gen_vpce.policy.document import EVERYONE, Effect, Policy, Statement
from gen_vpce.traffic.reduction_options import Asked
from gen_vpce.traffic.seen import Reduction

T = TypeVar("T")


class Traffic(Struct, frozen=True):
    """Events made small; `named` gives the endpoint of an id where the user says it, `files` their number."""

    reduction: Reduction
    files: int
    named: Mapping[str, str | None] = field(default_factory=dict)
    troubles: tuple[str, ...] = ()


class Often(Struct):
    """How often something was used, and when for the last time."""

    count: int = 0
    last: str = ""

    def add(self, count: int, last: str) -> None:
        """Count more of it."""
        self.count += count
        self.last = max(self.last, last)


Used = dict[tuple[Caller, Resource, str], Often]
"""What was used of an endpoint, by caller, resource and access level."""


def asked_of(seen: Seen) -> Asked:
    """Return what the policies of *seen* ask of requests."""
    judges = [judge_of(each) for each in seen.endpoints if not each.doubt]
    keys = frozenset[str]().union(*(each.keys for each in judges))
    resources = (name for judge in judges for way in judge.ways for name in way.resources())
    return Asked(tuple(sorted(keys)), any(each.sessions for each in judges), tuple(resources))


def judge_of(seen: SeenEndpoint) -> Judge:
    """Return the policies of an endpoint made ready for requests."""
    denying = tuple((each.kind, each.ready) for each in seen.held.restrictions)
    policies = tuple(each.policy for each in seen.deciding)
    way = Way(
        seen.key,
        Layers(endpoint=seen.door.held.ready, restrictions=denying, guards=seen.held.guards),
        policies,
        seen.door.id if seen.held.is_intent else None,
        seen.door.service,
        tuple(((*each.ready.allows, *each.ready.denies), each.origin) for each in seen.deciding),
    )
    sessions = any(":assumed-role/" in repr(policy) for policy in policies)
    return Judge((way,), frozenset(seen.held.operators), seen.held.home, sessions)


def replayed(seen: Seen, traffic: Traffic) -> tuple[dict[str, tuple[Row, ...]], int]:
    """Return the rows of each endpoint by its key, and how many events came through no endpoint of *seen*."""
    parts: dict[str, Reduction] = {}
    left = 0
    known = [each for each in seen.endpoints if not each.doubt]
    judges = {each.key: judge_of(each) for each in known}
    for request, often in traffic.reduction.requests.items():
        through = _candidates(request.endpoint, known, traffic.named)
        carrying = [
            each
            for each in through
            if all(judges[each.key].ways[0].carries(need.action) for need in request.needs)
        ]
        if len(carrying) != 1:
            left += often.count
            continue
        part = parts.setdefault(carrying[0].key, Reduction(coverage=traffic.reduction.coverage))
        part.requests[request] = often
    rows = {
        key: replay(part, judges[key], {each.endpoint: judges[key].ways for each in part.requests}, None).rows
        for key, part in parts.items()
    }
    return rows, left


def _candidates(
    id_: str, known: Sequence[SeenEndpoint], named: Mapping[str, str | None]
) -> Sequence[SeenEndpoint]:
    """Return the endpoints that the one with this id may be: by its id, by the name given, or any without."""
    own = [each for each in known if each.id == id_]
    if own:
        return own
    name = named.get(id_)
    if name is not None:
        return [each for each in known if name in (each.door.name, f"{each.module}/{each.door.name}")]
    return [] if named and id_ not in named else [each for each in known if each.id is None]


def used_in(rows: Iterable[Row], seen: SeenEndpoint, found: Reach) -> tuple[Used, int]:
    """Return what *rows* used of the cells of *found*, and how many requests fit into none."""
    who = _ready(found.callers, lambda each: requests_by(each, found.callers))
    what = _ready(found.resources, lambda each: _on(each, found.resources))
    way = judge_of(seen).ways[0]
    used: Used = {}
    left = 0
    for row in rows:
        if row.said.verdict is not Verdict.PASSES:
            continue
        for need in row.seen.needs:
            asked = facts(request_of(row.seen, need, way), seen.held.home)
            caller, resource = _first(who, asked), _first(what, asked)
            level = _level(need.action)
            if caller is None or resource is None or level is None:
                left += row.often.count
                continue
            used.setdefault((caller, resource, level), Often()).add(row.often.count, row.often.last)
    return used, left


def _on(resource: Resource, others: Sequence[Resource]) -> tuple[Statement, tuple[Statement, ...]]:
    arns, conditions, elsewhere = requests_on(resource, others)
    return Statement(Effect.ALLOW, None, EVERYONE, None, ("*",), None, arns, None, conditions), elsewhere


def _ready(
    each: Sequence[T], requests: Callable[[T], tuple[Statement, tuple[Statement, ...]]]
) -> list[tuple[T, Layers]]:
    made = []
    for one in each:
        asked, spared = requests(one)
        made.append((one, Layers(endpoint=compile_policy(Policy((asked, *spared))))))
    return made


def _first(ready: Iterable[tuple[T, Layers]], asked: Facts) -> T | None:
    """Return the one whose request it is; where nobody tells what it depends on, the first that it may be."""
    perhaps = None
    for one, layers in ready:
        outcome = decide(layers, asked).outcome
        if outcome is Outcome.ALLOWED:
            return one
        if outcome is Outcome.UNDECIDED and perhaps is None:
            perhaps = one
    return perhaps


def _level(action: str) -> str | None:
    prefix, _, name = action.partition(":")
    service = catalog.service(prefix)
    known = service.actions.get(name.lower()) if service else None
    return str(known.level) if known else None


def usage(seen: Seen, traffic: Traffic, rows: Mapping[str, Sequence[Row]], left: int, unplaced: int) -> Usage:
    """Return what the report says of the events beside the cells."""
    coverage = traffic.reduction.coverage
    services = {each.door.service for each in seen.endpoints if each.door.service}
    span = f", {coverage.first} to {coverage.last}" if coverage.first else ""
    read = f"{counted(coverage.events, 'event')} of {counted(traffic.files, 'file')}{span}"
    lines = [read, *unsaid(coverage, services)]
    if left:
        lines.append(f"{counted(left, 'event')} came through endpoints that are not in this report")
    if unplaced:
        lines.append(f"{counted(unplaced, 'event')} of requests that pass belong to no cell of the matrix")
    every = {key: each for key, found in rows.items() for each in [tuple(found)]}
    return Usage(
        (*lines, *traffic.troubles),
        tuple(_told(every, lambda row: row.breaks)),
        tuple(_told(every, lambda row: row.is_open)),
    )


def _told(rows: Mapping[str, Sequence[Row]], wanted: Callable[[Row], bool]) -> Iterator[UsedRequest]:
    for key, found in rows.items():
        for row in found:
            if wanted(row):
                yield UsedRequest(
                    identity("e", key),
                    request_in_words(row),
                    row.often.count,
                    row.often.last,
                    row.said.because,
                    place_of(row.said.place),
                )
