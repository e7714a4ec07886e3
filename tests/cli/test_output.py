"""`--format`: several forms of one report, each where it was asked to go."""

import io
import json
from pathlib import Path

import pytest
from tests.support.reports import RUN

from gen_vpce.cli.terminal.output import Output, deliver
from gen_vpce.cli.terminal.progress import progress
from gen_vpce.report import text
from gen_vpce.report.formats import FORMATS, render
from gen_vpce.report.model import of_run

REPORT = of_run(RUN)


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")


def test_text_says_findings_on_stderr_and_the_rest_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    deliver(REPORT, [], quiet=False)
    assert capsys.readouterr() == (text.changes(REPORT), text.findings(REPORT))


def test_quiet_text_says_findings_alone(capsys: pytest.CaptureFixture[str]) -> None:
    deliver(REPORT, [], quiet=True)
    assert capsys.readouterr() == ("", text.findings(REPORT))


@pytest.mark.parametrize("name", ["json", "sarif", "markdown", "github"])
def test_another_format_takes_the_place_of_text(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    deliver(REPORT, [Output(name)], quiet=False)
    assert capsys.readouterr() == (render(REPORT, name), "")


def test_files_come_beside_the_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deliver(REPORT, [Output(name, tmp_path / name) for name in FORMATS], quiet=False)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        name: render(REPORT, name) for name in FORMATS
    }
    assert json.loads((tmp_path / "sarif").read_text())["version"] == "2.1.0"
    assert capsys.readouterr().out == text.changes(REPORT)


class Terminal(io.StringIO):
    """A terminal that remembers what it was sent."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the time as progress sees it, in its one item."""
    now = [100.0]
    monkeypatch.setattr("gen_vpce.cli.terminal.progress.monotonic", lambda: now[0])
    return now


def test_progress_is_silent_for_a_second(clock: list[float]) -> None:
    terminal = Terminal()
    with progress(terminal) as shown:
        clock[0] += 0.9
        shown(5, 10)
    assert terminal.getvalue() == ""


def test_progress_comes_after_a_second_and_goes_at_the_end(clock: list[float]) -> None:
    terminal = Terminal()
    with progress(terminal) as shown:
        clock[0] += 1.1
        shown(5, 10)
        shown(6, 10)  # too soon to draw again
        clock[0] += 0.2
        shown(10, 10)
    half, full = "#" * 15 + "." * 15, "#" * 30
    assert terminal.getvalue() == (
        f"\r\033[K[{half}] 5/10 modules, 4.55 a second, 1 s left\r\033[K"
        f"[{full}] 10/10 modules, 7.69 a second, 0 s left\r\033[K"
    )


def test_progress_is_for_terminals(clock: list[float]) -> None:
    pipe = io.StringIO()
    with progress(pipe) as shown:
        clock[0] += 60
        shown(5, 10)
    assert pipe.getvalue() == ""
