"""docs/design.md tells the truth: what it names is there."""

import re
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
PAGE = (TOP / "docs" / "design.md").read_text(encoding="utf-8")
ROOMS = {path.name for path in (TOP / "generator" / "gen_vpce").iterdir() if path.is_dir()} - {"__pycache__"}
ROOTS = (TOP, TOP / "generator" / "gen_vpce", TOP / "generator" / "gen_vpce" / "access")
NAMED = sorted(set(re.findall(r"`([\w.-]+/[\w./-]*)`", PAGE)))
DRAWN = sorted(set(re.findall(r"\[\"?([a-z_]+(?:/[a-z_]+)+)[:\"\]]", PAGE)))


def exists(name: str) -> bool:
    return any((root / name).exists() or (root / f"{name}.py").exists() for root in ROOTS)


@pytest.mark.parametrize("name", NAMED)
def test_every_file_that_the_page_names_is_there(name: str) -> None:
    assert exists(name)


def test_every_room_that_the_pictures_show_is_there() -> None:
    assert len(DRAWN) > 10
    assert [name for name in DRAWN if not exists(name)] == []


def test_every_room_has_its_line() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) >= ROOMS - {"_data"}
