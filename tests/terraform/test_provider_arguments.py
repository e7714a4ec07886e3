"""The list of arguments that intents are held against is that of the provider."""

import json
from pathlib import Path

import pytest
from tests.support.outside.terraform import Terraform

pytestmark = [pytest.mark.terraform, pytest.mark.long]

KNOWN = Path(__file__).parents[1] / "intent" / "aws_vpc_endpoint.json"
VERSION = "5.100.0"


def test_the_list_is_that_of_the_provider(terraform: Terraform, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n',
        encoding="utf-8",
    )
    terraform.prepare(tmp_path)
    if VERSION not in (tmp_path / ".terraform.lock.hcl").read_text(encoding="utf-8"):
        pytest.skip(f"the provider here is not {VERSION}")
    told = json.loads(terraform.succeed(tmp_path, "providers", "schema", "-json"))
    (provider,) = told["provider_schemas"].values()
    block = provider["resource_schemas"]["aws_vpc_endpoint"]["block"]
    names = [*block["attributes"]]
    for name, nested in block["block_types"].items():
        names += (f"{name}.{inner}" for inner in nested["block"]["attributes"])
    assert sorted(names) == json.loads(KNOWN.read_text(encoding="utf-8"))[VERSION]
