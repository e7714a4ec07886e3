"""What is said when a folder is left alone: one finding for each reason, with the ways out."""

from collections.abc import Mapping
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import PurePosixPath
from shlex import quote

from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.module.ownership import File, State
from gen_vpce.module.paths import INTENT, JOURNAL

_OVERWRITE = "overwrite it with: gen-vpce generate --force {name}"
_TEXTS: Mapping[State, tuple[str, str, str]] = {
    State.HAND_EDITED: (
        "GV501",
        "{shown} was edited since gen-vpce wrote it",
        "move the edit into " + INTENT + " and restore the file, or " + _OVERWRITE,
    ),
    State.FOREIGN: (
        "GV502",
        "{shown} was not written by gen-vpce, which needs its place",
        "rename the file, or " + _OVERWRITE,
    ),
    State.OBSTACLE: ("GV504", "{shown} cannot be a file of the module: {obstacle}", "move it out of the way"),
    State.READ_ONLY: (
        "GV505",
        "{shown} has to change, but is read-only",
        "make it writable with: chmod u+w {name}",
    ),
    State.EDITED_ORPHAN: (
        "GV511",
        "{shown} is no longer generated, and was edited since gen-vpce wrote it",
        "rename the file to keep it, or have it deleted with: gen-vpce generate --force {name}",
    ),
}
_FULL = (ENOSPC, EDQUOT, EFBIG)


def not_ours(file: File, shown: str) -> Diagnostic:
    """Say why *file*, whose name is *shown*, is neither overwritten nor deleted."""
    code, message, hint = _TEXTS[file.state]
    return _error(
        code,
        message.format(shown=shown, obstacle=file.seen.obstacle),
        Span(shown),
        hint.format(name=quote(shown)),
    )


def not_written(error: OSError, folder: str, *, interrupted: bool) -> Diagnostic:
    """Say what the operating system had against writing *folder*, and in which state the folder is."""
    reason = error.strerror or str(error)
    if interrupted:
        return interruption(folder, f"{folder} is half written, and could not be put back: {reason}")
    if error.errno in _FULL:
        message, hint = f"no room to write {folder}: {reason}", "free space and run gen-vpce generate again"
        return _error("GV507", f"{message}; every file is as it was", Span(folder), hint)
    message = f"{folder} cannot be written: {reason}; every file is as it was"
    return _error("GV506", message, Span(folder), "allow writing to the folder and everything in it")


def not_read(error: OSError, shown: str) -> Diagnostic:
    """Say that the intent *shown*, or its folder, could not be opened."""
    reason = error.strerror or str(error)
    return _error(
        "GV101", f"{shown} cannot be read: {reason}", Span(shown), "allow reading the file and its folder"
    )


def not_free(folder: str) -> Diagnostic:
    """Say that another run holds *folder*."""
    message = f"another gen-vpce is writing {folder} and did not finish"
    return _error("GV508", message, Span(folder), "wait for it, or end it, and run gen-vpce generate again")


def interruption(folder: str, message: str | None = None) -> Diagnostic:
    """Say that *folder* is half old and half new, and that Terraform refuses it."""
    return _error(
        "GV509",
        message or f"{folder} is half written: {JOURNAL} of an interrupted run stands there",
        Span(folder),
        f"complete it with: gen-vpce generate {quote(folder)}",
    )


def no_intent(shown: str) -> Diagnostic:
    """Say that nothing below the folder *shown* is a module of gen-vpce."""
    return _error("GV520", f"no {INTENT} in {shown} or below", Span(shown), "make one with: gen-vpce init")


def misnamed(shown: str) -> Diagnostic:
    """Say that the file *shown* would be an intent if it had the name of one."""
    right = (PurePosixPath(shown).parent / INTENT).as_posix()
    hint = f"rename it with: mv {quote(shown)} {quote(right)}"
    return _error("GV520", f"{shown} is not read: an intent is called {INTENT}", Span(shown), hint)


def no_path(shown: str) -> Diagnostic:
    """Say that the path *shown* was asked for and leads nowhere."""
    from gen_vpce.intent.chosen import hint_to_all

    hint = hint_to_all(shown) or "check the spelling"
    return _error("GV521", f"{shown} is neither a folder nor an {INTENT}", Span(shown), hint)


def no_listing(error: OSError, shown: str) -> Diagnostic:
    """Say that the folder *shown* could not be searched."""
    reason = error.strerror or str(error)
    return _error("GV522", f"{shown} cannot be searched: {reason}", Span(shown), "allow reading the folder")


def no_such_file(shown: str) -> Diagnostic:
    """Say that `--force` names *shown*, a file that no module of this run can own."""
    hint = "name one file of a module of this run, as the refusal shows it"
    return _error(
        "GV523", f"--force names {shown}, a file that gen-vpce does not generate here", Span(shown), hint
    )


def intent_exists(shown: str) -> Diagnostic:
    """Say that the intent *shown* is there already, and that `init` does not touch it."""
    hint = "edit it and run gen-vpce generate, or give gen-vpce init another folder"
    return _error("GV524", f"{shown} exists already", Span(shown), hint)


def pipeline_exists(shown: str) -> Diagnostic:
    """Say that the file *shown* of a pipeline is there already, and that `init` does not touch it."""
    hint = "rename it, run gen-vpce init --ci again, and bring the two together"
    return _error("GV525", f"{shown} exists already", Span(shown), hint)


def no_git(reason: str) -> Diagnostic:
    """Say that git cannot be asked what changed."""
    message = f"git cannot tell what changed: {reason}"
    return Diagnostic("GV526", Severity.ERROR, message, hint="leave --since out to get every module")


def no_revision(revision: str) -> Diagnostic:
    """Say that git knows no *revision*."""
    message = f"unknown revision `{revision}` in this repository"
    hint = "fetch it first, or name another one; a branch of the remote is written origin/main"
    return Diagnostic("GV527", Severity.ERROR, message, hint=hint)


def no_merge_base(revision: str) -> Diagnostic:
    """Say that git does not find where this branch left *revision*."""
    message = f"no commit is known that both `{revision}` and HEAD come from"
    hint = "get the whole history: git fetch --unshallow, or fetch-depth: 0 for actions/checkout"
    return Diagnostic("GV528", Severity.ERROR, message, hint=hint)


def _error(code: str, message: str, span: Span, hint: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, span, hint)
