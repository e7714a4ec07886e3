"""Many files of events on all cores: each process reduces its part, and the parts are put together in order.

The answer is that of one process, whatever the number and the order of the parts.
"""

import gc
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from gen_vpce.processes import way_to_start
from gen_vpce.traffic.events import Times, batches_of
from gen_vpce.traffic.files import STDIN
from gen_vpce.traffic.reduction import Reduction, merge, reduce_batches, settle
from gen_vpce.traffic.reduction_options import Asked
from gen_vpce.traffic.seen import Folds
from gen_vpce.traffic.troubles import Troubles

_WORTH = 16 << 20
"""Bytes of files from which on another process pays for its start."""
_PARTS = 8


def reduce_files(  # noqa: PLR0913 -- each is asked for by itself
    files: Sequence[str],
    asked: Asked,
    *,
    jobs: int = 1,
    folding: Folds | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    times: Times | None = None,
) -> tuple[Reduction, Troubles]:
    """Return the requests in *files*, and what of them was not read, with as many processes as pay.

    *folding* is what *asked* folds by, for who needs to know it afterwards. The *times* of the events of
    files are added where they are given: `worth_reading` knows by them what not to read again.
    Raises NotToldError where a file is of reduced requests that do not tell what is asked.
    """
    reduction, troubles, folding = Reduction(), Troubles(), folding or asked.folding()
    with _without_garbage():
        done = 0
        for part, (reduced, wrong, found) in _parts(files, asked, jobs):
            merge(reduction, reduced, folding)
            if times is not None:
                times.update(found)
            troubles.merge(wrong)
            done += len(part)
            progress(done, len(files))
        settle(reduction, folding)
    return reduction, troubles


def worth_reading(files: Sequence[str], asked: Asked, times: Times) -> list[str]:
    """Return those of *files* that may hold events that are *asked*, by the *times* of their events."""
    return [file for file in files if file not in times or asked.takes(*times[file])]


def _parts(
    files: Sequence[str], asked: Asked, jobs: int
) -> Iterator[tuple[Sequence[str], tuple[Reduction, Troubles, Times]]]:
    processes = max(1, min(jobs, len(files), _size(files) // _WORTH))
    length = max(1, len(files) // (processes * _PARTS))
    parts = [files[start : start + length] for start in range(0, len(files), length)]
    if processes == 1:
        for part in parts:
            yield part, _reduced(part, asked)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(processes, get_context(way_to_start()), _begin)
    try:
        yield from zip(parts, pool.map(_reduced, parts, [asked] * len(parts)), strict=True)
    finally:
        pool.shutdown(cancel_futures=True)


def _size(files: Sequence[str]) -> int:
    """Return the bytes of *files*; none of it counts where one of them is stdin, which is this process's."""
    if STDIN in files:
        return 0
    return sum(path.stat().st_size for path in map(Path, files) if path.is_file())


def _begin() -> None:
    """Prepare a process: Ctrl-C is for the first one to answer, and garbage is not looked for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()


def _reduced(files: Sequence[str], asked: Asked) -> tuple[Reduction, Troubles, Times]:
    troubles, times = Troubles(), Times()
    folding = asked.folding()
    batches = batches_of(files, troubles, asked, folding, times)
    reduction = reduce_batches(
        batches, everywhere=asked.everywhere, keys=asked.keys, sessions=asked.sessions, folding=folding
    )
    return reduction, troubles, times


@contextmanager
def _without_garbage() -> Iterator[None]:
    """Look for no garbage: events make none that refers to itself, and there are many of them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
