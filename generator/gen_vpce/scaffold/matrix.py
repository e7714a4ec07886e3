"""The modules as a matrix: a job of a pipeline for each, or each of its deployments, all or the changed."""

import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.intent.load import load
from gen_vpce.module.discover import Found, discover
from gen_vpce.module.paths import INTENT
from gen_vpce.scaffold.changed_since import Files, changed_since

_UNFIT = re.compile(r"[^\w.-]+")


class Job(Struct, frozen=True):
    """A module, by its folder relative to the working directory, and a `name` that no other job has.

    The name is good for a file, a job and an artefact: letters, digits, `_`, `.` and `-`. `region` and
    `account` are where it is planned. `deployment` is empty for a module without deployments.
    """

    module: str
    name: str
    region: str
    account: str
    deployment: str = ""


class Matrix(Struct, frozen=True):
    """The jobs in the order of their folders; none where something is wrong."""

    jobs: tuple[Job, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def matrix(paths: Sequence[Path], since: str | None = None) -> Matrix:
    """Return the jobs of each module at or below *paths*; with *since*, of those changed after that revision.

    A module is changed when a file in its folder is, whoever wrote it. One that was deleted has no job. An
    intent that cannot be read is an error: nobody knows where its module belongs.
    """
    modules, problems = discover(paths)
    if problems:
        return Matrix((), problems)
    names = _names(modules)
    if since is not None:
        files, problems = changed_since(since)
        modules = _changed(modules, files)
    jobs: list[Job] = []
    wrong: list[Diagnostic] = list(problems)
    taken = set(names.values())
    for module in modules if not problems else ():
        loaded = load(module.folder / INTENT, module.name(INTENT))
        if not loaded.intents:
            wrong += (each for each in loaded.diagnostics if each.severity is Severity.ERROR)
        for intent in loaded.intents:
            name = names[module]
            if intent.deployment:
                name = _free(f"{name}.{intent.deployment}", taken)
                taken.add(name)
            place = intent.region, intent.account, intent.deployment or ""
            jobs.append(Job(module.shown, name, *place))
    return Matrix(() if wrong else tuple(jobs), tuple(wrong))


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
