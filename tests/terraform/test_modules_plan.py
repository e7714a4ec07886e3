"""Terraform accepts every checked-in module: format, validation, and each module's own test."""

import shutil
from pathlib import Path

import pytest
from tests.support.modules import FOLDERS, HOME, MODULES, copy_modules, own_test, region, with_ids
from tests.support.outside.terraform import VERSIONS, Terraform

pytestmark = pytest.mark.terraform

MOCK = """
mock_provider "aws" {{
  alias = "{alias}"
  mock_data "aws_caller_identity" {{
    defaults = {{
      account_id = "123456789012"
    }}
  }}
  mock_data "aws_region" {{
    defaults = {{
      id = "{region}"
    }}
  }}
  mock_data "aws_vpc" {{
    defaults = {{
      id = "vpc-0123456789abcdef0"
      cidr_block_associations = [{{ association_id = "a", cidr_block = "10.0.0.0/16", state = "associated" }}]
    }}
  }}
  mock_data "aws_subnets" {{
    defaults = {{
      ids = ["subnet-0123456789abcdef0"]
    }}
  }}
  mock_data "aws_route_tables" {{
    defaults = {{
      ids = ["rtb-0123456789abcdef0"]
    }}
  }}
}}
"""


MANY = """
module "by_key" {{
  source    = "./modules/{name}"
  for_each  = {{ blue = "vpc-0123456789abcdef0", green = "vpc-0123456789abcdef1" }}
  providers = {{ aws = {provider} }}
  vpc_id    = each.value
  route_table_ids = ["rtb-0123456789abcdef0"]
}}

module "by_count" {{
  source    = "./modules/{name}"
  count     = 2
  providers = {{ aws = {provider} }}
  vpc_id    = "vpc-0123456789abcdef${{count.index}}"
  route_table_ids = ["rtb-0123456789abcdef0"]
}}

module "by_prefix" {{
  source    = "./modules/dynamodb-only-through-endpoint"
  for_each  = toset(["blue-", "green-"])
  providers = {{ aws = {provider} }}
  identity_policy_prefix = each.key
}}

output "lists" {{
  value = {{ for key, made in module.by_key : key => values(made.endpoints)[*].prefix_list_id }}
}}
"""
"""Calls of one module by `for_each` and `count`, with a provider of the caller's."""

MANY_IN_PLAN = """
  assert {
    condition     = keys(output.lists) == ["blue", "green"]
    error_message = "The output endpoints cannot be iterated over."
  }
"""

OWN_IDS = """
run "one_has_ids_of_its_own" {
  command = plan

  variables {
    route_table_ids_by_endpoint = { s3 = ["rtb-0aaaaaaaaaaaaaaaa"] }
  }

  assert {
    condition     = aws_vpc_endpoint.s3.route_table_ids == toset(["rtb-0aaaaaaaaaaaaaaaa"])
    error_message = "s3 has others"
  }

  assert {
    condition     = aws_vpc_endpoint.dynamodb.route_table_ids == toset(var.route_table_ids)
    error_message = "dynamodb has others"
  }
}

run "another_endpoint_is_refused" {
  command = plan

  variables {
    route_table_ids_by_endpoint = { sqs = ["rtb-0aaaaaaaaaaaaaaaa"] }
  }

  expect_failures = [var.route_table_ids_by_endpoint]
}

run "another_id_is_refused" {
  command = plan

  variables {
    route_table_ids_by_endpoint = { s3 = ["subnet-0aaaaaaaaaaaaaaaa"] }
  }

  expect_failures = [var.route_table_ids_by_endpoint]
}
"""


@pytest.fixture(scope="module")
def root(terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a root that calls every module, each in its Region, and holds every module's own test."""
    folder = tmp_path_factory.mktemp("root")
    copy_modules(folder)
    regions = sorted({region(module) for module in FOLDERS})
    providers = "".join(f'provider "aws" {{\n  alias = "{_alias(each)}"\n}}\n' for each in regions)
    calls = "".join(with_ids(module, f"aws.{_alias(region(module))}") for module in FOLDERS)
    many = MANY.format(name="dynamodb-one-table", provider=f"aws.{_alias(HOME)}")
    (folder / "main.tf").write_text(VERSIONS + providers + calls + many, encoding="utf-8")
    tests = folder / "tests"
    tests.mkdir()
    mocks = "".join(MOCK.format(alias=_alias(each), region=each) for each in regions)
    (tests / "together.tftest.hcl").write_text(
        f'{mocks}run "plan" {{\n  command = plan\n{MANY_IN_PLAN}}}\n', encoding="utf-8"
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
    own = (folder / "tests" / "policy.tftest.hcl").read_text(encoding="utf-8")
    mocks, _, _ = own.partition('\nrun "')
    (folder / "tests" / "own_ids.tftest.hcl").write_text(mocks + OWN_IDS, encoding="utf-8")
    terraform.prepare(folder)
    assert "6 passed, 0 failed" in terraform.succeed(folder, "test", "-no-color")


def _alias(name: str) -> str:
    return name.replace("-", "_")
