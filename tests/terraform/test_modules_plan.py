"""Terraform accepts every checked-in module: format, validation, and each module's own test."""

import shutil
from pathlib import Path

import pytest
from tests.support.modules import FOLDERS, MODULES, copy_modules, own_test, region, with_ids
from tests.support.terraform import VERSIONS, Terraform

pytestmark = pytest.mark.terraform

MOCK = """
mock_provider "aws" {{
  alias = "{alias}"
  mock_data "aws_region" {{
    defaults = {{
      id = "{region}"
    }}
  }}
}}
"""


@pytest.fixture(scope="module")
def root(terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a root that calls every module, each in its Region, and holds every module's own test."""
    folder = tmp_path_factory.mktemp("root")
    copy_modules(folder)
    regions = sorted({region(module) for module in FOLDERS})
    providers = "".join(f'provider "aws" {{\n  alias = "{_alias(each)}"\n}}\n' for each in regions)
    calls = "".join(with_ids(module, f"aws.{_alias(region(module))}") for module in FOLDERS)
    (folder / "main.tf").write_text(VERSIONS + providers + calls, encoding="utf-8")
    tests = folder / "tests"
    tests.mkdir()
    mocks = "".join(MOCK.format(alias=_alias(each), region=each) for each in regions)
    (tests / "together.tftest.hcl").write_text(
        mocks + 'run "plan" {\n  command = plan\n}\n', encoding="utf-8"
    )
    for module in FOLDERS:
        (tests / f"{module.name}.tftest.hcl").write_text(own_test(module), encoding="utf-8")
    terraform.prepare(folder)
    return folder


def test_every_module_is_formatted(terraform: Terraform) -> None:
    assert terraform.succeed(MODULES, "fmt", "-check", "-recursive", "-diff") == ""


def test_every_module_is_valid(terraform: Terraform, root: Path) -> None:
    assert "The configuration is valid" in terraform.succeed(root, "validate", "-no-tests", "-no-color")


def test_every_module_passes_its_own_test_and_plans_with_the_others(terraform: Terraform, root: Path) -> None:
    said = terraform.succeed(root, "test", "-no-color")
    assert 'run "plan"... pass' in said
    for module in FOLDERS:
        assert f"tests/{module.name}.tftest.hcl... pass" in said
    assert "tests/together.tftest.hcl... pass" in said


def test_module_is_a_root_as_it_stands(terraform: Terraform, tmp_path: Path) -> None:
    folder = tmp_path / "module"
    shutil.copytree(MODULES / "two-endpoints-and-identity-policy", folder)
    terraform.prepare(folder)
    assert "2 passed, 0 failed" in terraform.succeed(folder, "test", "-no-color")


def _alias(name: str) -> str:
    return name.replace("-", "_")
