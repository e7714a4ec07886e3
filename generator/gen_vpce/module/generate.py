"""Generating modules: find them, pass over those that are as they were left, bring the others up to date.

A module is as it was left when the digest of its inputs and the hashes of its files are those of its
manifest; to see that takes a fraction of a millisecond and none of the libraries that building needs.
`--check` never trusts a manifest: it builds everything and compares, so that one that lies is found where
it matters, before a merge.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.module import refusals
from gen_vpce.module.discover import Found, absolute, discover, shown_name
from gen_vpce.module.paths import ownable
from gen_vpce.module.result import ModuleResult, Run, Status
from gen_vpce.module.unchanged import is_current

Progress = Callable[[int, int], None]
"""Called after each module with how many are done, and of how many."""

_WORTH = 75
"""Modules that each process must have, for its start (half a second) to take less time than it saves."""


class Options(NamedTuple):
    """How to run: with `check`, nothing is written.

    `force` names files that may be overwritten or deleted although a person edited or wrote them. `jobs` is
    the largest number of processes; few modules are done by one in any case.
    """

    check: bool = False
    force: tuple[Path, ...] = ()
    jobs: int = 1


class _Task(NamedTuple):
    """What one process does for one module."""

    module: Found
    forced: frozenset[str]
    check: bool


def generate(paths: Sequence[Path], options: Options, progress: Progress = lambda _done, _total: None) -> Run:
    """Bring every module at or below *paths* up to date, or tell what would change.

    A module that fails keeps no other from being written.
    """
    modules, problems = discover(paths)
    forced, unknown = _forced(options.force, modules)
    results: dict[str, ModuleResult] = {}
    tasks = []
    for module in modules:
        if not options.check and is_current(module.folder):
            results[module.shown] = ModuleResult(module.shown, Status.UNCHANGED)
        else:
            tasks.append(_Task(module, forced.get(module.folder, frozenset()), options.check))
    progress(len(results), len(modules))
    for result in _results(tasks, options.jobs):
        results[result.folder] = result
        progress(len(results), len(modules))
    return Run(tuple(results[module.shown] for module in modules), (*problems, *unknown))


def _results(tasks: Sequence[_Task], jobs: int) -> Iterator[ModuleResult]:
    """Yield the result of each task, in their order, from as many processes as pay."""
    processes = min(jobs, len(tasks) // _WORTH)
    if processes < 2:
        yield from map(_result, tasks)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context
    from signal import SIG_IGN, SIGINT, signal

    # Spawned, not forked: the same on every system. Ctrl-C is for this process to answer: modules that were
    # begun are finished, and no others are.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), signal, (SIGINT, SIG_IGN))
    try:
        yield from pool.map(_result, tasks, chunksize=5)
    finally:
        pool.shutdown(cancel_futures=True)


def _result(task: _Task) -> ModuleResult:
    from gen_vpce.module.build import build
    from gen_vpce.module.update import update

    return update(task.module, task.forced, build, check=task.check)


def _forced(
    paths: Sequence[Path], modules: Collection[Found]
) -> tuple[Mapping[Path, frozenset[str]], tuple[Diagnostic, ...]]:
    """Return by module folder which of *paths* lie in it, and a finding for each that lies in none."""
    folders = {module.folder for module in modules}
    forced: dict[Path, frozenset[str]] = {}
    unknown = []
    for path in paths:
        full = absolute(path)
        folder = next((above for above in full.parents if above in folders), None)
        inside = full.relative_to(folder).as_posix() if folder else ""
        if folder and ownable(inside):
            forced[folder] = forced.get(folder, frozenset()) | {inside}
        else:
            unknown.append(refusals.no_such_file(shown_name(full)))
    return forced, tuple(unknown)
