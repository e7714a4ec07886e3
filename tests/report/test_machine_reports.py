"""What programs read: JSON by its schema, workflow commands, SARIF, Markdown that shows text as it is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.support.any_reports import REPORTS
from tests.support.reports import RUN

from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.module.result import Action, FileChange, ModuleResult, Run, Status
from gen_vpce.report.formats import FORMATS, render
from gen_vpce.report.markdown import LIMIT
from gen_vpce.report.model import Report, of_run

REPORT_SCHEMA = json.loads((shipped("schemas") / "report.schema.json").read_text())


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


def test_markdown_has_a_summary_a_table_and_folded_details() -> None:
    text = render(of_run(RUN, diff=True), "markdown")
    assert text.startswith("**gen-vpce generate**: 3 modules: 1 would change, 1 refused, 1 unchanged\n")
    assert "| modules/orders | would change | 3 |\n" in text
    assert "| modules/s3 " not in text
    assert "- **error** `GV201` at modules/orders/intent.yaml:8:11: `Gatewayy` is not" in text
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
