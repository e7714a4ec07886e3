"""The commands of docs/meaning.md say what the page shows."""

import re
import shlex
from pathlib import Path

import pytest
from tests.support.command import gen_vpce

PAGE = (Path(__file__).parents[2] / "docs" / "meaning.md").read_text(encoding="utf-8")
FILES = re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = re.findall(r"```console\n\$ gen-vpce ([^\n]*)\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every file of the page."""
    top = tmp_path_factory.mktemp("meaning")
    for name, content in FILES:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(content, encoding="utf-8")
    return top


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[command[:40] for command, _ in COMMANDS])
def test_command_says_what_the_page_shows(folder: Path, command: str, shown: str) -> None:
    assert gen_vpce(*shlex.split(command), cwd=folder).stdout == shown


def test_page_names_files_that_are_there() -> None:
    top = Path(__file__).parents[2]
    tests = re.findall(r"tests/[\w/]+\.py", PAGE)
    code = [f"generator/gen_vpce/{name}" for name in re.findall(r"`(access/[\w/]+\.py)`", PAGE)]
    assert [name for name in (*tests, *code) if not (top / name).is_file()] == []
    assert code
