"""Which files git sees as changed since a revision.

A pipeline asks on a clean checkout, a person in the middle of the work: what is changed but not committed,
and what is new and not ignored, counts as well, since it is what a plan would be made of.
"""

import os
import subprocess
from pathlib import Path

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.module import refusals

Files = frozenset[Path]


def changed_since(revision: str) -> tuple[Files, tuple[Diagnostic, ...]]:
    """Return the files that differ from where this branch left *revision*, or why that cannot be said.

    Names are absolute, without symbolic links above the file. A file that moved counts under both names.
    https://git-scm.com/docs/git-diff, --merge-base
    """
    try:
        top = Path(os.fsdecode(_git("rev-parse", "--show-toplevel").rstrip(b"\n")))
    except FileNotFoundError:
        return frozenset(), (refusals.no_git("git is not on the PATH"),)
    except subprocess.CalledProcessError as error:
        return frozenset(), (refusals.no_git(_said(error)),)
    try:
        commit = _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()
    except subprocess.CalledProcessError:
        return frozenset(), (refusals.no_revision(revision),)
    try:
        base = _git("merge-base", commit, "HEAD").decode().strip()
    except subprocess.CalledProcessError:
        return frozenset(), (refusals.no_merge_base(revision),)
    return frozenset(top / name for name in _names(base, top)), ()


def _names(base: str, top: Path) -> list[str]:
    tracked = _git("diff", "--name-only", "--no-renames", "--no-relative", "-z", base, "--")
    new = _git("-C", str(top), "ls-files", "--others", "--exclude-standard", "-z")
    return [os.fsdecode(name) for name in (tracked + new).split(b"\0") if name]


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], check=True, capture_output=True).stdout


def _said(error: subprocess.CalledProcessError) -> str:
    lines = error.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else "git failed"
