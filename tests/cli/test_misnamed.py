"""An intent under another name: whoever looks for one says which was found, and how an intent is called."""

from pathlib import Path

import pytest
from tests.support.command import STOCK
from typer.testing import CliRunner

from gen_vpce.cli import _sentence
from gen_vpce.cli.app import app

REQUEST = ("--principal", "role/x", "--action", "dynamodb:GetItem", "--resource", "table/StockTable")
COMMANDS = {
    "generate": ("generate", "."),
    "test": ("test", "."),
    "matrix": ("matrix", "."),
    "lint": ("lint", "."),
    "compare": ("compare", ".", "."),
    "simulate": ("simulate", ".", *REQUEST),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["intent.yml", "Intent.yaml", "intent.json"])
def test_every_command_names_what_it_found(
    command: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(STOCK)
    done = CliRunner().invoke(app, COMMANDS[command])
    assert done.exit_code == 1
    assert name in done.output
    assert "an intent is called intent.yaml" in done.output
    assert "init" not in done.output


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stock.yaml", "an intent is called intent.yaml: rename it"),
        ("intent.yaml", "`gen-vpce generate --check intent.yaml` checks\n"),
    ],
)
def test_lint_knows_an_intent_that_it_is_given(
    name: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(STOCK)
    done = CliRunner().invoke(app, ["lint", name])
    assert done.exit_code == 1
    assert words in done.output


def test_lint_says_what_makes_the_policies_of_an_intent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("intent.yaml").write_text(STOCK)
    done = CliRunner().invoke(app, ["lint"])
    assert done.exit_code == 1
    assert "`gen-vpce generate .` checks it, and makes what lint reads" in done.output


@pytest.mark.parametrize("command", ["generate", "matrix", "report", "show", "lint", "adopt"])
def test_a_deployment_is_not_taken_where_all_are_meant(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("stock").mkdir()
    Path("stock/intent.yaml").write_text(STOCK)
    done = CliRunner().invoke(app, [command, "stock#dev"])
    said = done.output + (_sentence(done.exception) if isinstance(done.exception, OSError) else "")
    assert done.exit_code == 1
    assert "write `stock`: all its deployments are meant here" in said
    assert [each.name for each in Path("stock").iterdir()] == ["intent.yaml"]
