"""Events counted by what decides on them: what they need is worked out once for all that are alike.

Nearly all events are like one that was seen before, and cost a look-up. What tells them apart are the fields
that `Seen` is made of; of the parameters those alone that were read to tell what is needed. Objects of S3
are told apart as far as a folding does: the name of an object is cut out before the look-up.
"""

import re
from collections.abc import Callable, Collection, Hashable, Sequence
from typing import cast

import msgspec
from msgspec import Raw, Struct, field
from msgspec.structs import replace

from gen_vpce.traffic.asking import ARNS, arns_among, by_lower_name
from gen_vpce.traffic.caller import called_by
from gen_vpce.traffic.coverage import Through, category_of, is_made_by_service
from gen_vpce.traffic.event import Essentials, Event, Named, Who
from gen_vpce.traffic.folding import OBJECT
from gen_vpce.traffic.keys import kept_keys
from gen_vpce.traffic.needs import Need, needs_of
from gen_vpce.traffic.outcome import outcome_of
from gen_vpce.traffic.seen import Folds, Often, Reduction, Seen

_REMEMBERED = 50_000
_S3 = "s3.amazonaws.com"
_ROLE = "AssumedRole"
_KEY = re.compile(rb'"key":\s*"([^"\\]+)"')
_MARK = "\N{MATHEMATICAL LEFT ANGLE BRACKET}key\N{MATHEMATICAL RIGHT ANGLE BRACKET}"
"""What stands for the name of an object while it is worked out what a request on it needs."""


class _Line(Struct):
    """Events that are alike: their number, and the request that they are; None for one that is not asked."""

    through: Through
    often: Often | None = None
    count: int = 0


