"""GitHub-flavoured Markdown for a pull request comment: a summary line, a table, the details folded."""

import re

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.module.result import FileChange, ModuleResult, Status
from gen_vpce.report.markup import plain, prose
from gen_vpce.report.model import Report, setting_in_words, status_word
from gen_vpce.report.visible import visible

LIMIT = 65_000
"""Characters that a comment on GitHub takes, a little less than its 65,536."""


def render(report: Report) -> str:
    """Return at most `LIMIT` characters; what does not fit is left out whole and counted."""
    parts = [f"**gen-vpce {report.command}**: {report.summary()}\n"]
    parts += [f"\n{prose(line)}\n" for line in report.reading()]
    parts += _table([module for module in report.modules if module.status is not Status.UNCHANGED])
    parts += [_finding(found) for found in report.findings]
    parts += [
        _details(change)
        for module in report.modules
        for change in module.changes
        if report.shows_diff(change.action)
    ]
    return _fitted(parts)


def _fitted(parts: list[str]) -> str:
    note = "\n*{} more did not fit into this comment.*\n"
    kept: list[str] = []
    left = LIMIT - len(note) - len(str(len(parts)))
    for part in parts:
        if len(part) > left:
            break
        kept.append(part)
        left -= len(part)
    dropped = len(parts) - len(kept)
    return "".join(kept) + (note.format(dropped) if dropped else "")


def _table(modules: list[ModuleResult]) -> list[str]:
    if not modules:
        return []
    rows = [
        f"| {plain(module.folder)} | {status_word(module.status)} | {len(module.changes)} |\n"
        for module in modules
    ]
    return ["\n| module | status | files |\n| --- | --- | ---: |\n", *rows]


def _finding(found: Diagnostic) -> str:
    place = f" at {plain(str(found.span))}" if found.span else ""
    lines = [f"\n- **{found.severity.value}** `{found.code}`{place}: {prose(found.message)}"]
    lines += [f"  - {prose(each)}" for each in found.details]
    lines += [f"  - {plain(str(each.span))}: {prose(each.message)}" for each in found.related]
    setting = setting_in_words(found)
    if setting:
        lines.append(f"  - setting: {prose(setting)}")
    if found.hint:
        lines.append(f"  - hint: {prose(found.hint)}")
    return "\n".join(lines) + "\n"


def _details(change: FileChange) -> str:
    from gen_vpce.inquiry.changed_policy import meaning_of
    from gen_vpce.report.contrast import contrast_list

    diff = "".join(f"{visible(line)}\n" for line in change.diff().split("\n")[:-1])
    longest = max((len(run) for run in re.findall(r"`+", diff)), default=0)
    fence = "`" * max(3, longest + 1)
    title = f"{_escaped(change.path)}: {change.action.value}"
    meaning = meaning_of(change)
    words = "".join(f"\n{line}" for line in contrast_list(meaning)) + "\n" if meaning else ""
    return f"{words}\n<details><summary>{title}</summary>\n\n{fence}diff\n{diff}{fence}\n\n</details>\n"


def _escaped(text: str) -> str:
    return visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
