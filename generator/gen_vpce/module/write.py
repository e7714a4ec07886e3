"""Replacing a module's files, all or none of them, whatever stops the run.

Everything is prepared in a folder of its own inside the module. Then one rename puts the journal in place:
before it the module is the old one; after it Terraform refuses the folder until every file is replaced and
the journal is gone. A run that is killed in between is completed by the next one. An error of the operating
system, and Ctrl-C, are undone at once, by renames alone: a full disk has no room for copies.
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from errno import EBUSY
from pathlib import Path

from gen_vpce.module import disk, journal
from gen_vpce.module.journal import Ownership
from gen_vpce.module.ownership import File
from gen_vpce.module.paths import JOURNAL, STAGING, folders_above

_leftover = re.compile(r"(?:new|old)-[0-9]+|journal").fullmatch


def write(folder: Path, changes: Sequence[File], owned: Ownership) -> None:
    """Do *changes* in their order; *owned* is every content that may be met while they are being done.

    Raises OSError with every file as it was before. Where even putting back failed, the journal still stands.
    """
    resumed = disk.is_there(folder / JOURNAL)
    absent = [parent for parent in _parents(folder, owned) if not disk.is_folder(parent)]
    try:
        _stage(folder, changes, owned)
        (folder / STAGING / "journal").replace(folder / JOURNAL)
    except BaseException:
        with suppress(OSError):
            sweep(folder)
        raise
    try:
        _apply(folder, changes, owned)
    except BaseException:
        _put_back(folder, changes, absent)
        if not resumed:
            (folder / JOURNAL).unlink(missing_ok=True)
        with suppress(OSError):
            sweep(folder)
        raise
    with suppress(OSError):
        sweep(folder)


def finish(folder: Path, owned: Ownership) -> None:
    """End an interrupted run all of whose files turned out to be in place; *owned* as for `write`."""
    _leave(folder, owned)
    (folder / JOURNAL).unlink()
    sweep(folder)


def sweep(folder: Path) -> None:
    """Remove the folder where a killed run prepared its files; raises OSError when it holds anything else."""
    staging = folder / STAGING
    if not disk.is_folder(staging):
        return
    for path in list(staging.iterdir()):
        if _leftover(path.name):
            path.unlink()
    staging.rmdir()


def _stage(folder: Path, changes: Sequence[File], owned: Ownership) -> None:
    """Write every new file and the journal where they wait for their rename."""
    sweep(folder)
    staging = folder / STAGING
    staging.mkdir()
    new = [
        (staging / f"new-{number}", change.new, change.seen.mode)
        for number, change in enumerate(changes)
        if change.new is not None
    ]
    disk.create([*new, (staging / "journal", journal.dump(owned), None)])


def _apply(folder: Path, changes: Sequence[File], owned: Ownership) -> None:
    """Put every file in place and take the journal away; what was there before moves aside."""
    staging = folder / STAGING
    disk.settle([folder])
    for number, change in enumerate(changes):
        target = folder / change.path
        if change.seen.content is not None:
            target.replace(staging / f"old-{number}")
            if disk.read(staging / f"old-{number}") != change.seen.content:
                raise OSError(EBUSY, "The file was edited while it was being replaced", str(target))
        if change.new is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            (staging / f"new-{number}").replace(target)
    _leave(folder, owned)
    (folder / JOURNAL).unlink()


def _leave(folder: Path, owned: Ownership) -> None:
    """Wait until every folder of *owned* is on the disk, and remove those that have become empty.

    Removing is last, since a full disk may refuse to make a folder again.
    """
    parents = [parent for parent in _parents(folder, owned) if disk.is_folder(parent)]
    disk.settle([*parents, folder])
    for parent in parents:
        if not any(parent.iterdir()):
            parent.rmdir()


def _put_back(folder: Path, changes: Sequence[File], absent: Iterable[Path]) -> None:
    """Undo as much of `_apply` as was done, going by what lies in the staging folder."""
    staging = folder / STAGING
    for number, change in enumerate(changes):
        target, old, new = folder / change.path, staging / f"old-{number}", staging / f"new-{number}"
        if disk.is_there(old):
            target.parent.mkdir(parents=True, exist_ok=True)
            old.replace(target)
        elif change.seen.content is None and not disk.is_there(new):
            target.unlink()
    for parent in absent:
        with suppress(FileNotFoundError):
            parent.rmdir()


def _parents(folder: Path, owned: Ownership) -> list[Path]:
    """Return the folders below *folder* that hold files of gen-vpce, once each, the innermost first."""
    return sorted({folder / above for path in owned for above in folders_above(path)}, reverse=True)
