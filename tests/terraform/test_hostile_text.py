"""Terraform itself reads every string as the text that it was, wherever it stands."""

import base64
import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.support.hostile import HOSTILE, texts
from tests.support.intents import documents, gateway, identity_policy, intent, interface
from tests.support.modules import IDS
from tests.support.outside.terraform import VERSIONS, Terraform

from gen_vpce.module import hcl
from gen_vpce.module.plan import plan
from gen_vpce.module.templates.render import render

pytestmark = pytest.mark.terraform

EVALUATED = """jsonencode([
  [for text in local.items : base64encode(text)],
  [for name, text in local.keys : base64encode(name)],
  [for name, text in local.keys : base64encode(text)],
])""".replace("\n", "")
BATCHES = st.lists(texts, min_size=50, max_size=100)


def test_hostile_strings(terraform: Terraform, tmp_path: Path) -> None:
    _assert_read_back(terraform, tmp_path, HOSTILE)


@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],  # a batch is quickly found and slowly shrunk
    suppress_health_check=list(HealthCheck),
)
@given(batch=BATCHES)
def test_any_strings(terraform: Terraform, tmp_path: Path, batch: list[str]) -> None:
    _assert_read_back(terraform, tmp_path, batch)


def test_hostile_tags_and_names_are_valid_and_well_formatted(terraform: Terraform, tmp_path: Path) -> None:
    calls = []
    for number, text in enumerate(HOSTILE):
        made = intent(
            gateway(tags={text or "empty": text}),
            interface(tags={"key": text}),
            identity_policies=(identity_policy("only", "dynamodb"),),
            name=text,
            tags={text or "empty": "", "other": text},
        )
        for each in render(plan(made, documents(made))):
            path = tmp_path / f"m{number}" / each.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(each.text.encode())
        ids = {name: value for name, value in IDS.items() if name != "deployment"}
        block = hcl.attributes({"source": f"./m{number}", **ids}, 2)
        calls.append(f'module "m{number}" {{\n{block}\n}}\n')
    (tmp_path / "main.tf").write_text(VERSIONS + "\n".join(calls), encoding="utf-8")
    terraform.prepare(tmp_path)
    assert terraform.succeed(tmp_path, "fmt", "-check", "-recursive", "-diff") == ""
    terraform.succeed(tmp_path, "validate", "-no-color")


def _assert_read_back(terraform: Terraform, folder: Path, strings: Sequence[str]) -> None:
    """Have Terraform evaluate the strings as items of a list and as keys of a map, and check their format.

    Each goes through base64 on its own: `jsonencode` composes the n of an escaped line break with an accent.
    """
    texts = [unicodedata.normalize("NFC", text) for text in strings]
    block = hcl.attributes({"items": strings, "keys": {text: text for text in texts if text}}, 2)
    (folder / "main.tf").write_text(f"locals {{\n{block}\n}}\n", encoding="utf-8")
    said = terraform.succeed(folder, "console", stdin=f"{EVALUATED}\n")
    items, keys, values = (
        [base64.b64decode(each).decode() for each in part] for part in json.loads(json.loads(said))
    )
    assert items == texts
    assert keys == values
    assert set(keys) == {text for text in texts if text}
    assert terraform.succeed(folder, "fmt", "-check", "-diff") == ""
