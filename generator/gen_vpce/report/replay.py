"""What real requests would have met with, for people: coverage first, then what breaks, may break, opens."""

from collections.abc import Callable, Iterator, Sequence

from gen_vpce.inquiry.replay import Replay, Row, Verdict
from gen_vpce.inquiry.replay_findings import caller_of
from gen_vpce.report.columns import columns
from gen_vpce.report.model import Replayed, Report
from gen_vpce.report.style import PLAIN, Style
from gen_vpce.report.visible import visible
from gen_vpce.traffic.outcome import Was

_SHOWN = 40
_IN_FORCE = {
    Verdict.PASSES: "",
    Verdict.DENIED: "; the policy in force denies it, too",
    Verdict.UNKNOWN: "; not known of the policy in force either",
}


def render(report: Report, style: Style = PLAIN) -> str:
    """Return the replay of *report* for a terminal."""
    if report.replayed is None:
        from gen_vpce.report.text import findings

        return findings(report, style)
    return "".join(f"{line}\n" for line in _lines(report.replayed, style))


def _lines(replayed: Replayed, style: Style) -> Iterator[str]:
    replay = replayed.replay
    yield from map(visible, replayed.coverage)
    yield from (f"{style.changed('not read')}: {visible(line)}" for line in replayed.not_read)
    sections: tuple[tuple[str, Callable[[str], str], list[Row]], ...] = (
        ("would be denied, and succeeded", style.removed, replay.breaking()),
        ("not known, and succeeded", style.changed, replay.open()),
        ("would be denied, and failed for another reason", style.changed, replay.breaking(Was.FAILED)),
        ("would pass, and was denied by the endpoint", style.changed, replay.opening()),
    )
    for title, paint, rows in sections:
        if rows:
            yield ""
            yield paint(f"{title}: {totals(rows)}")
            yield from (f"  {line}" for line in _table(rows))
    yield ""
    yield style.bold(summary(replay))


def _table(rows: Sequence[Row]) -> Iterator[str]:
    head = ("events", "last", "example", "caller", "action", "resource", "why")
    yield from columns([head, *(tuple(map(visible, cells(row))) for row in rows[:_SHOWN])])
    if len(rows) > _SHOWN:
        yield f"and {len(rows) - _SHOWN} more requests ({totals(rows[_SHOWN:])}); --format json has all"


def cells(row: Row) -> tuple[str, ...]:
    """Return what a table says of a request, and of the policy in force where that does not let it pass."""
    actions = ", ".join(dict.fromkeys(need.action for need in row.seen.needs))
    resources = list(dict.fromkeys(need.resource or "?" for need in row.seen.needs))
    more = f" and {len(resources) - 1} more" if len(resources) > 1 else ""
    return (
        f"{row.often.count:,}",
        row.often.last,
        row.often.example,
        caller_of(row),
        actions or f"? {row.seen.source} {row.seen.event}",
        (resources[0] if resources else "?") + more,
        row.said.because + _IN_FORCE[row.before.verdict],
    )


def totals(rows: Sequence[Row]) -> str:
    """Return `2 requests, 1,204 events`."""
    events = sum(row.often.count for row in rows)
    return f"{len(rows):,} request{'s' * (len(rows) != 1)}, {events:,} event{'s' * (events != 1)}"


def summary(replay: Replay) -> str:
    """Return one line: how many requests pass, would be denied, are not known."""
    by_verdict = {each: [row for row in replay.rows if row.said.verdict is each] for each in Verdict}
    said = [f"{each}: {totals(rows)}" for each, rows in by_verdict.items() if rows]
    lost = sum(row.before.verdict is Verdict.PASSES for row in replay.breaking())
    new = f"; {lost:,} of what would be denied passed the policy in force" if lost else ""
    return "; ".join(said or ["no request came through the endpoint"]) + new
