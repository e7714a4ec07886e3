"""What the page lists, put together where it is alike."""

from msgspec.structs import replace
from tests.support.overviews import named

from gen_vpce.access.reach.model import Extent
from gen_vpce.overview.model import Cell, Finding, Level, Place
from gen_vpce.report.page.shown import Unused, by_rule, together, unused_in


def test_what_was_never_used_is_told_once_for_all_that_is_alike() -> None:
    overview = named("x")
    unused, used, nothing = (
        Level("read", Extent.ALL, used=0),
        Level("write", Extent.ALL, used=3),
        Level("list", Extent.NONE, used=0),
    )
    levels = {
        (0, 0): (unused, used),
        (0, 1): (unused,),
        (1, 0): (unused,),
        (1, 1): (unused, nothing),
        (2, 0): (used,),
    }
    endpoint = replace(
        overview.endpoints[0],
        rows=(("a",), ("b",), ("c",)),
        columns=(("r",), ("s", "t")),
        cells=tuple(Cell(row, column, found) for (row, column), found in levels.items()),
        used=3,
    )
    silent = replace(endpoint, id="e2", used=0)
    found = unused_in(replace(overview, endpoints=(endpoint, silent)))
    assert found == [(endpoint, [Unused(("a", "b"), ("r", "s", "t"), ("read",))])]


def finding(
    message: str, line: int, code: str = "GV300", severity: str = "warning", hint: str = "h"
) -> Finding:
    return Finding(code, severity, message, hint, (), f"subject {line}", Place("f", line))


def test_findings_that_say_the_same_are_one_with_its_places() -> None:
    (same, other) = together([finding("m", 1), finding("n", 2), finding("m", 3), finding("m", 1)])
    assert [each.line for each in same.places] == [1, 3]
    assert [each.line for each in other.places] == [2]


def test_findings_stand_by_their_rules_errors_first_with_a_hint_that_all_of_them_share() -> None:
    rules = by_rule(
        [
            finding("m", 1),
            finding("x", 2, "GV301", "error"),
            finding("n", 3),
            finding("y", 4, "GV301", "error", "i"),
        ]
    )
    assert [(each.severity, each.code, each.hint, len(each.found)) for each in rules] == [
        ("error", "GV301", None, 2),
        ("warning", "GV300", "h", 2),
    ]
