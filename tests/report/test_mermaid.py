"""The map as a Mermaid diagram: its things, its signs, and no text of a user's that is syntax."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from tests.support.hostile import HOSTILE
from tests.support.overviews import ANY, named, seen_in

from gen_vpce.overview.change_pictures import Small
from gen_vpce.overview.model import Overview
from gen_vpce.report.mermaid import block, render

MODULES = Path(__file__).parents[2] / "modules"
_QUOTED = re.compile(r'"(?:[\w .,/:·-]|#\d+;)*"')


def shape(text: str) -> str:
    """Return a diagram with nothing in the place of its texts, and one name for all its things.

    In which order things stand, and so their names, depends on their texts.
    """
    return re.sub(r"\bn\d+", "n", _QUOTED.sub('""', text))


PLAIN = shape(render(named("plain")))


@pytest.mark.parametrize("text", [each for each in HOSTILE if each])
def test_no_text_of_a_user_is_syntax(text: str) -> None:
    assert sorted(shape(render(named(text))).splitlines()) == sorted(PLAIN.splitlines())


@given(ANY)
def test_no_text_at_all_is_syntax(overview: Overview) -> None:
    assert sorted(shape(render(overview)).splitlines()) == sorted(PLAIN.splitlines())


def test_callers_lead_through_endpoints_to_resources() -> None:
    lines = render(seen_in(MODULES / "dynamodb-one-table")).splitlines()
    assert lines[0] == "flowchart LR"
    assert any(
        line.strip().endswith('[("table/StockTable · dynamodb · us-east-1 · 123456789012")]')
        for line in lines
    )
    assert any(line.strip().startswith('subgraph g0["VPC of dynamodb-one-table"]') for line in lines)


def test_an_open_way_is_thick() -> None:
    assert " ==> " in render(seen_in(MODULES / "dynamodb-full-access"))
    assert " ==> " not in render(seen_in(MODULES / "dynamodb-one-table"))


def test_a_block_is_a_diagram_or_a_sentence() -> None:
    overview = seen_in(MODULES / "dynamodb-one-table")
    made = block(Small(1, overview), "gen-vpce report")
    assert made == f"\n```mermaid\n{render(overview)}```\n"
    assert block(Small(12), "gen-vpce report") == (
        "\nA picture of 12 changed endpoints would be too large to be read here: "
        "`gen-vpce report` makes one.\n"
    )
    assert block(None, "gen-vpce report") == ""
