"""SARIF 2.1.0 for code scanning: findings with their rules, places and related places.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
GitHub refuses or drops what the standard leaves open: a result needs a place in a file, a fingerprint, and a
rule with help. https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support
"""

import json
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import PurePath
from urllib.parse import quote

from gen_vpce import __version__
from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.report.codes import find
from gen_vpce.report.markup import prose
from gen_vpce.report.model import Report, setting_data, setting_in_words

MOST_RESULTS = 25_000
"""A file with more results in a run is refused by GitHub."""

LONGEST_DESCRIPTION = 1024
"""Characters of a description that GitHub takes."""

_LEVEL = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.SUGGESTION: "note",
    Severity.NOTE: "note",
}
_ABOUT = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html"
"""What all of it is about; the project itself has no page yet."""

_NOWHERE = Span(".")

_Naming = Callable[[str], str]


def render(report: Report, in_checkout: _Naming = str) -> str:
    """Return a log of one run; `rules` lists each code that occurs, in order.

    *in_checkout* returns the name that the repository has for a file. What is more than GitHub takes is left
    out, the mildest first, and counted.
    """
    told, left_out = _fitted(report.findings)
    codes = sorted({found.code for found in told})
    invocation: dict[str, object] = {
        "executionSuccessful": report.exit_code != 2,
        "exitCode": report.exit_code,
    }
    if left_out:
        text = f"{left_out} more findings are left out: a run holds {MOST_RESULTS} results at most"
        invocation["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}}]
    run: dict[str, object] = {
        "tool": {"driver": _driver(codes)},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": _results(told, codes, report.elsewhere or _NOWHERE, in_checkout),
    }
    if report.settings is not None:
        run["properties"] = {"settings": report.settings}
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _fitted(findings: tuple[Diagnostic, ...]) -> tuple[tuple[Diagnostic, ...], int]:
    """Return as many findings as a run may hold, in their order, and the number of those left out."""
    if len(findings) <= MOST_RESULTS:
        return findings, 0
    worst = sorted(range(len(findings)), key=lambda index: findings[index].severity.rank)
    kept = sorted(worst[:MOST_RESULTS])
    return tuple(findings[index] for index in kept), len(findings) - MOST_RESULTS


def _driver(codes: list[str]) -> dict[str, object]:
    return {
        "name": "gen-vpce",
        "semanticVersion": __version__,
        "informationUri": _ABOUT,
        "rules": [_rule(code) for code in codes],
    }


def _rule(code: str) -> dict[str, object]:
    entry = find(code)
    if entry is None:
        text = {"text": f"a finding of gen-vpce, {code}"}
        return {"id": code, "shortDescription": text, "fullDescription": text, "help": text}
    link = f"\n\nSource: {entry.source}" if entry.source else ""
    rule: dict[str, object] = {
        "id": code,
        "shortDescription": {"text": _clipped(entry.title)},
        "fullDescription": {"text": _clipped(entry.explanation)},
        "help": {"text": entry.explanation + link, "markdown": _paragraphs(entry.explanation) + link},
        "defaultConfiguration": {"level": _LEVEL[entry.severity]},
    }
    if entry.source:
        rule["helpUri"] = entry.source
    return rule


def _clipped(text: str) -> str:
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    return text[: LONGEST_DESCRIPTION - 4].rsplit(" ", 1)[0] + " ..."


def _paragraphs(text: str) -> str:
    return "\n\n".join(prose(" ".join(paragraph.split())) for paragraph in text.split("\n\n"))


def _results(
    findings: tuple[Diagnostic, ...], codes: list[str], elsewhere: Span, in_checkout: _Naming
) -> list[dict[str, object]]:
    index = {code: number for number, code in enumerate(codes)}
    seen: Counter[tuple[str, str]] = Counter()
    results = []
    for found in findings:
        result = _result(found, index[found.code])
        span = found.span or elsewhere
        location: dict[str, object] = {"physicalLocation": _place(span, in_checkout)}
        if found.subject:
            location["logicalLocations"] = [{"fullyQualifiedName": found.subject, "kind": "resource"}]
        result["locations"] = [location]
        if found.related:
            result["relatedLocations"] = [
                {
                    "id": number,
                    "physicalLocation": _place(related.span, in_checkout),
                    "message": {"text": related.message},
                }
                for number, related in enumerate(found.related)
            ]
        same = (_uri(span.file, in_checkout), _fingerprint(found))
        seen[same] += 1
        result["partialFingerprints"] = {"primaryLocationLineHash": f"{same[1]}:{seen[same]}"}
        results.append(result)
    return results


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
    return result


def _fingerprint(found: Diagnostic) -> str:
    """Return what stays the same where lines above move: the code, the resource, the text of the line."""
    line = found.span.text.strip() if found.span else ""
    told = (found.code, found.subject or "", line or ("" if found.subject else found.message))
    return sha256("\0".join(told).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _place(span: Span, in_checkout: _Naming) -> dict[str, object]:
    region: dict[str, object] = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"artifactLocation": {"uri": _uri(span.file, in_checkout)}, "region": region}


def _uri(file: str, in_checkout: _Naming) -> str:
    path = PurePath(in_checkout(file))
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
