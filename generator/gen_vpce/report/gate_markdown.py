"""The verdict on a plan as GitHub-flavoured Markdown, for a comment on a pull request.

One line that says it all, a map of what changes, a table of what fails or would by default, and every
finding in full behind a fold.
"""

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.diagnostics.codes.plan import CODES
from gen_vpce.report.markdown import LIMIT
from gen_vpce.report.markup import plain, prose
from gen_vpce.report.model import Report, setting_in_words

_TABLE = "\n| | resource | finding |\n| --- | --- | --- |\n"
_FOLD = "\n<details><summary>Details</summary>\n"
_UNFOLD = "\n</details>\n"
_DROPPED = "\n*{} of {} {} did not fit into this comment.*\n"
_TITLES = {entry.code: entry.title for entry in CODES}
_SHARE = 3
"""The table takes a third of the room at most, so that some findings are there in full."""


def render(report: Report) -> str:
    """Return at most `LIMIT` characters; findings that do not fit are left out whole, and counted."""
    head = f"**gen-vpce gate**: {prose(report.summary())}\n"
    shown = report.shown_findings()
    failing = [found for found in shown if found.severity.fails or found.is_lowered]
    if not shown:
        return head
    head += _picture(report)
    rows = _fitted([_row(found) for found in failing], LIMIT // _SHARE, "rows")
    table = _TABLE + rows if failing else ""
    room = LIMIT - sum(map(len, (head, table, _FOLD, _UNFOLD)))
    details = _fitted([_details(found) for found in shown], room, "findings")
    return head + table + _FOLD + details + _UNFOLD


def _picture(report: Report) -> str:
    """Return the map of what changes, unless it takes the room of the findings."""
    if report.changing is None:
        return ""
    from gen_vpce.report.mermaid import block

    made = block(report.changing, "gen-vpce report --plan PLAN.json")
    return made if len(made) <= LIMIT // _SHARE else ""


def _fitted(parts: list[str], room: int, noun: str) -> str:
    """Return as many of *parts*, in order, as *room* characters hold, and how many were left out."""
    left = room - len(_DROPPED.format(len(parts), len(parts), noun))
    kept: list[str] = []
    for part in parts:
        left -= len(part)
        if left < 0:
            break
        kept.append(part)
    dropped = len(parts) - len(kept)
    return "".join(kept) + (_DROPPED.format(dropped, len(parts), noun) if dropped else "")


def _row(found: Diagnostic) -> str:
    place = f" ({plain(str(found.span))})" if found.span else ""
    subject, title = plain(found.subject or "the plan"), prose(_TITLES[found.code])
    severity = found.severity.value + (f" ({prose(setting)})" if (setting := setting_in_words(found)) else "")
    return f"| {severity} | {subject}{place} | {title} |\n"


def _details(found: Diagnostic) -> str:
    place = f" at {plain(str(found.span))}" if found.span else ""
    setting = setting_in_words(found)
    below = "".join(f"  - {prose(each)}\n" for each in found.details)
    hint = f"  - setting: {prose(setting)}\n" if setting else ""
    hint += f"  - hint: {prose(found.hint)}\n" if found.hint else ""
    return f"\n- **{found.severity.value}** `{found.code}`{place}: {prose(found.message)}\n{below}{hint}"
