"""Folders for tests of the writer: what is in them, and the faults that an operating system can have."""

import os
import signal
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from gen_vpce.module.artefact import Built, Module
from gen_vpce.module.discover import Found
from gen_vpce.module.hcl import parsed
from gen_vpce.module.reconcile import reconcile
from gen_vpce.module.result import ModuleResult

INTENT = b"version: 1\n"
DIGEST = "0" * 64

OPERATIONS = (
    *("open", "read", "write", "fsync", "close", "chmod"),
    *("stat", "listdir", "mkdir", "rmdir", "replace", "unlink"),
)
"""The functions of `os` through which the writer reaches the disk."""

Snapshot = Mapping[str, bytes | str]


def found(folder: Path) -> Found:
    """Return *folder* as a module that is shown as `m`."""
    return Found(folder, "m")


def module(files: Mapping[str, str]) -> Module:
    """Return a module of *files*, path -> text; those of Terraform are parsed, see `killed`."""
    for path, text in files.items():
        if path.endswith(".tf"):
            parsed(text)
    return Module({path: text.encode() for path, text in files.items()}, DIGEST)


def builder(files: Mapping[str, str]) -> Callable[[bytes, str], Built]:
    """Return a build that makes *files* of every intent."""
    return lambda _raw, _shown, _folder: Built(module(files))


def lay(folder: Path, files: Mapping[str, str]) -> ModuleResult:
    """Make *folder* with an intent and generate *files* into it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "intent.yaml").write_bytes(INTENT)
    return reconcile(found(folder), module(files), (), check=False)


def snapshot(folder: Path) -> Snapshot:
    """Return everything below *folder*: the bytes of files, and what else there is in words."""
    seen: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            seen[name] = f"link to {path.readlink()}"
        elif path.is_dir():
            seen[name] = "folder"
        elif stat.S_ISREG(path.stat().st_mode):
            seen[name] = path.read_bytes()
        else:
            seen[name] = "special"
    return seen


@contextmanager
def at_every_operation(happen: Callable[[int, str], None]) -> Iterator[None]:
    """Call *happen* with its number (from 0) and name before each operation on the disk.

    Waiting for the disk is left out: only a power cut would tell.
    """
    count = 0

    def watched(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            nonlocal count
            if name == "close":  # it closes even when it fails
                real(*given, **named)
            count += 1
            happen(count - 1, name)
            return None if name in ("close", "fsync") else real(*given, **named)

        return call

    with mock.patch.multiple(os, **{name: watched(name, getattr(os, name)) for name in OPERATIONS}):
        yield


def operations(work: Callable[[], object]) -> list[str]:
    """Return the names of the operations that *work* does."""
    names: list[str] = []
    with at_every_operation(lambda _number, name: names.append(name)):
        work()
    return names


def _refuse(text: str) -> object:
    raise AssertionError(f"Go's runtime was asked for {text!r} in a fork")


def killed(work: Callable[[], object], step: int) -> bool:
    """Do *work* in a process of its own that dies before operation number *step*; return whether it did.

    The parser of HCL is written in Go, whose runtime does not survive a fork: what the work parses has to be
    parsed before, and is remembered. A call of the parser in the child ends it alive.
    """
    child = os.fork()
    if not child:

        def die(number: int, _name: str) -> None:
            if number == step:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            with at_every_operation(die), mock.patch("pygohcl.loads", _refuse):
                work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])
