"""`gen-vpce report` as a person calls it."""

import json
from pathlib import Path

import pytest
from tests.support.command import STOCK, gen_vpce
from tests.support.plans import allow, change, endpoint, plan_data, policy
from typer.testing import CliRunner

from gen_vpce.cli.app import app


def test_the_page_is_written_and_named(tmp_path: Path) -> None:
    (tmp_path / "intent.yaml").write_text(STOCK)
    done = gen_vpce("report", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "report.html: 1 endpoint\n", "")
    assert (tmp_path / "report.html").read_text().startswith("<!DOCTYPE html>")


def test_json_goes_to_stdout_or_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "intent.yaml").write_text(STOCK)
    done = gen_vpce("report", "--format", "json", "--title", "Stock", cwd=tmp_path)
    assert json.loads(done.stdout)["title"] == "Stock"
    assert gen_vpce("report", "--format", "json", "-o", "x.json", cwd=tmp_path).stdout == ""
    assert json.loads((tmp_path / "x.json").read_text())["endpoints"]


def test_nothing_to_show_is_refused_with_the_reason(tmp_path: Path) -> None:
    done = gen_vpce("report", "nowhere", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "nowhere" in done.stderr
    assert not (tmp_path / "report.html").exists()


def test_what_is_not_read_is_counted(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a/intent.yaml").write_text(STOCK)
    (tmp_path / "b/intent.yaml").write_text("version: 1\n")
    done = gen_vpce("report", cwd=tmp_path)
    assert done.stdout == "report.html: 1 endpoint, 1 not read: see its coverage\n"


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    done = gen_vpce("report", "--format", "pdf", cwd=tmp_path)
    assert done.returncode == 2
    assert "unknown format `pdf`; known: html, json, mermaid" in done.stderr


def test_the_page_goes_to_stdout_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "intent.yaml").write_text(STOCK)
    done = gen_vpce("report", "-o", "-", cwd=tmp_path)
    assert done.stdout.startswith("<!DOCTYPE html>")
    assert done.stdout.endswith("</html>\n")
    assert [each.name for each in tmp_path.iterdir()] == ["intent.yaml"]


@pytest.mark.parametrize("options", [("-o", "-"), ("--format", "json"), ("--format", "mermaid", "-o", "x")])
def test_what_is_no_page_in_a_file_is_not_opened(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "intent.yaml").write_text(STOCK)
    done = gen_vpce("report", "--open", *options, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--open opens a page" in done.stderr


@pytest.mark.parametrize("found", [True, False])
def test_the_page_is_opened_and_a_missing_browser_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, found: bool
) -> None:
    (tmp_path / "intent.yaml").write_text(STOCK)
    opened: list[str] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("webbrowser.open", lambda url: (opened.append(url), found)[1])
    done = CliRunner().invoke(app, ["report", "--open"])
    assert opened == [(tmp_path / "report.html").as_uri()]
    assert ("no browser was found: open report.html in one" in done.output) is not found


def test_what_is_not_read_is_told_with_what_is(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "states").mkdir()
    (tmp_path / "states/now.json").write_text("{}")
    (tmp_path / "empty").mkdir()
    said = {path: gen_vpce("report", path, cwd=tmp_path).stderr for path in ("notes.txt", "states", "empty")}
    assert "notes.txt is not a file that gen-vpce report reads" in said["notes.txt"]
    assert "no intent.yaml, Terraform source or template in states or below" in said["states"]
    assert "JSON is read where it is named: states/now.json" in said["states"]
    assert "described endpoints" in said["empty"]


def test_a_plan_that_cannot_be_read_is_refused_and_no_page_written(tmp_path: Path) -> None:
    (tmp_path / "intent.yaml").write_text(STOCK)
    (tmp_path / "plan.json").write_text('{"resource_changes"')
    done = gen_vpce("report", "intent.yaml", "--plan", "plan.json", cwd=tmp_path)
    assert (done.returncode, "error[GV600]" in done.stderr) == (1, True)
    assert not (tmp_path / "report.html").exists()


@pytest.mark.parametrize("name", ["notes.yaml", "x.yml", "x.template"])
@pytest.mark.parametrize("text", ["a: 1\n", "version: 1\nname: [", ""])
def test_yaml_that_is_no_template_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    for command in ("report", "show"):
        done = CliRunner().invoke(app, [command, name])
        assert (done.exit_code, done.stdout) == (1, "")
        assert f"{name} is not a template of CloudFormation" in done.stderr
    assert not (tmp_path / "report.html").exists()


GONE = change("forget", endpoint(), None)
DRIFTED = change("update", endpoint(), endpoint(policy=policy(allow("*"))))


@pytest.mark.parametrize(
    ("plan", "code"),
    [(plan_data(GONE), "GV612"), (plan_data(resource_drift=[DRIFTED]), "GV630")],
)
def test_a_plan_that_shows_no_endpoint_shows_what_the_gate_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plan: dict[str, object], code: str
) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["report", "--plan", "plan.json"])
    assert (done.exit_code, done.stdout) == (0, "report.html: 0 endpoints\n")
    page = (tmp_path / "report.html").read_text()
    assert code in page[page.index('id="changes"') :]
