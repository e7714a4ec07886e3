"""Whether a learned intent holds: it lets pass what it was learned from, and what came later."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.inquiry.judge import Judge, Way, judge_intent
from gen_vpce.inquiry.learn import learn, not_learned
from gen_vpce.inquiry.learned_text import intent_text
from gen_vpce.inquiry.replay import Row, Verdict, replay
from gen_vpce.traffic.prefixes import Prefixes
from gen_vpce.traffic.reduction import Often, Reduction, Seen

_SHARE = 0.8


class Place(Struct, frozen=True):
    """Where the intent is: its name, Region and account."""

    name: str
    region: str
    account: str


class Late(Struct, frozen=True):
    """What an intent learned on the first 80 % of the time would have done with the rest.

    `since` is where the rest begins; `asked` is the number of different requests in it, `denied` are those
    of them that would not have passed.
    """

    since: str
    asked: int
    denied: tuple[Row, ...]


def denied_of(
    text: str, requests: Mapping[Seen, Often], reduction: Reduction
) -> tuple[Row, ...] | tuple[Diagnostic, ...]:
    """Return the learned ones of *requests* that the intent *text* denies, or what is wrong with the text."""
    found = judge_intent("intent.yaml", text.encode())
    if not isinstance(found, Judge):
        return found
    ways: dict[str, Sequence[Way]] = {seen.endpoint: found.ways for seen in requests}
    kept = Reduction(
        {seen: often for seen, often in requests.items() if not_learned(seen) is None}, reduction.coverage
    )
    return tuple(row for row in replay(kept, found, ways, None).rows if row.said.verdict is Verdict.DENIED)


def tried_later(reduction: Reduction, prefixes: Prefixes, place: Place) -> Late | None:
    """Return what comes of learning on the first 80 % of the time; None where the events span none."""
    since = _cut(reduction.requests.values())
    if since is None:
        return None
    early = {seen: often for seen, often in reduction.requests.items() if often.first < since}
    late = {seen: often for seen, often in reduction.requests.items() if often.last >= since}
    asked = sum(not_learned(seen) is None for seen in late)
    learned = learn(early, prefixes)
    if not learned.grants or not asked:
        return None
    text = intent_text(learned, place.name, place.region, place.account, ())
    denied = denied_of(text, late, reduction)
    return Late(since, asked, tuple(each for each in denied if isinstance(each, Row)))


def _cut(found: Iterable[Often]) -> str | None:
    times = [time for each in found for text in (each.first, each.last) if (time := _time(text)) is not None]
    if not times or min(times) == max(times):
        return None
    cut = min(times) + (max(times) - min(times)) * _SHARE
    return cut.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
