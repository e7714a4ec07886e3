"""The map as a diagram: Mermaid itself takes it, whatever the names, and shows them as they are."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.hostile import HOSTILE
from tests.support.overviews import named

from gen_vpce.module.picture.mermaid import quoted
from gen_vpce.overview.model import Overview
from gen_vpce.report.mermaid import render

MODULES = Path(__file__).parents[2] / "modules"
pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def page(chromium: Any, mermaid: Path) -> Iterator[Any]:
    context = chromium.new_context()
    made = context.new_page()
    made.set_content("<!DOCTYPE html><title>x</title>")
    made.add_script_tag(path=mermaid)
    made.evaluate("mermaid.initialize({ startOnLoad: false })")
    yield made
    context.close()


def drawn(page: Any, text: str) -> str:
    """Return the text of the picture that Mermaid draws; what it does not take raises."""
    picture = page.evaluate("async (text) => (await mermaid.render('d', text)).svg", text)
    return str(
        page.evaluate("(svg) => new DOMParser().parseFromString(svg, 'text/html').body.textContent", picture)
    )


def test_the_examples_are_drawn(page: Any, modules: Overview, changed: Overview) -> None:
    assert "table/Orders" in drawn(page, render(modules))
    assert "newly allowed" in drawn(page, render(changed))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_taken(page: Any, text: str) -> None:
    assert page.evaluate("async (text) => (await mermaid.parse(text)).diagramType", render(named(text)))


def test_the_map_of_every_readme_is_taken(page: Any) -> None:
    diagrams = [
        (file.parent.name, found)
        for file in sorted(MODULES.glob("*/README.md"))
        for found in re.findall("```mermaid\n(.*?)```", file.read_text(encoding="utf-8"), re.DOTALL)
    ]
    assert len(diagrams) > 20
    for name, diagram in diagrams:
        svg = drawn(page, diagram)
        labels = re.findall(r'["|](["(]?)([a-z]+/[A-Z]\w+) ·', diagram)
        assert all(label in svg for _, label in labels), name


@pytest.mark.parametrize("text", [*HOSTILE, "1. x", "- x", "_x_ __x__", "fa:fa-user", "end", "  x"])
def test_labels_are_shown_as_they_are(page: Any, text: str) -> None:
    if text.isprintable():
        shown = drawn(page, f"flowchart LR\n  n0[{quoted(text)}]\n")
        assert text.strip() in shown


def test_signs_are_shown_as_they_are(page: Any) -> None:
    assert 'a"b]<c>#d|e' in drawn(page, render(named('a"b]<c>#d|e')))
