"""Generating modules: find them, pass over those that are as they were left, bring the others up to date.

A module is as it was left when the digest of its inputs and the hashes of its files are those of its
manifest; to see that takes a fraction of a millisecond and none of the libraries that building needs.
`--check` never trusts a manifest: it builds everything and compares, so that one that lies is found where
it matters, before a merge.
"""

import gc
import signal
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.module import refusals
from gen_vpce.module.discover import Found, absolute, discover, shown_name
from gen_vpce.module.paths import INTENT, ownable
from gen_vpce.module.result import ModuleResult, Run, Status
from gen_vpce.module.unchanged import is_current
from gen_vpce.processes import cores, way_to_start

Progress = Callable[[int, int], None]
"""Called after each module with how many are done, and of how many."""

_WORTH = 25
"""Modules that each process must have, for its start to take less time than it saves."""

_PART = 4  # modules that are handed over at a time
_AHEAD = 2  # parts that wait for each process, so that none waits for a part


class Options(NamedTuple):
    """How to run: with `check`, nothing is written.

    `force` names files that may be overwritten or deleted although a person edited or wrote them. `jobs` is
    the largest number of processes, by default that of the `cores`; few modules are done by one in any case.
    """

    check: bool = False
    force: tuple[Path, ...] = ()
    jobs: int | None = None


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


def _results(tasks: Sequence[_Task], jobs: int | None) -> Iterator[ModuleResult]:
    """Yield the result of each task, in any order, from as many processes as pay."""
    processes = min(jobs or cores(), len(tasks) // _WORTH)
    if processes < 2:
        yield from map(_result, tasks)
        return
    from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
    from multiprocessing import get_context

    _load(tasks[0])
    # Ctrl-C is for this process to answer: modules that were begun are finished, and no others are. It works
    # as well as those that it starts.
    pool = ProcessPoolExecutor(processes - 1, get_context(way_to_start()), _begin, gc.get_threshold())
    parts = [tasks[start : start + _PART] for start in range(0, len(tasks), _PART)]
    running: set[Future[list[ModuleResult]]] = set()
    try:
        while parts or running:
            while parts and len(running) < _AHEAD * (processes - 1):
                running.add(pool.submit(_part, parts.pop()))
            if parts:
                yield from _part(parts.pop())
            done, running = wait(running, timeout=0 if parts else None, return_when=FIRST_COMPLETED)
            for each in done:
                yield from each.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _load(task: _Task) -> None:
    """Load here, once, what every process that is forked needs."""
    if way_to_start() == "fork":
        from gen_vpce.module.build import load_stages

        with suppress(OSError):  # for the process that builds the module to say
            raw = (task.module.folder / INTENT).read_bytes()
            load_stages(raw, task.module.name(INTENT), task.module.folder)


def _begin(*garbage: int) -> None:
    """Prepare a process for parts: deaf to Ctrl-C, and looking for *garbage* as seldom as the first one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*garbage)


def _part(tasks: Sequence[_Task]) -> list[ModuleResult]:
    return list(map(_result, tasks))


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
