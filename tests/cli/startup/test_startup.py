"""Start-up is a feature: what answers at once loads nothing that it does not need."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.command import STOCK

HEAVY = {
    *("yaml", "jinja2", "jsonschema", "jsonschema_rs", "pygohcl", "tree_sitter"),
    *("rich", "pydantic", "watchfiles"),
}


def loaded(arguments: list[str], cwd: Path, **environment: str) -> set[str]:
    """Return the top-level modules that one call of the command line loads."""
    return {name.partition(".")[0] for name in loaded_modules(arguments, cwd, **environment)}


def loaded_modules(arguments: list[str], cwd: Path, **environment: str) -> list[str]:
    """Return all modules that one call of the command line loads."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "gen_vpce", *arguments],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    names = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "import time:" in line]
    assert "gen_vpce.cli.app" in names
    return names


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["generate", "--help"],
        ["init", "--help"],
        ["replay", "--help"],
        ["learn", "--help"],
        ["explain", "GV201"],
        ["schema"],
        ["catalog"],
        ["--no-such-option"],
    ],
)
def test_what_answers_at_once_loads_no_library_but_typer(arguments: list[str], tmp_path: Path) -> None:
    assert loaded(arguments, tmp_path) & HEAVY == set()


@pytest.mark.parametrize(
    "typed",
    ["gen-vpce ", "gen-vpce generate --f", "gen-vpce init --service dyn", "gen-vpce init --preset ta"],
)
def test_completion_in_bash_loads_no_library_but_typer(typed: str, tmp_path: Path) -> None:
    words = typed.split(" ")
    names = loaded(
        [], tmp_path, _GEN_VPCE_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=str(len(words) - 1)
    )
    assert names & HEAVY == set()


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_completion_in_other_shells_loads_no_library_but_typer(shell: str, tmp_path: Path) -> None:
    names = loaded(
        [],
        tmp_path,
        _GEN_VPCE_COMPLETE=f"complete_{shell}",
        _TYPER_COMPLETE_ARGS="gen-vpce init --",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
    )
    assert names & HEAVY == set()


def test_a_run_that_changes_nothing_loads_nothing_that_building_needs(tmp_path: Path) -> None:
    (tmp_path / "intent.yaml").write_text(STOCK)
    built = loaded(["generate"], tmp_path)
    assert {"yaml", "jinja2", "jsonschema_rs", "pygohcl"} <= built
    assert "jsonschema" not in built, "it only says what is wrong, and nothing is"
    assert "typing_extensions" not in built, "msgspec keeps a function of it, and calls it for decoders alone"
    assert loaded(["generate"], tmp_path) & HEAVY == set()


KEPT = """
from gen_vpce.cli.startup.later_modules import put_off
put_off()
import sys, msgspec
assert "__file__" not in vars(sys.modules["typing_extensions"])
print(msgspec.json.decode(b'{"a": 1}', type=msgspec.defstruct("A", [("a", int)])))
from typing_extensions import TypeVar, get_type_hints
print(get_type_hints(msgspec.defstruct("B", [("b", int)])), TypeVar.__module__)
"""


def test_what_is_put_off_is_there_when_it_is_used() -> None:
    done = subprocess.run([sys.executable, "-c", KEPT], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["A(a=1)", "{'b': <class 'int'>} typing_extensions"]


def test_a_policy_in_json_is_linted_without_the_readers_of_source(tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_text('{"Version": "2012-10-17", "Statement": []}')
    names = loaded_modules(["lint", "policy.json"], tmp_path)
    assert "gen_vpce.lint.files" in names
    readers = (
        "gen_vpce.configuration.module",
        "gen_vpce.configuration.syntax",
        "gen_vpce.cloudformation.template",
    )
    assert [name for name in names if name.startswith(readers)] == []
