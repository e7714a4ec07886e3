"""Events counted by what decides on them: what they need is worked out once for all that are alike.

Nearly all events are like one that was seen before, and cost a look-up. What tells them apart are the fields
that `Seen` is made of; of the parameters those alone that were read to tell what is needed. Objects of S3
are told apart as far as a folding does: `on_objects` cuts their names out before the look-up.
"""

from collections.abc import Collection, Hashable, Sequence
from typing import cast

from msgspec import Struct

from gen_vpce.traffic.alike import ByParameters, Line
from gen_vpce.traffic.caller import called_by
from gen_vpce.traffic.coverage import Through, category_of, is_made_by_service
from gen_vpce.traffic.event import Essentials, Event
from gen_vpce.traffic.event_request import parameters_of
from gen_vpce.traffic.keys import kept_keys
from gen_vpce.traffic.needs import Need, needs_of
from gen_vpce.traffic.on_objects import OnObjects, OnOne, essentials_of
from gen_vpce.traffic.outcome import outcome_of
from gen_vpce.traffic.seen import Folds, Often, Reduction, Seen
from gen_vpce.traffic.usual import Usual, UsualFile

_REMEMBERED = 50_000
_S3 = "s3.amazonaws.com"
_ROLE = "AssumedRole"


class Counted(Struct, frozen=True, gc=False):
    """Events that were counted elsewhere, by one that stands for them; its id is that of the last.

    Where that one has no name only the coverage is told.
    """

    event: Event
    count: int
    first: str
    last: str


