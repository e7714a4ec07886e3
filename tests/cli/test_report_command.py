"""`gen-vpce report` as a person calls it."""

import json
from pathlib import Path

from tests.support.command import STOCK, gen_vpce


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
