"""The page is light, whatever is in it: 2 MB hold 200 endpoints."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.heavy import heavy_endpoints, heavy_plan
from tests.support.overviews import TITLE, seen_in

from gen_vpce.overview.build import build
from gen_vpce.overview.look import add_plan_file
from gen_vpce.overview.model import Overview
from gen_vpce.overview.seen import Seen
from gen_vpce.report.page.render import render

MOST = 2_000_000
EMPTY = len(render(build(Seen(), TITLE)).encode())


def described(folder: Path, count: int) -> Overview:
    (folder / "described.json").write_text(heavy_endpoints(count))
    return seen_in(folder / "described.json")


def planned(folder: Path, count: int) -> Overview:
    seen = Seen()
    add_plan_file(seen, heavy_plan(count).encode(), folder, None, "plan.json")
    return build(seen, TITLE)


def test_a_page_of_heavy_endpoints_keeps_its_share_of_two_megabytes(tmp_path: Path) -> None:
    count = 12
    overview = described(tmp_path, count)
    assert len(overview.endpoints) == count
    assert sum(len(each.cells) for each in overview.endpoints) > 5 * count
    of_endpoints = len(render(overview).encode()) - EMPTY
    assert EMPTY + of_endpoints * 200 / count < MOST


@pytest.mark.long
@pytest.mark.parametrize("make", [described, planned])
def test_two_hundred_heavy_endpoints_are_below_two_megabytes(
    make: Callable[[Path, int], Overview], tmp_path: Path
) -> None:
    overview = make(tmp_path, 200)
    assert len(overview.endpoints) == 200
    assert len(render(overview).encode()) < MOST
