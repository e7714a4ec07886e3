"""What a person reads: findings with carets, changes with marks, a summary line."""

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.reports import RUN, TYPO

from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.module.result import Action, FileChange, ModuleResult, Run, Status
from gen_vpce.report.model import Report, of_run
from gen_vpce.report.snippet import snippet
from gen_vpce.report.style import Style
from gen_vpce.report.text import changes, findings, render
from gen_vpce.report.visible import visible


def test_a_finding_shows_its_line_its_caret_what_it_speaks_of_and_the_way_out() -> None:
    assert findings(Report("lint", 1, (TYPO,))) == (
        "modules/orders/intent.yaml:8:11: error[GV201]: `Gatewayy` is not a type of endpoint\n"
        "  8 |     type: Gatewayy\n"
        "    |           ^^^^^^^^\n"
        "modules/orders/intent.yaml:6:3: note: the endpoint begins here\n"
        "  6 |   dynamodb:\n"
        "    |   ^^^^^^^^\n"
        "hint: did you mean `gateway`?\n"
        "\n"
    )


def test_what_a_plan_does_stands_before_the_line_that_does_it() -> None:
    span = Span("main.tf", 2, 1, 2, 9, "resource {")
    found = Diagnostic("GV620", Severity.ERROR, "m", span, subject="aws_x.y", details=("all of it",))
    said = findings(Report("gate", 1, (found,))).splitlines()
    assert said[1:3] == ["  all of it", "  2 | resource {"]
    assert findings(Report("lint", 1, (found._replace(subject=None),))).splitlines()[1] == "  2 | resource {"


ROW = "everyone: everything on " + " ".join(f"arn:aws:s3:::bucket-{number}" for number in range(9))


@pytest.mark.parametrize("width", [0, 40, 60, 100, 200, 1000])
def test_details_stand_on_lines_of_their_own_as_wide_as_the_terminal(width: int) -> None:
    found = Diagnostic("GV620", Severity.ERROR, "m", hint="h", details=(ROW, "a\tb " + "x" * 300))
    first, *lines, hint, end = findings(Report("gate", 1, (found,)), Style(width=width)).split("\n")[:-1]
    assert (first, hint, end) == ("error[GV620]: m", "hint: h", "")
    assert " ".join(line.strip() for line in lines) == f"{ROW} a\\x09b {'x' * 300}"
    assert all(len(line) <= max(width, 40) or "x" * 300 in line for line in lines)
    begins = [line.strip()[:6] for line in lines if not line.startswith("    ")]
    assert begins == ["everyo", "a\\x09b"]


def test_changes_are_marked_refused_files_show_their_differences_and_unchanged_modules_stay_silent() -> None:
    assert changes(of_run(RUN)) == (
        "modules/kms: refused\n"
        "  [!] modules/kms/main.tf\n"
        "\n"
        "--- a/modules/kms/main.tf\n"
        "+++ b/modules/kms/main.tf\n"
        "@@ -1 +1 @@\n"
        "-by hand\n"
        "+rendered\n"
        "\n"
        "modules/orders: would change\n"
        "  [~] modules/orders/main.tf\n"
        "  [+] modules/orders/outputs.tf\n"
        "  [-] modules/orders/policies/old.json\n"
        "3 modules: 1 would change, 1 refused, 1 unchanged\n"
    )


def test_the_output_of_diff_can_be_given_to_patch(tmp_path: Path) -> None:
    module = tmp_path / "modules" / "orders"
    (module / "policies").mkdir(parents=True)
    (module / "main.tf").write_text("a\nb\n")
    (module / "policies" / "old.json").write_text("{}\n")
    shown = changes(of_run(Run(RUN.results[1:]), diff=True))
    subprocess.run(["patch", "-p1", "-s"], input=shown, text=True, cwd=tmp_path, check=True)
    left = {path.name: path.read_text() for path in module.rglob("*") if path.is_file()}
    assert left == {"main.tf": "a\nc\n", "outputs.tf": "new\n"}


def test_colour_adds_nothing_but_colour() -> None:
    painted = findings(of_run(RUN), Style(colour=True)) + changes(of_run(RUN, diff=True), Style(colour=True))
    assert "\033[" in painted
    assert re.sub(r"\033\[[0-9;]*m", "", painted) == render(of_run(RUN, diff=True))


@pytest.mark.parametrize(
    ("statuses", "line"),
    [
        ([], "0 modules"),
        ([Status.UNCHANGED], "1 module: 1 unchanged"),
        ([Status.UNCHANGED, Status.CHANGED, Status.UNCHANGED], "3 modules: 1 changed, 2 unchanged"),
        ([Status.FAILED, Status.CREATED], "2 modules: 1 created, 1 failed"),
    ],
)
def test_the_summary_counts_modules_by_status(statuses: list[Status], line: str) -> None:
    results = tuple(ModuleResult(f"m{number}", status) for number, status in enumerate(statuses))
    assert of_run(Run(results)).summary() == line


def test_the_summary_of_findings_counts_by_severity() -> None:
    suggestion = Diagnostic("GV310", Severity.SUGGESTION, "say less")
    assert Report("lint", 1, (TYPO, TYPO, suggestion)).summary() == "3 findings: 2 errors, 1 suggestion"
    assert Report("lint", 0).summary() == "0 findings"


@pytest.mark.parametrize(
    ("column", "end", "text", "carets"),
    [
        (1, 4, "key: x", "^^^"),
        (6, 6, "key: x", "     ^"),  # an empty place still points somewhere
        (7, 9, "key: x", "      ^"),  # past the end
        (4, 5, "\ta\tb", "   ^"),  # a tab is one column wide on both lines
        (3, 4, "日本x", "    ^"),  # two columns a character
        (1, 3, "日本", "^^^^"),
        (2, 3, "\x1b]", "    ^"),  # an escape is spelled out in four
    ],
)
def test_the_caret_stands_under_its_place(column: int, end: int, text: str, carets: str) -> None:
    shown = snippet(Span("f", 1, column, 1, end, text))
    assert shown is not None
    assert shown[1] == carets


def test_a_long_line_is_cut_to_the_place() -> None:
    line = "x" * 5000 + "HERE" + "y" * 5000
    shown = snippet(Span("f", 1, 5001, 1, 5005, line))
    assert shown is not None
    text, carets = shown
    assert len(text) < 110
    assert text[carets.index("^") : carets.rindex("^") + 1] == "HERE"


def test_an_unknown_line_is_not_shown() -> None:
    assert snippet(Span("f", 3)) is None


@given(st.text(), st.integers(1, 400), st.integers(0, 400))
def test_no_file_can_steer_the_terminal(text: str, column: int, width: int) -> None:
    place = Span(text, 1, column, 1, column + width, text)
    found = Diagnostic("GV201", Severity.ERROR, text, place, text)
    change = FileChange(text, Action.REFUSED, text, None)
    run = Run((ModuleResult(text, Status.REFUSED, (change,), (found,)),))
    assert all(character.isprintable() for line in render(of_run(run)).split("\n") for character in line)


@given(st.text())
def test_visible_text_is_printable_and_printable_text_is_left_alone(text: str) -> None:
    assert visible(text).isprintable()
    assert visible(visible(text)) == visible(text)


def test_a_finding_on_a_whole_file_names_no_line() -> None:
    found = Diagnostic("GV506", Severity.ERROR, "m cannot be written", Span("m"))
    assert findings(Report("generate", 1, (found,))) == "m: error[GV506]: m cannot be written\n\n"
