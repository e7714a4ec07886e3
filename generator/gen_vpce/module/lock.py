"""One run at a time on a module: a lock that dies with its process and leaves nothing behind.

Where the system has `flock`, the folder itself is locked. Windows cannot lock a folder, so there a file in
the folder for temporary files stands for it. A file system without locks (some network mounts) is written
without one: the lock only puts two runs in order, and what a killed run leaves is repaired regardless.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EAGAIN, EDEADLK
from pathlib import Path

PATIENCE = 10.0
"""Seconds to wait for another run: a module takes well under one."""

_PAUSE = 0.02
_TAKEN = (EACCES, EAGAIN, EDEADLK)


@contextmanager
def locked(folder: Path, patience: float = PATIENCE) -> Iterator[bool]:
    """Hold the lock on *folder*; yield False when another run still has it after *patience* seconds.

    Raises OSError when the folder cannot be opened.
    """
    descriptor = _open(folder)
    try:
        yield _wait(descriptor, time.monotonic() + patience)
    finally:
        with suppress(OSError):  # nothing was written through it
            os.close(descriptor)


def _wait(descriptor: int, until: float) -> bool:
    while True:
        try:
            _take(descriptor)
        except OSError as error:
            if error.errno not in _TAKEN:
                return True
        else:
            return True
        if time.monotonic() >= until:
            return False
        time.sleep(_PAUSE)


if sys.platform == "win32":
    import msvcrt

    def _open(folder: Path) -> int:
        from hashlib import sha256
        from tempfile import gettempdir

        name = sha256(os.path.normcase(folder.resolve()).encode()).hexdigest()
        return os.open(Path(gettempdir()) / f"gen-vpce-{name}.lock", os.O_RDWR | os.O_CREAT)

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _open(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY | os.O_CLOEXEC)

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
