"""The checked-in modules are what their intents give, to the byte: `make golden` writes them anew."""

import json
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.support.modules import FOLDERS, MODULES

from gen_vpce.module.generate import Options, generate
from gen_vpce.module.paths import MANIFEST
from gen_vpce.scaffold.draft import Answers
from gen_vpce.scaffold.new_intent import scaffold
from gen_vpce.scaffold.presets import PRESETS

SEED = Path(__file__).parents[1] / "policy" / "seed"
"""The policies of AWS's page on DynamoDB endpoints, as AWS prints them but for what is not valid."""

SEED_OF_MODULE = {
    "dynamodb-full-access": "full-access",
    "dynamodb-read-only": "read-only",
    "dynamodb-one-table": "one-table",
    "dynamodb-only-through-endpoint": "only-through-endpoint",
    "dynamodb-one-role": "one-role",
    "dynamodb-one-account": "one-account",
}

HOME = Answers(name="", region="us-east-1", account="123456789012")
AT_S3 = ("bucket", "organization")
ANSWERS = {
    "read-only": HOME,
    "table": replace(HOME, table="StockTable"),
    "only-through-endpoint": replace(HOME, name="stock", table="StockTable"),
    "role": replace(HOME, role="SomeRole"),
    "account": replace(HOME, trusted_account="111122223333"),
    "bucket": replace(HOME, bucket="example-reports"),
    "organization": replace(HOME, organization="o-a1b2c3d4e5"),
}


def _files(folder: Path) -> dict[str, bytes]:
    """Return the files of a module by path; Terraform may have left its own beside them."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".terraform")
    }


def _listed(manifest: bytes) -> object:
    return json.loads(manifest)["files"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_module_is_what_its_intent_gives(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "modules" / folder.name
    made.mkdir(parents=True)
    shutil.copy(folder / "intent.yaml", made)
    (result,) = generate([], Options()).results
    assert result.diagnostics == ()
    again, checked_in = _files(made), _files(folder)
    # A new catalogue changes the digest of what a module is made from, and alone is no reason to write it.
    assert _listed(again.pop(MANIFEST)) == _listed(checked_in.pop(MANIFEST))
    assert again == checked_in


@pytest.mark.parametrize(("module", "seed"), SEED_OF_MODULE.items())
def test_examples_of_aws_are_there_to_the_letter(module: str, seed: str) -> None:
    (policy,) = (MODULES / module / "policies").iterdir()
    assert json.loads(policy.read_bytes()) == json.loads((SEED / f"{seed}.json").read_bytes())


def test_every_preset_has_its_module() -> None:
    # The preset full-access is AWS's example of it, word for word.
    assert ANSWERS.keys() | {"full-access"} == PRESETS.keys()


@pytest.mark.parametrize("preset", ANSWERS)
def test_module_of_a_preset_is_what_init_writes(preset: str) -> None:
    answers = ANSWERS[preset]
    named = replace(answers, name=answers.name or f"preset-{preset}")
    service = "s3" if preset in AT_S3 else "dynamodb"
    written = scaffold({service: PRESETS[preset]}, named, "../../schemas/intent.schema.json")
    assert (MODULES / f"preset-{preset}" / "intent.yaml").read_text(encoding="utf-8") == written
