"""Plain text for people: findings for stderr, changes and a summary for stdout.

Readable without colour; the differences can be given to `patch`.
"""

from collections.abc import Iterator

from gen_vpce.diagnostics import Diagnostic, Span
from gen_vpce.module.result import Action, FileChange, ModuleResult, Status
from gen_vpce.report.model import Report, setting_in_words, status_word
from gen_vpce.report.snippet import snippet
from gen_vpce.report.style import PLAIN, Style
from gen_vpce.report.visible import visible

_NARROWEST = 40


def render(report: Report) -> str:
    """Return findings and changes together, without colour: what a file gets."""
    return findings(report) + changes(report)


def findings(report: Report, style: Style = PLAIN) -> str:
    """Return each finding with its line, its caret and its hint, an empty line after each."""
    return "".join(f"{line}\n" for found in report.shown_findings() for line in finding(found, style))


def changes(report: Report, style: Style = PLAIN) -> str:
    """Return the files of each module that is not as it was, their differences, and the summary line."""
    lines = [line for module in report.modules for line in _module(module, report, style)]
    return "".join(f"{line}\n" for line in [*lines, *report.reading(), style.bold(report.summary())])


def finding(found: Diagnostic, style: Style) -> Iterator[str]:
    """Yield the lines of one finding: the sentence, its line and caret, its hint, an empty line."""
    place = f"{style.bold(_place(found.span))}: " if found.span else ""
    severity = style.severity(found.severity, found.severity.value)
    yield f"{place}{severity}[{found.code}]: {visible(found.message)}"
    line = list(_line(found.span, style)) if found.span else []
    details = [line for detail in found.details for line in wrapped(detail, style)]
    # What a plan does stands before the text that does it; a mistake in a text is seen where it stands.
    yield from [*details, *line] if found.subject else [*line, *details]
    for related in found.related:
        yield f"{_place(related.span)}: {style.faint('note')}: {visible(related.message)}"
        yield from _line(related.span, style)
    setting = setting_in_words(found)
    if setting:
        yield f"{style.bold('setting')}: {visible(setting)}"
    if found.hint:
        yield f"{style.hint('hint')}: {visible(found.hint)}"
    yield ""


def wrapped(text: str, style: Style) -> list[str]:
    """Return *text* as lines below a finding, no longer than the terminal is wide where its words allow."""
    from textwrap import TextWrapper

    wrapper = TextWrapper(
        max(_NARROWEST, style.width),
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapper.wrap(visible(text))


def _place(span: Span) -> str:
    """Return file, line and column, or the file alone where the finding speaks of all of it."""
    whole = span == Span(span.file) and not span.text
    return visible(span.file if whole else str(span))


def _line(span: Span, style: Style) -> Iterator[str]:
    shown = snippet(span)
    if shown is None:
        return
    line, carets = shown
    margin = " " * len(str(span.line))
    yield f"{style.faint(f'  {span.line} |')} {line}"
    yield f"{style.faint(f'  {margin} |')} {style.bold(carets)}"


def _module(module: ModuleResult, report: Report, style: Style) -> Iterator[str]:
    if module.status is Status.UNCHANGED:
        return
    yield f"{style.bold(visible(module.folder))}: {status_word(module.status)}"
    for change in module.changes:
        yield f"  {_mark(change.action, style)} {visible(change.path)}"
    shown = [change for change in module.changes if report.shows_diff(change.action)]
    for change in shown:
        yield ""
        yield from _diff(change, style)
    if shown:
        yield ""


def _mark(action: Action, style: Style) -> str:
    match action:
        case Action.CREATED:
            return style.added("[+]")
        case Action.CHANGED:
            return style.changed("[~]")
        case Action.DELETED:
            return style.removed("[-]")
        case Action.REFUSED:
            return style.removed("[!]")


def _diff(change: FileChange, style: Style) -> Iterator[str]:
    from gen_vpce.inquiry.changed_policy import meaning_of
    from gen_vpce.report.contrast import contrast_lines

    meaning = meaning_of(change)
    if meaning is not None:
        yield from contrast_lines(meaning, style)
        yield ""
    for line in change.diff().split("\n")[:-1]:
        shown = visible(line)
        if line.startswith("+"):
            yield style.added(shown)
        elif line.startswith("-"):
            yield style.removed(shown)
        else:
            yield shown
