"""What the page of 200 endpoints costs: to make it, and until a browser shows it."""

from collections.abc import Callable
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from tests.benchmarks.clock import show, timed
from tests.support.overviews import many

from gen_vpce.report.page.render import render

_COUNT = 200
_ROUNDS = 7
_BLANK = "<!DOCTYPE html><html lang='en' data-ready='yes'><title>x</title>"


def run() -> None:
    """200 endpoints, no two the same; aim: Chromium shows their page, ready to use, within two seconds."""
    with TemporaryDirectory() as name:
        top = Path(name)
        (top / "intents").mkdir()
        start = process_time()
        overview = many(top / "intents", _COUNT)
        proven = process_time()
        made = render(overview)
        written = process_time()
        print(f"  {_COUNT} endpoints: {proven - start:.1f} s of CPU to read and prove them,")
        print(f"  {written - proven:.2f} s to write the page, {len(made.encode()) / 1e6:.2f} MB\n")
        (top / "blank.html").write_text(_BLANK, encoding="utf-8")
        (top / "page.html").write_text(made, encoding="utf-8")
        _opened(top)


def _opened(top: Path) -> None:
    program = which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        print(f"  not opened: {error}\n")
        return
    if program is None:
        print("  not opened: there is no chromium on the PATH\n")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()

        def opening(file: str, fragment: str = "") -> Callable[[], object]:
            return lambda: _open(page, f"{(top / file).as_uri()}{fragment}")

        timings = [
            timed("a blank page", opening("blank.html"), rounds=_ROUNDS, before=lambda: _away(page)),
            timed("the map", opening("page.html"), rounds=_ROUNDS, before=lambda: _away(page)),
            timed(
                "the matrix", opening("page.html", "#view=matrix"), rounds=_ROUNDS, before=lambda: _away(page)
            ),
            timed("a search", lambda: _search(page), rounds=_ROUNDS, before=opening("page.html")),
        ]
        browser.close()
    show(timings, unit="page")


def _away(page: Any) -> None:
    page.goto("about:blank")


def _open(page: Any, url: str) -> None:
    """Open a page and wait until it is ready and drawn."""
    page.goto(url)
    page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def _search(page: Any) -> None:
    page.get_by_label("Search").fill("team-042")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
