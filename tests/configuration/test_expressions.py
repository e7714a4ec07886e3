"""Expressions have the values that Terraform gives them."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.configurations import plain, root_module
from tests.support.outside.terraform import Terraform

from gen_vpce.configuration.value.value import Failure

CASES = yaml.safe_load(Path(__file__).with_name("expressions.yaml").read_text(encoding="utf-8"))
NAMES = {f"case_{number}": each for number, each in enumerate(CASES["expressions"])}
LOCALS = CASES["given"] + "".join(f"\n{name} = {written.rstrip()}\n" for name, written in NAMES.items())


@pytest.fixture(scope="module")
def said(terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the values that Terraform gives, by name."""
    folder = tmp_path_factory.mktemp("console")
    (folder / "main.tf").write_text(f"locals {{\n{LOCALS}\n}}\n", encoding="utf-8")
    asked = ", ".join(f"{name} = local.{name}" for name in NAMES)
    answer = terraform.succeed(folder, "console", stdin=f"base64encode(jsonencode({{ {asked} }}))\n")
    found: dict[str, Any] = json.loads(base64.b64decode(answer.strip().strip('"')))
    return found


@pytest.mark.terraform
def test_an_expression_has_the_value_that_terraform_gives_it(said: dict[str, Any], tmp_path: Path) -> None:
    module = root_module(tmp_path, f"locals {{\n{LOCALS}\n}}\n")
    ours = {name: plain(module.local(name)) for name in NAMES}
    assert ours.keys() == said.keys()
    wrong = {NAMES[name]: (ours[name], said[name]) for name in said if ours[name] != said[name]}
    assert wrong == {}


@pytest.mark.terraform
def test_what_terraform_refuses_has_no_value(terraform: Terraform, tmp_path: Path) -> None:
    text = f"locals {{\n{CASES['given']}\n}}\n"
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    asked = ", ".join(f"can({written})" for written in CASES["failing"])
    answer = terraform.succeed(tmp_path, "console", stdin=f"jsonencode([{asked}])\n")
    assert json.loads(json.loads(answer)) == [False] * len(CASES["failing"])


@pytest.mark.parametrize("written", CASES["failing"])
def test_a_failure_is_one(written: str, tmp_path: Path) -> None:
    module = root_module(tmp_path, f"locals {{\n{CASES['given']}\nx = {written}\n}}\n")
    assert module.source.broken == []
    with pytest.raises(Failure) as caught:
        module.local("x")
    assert caught.value.reason
    assert caught.value.place


@pytest.mark.parametrize("name", NAMES)
def test_an_expression_has_a_value_without_terraform(name: str, tmp_path: Path) -> None:
    module = root_module(tmp_path, f"locals {{\n{CASES['given']}\n{name} = {NAMES[name]}\n}}\n")
    assert module.source.broken == []
    plain(module.local(name))
