"""The matrix in a terminal: a table where there is room, a line for each cell where there is not."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.support.command import STOCK, gen_vpce
from tests.support.hostile import HOSTILE
from tests.support.overviews import named, seen_in

from gen_vpce.report.overview_text import render
from gen_vpce.report.style import Style

TWO = Path(__file__).parents[2] / "modules" / "two-endpoints-and-identity-policy"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def test_a_wide_terminal_has_a_table() -> None:
    lines = render(seen_in(TWO), Style(width=120)).splitlines()
    (row,) = [line for line in lines if line.strip().startswith("role/OrdersApp")]
    assert row.split() == ["role/OrdersApp", "of", "account", "123456789012", ".", "r", "w", ".", ".", "-"]
    (audit,) = [line for line in lines if line.strip().startswith("role/Auditor")]
    assert audit.count("[L][R] .  .  .") == 2
    assert all(len(line) <= 120 for line in lines)


def test_a_narrow_terminal_has_a_line_for_each_cell() -> None:
    lines = render(seen_in(TWO), Style(width=40)).splitlines()
    at = lines.index("  role/OrdersApp of account 123456789012")
    assert lines[at + 1].split() == [".", "r", "w", ".", ".", "table/Orders"]
    assert "\n  role/terraform of account\n    123456789012: nothing\n" in "\n".join(lines)


@pytest.mark.parametrize("width", [24, 32, 40, 60, 80])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    text = render(seen_in(TWO), Style(width=width))
    assert max(map(len, text.splitlines())) <= width
    assert "role/OrdersApp" in text
    assert "table/Orders" in text


def test_wide_letters_take_their_room() -> None:
    overview = named("x")
    callers = (replace(overview.callers[0], name="\u65e5\u672c"), replace(overview.callers[1], name="c"))
    lines = render(replace(overview, callers=callers), Style(width=200)).splitlines()
    (row,) = [line for line in lines if "\u65e5\u672c" in line]
    head = lines[lines.index(row) - 1]
    assert row.startswith("  \u65e5\u672c, c  ")
    assert head.index("x") == len("  ") + 4 + len(", c") + len("  ")


def test_colour_changes_no_word() -> None:
    made = seen_in(TWO)
    painted = _COLOUR.sub("", render(made, Style(colour=True))).splitlines()
    assert [line.rstrip() for line in painted] == [line.rstrip() for line in render(made).splitlines()]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_user_steers_the_terminal(text: str) -> None:
    assert all(character.isprintable() or character == "\n" for character in render(named(text)))


def test_the_command_prints_it(tmp_path: Path) -> None:
    (tmp_path / "intent.yaml").write_text(STOCK)
    done = gen_vpce("show", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "stock: dynamodb (gateway, com.amazonaws.us-east-1.dynamodb)" in done.stdout
    assert "table/StockTable" in done.stdout


def test_nothing_to_show_is_refused(tmp_path: Path) -> None:
    done = gen_vpce("show", "nowhere", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "nowhere" in done.stderr
