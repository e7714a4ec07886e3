"""Chromium, driven through pages; what it logs, asks for and looks like is kept."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.command import STOCK
from tests.support.outside.tools import REQUIRED, tool
from tests.support.overviews import TITLE, many, seen_in
from tests.support.plans import allow, change, endpoint, plan_data, policy
from tests.support.trail import ACCOUNT, event, trail

from gen_vpce.overview.build import build
from gen_vpce.overview.look import add_plan_file, look
from gen_vpce.overview.model import Overview
from gen_vpce.overview.seen import Seen
from gen_vpce.overview.usage import Traffic, asked_of
from gen_vpce.report.page.render import render
from gen_vpce.traffic.parallel import reduce_files

TOP = Path(__file__).parents[2]
TOOLS = TOP / "build" / "browser"
PICTURES = TOOLS / "pictures"
READS = policy(allow("dynamodb:GetItem", "dynamodb:Query"))
WRITES = policy(allow("dynamodb:GetItem", "dynamodb:PutItem"))
HINT = "apt-get install chromium, or set the PATH"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Return Chromium, started once."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(f"{REQUIRED}=1, but {error}")
        pytest.skip(f"playwright is not installed: {error}")
    program = tool("chromium", hint=HINT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Opened:
    """A page in the browser: what it logged, and what it asked the network for."""

    def __init__(self, page: Any, file: Path) -> None:
        self.page = page
        self.url = file.as_uri()
        self.logged: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.logged.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.logged.append(f"error: {error}"))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("dialog", lambda dialog: self.logged.append(f"dialog: {dialog.message}"))

    def go(self, fragment: str = "", *, is_waited_for: bool = True) -> None:
        self.page.goto(f"{self.url}{fragment}")
        if is_waited_for:
            self.page.wait_for_selector("html[data-ready]", state="attached")

    def settle(self) -> None:
        """Wait until the page has drawn what its address says: it hears of a new one a moment later."""
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")

    def shown(self, selector: str) -> list[str]:
        """Return the texts of all that *selector* finds and that can be seen."""
        self.settle()
        found = self.page.locator(selector).filter(visible=True).all_text_contents()
        return [" ".join(text.split()) for text in found]

    def nodes(self, column: str) -> list[str]:
        """Return the names of the things of a column of the map that can be seen."""
        return self.shown(f"#nodes .{column} > g > a:first-child > text:first-of-type")

    def fragment(self) -> str:
        self.settle()
        return str(self.page.evaluate("location.hash"))


Open = Callable[..., Opened]


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[Open]:
    """Return what opens an overview in the browser, with options of the browser's context."""
    contexts = []

    def open_page(
        overview: Overview, fragment: str = "", *, is_waited_for: bool = True, **options: Any
    ) -> Opened:
        file = tmp_path / f"report-{len(contexts)}.html"
        file.write_text(render(overview), encoding="utf-8")
        context = chromium.new_context(**options)
        contexts.append((context, found := Opened(context.new_page(), file)))
        found.go(fragment, is_waited_for=is_waited_for)
        return found

    yield open_page
    for context, found in contexts:
        assert found.logged == []
        assert {url.partition("#")[0] for url in found.requests} <= {found.url}
        context.close()


@pytest.fixture(scope="session")
def modules() -> Overview:
    """Return the overview of the examples."""
    return seen_in(TOP / "modules")


@pytest.fixture(scope="session")
def changed() -> Overview:
    """Return an overview of what a plan changes: one endpoint changed, one that comes, one that goes."""
    addresses = {"added": "aws_vpc_endpoint.new", "removed": "aws_vpc_endpoint.old"}
    seen = Seen()
    plan = plan_data(
        change("update", endpoint(policy=READS), endpoint(policy=WRITES)),
        change("create", None, endpoint(policy=READS), address=addresses["added"]),
        change("delete", endpoint(policy=READS), None, address=addresses["removed"]),
    )
    add_plan_file(seen, json.dumps(plan).encode(), Path("no-such-folder"), None, "plan.json")
    return build(seen, TITLE)


@pytest.fixture(scope="session")
def used(tmp_path_factory: pytest.TempPathFactory) -> Overview:
    """Return an overview with events: two that pass, one that would be denied."""
    folder = tmp_path_factory.mktemp("used")
    (folder / "intent.yaml").write_text(
        STOCK.replace("us-east-1", "eu-west-1").replace("123456789012", ACCOUNT)
    )
    tables = ("StockTable", "StockTable", "Secrets")
    log = folder / "log.json"
    log.write_bytes(trail([event("GetItem", {"tableName": name}) for name in tables]))
    seen = look([folder])
    reduction, _ = reduce_files([str(log)], asked_of(seen), jobs=1)
    return build(seen, TITLE, Traffic(reduction, 1))


@pytest.fixture(scope="session")
def two_hundred(tmp_path_factory: pytest.TempPathFactory) -> Overview:
    """Return an overview of 200 endpoints, of as many modules."""
    return many(tmp_path_factory.mktemp("many"), 200)


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the script of axe-core."""
    script = TOOLS / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        reason = "axe-core is not here; make build/browser/.ready"
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(f"{REQUIRED}=1, but {reason}")
        pytest.skip(reason)
    return script.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def mermaid() -> Path:
    """Return the script of Mermaid."""
    script = TOOLS / "node_modules" / "mermaid" / "dist" / "mermaid.min.js"
    if not script.is_file():
        reason = "mermaid is not here; make build/browser/.ready"
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(f"{REQUIRED}=1, but {reason}")
        pytest.skip(reason)
    return script


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Return the folder of the pictures that are for people to look at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES
