"""What files hold, as events: recognised by content, whatever wraps them.

A file is a trail's (`Records`), JSON lines, an array, the answer of `lookup-events` or `filter-log-events`,
or events of EventBridge, one after the other.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice

import msgspec
from msgspec import DecodeError, Raw, Struct, ValidationError, field

from gen_vpce.traffic.event import Document, Essentials, Event, Logged, LookedUp, Trail
from gen_vpce.traffic.files import blocks
from gen_vpce.traffic.keys import readable
from gen_vpce.traffic.not_json import NOT_JSON, reason
from gen_vpce.traffic.reduced import START, ReducedLines
from gen_vpce.traffic.reduction_options import Asked
from gen_vpce.traffic.seen import Folds, Reduction
from gen_vpce.traffic.sql.result import STARTS, Answer, answers
from gen_vpce.traffic.troubles import Troubles
from gen_vpce.traffic.usual import Usual, UsualFile


class _Loose(Struct):
    """A document whose parts are looked at one by one, where one of them is broken."""

    records: list[Raw] | None = field(default=None, name="Records")
    looked_up: list[Raw] | None = field(default=None, name="Events")
    logged: list[Raw] | None = field(default=None, name="logEvents")
    filtered: list[Raw] | None = field(default=None, name="events")


_TRAIL = msgspec.json.Decoder(Trail)
_DOCUMENT = msgspec.json.Decoder(Document)
_ARRAY = msgspec.json.Decoder(list[Raw])
_LOOSE = msgspec.json.Decoder(_Loose)
_EVENT = msgspec.json.Decoder(Event)
_ENTRIES: dict[str, msgspec.json.Decoder[LookedUp] | msgspec.json.Decoder[Logged]] = {
    "Events": msgspec.json.Decoder(LookedUp),
    "logEvents": msgspec.json.Decoder(Logged),
    "events": msgspec.json.Decoder(Logged),
}
_IS_TRAIL = re.compile(rb'\{\s*"Records"')
_BATCH = 1_000
_BLANK = re.compile(r"\s*")
_NO_EVENT = "no event of CloudTrail: eventSource or eventName is missing"
_OTHER_TABLE = "not JSON, and no answer of the query that `gen-vpce traffic sql` prints"
_BAD = "the event does not have CloudTrail's form"


def events_of(files: Iterable[str], troubles: Troubles) -> Iterator[Event]:
    """Yield the events of *files*; what is none, or cannot be read, is noted in *troubles*."""
    for file in files:
        read = _Reading(file, troubles)
        for block in blocks(file, troubles):
            yield from read.block(block)
        read.end()


Batch = Sequence[Essentials] | UsualFile | Answer | Reduction
"""Events, rows of the query's answer, or what was reduced and folded already.

