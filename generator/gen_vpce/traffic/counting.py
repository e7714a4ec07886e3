"""Events counted by what decides on them: what they need is worked out once for all that are alike.

Nearly all events are like one that was seen before, and cost a look-up. What tells them apart are the fields
that `Seen` is made of; of the parameters those alone that were read to tell what is needed. Objects of S3
are told apart as far as a folding does: the name of an object is cut out before the look-up.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import cast

import msgspec
from msgspec import Raw, Struct, field
from msgspec.structs import replace

from gen_vpce.traffic.asking import arns_among, parameters_of
from gen_vpce.traffic.caller import called_by
from gen_vpce.traffic.coverage import Through, category_of, is_made_by_service
from gen_vpce.traffic.event import Essentials, Event, Named
from gen_vpce.traffic.folding import OBJECT
from gen_vpce.traffic.keys import kept_keys
from gen_vpce.traffic.needs import Need, needs_of
from gen_vpce.traffic.outcome import outcome_of
from gen_vpce.traffic.seen import Folds, Often, Reduction, Seen

_REMEMBERED = 50_000
_S3 = "s3.amazonaws.com"
_ROLE = "AssumedRole"
_KEY, _KEY_AND_SPACE = b'"key":"', b'"key": "'
_MARK = "\N{MATHEMATICAL LEFT ANGLE BRACKET}key\N{MATHEMATICAL RIGHT ANGLE BRACKET}"
"""What stands for the name of an object while it is worked out what a request on it needs."""


class _Line(Struct):
    """Events that are alike, counted, and the request that they are; None for one that is not asked."""

    through: Through
    seen: Seen | None
    first: str
    last: str = ""
    example: str = ""
    count: int = 0


class _ByParameters(Struct):
    """Events whose needs depend on parameters: the names of those that were read so far, and the lines.

    `spelled` gives for the names that an event has how it spells those that were read.
    """

    names: list[str] = field(default_factory=list)
    lines: dict[Hashable, _Line] = field(default_factory=dict)
    spelled: dict[tuple[str, ...], tuple[str | None, ...]] = field(default_factory=dict)

    def add(self, names: Collection[str]) -> None:
        """Note that *names* were read, too."""
        self.names += [name for name in sorted(names) if name not in self.names]
        self.spelled.clear()

    def values(self, event: Essentials) -> Hashable:
        """Return the values of the parameters that were read, as far as requests are told apart by them."""
        given = parameters_of(event)
        own = tuple(given)
        spelled = self.spelled.get(own)
        if spelled is None:
            by_lower = {name.lower(): name for name in own}
            spelled = self.spelled[own] = tuple([by_lower.get(name) for name in self.names])
        raw = bytes(event.request_parameters)
        arns = arns_among(given) if b"arn:" in raw or b"\\u" in raw else ()
        return arns, *[_hashable(given[name]) if name is not None else None for name in spelled]


class _OnObject(Struct):
    """What requests on the objects of a container need, with a mark for the name of the object.

    `heads` is what stands before the name in each ARN, with what folds it; `lines` are by what it is folded
    to. `by_name` says that the name has a say in what is needed.
    """

    needs: tuple[Need, ...]
    heads: tuple[tuple[str, Callable[[str], str]], ...]
    lines: dict[tuple[str, ...], _Line] = field(default_factory=dict)
    by_name: bool = False


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
        self._known: dict[Hashable, _Line | _ByParameters] = {}
        self._on_objects: dict[Hashable, _OnObject] = {}
        self._lines: list[_Line] = []

    def count(self, events: Sequence[Essentials]) -> None:
        """Count each of *events* once."""
        if len(self._lines) >= _REMEMBERED:
            self.finish()
        times = [event.event_time or "" for event in events]
        self._span(times)
        line_of = self._line
        for event, time in zip(events, times, strict=True):  # each event comes here
            line = line_of(event)
            line.count += 1
            if time > line.last:
                line.last, line.example = time, event.event_id or ""
            elif time == line.last and (event.event_id or "") > line.example:
                line.example = event.event_id or ""
            if time < line.first:  # noqa: PLR1730
                line.first = time

    def _span(self, times: Sequence[str]) -> None:
        """Tell the coverage the *times* of a batch, which are mostly those of one day."""
        coverage = self._into.coverage
        ends = (min(times, default=""), max(times, default=""))
        for time in ends if ends[0][:10] == ends[1][:10] else times:
            span = coverage.span(time)
            span.first, span.last = min(span.first, time), max(span.last, time)

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

    def _line(self, event: Essentials) -> _Line:
        endpoint = event.vpc_endpoint_id
        source = event.event_source
        category = event.event_category or event.event_type
        key: Hashable
        if not endpoint and source not in self._everywhere:
            key = (source, category)
        else:
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
            line = self._on_object(base, event) if source == _S3 else None
            if line is not None:
                return line
            key = (base, event.resources)
        known = self._known.get(key)
        return known if type(known) is _Line else self._told(key, known, event)

    def _told(self, key: Hashable, known: "_Line | _ByParameters | None", event: Essentials) -> _Line:
        """Return the line of *event*, which its parameters may tell from others with the same *key*."""
        if isinstance(known, _ByParameters):
            line = known.lines.get(known.values(event))
            if line is not None:
                return line
        if not self._counts(event):
            line = self._known[key] = self._new(event, None)
            return line
        needed = needs_of(event)
        line = self._new(event, self._folding.folded(needed.needs))
        if needed.read or isinstance(known, _ByParameters):
            by = known if isinstance(known, _ByParameters) else _ByParameters()
            self._known[key] = by
            by.add(needed.read)
            by.lines[by.values(event)] = line
        else:
            self._known[key] = line
        return line

    def _on_object(self, base: Hashable, event: Essentials) -> _Line | None:
        """Return the line of a request on an object; None where its name cannot be cut out of the event."""
        raw = bytes(event.request_parameters)
        before, found, rest = raw.partition(_KEY)
        if not found:
            before, found, rest = raw.partition(_KEY_AND_SPACE)
        encoded, _quote, after = rest.partition(b'"')
        if not encoded or b"\\" in raw or encoded.startswith(b"arn:"):
            return None
        name = encoded.decode()
        shape = _shape(event.resources or (), name)
        key = (base, before, after, shape)
        known = self._on_objects.get(key)
        if known is None:
            known = self._on_objects[key] = self._object(event, before + found, after, shape)
        if known.by_name:
            return None
        if len(known.heads) == 1:
            head, fold = known.heads[0]
            examples: tuple[str, ...] = (fold(head + name),)
        else:
            examples = tuple([fold(head + name) for head, fold in known.heads])
        line = known.lines.get(examples)
        if line is None:
            needs = _filled(known, examples) if self._counts(event) else None
            line = known.lines[examples] = self._new(event, needs)
        return line

    def _object(self, event: Essentials, before: bytes, after: bytes, shape: "_Shape") -> _OnObject:
        """Return what is needed whatever the object is called."""
        if not self._counts(event):
            return _OnObject((), ())
        if not all(map(_tells_by_itself, shape)):
            return _OnObject((), (), by_name=True)
        named = [each if isinstance(each, Named) else Named(f"{each[0]}{_MARK}", each[1]) for each in shape]
        marked = replace(
            event,
            request_parameters=Raw(b'%b%b"%b' % (before, _MARK.encode(), after)),
            resources=tuple(named) or None,
        )
        needs: list[Need] = []
        heads = []
        for need in needs_of(marked).needs:
            head, mark, rest = (need.resource or "").partition(_MARK)
            if rest:
                return _OnObject((), (), by_name=True)
            if mark:
                found = OBJECT.match(f"{head}{_MARK}")
                heads.append((head, self._folding.of(found[1], need.action) if found else str))
            needs += [need] if mark else self._folding.folded((need,))
        return _OnObject(tuple(needs), tuple(heads))

    def _counts(self, event: Essentials) -> bool:
        """Whether *event* is a request that policies are asked about."""
        return self._is_asked(event.vpc_endpoint_id or None, event.event_source) and not is_made_by_service(
            event
        )

    def _new(self, event: Essentials, needs: tuple[Need, ...] | None) -> _Line:
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
        line = _Line(Through.of(event), seen, event.event_time or "")
        self._lines.append(line)
        return line


_Shape = tuple[tuple[str, str | None] | Named, ...]
"""The resources of an event; of what ends in the name of the object, what stands before it, and the owner."""


def _shape(resources: Sequence[Named], name: str) -> _Shape:
    """Return *resources* without the *name* of the object."""
    cut = -len(name)
    if len(resources) == 2:  # nearly always an object and its bucket
        first, second = resources
        arn = first.arn
        if arn is not None and arn.endswith(name) and arn[cut - 1 : cut] == "/":
            return (arn[:cut], first.account), second
    return tuple([_cut(each, name) for each in resources])


def _cut(resource: Named, name: str) -> tuple[str, str | None] | Named:
    head = (resource.arn or "").removesuffix(name)
    return (head, resource.account) if head.endswith("/") and head != resource.arn else resource


def _tells_by_itself(resource: tuple[str, str | None] | Named) -> bool:
    """Whether a resource has no other object in it than the one that is cut off."""
    arn = resource.arn if isinstance(resource, Named) else None
    return arn is None or "/" not in arn or (":accesspoint/" in arn and arn.count("/") == 1)


def _filled(known: _OnObject, examples: tuple[str, ...]) -> tuple[Need, ...]:
    """Return what is needed on *examples*, which stand for the objects."""
    rest = iter(examples)
    return tuple(
        dict.fromkeys(
            replace(need, resource=next(rest)) if need.resource and _MARK in need.resource else need
            for need in known.needs
        )
    )


def _hashable(value: object) -> Hashable:
    return value if value is None or isinstance(value, str) else msgspec.json.encode(value)