class Counting:
    """Counts events into a reduction; `finish` has to be called at the end.

    *keys* are the condition keys to keep, sorted and in lower case; with some, events have to be `Event`s.
    Requests to the event sources *everywhere* count though they came through no endpoint.
    """

    def __init__(  # noqa: PLR0913 -- each is asked for by itself
        self,
        into: Reduction,
        *,
        keys: Sequence[str],
        sessions: bool,
        folding: Folds,
        endpoints: Collection[str] | None = None,
        everywhere: Collection[str] = (),
    ) -> None:
        self._into, self._keys, self._sessions = into, keys, sessions
        self._folding, self._endpoints, self._everywhere = folding, endpoints, frozenset(everywhere)
        self._known: dict[Hashable, Line | ByParameters[Line]] = {}
        self._on_objects = OnObjects(folding, self._counts, self._new)
        self._lines: list[Line] = []

    def count(self, events: Sequence[Essentials]) -> None:
        """Count each of *events* once."""
        if len(self._lines) >= _REMEMBERED:
            self.finish()
        times = [event.event_time or "" for event in events]
        self._span(times)
        for event, time in zip(events, times, strict=True):
            _add(self._line(event), time, event.event_id or "")

    def count_file(self, file: UsualFile) -> None:
        """Count each event of *file*, which is read part by part; none, where that raises NotUsualError.

        What is known of an event is looked up while it is still in the processor's cache. Whatever is
        remembered is added to when the file has been read to its end.
        """
        if len(self._lines) >= _REMEMBERED:
            self.finish()
        looked: list[Line | OnOne | Usual] = []
        times: list[str] = []
        ids: list[str] = []
        for events in file:
            looked += map(self._known_of, events)
            times += [event.event_time for event in events]
            ids += [event.event_id for event in events]
        file.times = self._span(times)
        for found, time, id_ in zip(looked, times, ids, strict=True):  # each event comes here
            if type(found) is Line:
                line = found
            elif type(found) is Usual:
                line = self._usual(found)
            else:
                line = self._on_objects.line_of(cast("OnOne", found), time)
            line.count += 1
            if time > line.last:
                line.last, line.example = time, id_
            elif time == line.last and id_ > line.example:
                line.example = id_
            if time < line.first:  # noqa: PLR1730
                line.first = time

    def _span(self, times: Sequence[str]) -> tuple[str, str]:
        """Tell the coverage the *times* of a batch, mostly those of one day; return the ends."""
        coverage = self._into.coverage
        ends = (min(times, default=""), max(times, default=""))
        for time in ends if ends[0][:10] == ends[1][:10] else times:
            span = coverage.span(time)
            span.first, span.last = min(span.first, time), max(span.last, time)
        return ends

    def count_again(self, events: Sequence[Counted]) -> None:
        """Count *events* as often as they were counted before."""
        if len(self._lines) >= _REMEMBERED:
            self.finish()
        for each in events:
            self._span((each.first, each.last))
            if not each.event.event_name:  # nothing but the coverage is told
                self._cover(Through.of(each.event), each.count)
                continue
            line = self._line(each.event)
            line.count += each.count
            line.first = min(line.first, each.first)
            line.last, line.example = max((line.last, line.example), (each.last, each.event.event_id or ""))

    def finish(self) -> None:
        """Tell the coverage what was counted since it was told."""
        for line in self._lines:
            self._cover(line.through, line.count)
            if line.seen is not None:
                often = Often(line.count, line.first, line.last, line.example)
                known = self._into.requests.setdefault(line.seen, often)
                if known is not often:
                    known.add(often)
        self._lines.clear()
        self._known.clear()
        self._on_objects.clear()

    def _cover(self, through: Through, count: int) -> None:
        self._into.coverage.count(through, count)
        if through.by_service and self._is_asked(through.endpoint, through.source):
            self._into.made_by_services += count

    def _is_asked(self, endpoint: str | None, source: str | None) -> bool:
        if endpoint is None:
            return source in self._everywhere
        return self._endpoints is None or endpoint in self._endpoints

    def _known_of(self, event: Usual) -> Line | OnOne | Usual:
        """Return the line or the object of *event* as far as its like was seen; else itself."""
        endpoint = event.vpc_endpoint_id
        source = event.event_source
        key: Hashable
        if not endpoint and source not in self._everywhere:
            key = (source, event.event_category)
        else:
            base = _base_of(event)
            if source == _S3:
                one = self._on_objects.known(base, event)
                if one is not None:
                    return one
            key = (base, event.resources)
        known = self._known.get(key)
        if type(known) is Line:
            return known
        if known is None:
            return event
        by = cast("ByParameters[Line]", known)
        return by.known.get(by.values(parameters_of(event)), event)

    def _usual(self, event: Usual) -> Line:
        """Return the line of *event*, of whose like more is remembered from now on."""
        endpoint = event.vpc_endpoint_id
        source = event.event_source
        if not endpoint and source not in self._everywhere:
            return self._found((source, event.event_category), event)
        return self._asked(_base_of(event), event)

    def _line(self, event: Essentials) -> Line:
        endpoint = event.vpc_endpoint_id
        source = event.event_source
        category = event.event_category or event.event_type
        if not endpoint and source not in self._everywhere:
            return self._found((source, category), event)
        who = event.user_identity
        role = None
        if who is not None and who.type == _ROLE and not self._sessions:
            session = who.session_context
            issuer = session.session_issuer if session is not None else None
            role = issuer.arn if issuer is not None else None
        base = (
            endpoint,
            source,
            event.event_name,
            category,
            event.error_code,
            event.aws_region,
            event.vpc_endpoint_account_id,
            role or who,
            event.recipient_account_id,
            who.account_id if role and who is not None else None,
            who.invoked_by if role and who is not None else None,
            kept_keys(cast("Event", event), self._keys) if self._keys else None,
        )
        return self._asked(base, event)

    def _asked(self, base: Hashable, event: Essentials | Usual) -> Line:
        """Return the line of *event*, which came by an endpoint and has *base* but for what it acts on."""
        line = self._on_objects.line(base, event) if event.event_source == _S3 else None
        if line is not None:
            return line
        return self._found((base, event.resources), event)

    def _found(self, key: Hashable, event: Essentials | Usual) -> Line:
        """Return the line of *event*, which its parameters may tell from others with the same *key*."""
        known = self._known.get(key)
        if isinstance(known, Line):
            return known
        if known is not None:
            line = known.known.get(known.values(parameters_of(event)))
            if line is not None:
                return line
        plain = essentials_of(event)
        if not self._counts(plain):
            line = self._known[key] = self._new(plain, None)
            return line
        needed = needs_of(plain)
        line = self._new(plain, self._folding.folded(needed.needs))
        if needed.read or isinstance(known, ByParameters):
            by: ByParameters[Line] = known if isinstance(known, ByParameters) else ByParameters()
            self._known[key] = by
            by.add(needed.read)
            by.known[by.values(parameters_of(plain))] = line
        else:
            self._known[key] = line
        return line

    def _counts(self, event: Essentials) -> bool:
        """Whether *event* is a request that policies are asked about."""
        return self._is_asked(event.vpc_endpoint_id or None, event.event_source) and not is_made_by_service(
            event
        )

    def _new(self, event: Essentials, needs: tuple[Need, ...] | None) -> Line:
        """Return a new line for what is like *event*; *needs* is None for what is not asked."""
        seen = None
        if needs is not None:
            seen = Seen(
                event.vpc_endpoint_id or "",
                category_of(event),
                event.event_source or "",
                event.event_name or "",
                called_by(event.user_identity, session=self._sessions),
                needs,
                kept_keys(cast("Event", event), self._keys) if self._keys else (),
                outcome_of(event),
            )
        line = Line(Through.of(event), seen, event.event_time or "")
        self._lines.append(line)
        return line


def _base_of(event: Usual) -> Hashable:
    """Return what *event* has in common with its like, but for what it acts on."""
    return (
        event.vpc_endpoint_id,
        event.event_source,
        event.event_name,
        event.event_category,
        event.error_code,
        event.aws_region,
        event.vpc_endpoint_account_id,
        event.user_identity,
        event.recipient_account_id,
    )


def _add(line: Line, time: str, id_: str) -> None:
    """Count one event more at *time*; of those of the last time the highest id is the example."""
    line.count += 1
    if time > line.last:
        line.last, line.example = time, id_
    elif time == line.last and id_ > line.example:
        line.example = id_
    if time < line.first:  # noqa: PLR1730 -- each event comes here: no call
        line.first = time
