"""What programs read: JSON by its schema, workflow commands, SARIF, Markdown that shows text as it is."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.support.reports import RUN, TYPO

from gen_vpce.diagnostics import Diagnostic, Related, Setting, Severity, Span
from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.module.result import Action, FileChange, ModuleResult, Run, Status
from gen_vpce.report.formats import FORMATS, render
from gen_vpce.report.markdown import LIMIT
from gen_vpce.report.model import Report, of_run

REPORT_SCHEMA = json.loads((shipped("schemas") / "report.schema.json").read_text())

SPANS = st.builds(
    lambda file, line, column, lines, width, text: Span(
        file, line, column, line + lines, column + width if not lines else width + 1, text
    ),
    st.text(min_size=1),
    st.integers(1, 9999),
    st.integers(1, 9999),
    st.integers(0, 3),
    st.integers(0, 99),
    st.text(),
)
FINDINGS = st.builds(
    Diagnostic,
    st.integers(100, 999).map(lambda number: f"GV{number}"),
    st.sampled_from(Severity),
    st.text(),
    st.none() | SPANS,
    st.none() | st.text(),
    st.lists(st.builds(Related, SPANS, st.text()), max_size=2).map(tuple),
    st.none(),
    details=st.lists(st.text(), max_size=3).map(tuple),
    setting=st.none() | st.builds(Setting, st.sampled_from(Severity), st.text(), st.none() | st.text()),
)
CHANGES = st.builds(
    FileChange, st.text(min_size=1), st.sampled_from(Action), st.none() | st.text(), st.none() | st.text()
)
MODULES = st.builds(
    ModuleResult,
    st.text(min_size=1),
    st.sampled_from(Status),
    st.lists(CHANGES, max_size=3).map(tuple),
    st.lists(FINDINGS, max_size=2).map(tuple),
)
REPORTS = st.builds(
    lambda modules, found, diff: of_run(Run(tuple(modules), tuple(found)), diff=diff),
    st.lists(MODULES, max_size=3),
    st.lists(FINDINGS, max_size=3),
    st.booleans(),
)


@given(REPORTS)
def test_json_holds_to_its_schema(report: Report) -> None:
    Draft202012Validator(REPORT_SCHEMA).validate(json.loads(render(report, "json")))


def test_json_counts_and_places() -> None:
    data = json.loads(render(of_run(RUN, diff=True), "json"))
    assert data["exit_code"] == 1
    assert data["summary"] == {
        "text": "3 modules: 1 would change, 1 refused, 1 unchanged",
        "modules": {"refused": 1, "would-change": 1, "unchanged": 1},
        "findings": {"note": 1, "warning": 1, "error": 1},
    }
    assert data["findings"][2]["location"] == {
        "file": "modules/orders/intent.yaml",
        "line": 8,
        "column": 11,
        "end_line": 8,
        "end_column": 19,
    }
    assert data["modules"][1]["files"][0]["diff"].startswith("--- a/modules/orders/main.tf\n")


def test_json_leaves_differences_out_unless_asked_or_refused() -> None:
    files = [
        file for module in json.loads(render(of_run(RUN), "json"))["modules"] for file in module["files"]
    ]
    assert {file["path"] for file in files if file["diff"]} == {"modules/kms/main.tf"}


def test_github_commands_escape_what_has_a_meaning_there() -> None:
    found = Diagnostic("GV201", Severity.ERROR, "50%\nof it: a,b", Span("a,b:c.yaml", 2, 3, 2, 5), "fix: it")
    assert render(Report("lint", 1, (found,)), "github") == (
        "::error file=a%2Cb%3Ac.yaml,line=2,endLine=2,col=3,endColumn=5,title=GV201"
        "::50%25\\x0aof it: a,b%0Ahint: fix: it\n"
    )


def test_github_names_levels_and_leaves_columns_out_of_places_with_several_lines() -> None:
    long = Diagnostic("GV310", Severity.SUGGESTION, "say less", Span("f", 2, 3, 4, 1))
    bare = Diagnostic("GV999", Severity.WARNING, "no place")
    assert render(Report("lint", 1, (long, bare)), "github") == (
        "::notice file=f,line=2,endLine=4,title=GV310::say less\n::warning title=GV999::no place\n"
    )


def test_github_annotates_modules_that_are_out_of_date() -> None:
    assert (
        "::error file=modules/orders/intent.yaml,line=1,endLine=1,col=1,endColumn=1,title=out of date"
        "::3 files would change%0Ahint: run gen-vpce generate modules/orders, and commit what it writes\n"
    ) in render(of_run(RUN), "github")


@given(REPORTS)
def test_nothing_in_a_finding_starts_a_workflow_command_of_its_own(report: Report) -> None:
    lines = render(report, "github").replace("\r", "\n").split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(report.findings) + len(report.out_of_date())
    assert all(line.startswith("::") for line in lines)


SARIF_SCHEMA: dict[str, Any] = {
    "$comment": "The parts of SARIF 2.1.0 that are written here, with the standard's own limits.",
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": {"$ref": "#/$defs/run"}},
    },
    "$defs": {
        "run": {
            "required": ["tool", "results"],
            "properties": {
                "tool": {
                    "properties": {
                        "driver": {
                            "required": ["name"],
                            "properties": {
                                "rules": {
                                    "type": "array",
                                    "uniqueItems": True,
                                    "items": {
                                        "required": ["id"],
                                        "properties": {"helpUri": {"type": "string", "format": "uri"}},
                                    },
                                }
                            },
                        }
                    }
                },
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "invocations": {"items": {"required": ["executionSuccessful"]}},
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
            },
        },
        "result": {
            "required": ["message", "ruleId"],
            "properties": {
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"required": ["text"]},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "locations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
                "relatedLocations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
            },
        },
        "location": {
            "required": ["physicalLocation"],
            "properties": {
                "id": {"type": "integer", "minimum": 0},
                "physicalLocation": {
                    "required": ["artifactLocation", "region"],
                    "properties": {
                        "artifactLocation": {"properties": {"uri": {"pattern": r"^[!#-;=?-Z\[\]_a-z~]*$"}}},
                        "region": {
                            "properties": {
                                name: {"type": "integer", "minimum": 1}
                                for name in ("startLine", "startColumn", "endLine", "endColumn")
                            }
                        },
                    },
                },
            },
        },
    },
}


@given(REPORTS)
def test_sarif_holds_to_the_standard(report: Report) -> None:
    log = json.loads(render(report, "sarif"))
    Draft202012Validator(SARIF_SCHEMA).validate(log)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in log["runs"][0]["results"])


def test_sarif_places_a_finding_and_what_it_speaks_of() -> None:
    spaced = Diagnostic("GV202", Severity.SUGGESTION, "hm", Span("a b/ü.yaml", 1, 1, 1, 2))
    result, other = json.loads(render(Report("lint", 1, (TYPO, spaced)), "sarif"))["runs"][0]["results"]
    assert result["level"] == "error"
    assert result["message"]["text"].endswith("\nhint: did you mean `gateway`?")
    assert result["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 8,
        "startColumn": 11,
        "endLine": 8,
        "endColumn": 19,
    }
    assert result["relatedLocations"][0]["message"]["text"] == "the endpoint begins here"
    assert other["level"] == "note"
    assert other["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/%C3%BC.yaml"


def test_markdown_has_a_summary_a_table_and_folded_details() -> None:
    text = render(of_run(RUN, diff=True), "markdown")
    assert text.startswith("**gen-vpce generate**: 3 modules: 1 would change, 1 refused, 1 unchanged\n")
    assert "| modules/orders | would change | 3 |\n" in text
    assert "| modules/s3 " not in text
    assert "- **error** `GV201` at modules/orders/intent.yaml:8:11: \\`Gatewayy\\` is not" in text
    assert text.count("<details>") == text.count("</details>") == 4
    assert "```diff\n--- a/modules/orders/main.tf\n" in text


def test_markdown_fences_are_longer_than_what_they_hold() -> None:
    change = FileChange("README.md", Action.CHANGED, "````\n", "x\n")
    text = render(of_run(Run((ModuleResult("m", Status.CHANGED, (change,)),)), diff=True), "markdown")
    assert "\n`````diff\n" in text
    assert "\n`````\n" in text


@pytest.mark.parametrize("size", [100, 70_000])
def test_markdown_fits_into_a_comment_and_says_what_did_not(size: int) -> None:
    change = FileChange("f", Action.CHANGED, "x" * size + "\n", "y\n")
    modules = tuple(ModuleResult(f"m{number}", Status.CHANGED, (change,)) for number in range(300))
    text = render(of_run(Run(modules), diff=True), "markdown")
    assert len(text) <= LIMIT
    assert text.count("<details>") == text.count("</details>")
    assert "more did not fit into this comment" in text


@given(REPORTS, st.sampled_from(FORMATS))
def test_every_format_ends_with_a_line_break_or_is_empty(report: Report, name: str) -> None:
    assert render(report, name)[-1:] in ("", "\n")
    assert render(report, name) == render(report, name)