class _ByParameters(Struct):
    """Events whose needs depend on parameters: the names of those that were read so far, and the lines."""

    names: list[str] = field(default_factory=list)
    lines: dict[Hashable, _Line] = field(default_factory=dict)


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
    """

    def __init__(
        self,
        into: Reduction,
        *,
        keys: Sequence[str],
        sessions: bool,
        folding: Folds,
        endpoints: Collection[str] | None = None,
    ) -> None:
        self._into, self._keys, self._sessions = into, keys, sessions
        self._folding, self._endpoints = folding, endpoints
        self._known: dict[Hashable, _Line | _ByParameters] = {}
        self._on_objects: dict[Hashable, _OnObject] = {}
        self._lines: list[_Line] = []

    def count(self, events: Sequence[Essentials]) -> None:
        """Count each of *events* once."""
        if len(self._lines) >= _REMEMBERED:
            self.finish()
        spans, span_of, line_of = self._into.coverage.days, self._into.coverage.span, self._line
        for event in events:
            time = event.event_time or ""
            span = spans.get(time[:10]) or span_of(time)
            if time > span.last:
                span.last = time
            elif time < span.first:
                span.first = time
            line = line_of(event)
            line.count += 1
            often = line.often
            if often is not None:
                often.count += 1
                if time > often.last:
                    often.last, often.example = time, event.event_id or ""
                elif time == often.last and (event.event_id or "") > often.example:
                    often.example = event.event_id or ""
                often.first = min(often.first, time)

    def count_again(self, events: Sequence[Counted]) -> None:
        """Count *events* as often as they were counted before."""
        if len(self._lines) >= _REMEMBERED:
            self.finish()
        for each in events:
            for time in (each.first, each.last):
                span = self._into.coverage.span(time)
                span.first, span.last = min(span.first, time), max(span.last, time)
            if not each.event.event_name:  # nothing but the coverage is told
                self._cover(Through.of(each.event), each.count)
                continue
            line = self._line(each.event)
            line.count += each.count
            if line.often is not None:
                line.often.add(Often(each.count, each.first, each.last, each.event.event_id or ""))

    def finish(self) -> None:
        """Tell the coverage what was counted since it was told."""
        for line in self._lines:
            self._cover(line.through, line.count)
        self._lines.clear()
        self._known.clear()
        self._on_objects.clear()

    def _cover(self, through: Through, count: int) -> None:
        self._into.coverage.count(through, count)
        if through.by_service and self._is_asked(through.endpoint):
            self._into.made_by_services += count

    def _is_asked(self, endpoint: str | None) -> bool:
        return endpoint is not None and (self._endpoints is None or endpoint in self._endpoints)

    def _line(self, event: Essentials) -> _Line:
        endpoint = event.vpc_endpoint_id
        source = event.event_source
        key: Hashable
        if not endpoint:
            key = (source, event.event_category, event.event_type, is_made_by_service(event))
        else:
            base = (
                endpoint,
                source,
                event.event_name,
                event.event_category,
                event.event_type,
                event.error_code,
                event.aws_region,
                event.vpc_endpoint_account_id,
                event.recipient_account_id,
                self._caller(event.user_identity),
                kept_keys(cast("Event", event), self._keys) if self._keys else None,
            )
            line = self._on_object(base, event) if source == _S3 else None
            if line is not None:
                return line
            key = (base, tuple(event.resources or ()))
        known = self._known.get(key)
        return known if type(known) is _Line else self._told(key, known, event)

    def _caller(self, who: Who | None) -> Hashable:
        """Return what of *who* tells callers apart."""
        if who is None:
            return None
        session = who.session_context
        issuer = session.session_issuer if session is not None else None
        role = issuer.arn if issuer is not None else None
        if role and who.type == _ROLE and not self._sessions:
            return role, who.account_id, who.invoked_by
        rest = (who.type, who.arn, who.principal_id, who.identity_provider)
        return role, who.account_id, who.invoked_by, *rest

    def _told(self, key: Hashable, known: "_Line | _ByParameters | None", event: Essentials) -> _Line:
        """Return the line of *event*, which its parameters may tell from others with the same *key*."""
        if isinstance(known, _ByParameters):
            line = known.lines.get(_values(event, known.names))
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
            by.names += [name for name in sorted(needed.read) if name not in by.names]
            by.lines[_values(event, by.names)] = line
        else:
            self._known[key] = line
        return line

    def _on_object(self, base: Hashable, event: Essentials) -> _Line | None:
        """Return the line of a request on an object; None where its name cannot be cut out of the event."""
        raw = bytes(event.request_parameters)
        found = _KEY.search(raw)
        if found is None or b"\\" in raw:
            return None
        start, end = found.span(1)
        name = raw[start:end].decode()
        shape = _shape(event.resources or (), name)
        if shape is None or name.startswith("arn:"):
            return None
        key = (base, raw[:start], raw[end:], shape)
        known = self._on_objects.get(key)
        if known is None:
            known = self._on_objects[key] = self._object(event, raw[:start], raw[end:], shape)
        if known.by_name:
            return None
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
        named = [Named(f"{arn}{_MARK}" if is_object else arn, None, owner) for arn, owner, is_object in shape]
        marked = replace(
            event, request_parameters=Raw(before + _MARK.encode() + after), resources=named or None
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
        return self._is_asked(event.vpc_endpoint_id or None) and not is_made_by_service(event)

    def _new(self, event: Essentials, needs: tuple[Need, ...] | None) -> _Line:
        """Return a new line for what is like *event*; *needs* is None for what is not asked."""
        often = None
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
            often = self._into.requests.setdefault(seen, Often(0, event.event_time or "", "", ""))
        line = _Line(Through.of(event), often)
        self._lines.append(line)
        return line


_Shape = tuple[tuple[str | None, str | None, bool], ...]
"""The resources of an event: ARN, owner, and whether the name of the object is cut off from the ARN."""


def _shape(resources: Sequence[Named], name: str) -> _Shape | None:
    """Return *resources* without the *name* of the object; None where another one holds it as well."""
    shape = []
    for each in resources:
        arn = each.arn
        if arn is None or "/" not in arn:
            shape.append((arn, each.account, False))
        elif arn.endswith(name) and arn[-len(name) - 1] == "/":
            shape.append((arn[: -len(name)], each.account, True))
        elif ":accesspoint/" in arn and arn.count("/") == 1:
            shape.append((arn, each.account, False))
        else:
            return None
    return tuple(shape)


def _filled(known: _OnObject, examples: tuple[str, ...]) -> tuple[Need, ...]:
    """Return what is needed on *examples*, which stand for the objects."""
    rest = iter(examples)
    return tuple(
        dict.fromkeys(
            replace(need, resource=next(rest)) if need.resource and _MARK in need.resource else need
            for need in known.needs
        )
    )


def _values(event: Essentials, names: Sequence[str]) -> Hashable:
    """Return the values of the parameters *names*, as far as requests are told apart by them."""
    given = by_lower_name(event)
    return tuple([arns_among(given) if name == ARNS else _hashable(given.get(name)) for name in names])


def _hashable(value: object) -> Hashable:
    return value if isinstance(value, str) else msgspec.json.encode(value)
