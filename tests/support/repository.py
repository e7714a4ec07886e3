"""Repositories of git for tests, with the settings of `gitconfig` alone."""

import subprocess
from pathlib import Path


def git(folder: Path, *words: str) -> str:
    """Return what git says in *folder*; it has to succeed."""
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(folder: Path, message: str = "first") -> None:
    """Commit everything in *folder*, which becomes a repository unless it is one."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
