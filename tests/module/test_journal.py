"""The journal: read as it was written, believed only then, and refused by Terraform."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.module.journal import Ownership, dump, owning, parse, union
from gen_vpce.module.manifest import fingerprint
from gen_vpce.module.paths import JOURNAL

paths = st.sampled_from(["main.tf", "README.md", "policies/a.json", "tests/policy.tftest.hcl"])
ownerships = st.dictionaries(paths, st.frozensets(st.binary(max_size=2).map(fingerprint)))


@given(ownerships)
def test_what_is_written_is_read_again(owned: Ownership) -> None:
    assert parse(dump(owned), "x") == owned


@given(ownerships, ownerships)
def test_a_union_holds_what_its_parts_hold(one: Ownership, two: Ownership) -> None:
    both = union(one, two)
    assert both.keys() == one.keys() | two.keys()
    assert all(both[path] == one.get(path, frozenset()) | two.get(path, frozenset()) for path in both)


GOOD = json.loads(dump(owning({"main.tf": b""})))
MESSAGE = next(key for key in GOOD if key != "//")
BAD = {
    "empty": b"",
    "not JSON": b"{",
    "too deep": b"[" * 100_000,
    "too long": dump({}) + b" " * (1 << 20) + b"x",
    "a list": b"[]",
    "a user's file": b'{"resource": {}}',
    "no comment": json.dumps({MESSAGE: {}}).encode(),
    "another message": json.dumps({"//": {}, "run me": {}}).encode(),
    "a path outside": json.dumps({**GOOD, "//": {"../main.tf": []}}).encode(),
    "no list": json.dumps({**GOOD, "//": {"main.tf": "a" * 64}}).encode(),
    "no hash": json.dumps({**GOOD, "//": {"main.tf": ["a"]}}).encode(),
}


@pytest.mark.parametrize("case", BAD)
def test_nothing_else_is_believed(case: str) -> None:
    said = parse(BAD[case], "m/journal")
    assert isinstance(said, Diagnostic)
    assert said.code == "GV510"


@pytest.mark.skipif(
    not shutil.which("terraform") and os.environ.get("GEN_VPCE_REQUIRE_TERRAFORM") != "1",
    reason="no Terraform",
)
@pytest.mark.parametrize("command", ["init", "validate", "plan", "apply", "a root that calls it"])
def test_terraform_refuses_a_folder_with_a_journal(command: str, tmp_path: Path) -> None:
    module = tmp_path / "module"
    module.mkdir()
    (module / "main.tf").write_text('output "a" {\n  value = 1\n}\n')
    (tmp_path / "main.tf").write_text('module "a" {\n  source = "./module"\n}\n')
    at, verb = (tmp_path, "init") if command.startswith("a root") else (module, command)

    def terraform() -> subprocess.CompletedProcess[str]:
        arguments = ["terraform", verb, "-no-color", *(["-input=false"] * (verb != "validate"))]
        return subprocess.run(arguments, cwd=at, capture_output=True, text=True, check=False)

    if verb != "apply":
        assert terraform().returncode == 0
    (module / JOURNAL).write_bytes(dump(owning({"main.tf": b""})))
    ran = terraform()
    words = " ".join(re.sub(r"[│╷╵]", " ", ran.stdout + ran.stderr).split())
    assert ran.returncode == 1
    assert "gen-vpce generate was interrupted in this folder: run gen-vpce generate again" in words
