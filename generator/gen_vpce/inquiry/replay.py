"""Real requests decided by a policy: what `gen-vpce replay` does.

Each reduced request passes, would be denied, or depends on what the events do not tell. Beside that stands
what the policy in force says of it, and what came of it at the time.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from gen_vpce.access.decision.evaluate import Decision, Outcome
from gen_vpce.access.decision.request import ContextValue, Request
from gen_vpce.diagnostics import Span
from gen_vpce.inquiry.judge import Judge, Way
from gen_vpce.policy.document import Effect
from gen_vpce.traffic.needs import Need
from gen_vpce.traffic.outcome import Was
from gen_vpce.traffic.reduction import Often, Reduction, Seen
from gen_vpce.traffic.services.named import UNKNOWN_SUFFIX


class Verdict(StrEnum):
    """What becomes of a request."""

    PASSES = "passes"
    DENIED = "denied"
    UNKNOWN = "unknown"


class Said(Struct, frozen=True):
    """A verdict, why, the place of the statement behind it, and what an unknown one depends on."""

    verdict: Verdict
    because: str = ""
    place: Span | None = None
    depends_on: str | None = None


class Row(Struct, frozen=True):
    """A request with what the policy says of it, and what the policy in force says.

    `endpoint` is where an intent names the endpoint whose policy was asked.
    """

    seen: Seen
    often: Often
    said: Said
    before: Said
    endpoint: Span | None = None

    @property
    def breaks(self) -> bool:
        """Whether the request succeeded and would be denied."""
        return self.said.verdict is Verdict.DENIED and self.seen.was is Was.SUCCEEDED

    @property
    def is_open(self) -> bool:
        """Whether the request succeeded and it is not known whether it would."""
        return self.said.verdict is Verdict.UNKNOWN and self.seen.was is Was.SUCCEEDED

    @property
    def opens(self) -> bool:
        """Whether the endpoint's policy denied the request, and the new one lets it pass."""
        return self.said.verdict is Verdict.PASSES and self.seen.was is Was.DENIED_BY_ENDPOINT


class Replay(Struct, frozen=True):
    """What came of a replay: a row for each request, the most frequent first, and what was left out.

    `ways` gives the name of the endpoint of each id that was asked for.
    """

    rows: tuple[Row, ...]
    reduction: Reduction
    ways: Mapping[str, str]

    def breaking(self, was: Was = Was.SUCCEEDED) -> list[Row]:
        """Return the requests that would be denied, of those that succeeded or failed otherwise."""
        return [row for row in self.rows if row.said.verdict is Verdict.DENIED and row.seen.was is was]

    def opening(self) -> list[Row]:
        """Return the requests that the endpoint's policy denied and the new one lets pass."""
        return [row for row in self.rows if row.opens]

    def open(self) -> list[Row]:
        """Return the requests that succeeded and depend on what is not known."""
        return [row for row in self.rows if row.is_open]

    def fails(self, *, allow_unknown: bool) -> bool:
        """Whether something breaks, or, unless that is allowed, may break."""
        return bool(self.breaking() or (not allow_unknown and self.open()))


def replay(
    reduction: Reduction, judge: Judge, ways: Mapping[str, Sequence[Way]], in_force: Judge | None
) -> Replay:
    """Return what *judge* decides on the requests of *reduction* that came through the endpoints of *ways*.

    *ways* gives for each id the endpoints whose policy may be asked: the one that leads to the service of a
    request is.
    """
    rows = []
    for seen, often in reduction.requests.items():
        if seen.endpoint not in ways:
            continue
        said, way = _said(seen, judge, ways[seen.endpoint])
        before = _before(seen, in_force, way)
        rows.append(Row(seen, often, said, before, way.span if way else None))
    rows.sort(key=_in_order)
    return Replay(
        tuple(rows), reduction, {id_: ", ".join(way.name for way in each) for id_, each in ways.items()}
    )


def _in_order(row: Row) -> tuple[object, ...]:
    """Return what puts the most frequent first; of the rest, enough that the order of files has no say."""
    seen, often = row.seen, row.often
    caller = seen.caller.name if seen.caller else ""
    needs = tuple((need.action, need.resource or "") for need in seen.needs)
    return (
        -often.count,
        often.last,
        seen.event,
        often.example,
        seen.endpoint,
        caller,
        needs,
        seen.category,
        seen.was,
    )


