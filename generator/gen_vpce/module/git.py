"""The one place from which git is called.

A revision that somebody names never reaches git as an option: `--output=FILE` would make it write a file.
https://git-scm.com/docs/gitcli, `--end-of-options`
"""

import os
import subprocess
from collections.abc import Sequence


class GitError(ValueError):
    """Git cannot be asked, or has no answer; the text is what it said, without a full stop."""


def git(*words: str, revisions: Sequence[str] = ()) -> bytes:
    """Return what git prints for *words*, which are of the program's own, and *revisions* after them.

    *revisions* are whatever somebody named: `main`, `HEAD:policy.json`. None of them is taken for an option.
    Raises `GitError`.
    """
    for revision in revisions:
        if revision.startswith("-"):
            raise GitError(f"no revision begins with `-`, as `{revision}` does")
    ended = ["--end-of-options", *revisions] if revisions else []
    try:
        return subprocess.run(["git", *words, *ended], check=True, capture_output=True).stdout
    except FileNotFoundError:
        raise GitError("git is not on the PATH") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(said[0].removeprefix("fatal: ") if said else "git failed") from None


def names(listed: bytes) -> list[str]:
    """Return the file names of a list that git ended with NUL, as its option `-z` asks."""
    return [os.fsdecode(name) for name in listed.split(b"\0") if name]
