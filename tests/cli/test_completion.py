"""What the shell offers: services, presets, Regions, kinds; and actions, which bash parts at their colon."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.command import COMMAND, environment

from gen_vpce.cli.bash import join

BASH = """\
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_gen_vpce_completion gen-vpce
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what `gen-vpce --show-completion bash` prints, beside a gen-vpce to complete."""
    folder = tmp_path_factory.mktemp("completion")
    (folder / "gen-vpce").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gen_vpce "$@"\n')
    (folder / "gen-vpce").chmod(0o755)
    asked = {"_GEN_VPCE_COMPLETE": "source_bash"}
    done = subprocess.run(COMMAND, env=environment(**asked), capture_output=True, text=True, check=True)
    (folder / "gen-vpce.sh").write_text(done.stdout)
    return folder / "gen-vpce.sh"


def offered(script: Path, *words: str) -> list[str]:
    """Return what bash is offered for the last of *words*, which are parted as bash parts them."""
    bash = shutil.which("bash")
    assert bash
    path = f"{script.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [bash, "--norc", "-c", BASH, "bash", script, "gen-vpce", *words],
        env=environment(PATH=path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("mat",), ["matrix"]),
        (("init", "--service", "dynamodb-"), ["dynamodb-fips", "dynamodb-streams"]),
        (("init", "--preset", "onl"), ["only-through-endpoint"]),
        (("init", "--region", "us-e"), ["us-east-1", "us-east-2"]),
        (("init", "--ci", "git"), ["github", "gitlab"]),
        (("gate", "--allow", "endpoint-f"), ["endpoint-forgotten"]),
        (("simulate", "--action", "nothing"), []),
        (("simulate", "--action", "dynamodb", ":", "GetI"), ["GetItem"]),
        (("simulate", "--action", "dynamodb:GetI"), ["dynamodb:GetItem"]),
        (("simulate", "--action", "dynamodb", ":", "GetItem", "--thr"), ["--through"]),
        (("simulate", "--action", "nothing", ":", "Get"), []),
        (
            ("simulate", "--principal", "arn", ":", "aws", ":", "iam", "::", "1", ":", "root", "--thr"),
            ["--through"],
        ),
    ],
)
def test_bash(words: tuple[str, ...], expected: list[str], script: Path) -> None:
    assert offered(script, *words) == expected


def test_a_service_comes_first_and_its_actions_once_it_is_the_only_one(script: Path) -> None:
    assert {"s3:", "s3express:"} <= set(offered(script, "simulate", "--action", "s3"))
    assert "dynamodb:PutItem" in offered(script, "simulate", "--action", "dynam")
    assert "PutItem" in offered(script, "simulate", "--action", "dynamodb", ":")


@given(st.lists(st.text("ab:-", min_size=1), min_size=1))
def test_words_without_a_colon_of_their_own_are_whole_again(words: list[str]) -> None:
    """Bash parts each word at its colons; where no word begins or ends with one, all come back."""
    typed = ["gen-vpce", *(word.strip(":") or "x" for word in words)]
    parted = [part for word in typed for part in _parted(word)]
    given_ = {"COMP_WORDS": "\n".join(parted), "COMP_CWORD": str(len(parted) - 1)}
    held = join(given_)
    assert given_ == {"COMP_WORDS": "\n".join(typed), "COMP_CWORD": str(len(typed) - 1)}
    assert typed[-1] == held + parted[-1]


def _parted(word: str) -> list[str]:
    """Return *word* as bash parts it: a run of colons is a word of its own."""
    return [part for part in re.split(r"(:+)", word) if part]
