"""Templates lay out, filters encode, and nothing reaches a file that no filter has seen."""

import json
import re
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.hostile import HOSTILE, texts

from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.module.artefact import Artefact
from gen_vpce.module.templates.render import environment, render, to_code, to_json, to_link, to_markdown

TEMPLATES = sorted(
    path for folder in ("module", "policy") for path in (shipped("templates") / folder).rglob("*.j2")
)


def test_value_without_a_filter_is_refused() -> None:
    with pytest.raises(TypeError, match="writes text without a filter"):
        environment().from_string("{{ value }}").render(value="text")


def test_missing_value_is_refused() -> None:
    with pytest.raises(jinja2.UndefinedError, match="'value' is undefined"):
        environment().from_string("{{ value | hcl }}").render()
    with pytest.raises(jinja2.UndefinedError, match="'value' is undefined"):
        environment().from_string("{{ value }}").render()


def test_environment_is_made_once() -> None:
    assert environment() is environment()


def test_artefacts_are_rendered_in_their_order() -> None:
    versions = {"versions": {"terraform": ">= 1.2.0", "aws": ">= 5.43.0"}}
    plan = [Artefact(path, "module/versions.tf.j2", versions) for path in ("b.tf", "a.tf")]
    assert [each.path for each in render(plan)] == ["b.tf", "a.tf"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_template_is_short(template: Path) -> None:
    assert len(template.read_text(encoding="utf-8").splitlines()) < 80


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_template_writes_every_value_through_a_filter(template: Path) -> None:
    for expression in re.findall(r"\{\{(.*?)\}\}", template.read_text(encoding="utf-8")):
        assert "|" in expression


@given(st.recursive(texts, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=5))
def test_json_is_read_back_as_it_is(value: object) -> None:
    assert json.loads(to_json(value)) == value
    assert json.loads(f'{{"x": {to_json(value, at=6)}}}') == {"x": value}


def test_json_shows_letters_and_hides_nothing() -> None:
    assert to_json(["ü漢", "\u202e\U000e0041"]) == '[\n  "ü漢",\n  "\\u202e\\udb40\\udc41"\n]'


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_cell_stays_one_cell_of_text(text: str) -> None:
    _assert_one_cell(text)


@given(texts)
def test_any_text_stays_one_cell(text: str) -> None:
    _assert_one_cell(text)


def test_code_span_grows_with_the_backticks_inside() -> None:
    assert to_code("a``b") == "``` a``b ```"
    assert to_code("a|b") == r"`a\|b`"


def test_link_cannot_end_early() -> None:
    assert to_link("policies/a) b.json") == "policies/a%29%20b.json"


def _assert_one_cell(text: str) -> None:
    cell = to_markdown(text)
    assert "\n" not in cell
    bare = re.sub(r"\\.", "", cell)
    assert not re.search(r"[`*_<>|\[\]&$~]", bare)
