"""What docs/pipelines.md and docs/editor.md show is what there is."""

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from tests.support.command import gen_vpce

from gen_vpce.diagnostics import Severity
from gen_vpce.diagnostics.codes.plan import KINDS
from gen_vpce.scaffold.new_module import SCHEMA
from gen_vpce.terraform.settings import settings

TOP = Path(__file__).parents[2]
PIPELINES = (TOP / "docs" / "pipelines.md").read_text(encoding="utf-8")
EDITOR = (TOP / "docs" / "editor.md").read_text(encoding="utf-8")
BY_DEFAULT = {Severity.ERROR: "refused", Severity.WARNING: "warned", Severity.NOTE: "passes"}


def blocks(text: str, language: str) -> list[str]:
    """Return the blocks of code in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_every_kind_is_there_with_what_happens_by_default() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (\w+) \| (.+) \|$", PIPELINES, re.MULTILINE)
    assert rows == [
        (name, BY_DEFAULT[code.severity], code.title.removeprefix(f"{name}: "))
        for name, code in KINDS.items()
    ]


def test_the_settings_are_taken() -> None:
    (shown,) = blocks(PIPELINES, "toml")
    assert settings(**tomllib.loads(shown)["gate"]).rules


def test_the_hooks_and_the_inputs_of_the_action_are_there() -> None:
    action, hooks = (yaml.safe_load(block) for block in blocks(PIPELINES, "yaml"))
    ours = yaml.safe_load((TOP / "action.yml").read_text(encoding="utf-8"))
    assert action[0]["with"].keys() <= ours["inputs"].keys()
    assert all(f"steps.gate.outputs.{name}" in PIPELINES for name in ours["outputs"])
    offered = {hook["id"] for hook in yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text())}
    used = {hook["id"] for hook in hooks["repos"][0]["hooks"]}
    assert used < offered
    assert all(f"`{name}`" in PIPELINES for name in offered - used)


def test_the_session_says_what_the_command_says(tmp_path: Path) -> None:
    (shown,) = blocks(PIPELINES, "console")
    command, _, said = shown.partition("\n")
    arguments = command.partition("#")[0].split()[2:]
    assert gen_vpce(*arguments, cwd=tmp_path).stdout == said


def test_the_editor_is_led_to_the_copy_of_the_schema(tmp_path: Path) -> None:
    (shown,) = blocks(EDITOR, "json")
    assert json.loads(shown)["yaml.schemas"] == {f"./{SCHEMA}": "**/intent.yaml"}
    assert f'["./{SCHEMA}"] = "**/intent.yaml"' in EDITOR
    assert f"gen-vpce schema editor > {SCHEMA}" in EDITOR


@pytest.mark.parametrize("text", [PIPELINES, EDITOR], ids=["pipelines", "editor"])
def test_every_option_shown_is_one(text: str, tmp_path: Path) -> None:
    lines = [
        line
        for language in ("sh", "console")
        for block in blocks(text, language)
        for line in block.splitlines()
    ]
    calls = [
        call for line in lines for call in re.findall(r"gen-vpce (\w+)((?: -{1,2}[\w-]+| [\w./=-]+)*)", line)
    ]
    assert calls
    for name, rest in calls:
        known = gen_vpce(name, "--help", cwd=tmp_path).stdout
        assert all(option in known for option in re.findall(r"--[\w-]+", rest))
