"""Reduced requests as lines of JSON: the first says what they tell apart and what was read.

`gen-vpce schema reduced` prints the schema of a line.
"""

from collections import Counter
from collections.abc import Iterator

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.traffic.caller import Called
from gen_vpce.traffic.coverage import Coverage, Endpoint, Span
from gen_vpce.traffic.needs import Need
from gen_vpce.traffic.not_json import NOT_JSON
from gen_vpce.traffic.outcome import Was
from gen_vpce.traffic.reduction_options import Asked, ToldApart
from gen_vpce.traffic.seen import Folds, Often, Reduction, Seen
from gen_vpce.traffic.troubles import Troubles

START = b'{"reduced_by":"gen-vpce"'
VERSION = 1
ELSEWHERE = "requests that came through no endpoint (give the events themselves)"
"""What reduced requests lack, where policies of resources are asked."""


class NotToldError(Exception):
    """Reduced requests do not tell what is asked: which of what file, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.message, self.hint = message, hint


class _Kind(Struct, frozen=True):
    """How many events of a category a service has."""

    category: str
    source: str
    events: int


class _Came(Struct, frozen=True):
    """An `Endpoint` as JSON."""

    owners: dict[str, int]
    services: dict[str, int]
    made_by_services: int


class _Covered(Struct, frozen=True):
    """A `Coverage` as JSON."""

    events: int
    days: dict[str, Span]
    kinds: list[_Kind]
    endpoints: dict[str, _Came]


class Head(Struct, frozen=True):
    """The first line: what the requests tell apart, what was read, and how many requests follow."""

    reduced_by: str
    version: int
    told_apart: ToldApart
    coverage: _Covered
    made_by_services: int = 0
    requests: int | None = None


class _Request(Struct, frozen=True, omit_defaults=True):
    """A line: a request, and how often it was made."""

    endpoint: str
    category: str
    source: str
    event: str
    caller: Called | None
    needs: tuple[Need, ...]
    keys: dict[str, str | None]
    was: Was
    count: int
    first: str
    last: str
    example: str


_HEAD = msgspec.json.Decoder(Head)
_REQUEST = msgspec.json.Decoder(_Request)


def lines_of(reduction: Reduction, asked: ToldApart) -> Iterator[bytes]:
    """Yield the lines of *reduction*, which tells apart what was *asked*: the same for the same requests."""
    coverage = reduction.coverage
    covered = _Covered(
        coverage.events,
        dict(sorted(coverage.days.items())),
        [_Kind(*kind, events) for kind, events in sorted(coverage.kinds.items())],
        {
            id_: _Came(_sorted(each.owners), _sorted(each.services), each.made_by_services)
            for id_, each in sorted(coverage.endpoints.items())
        },
    )
    number = len(reduction.requests)
    head = Head("gen-vpce", VERSION, asked.stated(), covered, reduction.made_by_services, number)
    yield msgspec.json.encode(head) + b"\n"
    rows = [
        _Request(
            seen.endpoint,
            seen.category,
            seen.source,
            seen.event,
            seen.caller,
            seen.needs,
            dict(seen.keys),
            seen.was,
            often.count,
            often.first,
            often.last,
            often.example,
        )
        for seen, often in reduction.requests.items()
    ]
    yield from sorted(msgspec.json.encode(row) + b"\n" for row in rows)


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))


class ReducedLines:
    """The lines of one file, read block by block."""

    def __init__(self, file: str, troubles: Troubles, asked: Asked, folding: Folds) -> None:
        self._file, self._troubles, self._asked = file, troubles, asked
        self._folding, self._fold = folding, folding.folded
        self._line = 0
        self._told: int | None = None
        self._read = 0

    def end(self) -> None:
        """Note that requests are missing of which the first line tells."""
        if self._told is not None and self._read < self._told:
            self._troubles.of_file(
                self._file, f"cut off: its first line tells of {self._told:,} requests, {self._read:,} follow"
            )

    def block(self, data: bytes) -> Reduction:
        """Return the requests of a block of whole lines; NotToldError where they do not tell enough."""
        reduction = Reduction()
        for line in data.split(b"\n"):
            self._line += 1
            if not line or line.isspace():
                continue
            if line.startswith(START):
                self.end()
                head = _head_of(line, self._file, self._asked)
                self._told, self._read = head.requests, 0
                if self._asked.everywhere:
                    self._troubles.of_lack(self._file, ELSEWHERE)
                reduction.coverage.merge(_coverage_of(head))
                reduction.made_by_services += head.made_by_services
                is_settled = head.told_apart.prefixes is not None
                self._fold = self._folding.again if is_settled else self._folding.folded
                continue
            self._read += 1
            request = _request_of(line, self._asked)
            if request is None:
                reason = "the line does not have the form of a reduced request"
                self._troubles.of_event(self._file, f"line {self._line}", reason)
                continue
            if not self._asked.takes(request[1].first, request[1].last):
                continue
            seen, often = replace(request[0], needs=self._fold(request[0].needs)), request[1]
            reduction.requests.setdefault(seen, often)
            if reduction.requests[seen] is not often:
                reduction.requests[seen].add(often)
        return reduction


def _head_of(line: bytes, file: str, asked: Asked) -> Head:
    """Return what the first *line* of *file* says; NotToldError where it does not tell what is *asked*."""
    try:
        head = _HEAD.decode(line)
    except NOT_JSON:
        raise NotToldError(
            f"`{file}`: the first line does not have the form of reduced requests", "reduce the events again"
        ) from None
    if head.version != VERSION:
        raise NotToldError(
            f"`{file}` has version {head.version} of reduced requests, this gen-vpce reads {VERSION}",
            "reduce the events again with this gen-vpce",
        )
    lack = head.told_apart.lack(asked)
    if lack is not None:
        raise NotToldError(f"`{file}` does not tell {lack}", hint_for(asked))
    return head


def hint_for(asked: Asked) -> str:
    """Return what to do where reduced requests do not tell what is *asked*."""
    if asked.prefixes is not None:
        return f"reduce the events with --objects {asked.prefixes.objects} --depth {asked.prefixes.depth}"
    return "reduce the events with --policy for each policy that is asked"


def _coverage_of(head: Head) -> Coverage:
    """Return what was read, as *head* says it."""
    covered = head.coverage
    return Coverage(
        covered.events,
        covered.days,
        Counter({(each.category, each.source): each.events for each in covered.kinds}),
        {
            id_: Endpoint(Counter(each.owners), Counter(each.services), each.made_by_services)
            for id_, each in covered.endpoints.items()
        },
    )


def _request_of(line: bytes, asked: Asked) -> tuple[Seen, Often] | None:
    """Return the request of a *line* as far as *asked* tells requests apart; None for another form."""
    try:
        row = _REQUEST.decode(line)
    except NOT_JSON:
        return None
    caller = row.caller
    if caller is not None and caller.role is not None and not asked.sessions:
        caller = Called(caller.role)
    keys = tuple((key, row.keys[key]) for key in asked.stated().keys if key in row.keys)
    seen = Seen(row.endpoint, row.category, row.source, row.event, caller, row.needs, keys, row.was)
    return seen, Often(row.count, row.first, row.last, row.example)
