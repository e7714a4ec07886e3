"""The diff of a file is one that `patch` takes, whatever the text."""

import shutil
import subprocess
from pathlib import Path

import pytest

from gen_vpce.module.result import Action, FileChange

TEXTS = ("", "a\n", "a", "a\nb\n", "a\u2028b\nc\n", "a\x85b\x0cc", "\r\n\n", "a\n\n\nb")


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not on the PATH")
@pytest.mark.parametrize("old", TEXTS)
@pytest.mark.parametrize("new", TEXTS)
def test_patch_makes_the_new_text_of_the_old(old: str, new: str, tmp_path: Path) -> None:
    change = FileChange("main.tf", Action.CHANGED, old, new)
    target = tmp_path / "main.tf"
    target.write_bytes(old.encode())
    if diff := change.diff():
        subprocess.run(
            ["patch", "--binary", "-p1", "--posix"],
            input=diff.encode(),
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )
    assert (target.read_bytes() if target.exists() else b"") == new.encode()


@pytest.mark.parametrize(
    "name", ["plain.tf", 'a"b.tf', "a\\b.tf", "a\nb.tf", "a\r\t\x1b\x7fb.tf", "é \u202e.tf"]
)
def test_git_takes_the_diff_of_any_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("old\n")
    diff = FileChange(name, Action.CHANGED, "old\n", "new\n").diff()
    assert len(diff.split("\n")) == 6
    subprocess.run(["git", "apply"], input=diff.encode(), cwd=tmp_path, check=True)
    assert (tmp_path / name).read_text() == "new\n"
