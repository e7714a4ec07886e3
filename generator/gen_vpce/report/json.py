"""JSON for programs; `schemas/report.schema.json` describes it, and `version` counts its breaking changes."""

import json
from collections import Counter
from typing import TYPE_CHECKING

from gen_vpce.diagnostics import Diagnostic, Span
from gen_vpce.module.result import FileChange, ModuleResult
from gen_vpce.report.model import Report, setting_data

if TYPE_CHECKING:
    from gen_vpce.access.expectation.suite import Tested

_VERSION = 1


def render(report: Report) -> str:
    """Return one JSON object, indented, ASCII alone, with a line break at its end."""
    data = {
        "version": _VERSION,
        "command": report.command,
        "exit_code": report.exit_code,
        "summary": _summary(report),
        "modules": [_module(module, report) for module in report.modules],
        "findings": [finding(found) for found in report.findings],
    }
    if report.command == "test":
        data["expectations"] = [_expectation(each) for each in report.tested]
    if report.read is not None:
        data["read"] = report.read._asdict()
    if report.command == "gate":
        data["settings"] = report.settings
    return json.dumps(data, indent=2) + "\n"


def _summary(report: Report) -> dict[str, object]:
    return {
        "text": report.summary(),
        "modules": dict(Counter(module.status.value for module in report.modules)),
        "findings": dict(Counter(found.severity.value for found in report.findings)),
    }


def _module(module: ModuleResult, report: Report) -> dict[str, object]:
    return {
        "folder": module.folder,
        "status": module.status.value,
        "files": [_file(change, report) for change in module.changes],
    }


def _file(change: FileChange, report: Report) -> dict[str, object]:
    if not report.shows_diff(change.action):
        return {"path": change.path, "action": change.action.value, "diff": None}
    from gen_vpce.inquiry.changed_policy import meaning_of
    from gen_vpce.report.contrast import contrast_data

    meaning = meaning_of(change)
    return {
        "path": change.path,
        "action": change.action.value,
        "diff": change.diff(),
        "meaning": contrast_data(meaning) if meaning else None,
    }


def _expectation(tested: "Tested") -> dict[str, object]:
    checked = tested.checked
    return {
        "expectation": tested.words,
        "result": checked.result.value,
        "location": _place(checked.expectation.span),
    }


def finding(found: Diagnostic) -> dict[str, object]:
    """Return one finding as plain JSON data."""
    usage = {"usage": found.usage._asdict()} if found.usage is not None else {}
    return {
        "code": found.code,
        "severity": found.severity.value,
        "setting": setting_data(found.setting) if found.setting else None,
        "message": found.message,
        "details": list(found.details),
        "hint": found.hint,
        "subject": found.subject,
        "location": _place(found.span) if found.span else None,
        "related": [{"message": each.message, "location": _place(each.span)} for each in found.related],
        **usage,
    }


def _place(span: Span) -> dict[str, object]:
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
