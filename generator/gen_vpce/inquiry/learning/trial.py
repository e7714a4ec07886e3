"""Whether a learned intent holds: it lets pass what it was learned from, and what came later."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.inquiry.judge import Judge, Way, judge_intent, resources_in
from gen_vpce.inquiry.learning.generalise import Steps
from gen_vpce.inquiry.learning.learned_requests import asked
from gen_vpce.inquiry.learning.make import Made, make
from gen_vpce.inquiry.learning.owned import Owned
from gen_vpce.inquiry.learning.text import Place
from gen_vpce.inquiry.learning.uses import not_learned
from gen_vpce.inquiry.replay import Row, Verdict, replay
from gen_vpce.traffic.folding import Folding
from gen_vpce.traffic.prefixes import Prefixes
from gen_vpce.traffic.reduction import Often, Reduction, Seen
from gen_vpce.traffic.reduction_options import Asked, Prefixed
from gen_vpce.traffic.seen import Folds

_SHARE = 0.8
_MONTH = 28

Requests = Mapping[Seen, Often]
Again = Callable[[Asked, Folds], Requests | None]
"""Reads the events again as they are asked, folded accordingly; None where they do not tell that any more."""


class Late(Struct, frozen=True):
    """What an intent learned on the first 80 % of the time would have done with the rest.

    `since` is where the rest begins; `asked` is the number of different requests in it, `denied` are those
    of them that would not have passed. `wrong` says why there is no such intent.
    """

    since: str
    asked: int
    denied: tuple[Row, ...]
    wrong: str | None = None


def rows_of(text: str, requests: Requests) -> tuple[Row, ...] | tuple[Diagnostic, ...]:
    """Return what the intent *text* says of *requests*, or what is wrong with the text."""
    found = judge_intent("intent.yaml", text.encode())
    return asked(found, requests) if isinstance(found, Judge) else found


def _rows(judge: Judge, requests: Requests) -> tuple[Row, ...]:
    ways: dict[str, Sequence[Way]] = {seen.endpoint: judge.ways for seen in requests}
    return replay(Reduction(dict(requests)), judge, ways, None).rows


def denied_of(
    text: str, requests: Requests, owned: Owned | None = None
) -> tuple[Row, ...] | tuple[Diagnostic, ...]:
    """Return the learned ones of *requests* that do not pass the intent *text*, or what is wrong with it."""
    kept = {seen: often for seen, often in requests.items() if not_learned(seen, owned) is None}
    found = rows_of(text, kept)
    rows = tuple(each for each in found if isinstance(each, Row))
    if len(rows) < len(found):
        return tuple(each for each in found if isinstance(each, Diagnostic))
    return tuple(row for row in rows if row.said.verdict is not Verdict.PASSES)


def passing_though_denied(text: str, requests: Requests) -> tuple[Row, ...]:
    """Return the requests that were denied at the time and that the intent *text* lets pass."""
    denied = {seen: often for seen, often in requests.items() if "denied" in seen.was}
    return tuple(
        each
        for each in rows_of(text, denied)
        if isinstance(each, Row) and each.said.verdict is Verdict.PASSES
    )


def tried_later(
    requests: Requests, prefixes: Prefixes, place: Place, steps: Steps, again: Again | None = None
) -> Late | None:
    """Return what comes of learning on the first 80 % of the time; None where the events span none.

    Where objects were folded to prefixes, *again* reads the events anew: the early ones alone say what is a
    prefix.
    """
    since = cut(requests.values())
    if since is None:
        return None
    early, early_prefixes = _before(since, requests, prefixes, steps, again)
    made = make(early, early_prefixes, place, steps)
    judge = judge_intent("intent.yaml", made.text.encode()) if made.learned.grants else None
    late: Requests | None = None
    if prefixes.patterns and again is not None:
        patterns = tuple(resources_in(judge)) if isinstance(judge, Judge) else ()
        late = again(Asked(patterns=patterns, since=since), Folding(patterns))
    is_read_again = late is not None
    if late is None:
        late = {seen: often for seen, often in requests.items() if often.last >= since}
    owned = Owned(place.region)
    late = {seen: often for seen, often in late.items() if not_learned(seen, owned) is None}
    if not late:
        return None
    if not isinstance(judge, Judge):
        return Late(since, len(late), (), judge[0].message if judge else "nothing succeeded before")
    rows = _rows(judge, late) if is_read_again else asked(judge, late)
    denied = tuple(row for row in rows if row.said.verdict is not Verdict.PASSES)
    return Late(since, len(late), denied)


def _before(
    since: str, requests: Requests, prefixes: Prefixes, steps: Steps, again: Again | None
) -> tuple[Requests, Prefixes]:
    """Return what came before *since*, with what it says is a prefix."""
    if prefixes.patterns and again is not None:
        own = Prefixes(steps.objects, steps.depth)
        by_prefix = Prefixed(steps.objects, steps.depth)
        early = again(Asked(patterns=None, prefixes=by_prefix, until=since), own)
        if early is not None:
            return early, own
    return {seen: often for seen, often in requests.items() if often.first < since}, prefixes


def cut(found: Iterable[Often]) -> str | None:
    """Return when 80 % of the time of the events is over, None where they span none."""
    span = _span(found)
    if span is None or span[0] == span[1]:
        return None
    return (span[0] + (span[1] - span[0]) * _SHARE).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def warnings_of(made: Made, requests: Requests) -> tuple[str, ...]:
    """Return what makes the events few: grants that rest on little, and a time without an end of month."""
    told = []
    grants = [grant for each in made.learned.grants.values() for grant in each]
    rare = [grant for grant in grants if grant.evidence.is_rare]
    if rare:
        told.append(
            f"{len(rare)} of {len(grants)} grants rest on one event or one day alone; "
            "they are marked `rare`: look whether they are meant"
        )
    span = _span(requests.values())
    if span is not None and span[1] - span[0] < timedelta(days=_MONTH):
        days = (span[1] - span[0]).days + 1
        told.append(
            f"the events span {days} day{'' if days == 1 else 's'}: what runs once a month, and recovery, "
            "is not in them"
        )
    return tuple(told)


def _span(found: Iterable[Often]) -> tuple[datetime, datetime] | None:
    times = [time for each in found for text in (each.first, each.last) if (time := _time(text)) is not None]
    return (min(times), max(times)) if times else None


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
