"""`make demo`: shows the main job, says what it passes over, and leaves nothing behind."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "demo.sh"
TOOLS = ("cat", "dirname", "env", "find", "mktemp", "python3", "rm", "sed", "sh", "sort")


def demo(path: str, folder: Path) -> str:
    """Return what the demo says with *path* as its PATH and *folder* for temporary files."""
    (folder / "tmp").mkdir()
    done = subprocess.run(
        ["sh", SCRIPT],
        cwd=folder,
        env=os.environ | {"PATH": path, "TMPDIR": str(folder / "tmp"), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((folder / "tmp").iterdir()) == []
    return done.stdout


def test_without_terraform_the_demo_shows_the_rest_and_says_why(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    (tools / "gen-vpce").write_text(f'#!/bin/sh\nexec {sys.executable} -m gen_vpce "$@"\n')
    (tools / "gen-vpce").chmod(0o755)
    said = demo(str(tools), tmp_path)
    assert "\n1 module: 1 created\n" in said
    assert '"arn:aws:dynamodb:us-east-1:123456789012:table/StockTable"' in said
    assert said.endswith(
        "skipped: terraform is not on the PATH; `terraform validate` and `terraform test` would run here\n"
    )


@pytest.mark.terraform
def test_with_terraform_the_module_is_valid_and_passes_its_own_tests(
    tmp_path: Path, terraform: object
) -> None:
    said = demo(f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", tmp_path)
    assert "The configuration is valid." in said
    assert " passed, 0 failed." in said
