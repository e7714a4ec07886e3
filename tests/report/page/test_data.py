"""The data of the page says what the overview says, each text once, whatever the texts are."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from msgspec.structs import replace
from tests.support.hostile import HOSTILE, texts
from tests.support.overviews import named, seen_in
from tests.support.page_data import PageData, data_of

from gen_vpce.overview.model import Example, Overview
from gen_vpce.report.page.data import details
from gen_vpce.report.page.layout import layout
from gen_vpce.report.page.shown import CHANGES, LEVELS, WORDS
from gen_vpce.report.visible import visible

MODULES = Path(__file__).parents[3] / "modules"


def read(overview: Overview) -> PageData:
    return PageData(json.loads(details(overview, layout(overview))))


def said(example: Example | None) -> str:
    return visible(example.text) if example else ""


def holds(overview: Overview) -> None:
    found = read(overview)
    for number, endpoint in enumerate(overview.endpoints):
        for place, cell in enumerate(endpoint.cells):
            assert found.levels(number, place) == [
                [
                    list(LEVELS).index(level.level),
                    list(WORDS).index(level.extent),
                    ["", *CHANGES].index(level.change),
                    [
                        list(map(visible, names))
                        for names in (level.whole, level.partly, level.never, level.open)
                    ],
                    list(level.statements),
                    list(map(said, (level.passing, level.refused, level.newly_allowed, level.newly_denied))),
                    visible(level.reason or ""),
                ]
                for level in cell.levels
            ]
    for number, statement in enumerate(overview.statements):
        words = (
            statement.policy,
            statement.label,
            statement.effect,
            statement.who,
            statement.what,
            statement.on_what,
            statement.when,
        )
        where = statement.place
        place = [visible(where.file), where.line] if where else None
        assert found.statement(number)[:-1] == [*map(visible, words), place]


def test_it_says_what_the_overview_says() -> None:
    overview = seen_in(MODULES)
    holds(overview)
    found = read(overview)
    texts_of = [json.dumps(found.statement(number)[-1]) for number in range(len(overview.statements))]
    assert texts_of == [json.dumps(json.loads(each.text)) for each in overview.statements]


@pytest.mark.parametrize("text", HOSTILE)
def test_it_says_hostile_texts(text: str) -> None:
    holds(named(text))


@given(texts)
def test_it_says_every_text(text: str) -> None:
    holds(named(text))


@given(texts, texts, texts)
def test_it_says_every_request_however_it_is_worded(text: str, principal: str, resource: str) -> None:
    overview = named("x")
    (level,) = overview.endpoints[0].cells[0].levels
    worded = (text, f"{principal} calling a{text}", f"{principal} calling a on {resource}{text}")
    for words in worded:
        shown = replace(level, passing=Example(principal, "a", resource, {}, words))
        cell = replace(overview.endpoints[0].cells[0], levels=(shown,))
        holds(replace(overview, endpoints=(replace(overview.endpoints[0], cells=(cell,)),)))


@pytest.mark.parametrize(
    "value", [True, False, None, 1, 1.5, "", [], {}, [[]], {"a": [1, "1", {"": None}]}, "\ue000", ["\uf8ff"]]
)
def test_values_of_a_statement_are_read_as_they_are_written(value: object) -> None:
    overview = named("x")
    statement = replace(overview.statements[0], text=json.dumps(value))
    shown = read(replace(overview, statements=(statement,))).statement(0)[-1]
    private = {"\ue000": "\\ue000", "['\\uf8ff']": ["\\uf8ff"]}
    assert shown == private.get(str(value), value)


def test_no_text_stands_twice() -> None:
    found = read(seen_in(MODULES))
    assert len(set(found.strings)) == len(found.strings)
    for name in ("shapes", "actions", "values", "words"):
        things = [json.dumps(each) for each in found.data[name]]
        assert len(set(things)) == len(things), name


def test_the_page_holds_it() -> None:
    from gen_vpce.report.page.render import render

    overview = seen_in(MODULES / "s3-gateway")
    assert data_of(render(overview)) == json.loads(details(overview, layout(overview)))
