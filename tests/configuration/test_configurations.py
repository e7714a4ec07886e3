"""Whole configurations are read as Terraform plans them, and hold symbols where it knows nothing yet."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.configurations import PROVIDER, normal
from tests.support.modules import FOLDERS
from tests.support.outside.terraform import VERSIONS, Terraform

from gen_vpce.configuration.policies.model import Configuration, FoundPolicy
from gen_vpce.configuration.policies.policy_types import TERRAFORM_POLICIES
from gen_vpce.configuration.policies.read import read

CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))


def write(folder: Path) -> None:
    """Write a root that calls every case."""
    calls = [f'module "case_{number}" {{\n  source = "./case_{number}"\n}}' for number in range(len(CASES))]
    (folder / "main.tf").write_text("\n".join([VERSIONS, PROVIDER, *calls]), encoding="utf-8")
    for number, case in enumerate(CASES):
        for name, text in {"main.tf": case["tf"], **case.get("files", {})}.items():
            path = folder / f"case_{number}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Configuration:
    folder = tmp_path_factory.mktemp("ours")
    write(folder)
    return read(folder)


@pytest.fixture(scope="module")
def planned(terraform: Terraform, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the policy of each resource by address; None where Terraform knows it after apply."""
    folder = tmp_path_factory.mktemp("plan")
    write(folder)
    terraform.prepare(folder)
    terraform.succeed(folder, "plan", "-no-color", "-out=p", "-refresh=false")
    plan = json.loads(terraform.succeed(folder, "show", "-json", "p"))
    found: dict[str, Any] = {}
    for change in plan["resource_changes"]:
        argument = "content" if change["type"] == "aws_organizations_policy" else "policy"
        after, unknown = change["change"]["after"], change["change"]["after_unknown"]
        if change["type"] in TERRAFORM_POLICIES and (argument in after or unknown.get(argument)):
            text = after.get(argument)
            found[change["address"]] = json.loads(text) if text else None
    return found


def by_address(configuration: Configuration) -> dict[str, FoundPolicy]:
    return {policy.address: policy for policy in configuration.policies}


def test_everything_is_read(ours: Configuration) -> None:
    assert [each.message for each in ours.broken] == []
    assert [(each.address, each.reason) for each in ours.not_read] == []
    read_in = {address.split(".")[1] for address in by_address(ours)}
    assert read_in == {f"case_{number}" for number in range(len(CASES))}


@pytest.mark.terraform
def test_a_policy_is_what_terraform_plans(ours: Configuration, planned: dict[str, Any]) -> None:
    mine = by_address(ours)
    known = {address: policy for address, policy in planned.items() if policy is not None}
    assert len(known) > len(CASES)
    for address, policy in known.items():
        number = int(address.split(".")[1].removeprefix("case_").split("[")[0])
        found = mine[address]
        assert found.is_whole, (CASES[number]["name"], address, [each.name for each in found.symbols])
        text = found.variants[0].positions.text
        assert normal(json.loads(text)) == normal(policy), (CASES[number]["name"], address)


@pytest.mark.terraform
def test_what_is_known_after_apply_holds_a_symbol(ours: Configuration, planned: dict[str, Any]) -> None:
    mine = by_address(ours)
    endpoints = {each.address: each for each in ours.endpoints}
    elsewhere = {each.endpoint for each in ours.policies if each.endpoint != each.address}
    open_ones = [address for address, policy in planned.items() if policy is None]
    assert open_ones
    for address in open_ones:
        if address in mine:
            assert mine[address].symbols, address
        elif address in endpoints:
            assert address in elsewhere or endpoints[address].standing == "without a policy"
        else:
            assert address.endswith("aws_sqs_queue.q"), address  # it has no argument `policy`


def test_symbols_have_names_of_the_source(ours: Configuration) -> None:
    names = {symbol.name for policy in ours.policies for symbol in policy.symbols}
    ends = {name.partition(".case_")[2].partition(".")[2] for name in names}
    assert {"aws_vpc_endpoint.s3.id", "aws_s3_bucket.b.bucket"} <= ends
    assert {"account"} <= names


def texts(configuration: Configuration) -> Iterator[str]:
    for policy in configuration.policies:
        for variant in policy.variants:
            yield variant.positions.text


def test_every_text_is_a_policy(ours: Configuration) -> None:
    for text in texts(ours):
        assert "Statement" in json.loads(text)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_policy_of_a_generated_module_is_read(folder: Path) -> None:
    found = read(folder)
    assert found.not_read == ()
    assert len(found.policies) >= 1
