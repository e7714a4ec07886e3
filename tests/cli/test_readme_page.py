"""The sessions of the README, command after command in one folder: they print what it shows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.command import environment

PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
TOP = Path(__file__).parents[2]
PAGE = (TOP / "README.md").read_text(encoding="utf-8")
FILES = re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)
SESSIONS = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
COMMANDS = [pair for session in SESSIONS for pair in COMMAND.findall(session)]


def said(command: str, folder: Path) -> tuple[str, str]:
    """Return what *command* prints: stderr before stdout, and the other way round."""
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment(PATH=PATH),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr + done.stdout, done.stdout + done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the page edits files with GNU's sed")
def test_commands_say_what_the_page_shows(tmp_path: Path) -> None:
    for name, content in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert COMMANDS
    for command, shown in COMMANDS:
        assert shown in said(command, tmp_path), command


def test_links_lead_somewhere() -> None:
    linked = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", PAGE)
    assert [name for name in linked if not (TOP / name).exists()] == []
