"""The checked-in modules, and one Terraform root that calls many: starting a provider takes seconds."""

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pygohcl

MODULES = Path(__file__).parents[2] / "modules"
FOLDERS = tuple(sorted(path.parent for path in MODULES.glob("*/intent.yaml")))
HOME = "us-east-1"
IDS: Mapping[str, object] = {
    "deployment": "dev",
    "vpc_id": "vpc-0123456789abcdef0",
    "route_table_ids": ["rtb-0123456789abcdef0"],
    "subnet_ids": ["subnet-0123456789abcdef0"],
    "security_group_ids": ["sg-0123456789abcdef0"],
}


def resources(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return the resources of a module: type -> label -> arguments."""
    return _parsed(folder / "main.tf")["resource"]


def required_variables(folder: Path) -> tuple[str, ...]:
    """Return the names of the variables without a default, or that some deployments alone need."""
    declared = _parsed(folder / "variables.tf").get("variable", {})
    return tuple(name for name, variable in declared.items() if variable.get("default") is None)


def region(folder: Path) -> str:
    """Return the Region that a module is for; the home Region for one that is for all, or for several."""
    named = _parsed(folder / "main.tf").get("locals", {}).get("region", HOME)
    return HOME if "var.deployment" in named else named


def has_deployments(folder: Path) -> bool:
    """Whether a module is for several places."""
    return "deployment" in _parsed(folder / "variables.tf").get("variable", {})


def copy_modules(root: Path, folders: Iterable[Path] = FOLDERS) -> None:
    """Copy modules into the `modules` folder of a Terraform root."""
    for folder in folders:
        shutil.copytree(folder, root / "modules" / folder.name)


def call(folder: Path, provider: str, arguments: Mapping[str, str]) -> str:
    """Return the block of a root that calls a module; each value of *arguments* is an expression."""
    lines = "".join(f"  {name} = {arguments[name]}\n" for name in required_variables(folder))
    return (
        f'module "{folder.name}" {{\n  source = "./modules/{folder.name}"\n'
        f"  providers = {{ aws = {provider} }}\n{lines}}}\n"
    )


def with_ids(folder: Path, provider: str) -> str:
    """Return a call of a module with made-up ids."""
    return call(folder, provider, {name: json.dumps(value) for name, value in IDS.items()})


def own_test(folder: Path) -> str:
    """Return the module's own test, moved into a root: each run names the module that it is about."""
    text = (folder / "tests" / "policy.tftest.hcl").read_text(encoding="utf-8")
    block = f'\n\n  module {{\n    source = "./modules/{folder.name}"\n  }}\n'
    return re.sub(r"(?<=  command = plan)\n", block, text)


def _parsed(path: Path) -> Mapping[str, Any]:
    return pygohcl.loads(path.read_text(encoding="utf-8"))
