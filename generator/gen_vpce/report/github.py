"""GitHub workflow commands: each finding becomes an annotation on the line of a pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from collections.abc import Callable

from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.report.model import Report, setting_in_words
from gen_vpce.report.visible import visible

_LEVEL = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.SUGGESTION: "notice",
    Severity.NOTE: "notice",
}


def render(report: Report, in_checkout: Callable[[str], str] = str) -> str:
    """Return one workflow command a line: the findings, each module that is out of date, the settings.

    GitHub knows a file by its name in the repository: *in_checkout* returns it.
    """
    lines = [_finding(found, in_checkout) for found in report.findings]
    lines += [_stale(folder, count, in_checkout) for folder, count in report.out_of_date()]
    if report.settings is not None:
        lines.append(_command("notice", "settings", [f"gen-vpce gate: {report.summary()}"], {}))
    return "".join(f"{line}\n" for line in lines)


def _finding(found: Diagnostic, in_checkout: Callable[[str], str]) -> str:
    setting = setting_in_words(found)
    message = [found.message, *found.details]
    message += [f"setting: {setting}"] if setting else []
    message += [f"hint: {found.hint}"] if found.hint is not None else []
    message += [f"{related.span}: {related.message}" for related in found.related]
    return _command(_LEVEL[found.severity], found.code, message, _place(found.span, in_checkout))


def _stale(folder: str, count: int, in_checkout: Callable[[str], str]) -> str:
    files = "1 file" if count == 1 else f"{count} files"
    intent = "intent.yaml" if folder == "." else f"{folder}/intent.yaml"
    message = [f"{files} would change", f"hint: run gen-vpce generate {folder}, and commit what it writes"]
    return _command("error", "out of date", message, _place(Span(intent), in_checkout))


def _command(level: str, title: str, message: list[str], place: dict[str, str]) -> str:
    """Return the command that shows the lines of *message*."""
    properties = place | {"title": title}
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {written}::{'%0A'.join(map(_data, message))}"


def _place(span: Span | None, in_checkout: Callable[[str], str]) -> dict[str, str]:
    if span is None:
        return {}
    file = in_checkout(span.file).replace("\\", "/")
    place = {"file": file, "line": str(span.line), "endLine": str(span.end_line)}
    if span.line == span.end_line:  # columns across lines are refused
        place |= {"col": str(span.column), "endColumn": str(span.end_column)}
    return place


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
