"""SARIF 2.1.0 for code scanning: findings with their rules, places and related places.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
"""

import json
from pathlib import PurePath
from urllib.parse import quote

from gen_vpce import __version__
from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.report.codes import find
from gen_vpce.report.model import Report, setting_data, setting_in_words

_LEVEL = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.SUGGESTION: "note",
    Severity.NOTE: "note",
}


def render(report: Report) -> str:
    """Return a log of one run; `rules` lists each code that occurs, in order."""
    codes = sorted({found.code for found in report.findings})
    run: dict[str, object] = {
        "tool": {"driver": _driver(codes)},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": report.exit_code != 2, "exitCode": report.exit_code}],
        "results": [_result(found, codes.index(found.code)) for found in report.findings],
    }
    if report.settings is not None:
        run["properties"] = {"settings": report.settings}
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _driver(codes: list[str]) -> dict[str, object]:
    return {"name": "gen-vpce", "semanticVersion": __version__, "rules": [_rule(code) for code in codes]}


def _rule(code: str) -> dict[str, object]:
    entry = find(code)
    if entry is None:
        return {"id": code}
    rule: dict[str, object] = {
        "id": code,
        "shortDescription": {"text": entry.title},
        "fullDescription": {"text": entry.explanation},
        "help": {"text": entry.explanation},
        "defaultConfiguration": {"level": _LEVEL[entry.severity]},
    }
    if entry.source:
        rule["helpUri"] = entry.source
    return rule


def _result(found: Diagnostic, rule_index: int) -> dict[str, object]:
    setting = setting_in_words(found)
    lines = [found.message, *found.details]
    lines += [f"setting: {setting}"] if setting else []
    lines += [f"hint: {found.hint}"] if found.hint is not None else []
    result: dict[str, object] = {
        "ruleId": found.code,
        "ruleIndex": rule_index,
        "level": _LEVEL[found.severity],
        "message": {"text": "\n".join(lines)},
    }
    if found.setting:
        result["properties"] = {"setting": setting_data(found.setting)}
    location: dict[str, object] = {"physicalLocation": _place(found.span)} if found.span else {}
    if found.subject:
        location["logicalLocations"] = [{"fullyQualifiedName": found.subject, "kind": "resource"}]
    if location:
        result["locations"] = [location]
    if found.related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _place(related.span), "message": {"text": related.message}}
            for number, related in enumerate(found.related)
        ]
    return result


def _place(span: Span) -> dict[str, object]:
    region: dict[str, object] = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"artifactLocation": {"uri": _uri(span.file)}, "region": region}


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
