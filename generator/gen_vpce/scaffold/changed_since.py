"""Which files git sees as changed since a revision.

A pipeline asks on a clean checkout, a person in the middle of the work: what is changed but not committed,
and what is new and not ignored, counts as well, since it is what a plan would be made of.
"""

import os
from pathlib import Path

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.module import refusals
from gen_vpce.module.git import GitError, git, names

Files = frozenset[Path]


def changed_since(revision: str) -> tuple[Files, tuple[Diagnostic, ...]]:
    """Return the files that differ from where this branch left *revision*, or why that cannot be said.

    Names are absolute, without symbolic links above the file. A file that moved counts under both names.
    https://git-scm.com/docs/git-diff, --merge-base
    """
    try:
        top = Path(os.fsdecode(git("rev-parse", "--show-toplevel").rstrip(b"\n")))
    except GitError as error:
        return frozenset(), (refusals.no_git(str(error)),)
    try:
        commit = (
            git("rev-parse", "--verify", "--quiet", revisions=[f"{revision}^{{commit}}"]).decode().strip()
        )
    except GitError:
        return frozenset(), (refusals.no_revision(revision),)
    try:
        base = git("merge-base", "HEAD", revisions=[commit]).decode().strip()
    except GitError:
        return frozenset(), (refusals.no_merge_base(revision),)
    return frozenset(top / name for name in _names(base, top)), ()


def _names(base: str, top: Path) -> list[str]:
    tracked = git("diff", "--name-only", "--no-renames", "--no-relative", "-z", base, "--")
    new = git("-C", str(top), "ls-files", "--others", "--exclude-standard", "-z")
    return names(tracked + new)
