"""What a run returns: per module its status, its file changes and its findings; and the exit code.

These are plain values, picklable, with every name already relative to the working directory and with
forward slashes, so that a report says the same on every machine.
"""

import re
from enum import StrEnum
from typing import NamedTuple

from gen_vpce.diagnostics import Diagnostic, Severity


class Status(StrEnum):
    """What became of a module."""

    UNCHANGED = "unchanged"
    CREATED = "created"  # there was no manifest before
    CHANGED = "changed"
    WOULD_CHANGE = "would-change"  # `--check` alone: nothing was written
    REFUSED = "refused"  # the folder holds what gen-vpce does not own, or cannot be written
    FAILED = "failed"  # the intent or what it renders to has errors


class Action(StrEnum):
    """What happens to one file; with `--check`, what would happen."""

    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"
    REFUSED = "refused"


_SPECIAL = re.compile(r'[\x00-\x1f\x7f"\\]')
_ESCAPES = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"}


class FileChange(NamedTuple):
    """One file that differs from what the intent renders to.

    `path` is relative to the working directory. `old_text` is None for a file that is not there,
    `new_text` for one that is no longer rendered; line breaks are line feeds in both.
    """

    path: str
    action: Action
    old_text: str | None
    new_text: str | None

    def diff(self) -> str:
        """Return the unified diff, empty when the texts are equal; `/dev/null` stands for no file."""
        from difflib import unified_diff

        lines = unified_diff(
            _lines(self.old_text or ""),
            _lines(self.new_text or ""),
            "/dev/null" if self.old_text is None else _quoted(f"a/{self.path}"),
            "/dev/null" if self.new_text is None else _quoted(f"b/{self.path}"),
        )
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
        )


def _quoted(name: str) -> str:
    """Return *name* as git writes it into a diff: in quotes where it holds what would end the line.

    https://git-scm.com/docs/git-config, core.quotePath
    """
    if not _SPECIAL.search(name):
        return name
    return f'"{_SPECIAL.sub(lambda found: _ESCAPES.get(found[0]) or f"{chr(92)}{ord(found[0]):03o}", name)}"'


def _lines(text: str) -> list[str]:
    """Return the lines of *text* with their breaks, cut where `patch` cuts: at line feeds alone."""
    *whole, last = text.split("\n")
    return [f"{line}\n" for line in whole] + [last] * bool(last)


class ModuleResult(NamedTuple):
    """One module of a run; `folder` is relative to the working directory.

    `changes` are sorted by path and leave out the manifest.
    """

    folder: str
    status: Status
    changes: tuple[FileChange, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


class Run(NamedTuple):
    """A whole run: the modules in order of their folders, and the findings that belong to none of them."""

    results: tuple[ModuleResult, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def exit_code(run: Run, *, strict: bool = False) -> int:
    """Return 0 when all is well, 1 for errors or a refused write, 3 when `--check` found a difference.

    With *strict*, warnings count as errors do. Findings win over differences.
    2, for wrong usage and internal errors, is the command line's to give.
    """
    found = (*run.diagnostics, *(each for result in run.results for each in result.diagnostics))
    statuses = {result.status for result in run.results}
    failing = any(each.severity is Severity.ERROR or (strict and each.severity.fails) for each in found)
    if failing or statuses & {Status.FAILED, Status.REFUSED}:
        return 1
    return 3 if Status.WOULD_CHANGE in statuses else 0
