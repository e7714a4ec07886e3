"""How many processes may work at once, and how to start them; all rooms that share work out ask here."""

import os
from pathlib import Path

_THREADS = Path("/proc/self/task")


def cores() -> int:
    """Return how many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def way_to_start() -> str:
    """Return how `multiprocessing` starts a process: `fork`, ready in milliseconds, where it is safe.

    A fork copies one thread alone, so it may wait for ever for what another one held: Go's runtime, a watcher
    of files, a bar of progress. Linux tells how many threads a process has, those of libraries too; where it
    has more than one, and on other systems, a process is started anew by `spawn`, which takes 0.4 s.
    https://docs.python.org/3/library/multiprocessing.html#contexts-and-start-methods
    """
    return "fork" if _THREADS.is_dir() and len(list(_THREADS.iterdir())) == 1 else "spawn"
