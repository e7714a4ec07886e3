"""docs/report.md tells the truth: its links, its options, its files."""

import re
from pathlib import Path

import pytest
from tests.support.command import gen_vpce

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "report.md").read_text(encoding="utf-8")
OPTIONS = sorted(set(re.findall(r"--[a-z][a-z-]+", PAGE)))


def test_links_lead_somewhere() -> None:
    linked = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", PAGE)
    assert linked
    assert [name for name in linked if not (DOCS / name).exists()] == []


@pytest.fixture(scope="module")
def help_text(tmp_path_factory: pytest.TempPathFactory) -> str:
    return gen_vpce("report", "--help", cwd=tmp_path_factory.mktemp("help")).stdout


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_is_one(option: str, help_text: str) -> None:
    assert f"{option} " in help_text
