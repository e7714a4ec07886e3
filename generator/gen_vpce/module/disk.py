"""Looking at files and making them, without ever following a symbolic link out of a module.

Everything here raises OSError as the operating system does.
"""

import os
import stat
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from functools import reduce
from operator import or_
from pathlib import Path
from typing import NamedTuple

from gen_vpce.module.paths import folders_above


def _flags(*names: str) -> int:
    """Return the flags of `os.open` that this system has."""
    return reduce(or_, (getattr(os, name, 0) for name in names))


# A link is refused, a named pipe does not hang the run, and Windows leaves line breaks alone.
_READ = _flags("O_RDONLY", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC")
_CREATE = _flags("O_WRONLY", "O_CREAT", "O_EXCL", "O_BINARY", "O_CLOEXEC")
_CHUNK = 1 << 16


class Seen(NamedTuple):
    """What stands at a path: nothing (`content` is None), a file, or an `obstacle` where a file would go.

    `mode` holds the permission bits of a file.
    """

    content: bytes | None = None
    mode: int | None = None
    obstacle: str | None = None


def look(folder: Path, path: str) -> Seen:
    """Return what stands at *path*, relative to *folder* and with forward slashes."""
    for above in folders_above(path):
        status = _status(folder / above)
        if status is None:
            return Seen()
        if not stat.S_ISDIR(status.st_mode):
            return Seen(obstacle=f"{above} is {_kind(status.st_mode)}, not a folder")
    status = _status(folder / path)
    if status is None:
        return Seen()
    if not stat.S_ISREG(status.st_mode):
        return Seen(obstacle=f"{path} is {_kind(status.st_mode)}, not a file")
    return Seen(read(folder / path), stat.S_IMODE(status.st_mode))


def read(path: Path) -> bytes:
    """Return the content of the file *path*; a link in its place is an error where the system can tell."""
    descriptor = os.open(path, _READ)
    try:
        chunks = [os.read(descriptor, _CHUNK)]
        while chunks[-1]:
            chunks.append(os.read(descriptor, _CHUNK))
    finally:
        os.close(descriptor)
    return b"".join(chunks)


def create(files: Iterable[tuple[Path, bytes, int | None]]) -> None:
    """Write new files, each a path, its content and its mode, and wait until all are on the disk.

    Without a mode the umask decides the bits.
    """
    with ExitStack() as opened:
        descriptors = []
        for path, content, mode in files:
            descriptor = os.open(path, _CREATE, 0o666)
            opened.callback(os.close, descriptor)
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            if mode is not None:
                path.chmod(mode)
            descriptors.append(descriptor)
        _wait_for(descriptors)


def settle(folders: Iterable[Path]) -> None:
    """Wait until the renames inside *folders* are on the disk, where the system can open a folder."""
    if os.name == "nt":
        return
    with ExitStack() as opened:
        descriptors = []
        for folder in folders:
            descriptors.append(os.open(folder, os.O_RDONLY))
            opened.callback(os.close, descriptors[-1])
        _wait_for(descriptors)


def _wait_for(descriptors: Sequence[int]) -> None:
    """Wait for all. The system is asked to begin with every one before the first is waited for.

    What it has begun to write goes to the disk with the first, and the others find their work done: half the
    time, and half the work of the system, of waiting for each in turn. Only Linux takes the hint, which is of
    no use to a folder.
    """
    if sys.platform == "linux":
        for descriptor in descriptors:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    for descriptor in descriptors:
        os.fsync(descriptor)


def is_folder(path: Path) -> bool:
    """Whether *path* is a folder and not a link to one."""
    status = _status(path)
    return status is not None and stat.S_ISDIR(status.st_mode)


def is_there(path: Path) -> bool:
    """Whether anything stands at *path*, be it a dangling link."""
    return _status(path) is not None


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _kind(mode: int) -> str:
    kinds = {stat.S_IFLNK: "a symbolic link", stat.S_IFDIR: "a folder", stat.S_IFREG: "a file"}
    return kinds.get(stat.S_IFMT(mode), "a device or a pipe")
