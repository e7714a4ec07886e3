"""The page of `gen-vpce report` in a browser: every view, filters by mouse and keyboard, what axe-core finds.

That nothing is logged and that no request leaves is held for every page that a test here opens (`conftest`).
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import Open, Opened
from tests.support.heavy import heavy_endpoints
from tests.support.hostile import HOSTILE
from tests.support.overviews import TITLE, named, seen_in
from tests.support.plans import change, endpoint, plan_data

from gen_vpce.overview.build import build
from gen_vpce.overview.look import add_plan_file
from gen_vpce.overview.model import Overview
from gen_vpce.overview.seen import Seen
from gen_vpce.report.page import layout

pytestmark = [pytest.mark.browser, pytest.mark.long]

VIEWS = {
    "Map": "map",
    "Who may what": "matrix",
    "Expectations": "expectations",
    "Findings": "findings",
    "Coverage": "coverage",
}
ORDERS = "role/OrdersApp of account 123456789012"
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}


_PICTURE = """() => {
    const named = (each) => Object.fromEntries(Array.from(each.attributes, (one) => [one.name, one.value]));
    const told = (each) => [each.tagName, named(each),
        each.children.length ? Array.from(each.children, told) : each.textContent];
    return JSON.stringify(told(document.getElementById("picture")));
}"""


def _node(opened: Opened, name: str) -> Any:
    """Return the link of the thing of this name on the map."""
    return opened.page.locator("#nodes a", has_text=f": {name}")


def view(opened: Opened) -> list[str]:
    return opened.shown(".view > h2")


@pytest.mark.parametrize(("name", "id_"), VIEWS.items())
def test_every_view_opens_by_its_link_and_by_its_address(
    opened: Open, modules: Overview, name: str, id_: str
) -> None:
    page = opened(modules)
    page.page.get_by_role("navigation").get_by_role("link", name=name).click()
    page.settle()
    assert view(page) == [name]
    assert f"view={id_}" in page.fragment()
    assert page.shown("nav [aria-current=page]") == [name]
    assert view(opened(modules, f"#view={id_}")) == [name]


def test_a_click_on_a_caller_leaves_what_it_reaches(opened: Open, modules: Overview) -> None:
    page = opened(modules)
    assert len(page.nodes("endpoint")) == len(modules.endpoints)
    _node(page, ORDERS).click()
    assert page.nodes("endpoint") == ["dynamodb"]
    assert page.nodes("resource") == ["table/Orders"]
    assert len(page.nodes("caller")) == 1
    assert page.shown("#only-name") == [f"caller: {ORDERS}"]
    page.page.get_by_role("link", name="Who may what").click()
    assert page.shown("article.endpoint h3 a") == ["two-endpoints-and-identity-policy: dynamodb"]
    assert page.shown("article.endpoint tbody th") == [ORDERS]
    page.page.get_by_role("link", name="show everything").click()
    assert len(page.shown("article.endpoint h3 a")) == len(modules.endpoints)


def test_the_keyboard_does_the_same(opened: Open, modules: Overview) -> None:
    page = opened(modules)
    _node(page, ORDERS).focus()
    page.page.keyboard.press("Enter")
    assert page.nodes("resource") == ["table/Orders"]
    page.page.keyboard.press("Enter")
    assert len(page.nodes("endpoint")) == len(modules.endpoints)


def test_tab_leads_through_the_page_from_its_top(opened: Open, modules: Overview) -> None:
    page = opened(modules)
    reached = []
    for _ in range(9):
        page.page.keyboard.press("Tab")
        reached.append(page.page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    assert reached[:7] == ["Skip to the content", *VIEWS, "q"]
    page.page.keyboard.press("Shift+Tab")


def test_what_is_searched_for_is_left_and_kept_in_the_address(opened: Open, modules: Overview) -> None:
    page = opened(modules, "#view=matrix")
    page.page.get_by_label("Search").fill("two-endpoints-and-identity-policy dynamodb")
    assert page.shown("article.endpoint h3 a") == ["two-endpoints-and-identity-policy: dynamodb"]
    assert page.shown("#found") == [f"1 of {len(modules.endpoints)} endpoints"]
    again = opened(modules, page.fragment())
    assert again.shown("article.endpoint h3 a") == ["two-endpoints-and-identity-policy: dynamodb"]
    page.page.get_by_label("Search").fill("nothing like this")
    assert page.shown("#matrix .nothing") == ["Nothing is left: show everything."]


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_cell_opens_the_statements_that_decide(opened: Open, modules: Overview, by: str) -> None:
    page = opened(modules, "#view=matrix&q=OrdersApp")
    row = page.page.locator("article.endpoint tr", has_text=ORDERS).filter(visible=True)
    button = row.get_by_role("button").first
    if by == "mouse":
        button.click()
    else:
        button.focus()
        page.page.keyboard.press("Enter")
    dialog = page.page.get_by_role("dialog")
    assert dialog.get_by_role("heading", level=2).inner_text() == (
        f"{ORDERS} on table/Orders, through two-endpoints-and-identity-policy: dynamodb"
    )
    said = dialog.inner_text()
    assert "Allow OrdersApp" in said
    assert "Deny KeepTables" in said
    assert re.search(r"policies/dynamodb\.endpoint\.json, \S*intent\.yaml:\d+", said)
    assert f"{ORDERS.split(' ', maxsplit=1)[0]} calling dynamodb:BatchGetItem on" in said.replace("\n", " ")
    dialog.get_by_text("The statement").first.click()
    assert json.loads(dialog.locator("pre").first.inner_text())["Sid"] == "OrdersApp"
    address = page.fragment()
    page.page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert "cell=" not in page.fragment()
    opened(modules, address).page.get_by_role("dialog").wait_for()


def test_back_goes_back(opened: Open, modules: Overview) -> None:
    page = opened(modules)
    page.page.get_by_role("link", name="Coverage").click()
    page.page.go_back()
    assert view(page) == ["Map"]


@pytest.mark.parametrize("fragment", ["#view=nowhere&at=x&cell=y&q=", "#%", "#at=e1&at=e2", '#cell="]<b>'])
def test_an_address_that_leads_nowhere_is_the_page(opened: Open, modules: Overview, fragment: str) -> None:
    assert view(opened(modules, fragment)) == ["Map"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(opened: Open, text: str) -> None:
    page = opened(named(text), "#view=matrix")
    page.page.locator("td button").first.click()
    page.page.get_by_role("dialog").wait_for()
    page.page.locator("#detail-close").click()
    page.page.get_by_label("Search").fill(text.split("\n", maxsplit=1)[0])
    for id_ in VIEWS.values():
        page.go(f"#view={id_}")
    assert page.page.evaluate("document.querySelectorAll('main script, main img, main iframe').length") == 0


@pytest.mark.parametrize("id_", VIEWS.values())
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(opened: Open, modules: Overview, axe: str, look: str, id_: str) -> None:
    page = opened(modules, f"#view={id_}", bypass_csp=True, **LOOKS[look])
    assert _violations(page, axe) == []


def test_axe_finds_nothing_in_an_open_cell(opened: Open, modules: Overview, axe: str) -> None:
    page = opened(modules, "#view=matrix", bypass_csp=True)
    page.page.locator("td button").first.click()
    page.page.get_by_role("dialog").wait_for()
    assert _violations(page, axe) == []


def _violations(page: Opened, axe: str) -> list[str]:
    page.page.evaluate(axe)
    found = page.page.evaluate("axe.run()")
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"]]


def test_what_changes_is_in_the_map_the_matrix_and_a_view_of_its_own(
    opened: Open, changed: Overview, axe: str
) -> None:
    page = opened(changed, bypass_csp=True)
    notes = page.shown("#nodes .endpoint text + text")
    assert [note.rpartition(" · ")[2] for note in notes] == ["changed", "added", "removed"]
    assert page.page.locator("#lines .more").count() > 0
    assert page.page.locator("#lines .less").count() > 0
    page.page.get_by_role("link", name="Who may what").click()
    assert set(page.shown("article .sign")) == {"+", "\u2212", "\u00b1"}
    page.page.get_by_role("link", name="What changes").click()
    said = page.shown("#changes")[0]
    assert "newly allowed everyone: dynamodb PutItem on everything" in said
    assert "newly denied everyone: dynamodb Query on everything" in said
    assert said.index("newly allows requests") < said.index("is created")
    assert _violations(page, axe) == []


def test_what_is_used_is_on_the_same_picture(opened: Open, used: Overview, axe: str) -> None:
    page = opened(used, bypass_csp=True)
    assert page.page.locator("#lines .unused").count() > 0
    assert page.shown("#nodes .endpoint text + text")[0].endswith("3 events")
    page.page.get_by_role("link", name="Who may what").click()
    assert {"2", "unused"} <= set(page.shown("article .used"))
    page.page.get_by_role("link", name="What is used").click()
    said = page.shown("#usage")[0]
    assert "table/Secrets" in said[said.index("would be denied") : said.index("Not decided")]
    assert "anyone without credentials on table/StockTable: read, write" in said
    assert _violations(page, axe) == []


def test_two_hundred_endpoints_are_shown_and_filtered(opened: Open, two_hundred: Overview) -> None:
    page = opened(two_hundred)
    assert len(page.nodes("endpoint")) == 200
    page.page.get_by_label("Search").fill("team-042")
    assert page.nodes("endpoint") == ["dynamodb"]
    page.go("#view=matrix")
    assert len(page.shown("article.endpoint")) == 200


def test_nothing_is_wider_than_a_phone(opened: Open, modules: Overview) -> None:
    for id_ in VIEWS.values():
        page = opened(modules, f"#view={id_}", **LOOKS["phone"])
        assert page.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_phone_shows_the_map_as_a_list_that_filters_as_the_picture_does(
    opened: Open, modules: Overview
) -> None:
    page = opened(modules, **LOOKS["phone"])
    assert page.shown("#picture") == []
    assert len(page.shown("#outline .stop")) == len(modules.endpoints)
    page.page.locator("#outline").get_by_role("link", name="role/OrdersApp").first.click()
    assert len(page.shown("#outline .stop")) == 1
    chips = page.shown("#outline .chip")
    assert any(chip.startswith("table/Orders ·") for chip in chips)
    assert not any(chip.startswith("role/Auditor ·") for chip in chips)
    assert page.fragment().startswith("#view=map&at=c")
    page.page.get_by_role("link", name="show everything").click()
    assert len(page.shown("#outline .stop")) == len(modules.endpoints)


def test_the_list_says_what_changes(opened: Open, changed: Overview) -> None:
    page = opened(changed, **LOOKS["phone"])
    stops = page.shown("#outline .stop")
    assert any("added" in stop and "newly allowed" in stop for stop in stops)
    assert any("removed" in stop and "no longer allowed" in stop for stop in stops)


def test_without_scripts_the_map_and_the_matrix_are_there(opened: Open, modules: Overview) -> None:
    page = opened(modules, is_waited_for=False, java_script_enabled=False)
    text = page.page.locator("main").text_content()
    assert page.page.locator("#nodes .caller > g").count() > 5
    assert re.search(r"role/OrdersApp of account 123456789012\s*rw", text)
    assert "R all: every request; r some actions" in text
    assert not page.page.get_by_role("navigation").is_visible()


def test_a_large_map_is_drawn_as_a_small_one_is_written(
    opened: Open, modules: Overview, changed: Overview, used: Overview, monkeypatch: pytest.MonkeyPatch
) -> None:
    for overview in (modules, changed, used, named("a<b>\u202e" * 20)):
        written = opened(overview).page.evaluate(_PICTURE)
        with monkeypatch.context() as patched:
            patched.setattr(layout, "_LARGE", 0)
            page = opened(overview)
        assert page.page.evaluate(_PICTURE) == written
        assert len(page.nodes("endpoint")) == len(overview.endpoints)


def test_nothing_is_drawn_before_the_script_has_put_it_in_place(opened: Open, changed: Overview) -> None:
    page = opened(changed).page
    page.evaluate("delete document.documentElement.dataset.ready")
    assert not page.locator("#map").is_visible()


def test_forced_colours_tell_the_view_that_is_open(opened: Open, modules: Overview) -> None:
    page = opened(modules, forced_colors="active")
    lines = "(link) => getComputedStyle(link).borderBottomColor"
    colours = [link.evaluate(lines) for link in page.page.get_by_role("navigation").get_by_role("link").all()]
    assert colours[0] != colours[1]
    assert len(set(colours[1:])) == 1


def test_a_finding_is_searched_by_its_rule(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "described.json").write_text(heavy_endpoints(6))
    page = opened(seen_in(tmp_path / "described.json"), "#view=findings&q=GV395")
    assert [text.split()[1] for text in page.shown("#findings .rule h3")] == ["GV395"]
    page.page.get_by_label("Search").fill("nothing like this")
    assert page.shown("#findings .rule") == []


def test_a_plan_without_endpoints_opens_with_what_changes(opened: Open, tmp_path: Path) -> None:
    seen = Seen()
    plan = plan_data(change("forget", endpoint(), None))
    add_plan_file(seen, json.dumps(plan).encode(), tmp_path, None, "plan.json")
    assert view(opened(build(seen, TITLE))) == ["What changes"]


def test_paper_says_where_each_finding_is(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "described.json").write_text(heavy_endpoints(6))
    page = opened(seen_in(tmp_path / "described.json"), "#view=findings")
    assert page.shown("#findings details li") == []
    page.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(page.shown("#findings details li")) > 5
    page.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.shown("#findings details li") == []


def test_axe_finds_nothing_in_findings(opened: Open, tmp_path: Path, axe: str) -> None:
    (tmp_path / "described.json").write_text(heavy_endpoints(6))
    page = opened(seen_in(tmp_path / "described.json"), "#view=findings", bypass_csp=True)
    assert page.shown("#findings .rule")
    page.page.locator("#findings summary").first.click()
    assert _violations(page, axe) == []


def test_a_head_of_many_columns_keeps_its_words(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "described.json").write_text(heavy_endpoints(1))
    page = opened(seen_in(tmp_path / "described.json"), "#view=matrix")
    widths = "(heads) => heads.map((head) => head.getBoundingClientRect().width)"
    assert min(page.page.locator("thead th").evaluate_all(widths)) > 100


def test_paper_has_the_picture_where_it_fits_a_sheet_and_else_the_list(
    opened: Open, modules: Overview, changed: Overview
) -> None:
    for overview, seen, unseen in ((modules, "#outline", "#picture"), (changed, "#picture", "#outline")):
        page = opened(overview)
        assert page.page.locator("#picture").is_visible()
        page.page.emulate_media(media="print")
        page.settle()
        assert page.page.locator(seen).is_visible()
        assert not page.page.locator(unseen).is_visible()


def test_paper_shows_every_view(opened: Open, modules: Overview, pictures: Path) -> None:
    page = opened(modules)
    page.page.emulate_media(media="print")
    assert view(page) == list(VIEWS)
    page.page.pdf(path=pictures / "print.pdf", format="A4")
    page.page.screenshot(path=pictures / "print.png", full_page=True)


@pytest.mark.parametrize("look", LOOKS)
def test_pictures_for_people_to_look_at(opened: Open, modules: Overview, pictures: Path, look: str) -> None:
    for id_ in VIEWS.values():
        page = opened(modules, f"#view={id_}", **LOOKS[look])
        page.page.screenshot(path=pictures / f"{look}-{id_}.png")
    page = opened(modules, "#view=matrix&q=OrdersApp", **LOOKS[look])
    page.page.locator("td button").filter(visible=True).first.click()
    page.page.get_by_role("dialog").wait_for()
    page.page.screenshot(path=pictures / f"{look}-cell.png")
