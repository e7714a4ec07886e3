"""What `gen-vpce test` prints for people: a mark or a line for each expectation, what failed, and a count."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from gen_vpce.access.expectation.check import Result
from gen_vpce.access.expectation.suite import Tested
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.report.model import Report
from gen_vpce.report.style import Style
from gen_vpce.report.text import finding
from gen_vpce.report.visible import visible

_WIDTH = 80
_MARKS = {Result.PASSED: ".", Result.FAILED: "F", Result.UNDECIDED: "?"}


def render(report: Report, style: Style, *, verbose: bool = False) -> str:
    """Return the whole text: with *verbose* a line for each expectation, otherwise marks by file."""
    lines = list((_lines if verbose else _marks)(report, style))
    lines += _section("ERRORS", report.untested(), style)
    wrong = [found for each in report.tested for found in dict.fromkeys(each.checked.findings)]
    lines += _section("FAILURES", wrong, style)
    paint = style.removed if report.exit_code else style.added
    return "".join(f"{line}\n" for line in (*lines, paint(style.bold(report.summary()))))


def _lines(report: Report, style: Style) -> Iterator[str]:
    for each in report.tested:
        span = each.checked.expectation.span
        result = each.checked.result
        word = _painted(result, result.upper(), style)
        yield f"{visible(span.file)}:{span.line} {word} {visible(each.words)}"


def _marks(report: Report, style: Style) -> Iterator[str]:
    for file, tested in groupby(report.tested, lambda each: each.checked.expectation.span.file):
        marks = "".join(_mark(each, style) for each in tested)
        yield f"{visible(file)} {marks}"


def _mark(each: Tested, style: Style) -> str:
    return _painted(each.checked.result, _MARKS[each.checked.result], style)


def _painted(result: Result, text: str, style: Style) -> str:
    return {Result.PASSED: style.added, Result.FAILED: style.removed}.get(result, style.changed)(text)


def _section(title: str, found: Sequence[Diagnostic], style: Style) -> Iterator[str]:
    if not found:
        return
    yield ""
    yield style.bold(f" {title} ".center(_WIDTH, "="))
    for each in found:
        yield from finding(each, style)
