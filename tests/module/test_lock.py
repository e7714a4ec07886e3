"""The lock: one at a time, for a bounded time, gone with its process."""

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from errno import EACCES, EBADF
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from tests.support.folders import builder, found, snapshot

from gen_vpce.module import lock, update
from gen_vpce.module.lock import locked
from gen_vpce.module.paths import MANIFEST
from gen_vpce.module.result import Status

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")


def test_it_leaves_nothing_behind(tmp_path: Path) -> None:
    with locked(tmp_path) as held:
        assert held
        assert snapshot(tmp_path) == {}
    assert snapshot(tmp_path) == {}


def test_a_second_one_gives_up(tmp_path: Path) -> None:
    with locked(tmp_path), locked(tmp_path, patience=0.05) as held:
        assert not held
    with locked(tmp_path, patience=0) as held:
        assert held


def child(work: Callable[[], object]) -> int:
    pid = os.fork()
    if not pid:
        try:
            work()
        finally:
            os._exit(0)
    return pid


@forks
def test_it_dies_with_its_process(tmp_path: Path) -> None:
    ready, tell = os.pipe()

    def hold() -> None:
        with locked(tmp_path):
            os.write(tell, b"!")
            signal.pause()

    pid = child(hold)
    assert os.read(ready, 1) == b"!"
    with locked(tmp_path, patience=0) as held:
        assert not held
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with locked(tmp_path, patience=0) as held:
        assert held


@forks
def test_a_second_one_waits_for_the_first(tmp_path: Path) -> None:
    ready, tell = os.pipe()

    def hold() -> None:
        with locked(tmp_path):
            os.write(tell, b"!")
            os.read(release, 1)

    release, let_go = os.pipe()
    pid = child(hold)
    os.read(ready, 1)
    os.write(let_go, b"!")
    with locked(tmp_path) as held:
        assert held
    os.waitpid(pid, 0)


def test_a_file_system_without_locks_is_written_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(_descriptor: int) -> None:
        raise OSError(EBADF, os.strerror(EBADF))

    monkeypatch.setattr(lock, "_take", unsupported)
    with locked(tmp_path, patience=0) as held:
        assert held


def test_a_run_that_cannot_have_the_lock_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "intent.yaml").touch()
    monkeypatch.setattr(update, "locked", lambda folder: locked(folder, patience=0))
    with locked(tmp_path):
        result = update.update(found(tmp_path), (), builder({"main.tf": ""}), check=False)
        looked = update.update(found(tmp_path), (), builder({"main.tf": ""}), check=True)
    assert (result.status, [each.code for each in result.diagnostics]) == (Status.REFUSED, ["GV508"])
    assert looked.status is Status.WOULD_CHANGE
    assert snapshot(tmp_path) == {"intent.yaml": b""}


@forks
def test_runs_at_once_leave_the_module_of_one_of_them(tmp_path: Path) -> None:
    (tmp_path / "intent.yaml").touch()
    files = [{"main.tf": f"{n}\n", f"policies/{n}.json": "{}\n", "README.md": f"{n}\n" * n} for n in range(6)]

    def run(number: int) -> None:
        for _ in range(5):
            result = update.update(found(tmp_path), (), builder(files[number]), check=False)
            if result.status is Status.REFUSED:
                os.kill(os.getpid(), signal.SIGKILL)

    pids = [child(lambda n=number: run(n)) for number in range(len(files))]
    assert [os.waitpid(pid, 0)[1] for pid in pids] == [0] * len(files)
    left = {path: text.decode() for path, text in snapshot(tmp_path).items() if isinstance(text, bytes)}
    assert left.pop(MANIFEST)
    assert left.pop("intent.yaml") == ""
    assert left in files


def windows_lock(monkeypatch: pytest.MonkeyPatch, held: set[tuple[int, int]]) -> ModuleType:
    """Return the lock as Windows would load it, with a `msvcrt` that keeps its locks in *held*."""

    def locking(descriptor: int, mode: int, count: int) -> None:
        assert (mode, count) == (7, 1)
        status = os.fstat(descriptor)
        if (status.st_dev, status.st_ino) in held:
            raise OSError(EACCES, "taken")
        held.add((status.st_dev, status.st_ino))

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=7))
    spec = spec_from_file_location("windows_lock", lock.__file__)
    assert spec
    assert spec.loader
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_windows_locks_a_file_outside_the_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    windows = windows_lock(monkeypatch, set())
    with windows.locked(tmp_path / "one") as first, windows.locked(tmp_path / "two") as other:
        assert (first, other) == (True, True)
        with windows.locked(tmp_path / "temporary" / ".." / "one", patience=0) as second:
            assert not second
    assert snapshot(tmp_path / "one") == {}