A file of a trail is there first as `UsualFile`, and as events in another form where that was not read.
"""


Times = dict[str, tuple[str, str]]
"""The times of the first and the last event of files of events."""


def batches_of(
    files: Iterable[str], troubles: Troubles, asked: Asked, folding: Folds, times: Times | None = None
) -> Iterator[Batch]:
    """Yield what *files* hold by many at once; the *times* of their events are added where they are given.

    Raises NotToldError where what was reduced does not tell what is *asked*.
    """
    for file in files:
        yield from held_in(file, blocks(file, troubles), troubles, asked, folding, times)


def held_in(  # noqa: PLR0913, PLR0917 -- each is of another kind
    file: str,
    held: Iterator[bytes],
    troubles: Troubles,
    asked: Asked,
    folding: Folds,
    times: Times | None = None,
) -> Iterator[Batch]:
    """Yield what the blocks *held* by one file are; its name is for what is wrong in it."""
    first = next(held, None)
    if first is None:
        return
    every = chain((first,), held)
    if first.startswith(START):
        lines = ReducedLines(file, troubles, asked, folding)
        yield from map(lines.block, every)
        lines.end()
    elif first.startswith(STARTS):
        yield from answers(every, file, troubles, asked)
    else:
        read = _Reading(file, troubles)
        yield from _events(every, read, asked)
        if times is not None and read.times is not None:
            times[file] = read.times


def _events(
    held: Iterable[bytes], read: "_Reading", asked: Asked
) -> Iterator[Sequence[Essentials] | UsualFile]:
    essentials = not readable(asked.keys)
    for block in held:
        if essentials and _IS_TRAIL.match(block):
            if not asked.sessions:
                usual = UsualFile(block, partial(_is_asked, asked) if asked.spans else None)
                yield usual
                if usual.events:
                    read.found += usual.events
                    read.note(usual.times or ())
                    continue
            events = read.trail(block)
            if events is not None:
                read.note([event.event_time or "" for event in events])
                yield _asked(events, asked)
                continue
        rest = read.block(block)
        while batch := list(islice(rest, _BATCH)):
            read.note([event.event_time or "" for event in batch])
            yield _asked(batch, asked)
    read.end()


def _asked(events: Sequence[Essentials], asked: Asked) -> Sequence[Essentials]:
    return [event for event in events if _is_asked(asked, event)] if asked.spans else events


def _is_asked(asked: Asked, event: Essentials | Usual) -> bool:
    time = event.event_time or ""
    return asked.takes(time, time)


class _Reading:
    """One file being read."""

    def __init__(self, file: str, troubles: Troubles) -> None:
        self.file, self.troubles = file, troubles
        self.found = 0
        self.times: tuple[str, str] | None = None
        self._line = 0

    def note(self, times: Sequence[str]) -> None:
        """Note the *times* of events that were read."""
        every = (*times, *(self.times or ()))
        if every:
            self.times = (min(every), max(every))

    def end(self) -> None:
        """Note that a file held no event, unless it is known why."""
        if not self.found and not self.troubles.knows(self.file):
            self.troubles.of_file(self.file, "no events in it")

    def trail(self, data: bytes) -> Sequence[Essentials] | None:
        """Return the events of a file of a trail; None where something is wrong in it."""
        try:
            records = _TRAIL.decode(data).records
        except NOT_JSON:
            return None
        if not records:
            return None
        self.found += len(records)
        return records

    def block(self, data: bytes) -> Iterator[Event]:
        """Yield the events of a block: of one document, or of whole lines."""
        data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
        if not data:
            return
        if data[:1] == b"[":
            yield from self._array(data)
            return
        if data[:1] != b"{":
            is_table = data[: data.find(b"\n")].count(b",") > 1
            self.troubles.of_file(self.file, _OTHER_TABLE if is_table else "not JSON")
            return
        try:
            document = _DOCUMENT.decode(data)
        except ValidationError:
            yield from self._loosely(data, "document 1")
        except (DecodeError, RecursionError) as error:
            yield from self._several(data, reason(error))
        except UnicodeDecodeError:
            self._bad("document 1", "the text is not UTF-8")
        else:
            yield from self._in(document, "document 1")

    def _array(self, data: bytes) -> Iterator[Event]:
        try:
            each = _ARRAY.decode(data)
        except (DecodeError, RecursionError) as error:
            self.troubles.of_file(self.file, f"not JSON: {reason(error)}")
            return
        for number, raw in enumerate(each, start=1):
            yield from self._document(bytes(raw), f"entry {number}")

    def _several(self, data: bytes, why: str) -> Iterator[Event]:
        """Yield the events of a document a line, or of documents that follow each other in another way."""
        first = data[: data.find(b"\n")] if b"\n" in data else data
        try:
            msgspec.json.decode(first, type=Raw)
        except (DecodeError, RecursionError):
            yield from self._following(data, why)
            return
        for line in data.split(b"\n"):
            self._line += 1
            if line and not line.isspace():
                yield from self._document(line, f"line {self._line}")

    def _following(self, data: bytes, why: str) -> Iterator[Event]:
        text, start, number = data.decode("utf-8", errors="replace"), 0, 0
        decoder = json.JSONDecoder()
        while start < len(text):
            try:
                _, end = decoder.raw_decode(text, start)
            except (ValueError, RecursionError):
                self.troubles.of_file(self.file, f"not JSON after document {number}: {why}")
                return
            number += 1
            yield from self._document(text[start:end].encode(), f"document {number}")
            blank = _BLANK.match(text, end)
            start = blank.end() if blank else end

    def _document(self, data: bytes, place: str) -> Iterator[Event]:
        try:
            document = _DOCUMENT.decode(data)
        except ValidationError:
            yield from self._loosely(data, place)
        except NOT_JSON:
            self._bad(place, "not JSON")
        else:
            yield from self._in(document, place)

    def _in(self, document: Document, place: str) -> Iterator[Event]:
        """Yield the events that *document* is or holds."""
        if document.records is not None:
            yield from self._whole(document.records, place)
        elif document.detail is not None:
            yield from self._whole([document.detail], place)
        elif document.is_one:
            yield from self._whole([document], place)
        else:
            texts = [each.cloud_trail_event for each in document.looked_up or ()]
            texts += [each.message for each in (*(document.logged or ()), *(document.filtered or ()))]
            texts += [each for each in (document.cloud_trail_event, document.message) if each is not None]
            empty = (document.looked_up, document.logged, document.filtered)
            if not texts and all(each is None for each in empty):
                self._bad(place, _NO_EVENT)
            for number, text in enumerate(texts, start=1):
                yield from self._event((text or "").encode(), f"{place}, event {number}")

    def _whole(self, events: list[Event], place: str) -> Iterator[Event]:
        for number, event in enumerate(events, start=1):
            if event.is_one:
                self.found += 1
                yield event
            else:
                self._bad(f"{place}, event {number}", _NO_EVENT)

    def _loosely(self, data: bytes, place: str) -> Iterator[Event]:
        """Yield the events of a document of which one is broken; the broken ones are noted."""
        try:
            loose = _LOOSE.decode(data)
        except NOT_JSON:
            self._bad(place, _BAD)
            return
        lists = {"Events": loose.looked_up, "logEvents": loose.logged, "events": loose.filtered}
        if loose.records is None and all(each is None for each in lists.values()):
            self._bad(place, _BAD)
        for number, raw in enumerate(loose.records or (), start=1):
            yield from self._event(bytes(raw), f"{place}, event {number}")
        for name, entries in lists.items():
            for number, raw in enumerate(entries or (), start=1):
                yield from self._entry(name, bytes(raw), f"{place}, event {number}")

    def _entry(self, name: str, data: bytes, place: str) -> Iterator[Event]:
        try:
            entry = _ENTRIES[name].decode(data)
        except NOT_JSON:
            self._bad(place, _BAD)
            return
        text = entry.cloud_trail_event if isinstance(entry, LookedUp) else entry.message
        yield from self._event((text or "").encode(), place)

    def _event(self, data: bytes, place: str) -> Iterator[Event]:
        try:
            event = _EVENT.decode(data)
        except ValidationError:
            self._bad(place, _BAD)
        except NOT_JSON:
            self._bad(place, "not JSON")
        else:
            yield from self._whole([event], place)

    def _bad(self, place: str, why: str) -> None:
        self.troubles.of_event(self.file, place, why)