def _before(seen: Seen, in_force: Judge | None, way: Way | None) -> Said:
    """Return what the policy in force says; the one of the endpoint of the same name, or its only one."""
    if in_force is None:
        return Said(Verdict.PASSES, "full access", None)
    named = [each for each in in_force.ways if way is None or each.name == way.name]
    return _said(seen, in_force, named or in_force.ways)[0]


def _said(seen: Seen, judge: Judge, ways: Sequence[Way]) -> tuple[Said, Way | None]:
    """Return what is said of *seen*, and the endpoint whose policy was asked."""
    if not seen.needs:
        return _not_told(f"which action {seen.source} {seen.event} is"), None
    carrying = [way for way in ways if all(way.carries(need.action) for need in seen.needs)]
    if len(carrying) != 1:
        led = "no endpoint leads" if not carrying else "several endpoints lead"
        return Said(Verdict.UNKNOWN, f"{led} to {seen.source}", depends_on="the endpoint"), None
    return _on_all(seen, judge, carrying[0]), carrying[0]


def _on_all(seen: Seen, judge: Judge, way: Way) -> Said:
    """Return what is said of a request: denied if one of its needs is, else unknown if one of them is."""
    open_: Said | None = None
    passed = Said(Verdict.PASSES)
    for need in seen.needs:
        passed = _on(need, seen, judge, way)
        if passed.verdict is Verdict.DENIED:
            return passed
        if open_ is None and passed.verdict is Verdict.UNKNOWN:
            open_ = passed
    return open_ or passed


def request_of(seen: Seen, need: Need, way: Way) -> Request:
    """Return the request that asks for one *need* of *seen*: what `simulate` would be asked."""
    context: dict[str, ContextValue] = dict(seen.keys)
    through = way.source(seen.endpoint) if seen.endpoint else None
    name = seen.caller.name if seen.caller else ""
    return Request(name, need.action, need.resource or "*", need.owner, context, through, is_open=True)


def _on(need: Need, seen: Seen, judge: Judge, way: Way) -> Said:
    account = _account(seen)
    if account is not None and way.names_callers(need.action.lower()):
        return _not_told(f"who of account {account} called" if account else "who called")
    if need.resource is None:
        return _without_resource(need, seen, judge, way)
    if need.resource.endswith(UNKNOWN_SUFFIX) and _depends_on_suffix(need.resource, way.resources()):
        return _not_told(
            f"the six characters at the end of the ARN of {need.resource.rpartition(':')[2][:-7]}"
        )
    decision, because = judge.decide(way, request_of(seen, need, way), account)
    return _of(decision, because, way)


def _without_resource(need: Need, seen: Seen, judge: Judge, way: Way) -> Said:
    """Return what is said where the event does not tell the resource.

    Where no Allow is about the action it is denied on all of them; where no statement about it names a
    resource, it is decided without.
    """
    about = list(way.about(need.action.lower()))
    is_allowed = any(clause.statement.effect is Effect.ALLOW for clause in about)
    if is_allowed and not all(clause.statement.resources == ("*",) for clause in about):
        return _not_told(f"on what {need.action} was called")
    decision, because = judge.decide(way, request_of(seen, need, way), _account(seen))
    return _of(decision, because, way)


def _account(seen: Seen) -> str | None:
    """Return the account where nothing more is told of the caller; empty where nothing is."""
    return seen.caller.of_account if seen.caller else ""


def _of(decision: Decision, because: str, way: Way) -> Said:
    if decision.outcome is Outcome.ALLOWED:
        return Said(Verdict.PASSES, because, way.place(decision.clause))
    place = way.place(decision.clause)
    if decision.outcome is Outcome.UNDECIDED:
        return Said(Verdict.UNKNOWN, because, place, decision.missing or "a policy that is not given")
    return Said(Verdict.DENIED, because, place)


def _depends_on_suffix(resource: str, patterns: Iterable[str]) -> bool:
    """Whether a pattern tells secrets of one name apart by what AWS puts behind it."""
    start = resource.removesuffix(UNKNOWN_SUFFIX[1:])
    return any(
        pattern.startswith(start) and pattern.removeprefix(start) not in ("*", UNKNOWN_SUFFIX[1:])
        for pattern in patterns
    )


def _not_told(what: str) -> Said:
    return Said(Verdict.UNKNOWN, f"the event does not tell {what}", depends_on=what)
