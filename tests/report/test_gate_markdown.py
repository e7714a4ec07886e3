"""The comment on a pull request: short enough for GitHub, and honest about what it leaves out."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.amount import amount

from gen_vpce.diagnostics import Diagnostic, Setting, Severity, Span
from gen_vpce.diagnostics.codes.plan import CODES
from gen_vpce.report.formats import render
from gen_vpce.report.markdown import LIMIT
from gen_vpce.report.model import Report


def finding(number: int, message: str = "m", severity: Severity = Severity.ERROR) -> Diagnostic:
    return Diagnostic(
        "GV620", severity, message, Span("main.tf", number), "a hint", subject=f"aws_x.y[{number}]"
    )


def test_a_plan_without_findings_is_one_line() -> None:
    assert render(Report("gate", 0), "markdown") == "**gen-vpce gate**: passed, 0 findings\n"


def test_what_fails_stands_in_the_table_and_everything_behind_the_fold() -> None:
    found = (finding(1), finding(2, severity=Severity.NOTE))
    table, fold, details = render(Report("gate", 1, found), "markdown").partition("<details>")
    assert table.startswith(
        "**gen-vpce gate**: refused, 2 findings: 1 error, 1 note\n\n| | resource | finding |\n"
    )
    assert (
        "| error | aws\\_x.y\\[1\\] (main.tf:1:1) | access-newly-allowed: a policy newly allows requests |"
        in table
    )
    assert "y\\[2\\]" not in table
    assert fold
    assert details.count("- **") == 2
    assert details.endswith("\n</details>\n")


def test_what_does_not_fit_is_counted() -> None:
    found = tuple(finding(number, "x" * 100) for number in range(5_000))
    text = render(Report("gate", 1, found), "markdown")
    left_out = re.findall(r"\*(\d+) of 5000 (rows|findings) did not fit", text)
    assert [noun for _, noun in left_out] == ["rows", "findings"]
    assert text.count("\n| error |") == 5_000 - int(left_out[0][0])
    assert text.count("\n- **error**") == 5_000 - int(left_out[1][0])
    assert LIMIT - 500 < len(text) <= LIMIT


FINDINGS = st.builds(
    Diagnostic,
    st.sampled_from([entry.code for entry in CODES]),
    st.sampled_from(Severity),
    st.text() | st.text().map(lambda text: text * 10_000),
    st.none() | st.builds(Span, st.text(min_size=1)),
    st.none() | st.text(),
    subject=st.none() | st.text() | st.text().map(lambda text: text * 10_000),
    details=st.lists(st.text(), max_size=3).map(tuple),
    setting=st.none() | st.builds(Setting, st.sampled_from(Severity), st.text(), st.none() | st.text()),
)


@settings(max_examples=amount(50))
@given(st.lists(FINDINGS, max_size=6))
def test_it_always_fits_into_a_comment_and_stays_a_table(found: list[Diagnostic]) -> None:
    text = render(Report("gate", 1, tuple(found)), "markdown")
    assert len(text) <= LIMIT
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 4 for row in rows)
    assert text.count("<details>") == text.count("</details>") == bool(found)
