"""The sessions in README.md are real: each command is run, and says what is printed there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.command import environment

TOP = Path(__file__).parents[2]
README = (TOP / "README.md").read_text(encoding="utf-8")


def sessions() -> list[tuple[str, str]]:
    """Return each command of a console block with what it prints."""
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    steps = [step for block in blocks for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(command, said) for command, _, said in (step.partition("\n") for step in steps)]


def played(folder: Path) -> list[tuple[str, str]]:
    """Return each command with what it prints when all are run in *folder*."""
    (folder / "gen-vpce").write_text(f'#!/bin/sh\nexec {sys.executable} -m gen_vpce "$@"\n')
    (folder / "gen-vpce").chmod(0o755)
    env = environment(PATH=f"{folder}{os.pathsep}{os.environ['PATH']}")
    work = folder / "work"
    work.mkdir()
    done = []
    for command, _ in sessions():
        ran = subprocess.run(
            ["sh", "-c", command],
            cwd=work,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        done.append((command, ran.stdout))
    return done


def test_the_sessions_say_what_the_commands_say(tmp_path: Path) -> None:
    expected = sessions()
    assert len(expected) > 5
    assert played(tmp_path) == expected


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_the_links_lead_somewhere(target: str) -> None:
    assert (TOP / target).exists()
