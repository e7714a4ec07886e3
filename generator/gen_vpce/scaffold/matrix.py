"""The modules as a matrix: one job of a pipeline for each, for all of them or for those that changed."""

import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.module.discover import Found, discover
from gen_vpce.scaffold.changed_since import Files, changed_since

_UNFIT = re.compile(r"[^\w.-]+")


class Job(Struct, frozen=True):
    """A module, by its folder relative to the working directory, and a `name` that no other module has.

    The name is good for a file, a job and an artefact: letters, digits, `_`, `.` and `-`.
    """

    module: str
    name: str


class Matrix(Struct, frozen=True):
    """The jobs in the order of their folders; none where something is wrong."""

    jobs: tuple[Job, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def matrix(paths: Sequence[Path], since: str | None = None) -> Matrix:
    """Return a job for each module at or below *paths*; with *since*, for those changed after that revision.

    A module is changed when a file in its folder is, whoever wrote it. One that was deleted has no job.
    """
    modules, problems = discover(paths)
    if problems:
        return Matrix((), problems)
    names = _names(modules)
    if since is not None:
        files, problems = changed_since(since)
        modules = _changed(modules, files)
    return Matrix(tuple(Job(each.shown, names[each]) for each in modules), problems)


def _changed(modules: Sequence[Found], files: Files) -> tuple[Found, ...]:
    """Return the modules that *files* lie in; a file belongs to the nearest module above it."""
    folders = {Path(os.path.realpath(module.folder)): module for module in modules}
    touched = {next((folders[above] for above in file.parents if above in folders), None) for file in files}
    return tuple(module for module in modules if module in touched)


def _names(modules: Sequence[Found]) -> Mapping[Found, str]:
    """Return the names of all *modules*, so that a name is the same whichever of them changed."""
    short = Counter(module.folder.name for module in modules)
    names: dict[Found, str] = {}
    taken: set[str] = set()
    for module in modules:
        whole = module.folder.name if short[module.folder.name] == 1 else module.shown
        name = _UNFIT.sub("-", whole).strip("-") or "module"
        names[module] = _free(name, taken)
        taken.add(names[module])
    return names


def _free(name: str, taken: set[str]) -> str:
    """Return *name*, with a number behind it where it is *taken*."""
    number = 1
    free = name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
