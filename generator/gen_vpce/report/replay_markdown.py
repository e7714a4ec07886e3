"""What real requests would have met with, as GitHub-flavoured Markdown for a pull request."""

from collections.abc import Sequence

from gen_vpce.inquiry.replay import Row
from gen_vpce.report.markdown import LIMIT
from gen_vpce.report.markdown import render as rendered
from gen_vpce.report.markup import plain
from gen_vpce.report.model import Report
from gen_vpce.report.replay import cells, summary, totals

_HEAD = (
    "\n| events | last | example | caller | action | resource | why |\n"
    "| --: | --- | --- | --- | --- | --- | --- |\n"
)


def render(report: Report) -> str:
    """Return at most `LIMIT` characters: the summary, tables, and the coverage behind a fold."""
    if report.replayed is None:
        return rendered(report)
    replay = report.replayed.replay
    lines = [*report.replayed.coverage, *(f"not read: {line}" for line in report.replayed.not_read)]
    fold = "\n<details><summary>What was read</summary>\n\n"
    fold += "".join(f"- {plain(line)}\n" for line in lines) + "\n</details>\n"
    text = f"**gen-vpce replay**: {plain(summary(replay))}\n"
    room = LIMIT - len(text) - len(fold)
    sections = (
        ("Would be denied, and succeeded", replay.breaking()),
        ("Not known, and succeeded", replay.open()),
        ("Would pass, and was denied by the endpoint", replay.opening()),
    )
    for title, rows in sections:
        if rows:
            part = _section(title, rows, room)
            text, room = text + part, room - len(part)
    return text + fold


def _section(title: str, rows: Sequence[Row], room: int) -> str:
    part = f"\n### {title}: {totals(rows)}\n{_HEAD}"
    for number, row in enumerate(rows):
        line = f"| {' | '.join(map(plain, cells(row)))} |\n"
        note = f"\n*{len(rows) - number} more did not fit.*\n"
        if len(part) + len(line) + len(note) > room:
            return part + note
        part += line
    return part
