"""What the operating system refuses: one finding, every file as it was, and nothing left behind."""

import errno
import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from tests.support.folders import at_every_operation, builder, found, lay, operations, snapshot

from gen_vpce.module.disk import Seen, look
from gen_vpce.module.ownership import File, State
from gen_vpce.module.paths import JOURNAL
from gen_vpce.module.result import Action, ModuleResult, Status
from gen_vpce.module.update import update
from gen_vpce.module.write import write

OLD = {"main.tf": "old\n", "policies/old.endpoint.json": "{}\n", "tests/policy.tftest.hcl": ""}
NEW = {"main.tf": "new\n", "policies/new.endpoint.json": "{}\n", "outputs.tf": "x" * 9000}
SPACE = ("open", "write", "fsync", "mkdir")
"""What needs room on the disk; a rename inside a folder and a deletion do not."""


def run(folder: Path, files: Mapping[str, str] = NEW, forced: tuple[str, ...] = ()) -> ModuleResult:
    return update(found(folder), forced, builder(files), check=False)


def codes(result: ModuleResult) -> list[str]:
    return [each.code for each in result.diagnostics]


def steps(tmp_path: Path, old: Mapping[str, str]) -> int:
    lay(tmp_path / "whole", old)
    return len(operations(lambda: run(tmp_path / "whole")))


def test_an_error_at_any_single_operation_leaves_the_old_module_or_the_new_one(tmp_path: Path) -> None:
    total = steps(tmp_path, OLD)
    new = snapshot(tmp_path / "whole")
    for step in range(total):
        folder = tmp_path / str(step)
        lay(folder, OLD)
        old = snapshot(folder)

        def fail(number: int, _name: str, at: int = step) -> None:
            if number == at:
                raise OSError(errno.EIO, os.strerror(errno.EIO))

        with at_every_operation(fail):
            result = run(folder)
        left = snapshot(folder)
        if result.status is Status.REFUSED:
            assert codes(result) in (["GV506"], ["GV101"]), step
            assert {path: left[path] for path in left if not path.startswith(".gen-vpce.tmp")} == old, step
        else:
            assert {path: left[path] for path in new} == new, step
        assert run(folder).status is not Status.REFUSED, step
        assert snapshot(folder) == new, step


def test_ctrl_c_at_any_operation_leaves_the_old_module_or_the_new_one(tmp_path: Path) -> None:
    total = steps(tmp_path, OLD)
    new = snapshot(tmp_path / "whole")
    for step in range(total):
        folder = tmp_path / str(step)
        lay(folder, OLD)
        old = snapshot(folder)

        def interrupt(number: int, _name: str, at: int = step) -> None:
            if number == at:
                raise KeyboardInterrupt

        with at_every_operation(interrupt), pytest.raises(KeyboardInterrupt):
            run(folder)
        left = snapshot(folder)
        assert {path: left[path] for path in left if not path.startswith(".gen-vpce.tmp")} in (old, new), step
        assert run(folder).status is not Status.REFUSED, step
        assert snapshot(folder) == new, step


@pytest.mark.parametrize("old", [OLD, {"main.tf": "old\n"}], ids=["change", "growth"])
def test_a_disk_that_is_full_from_any_moment_on(old: Mapping[str, str], tmp_path: Path) -> None:
    refused = 0
    for step in range(steps(tmp_path, old)):
        folder = tmp_path / str(step)
        lay(folder, old)
        before = snapshot(folder)

        def fail(number: int, name: str, at: int = step) -> None:
            if number >= at and name in SPACE:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with at_every_operation(fail):
            result = run(folder)
        if result.status is Status.REFUSED:
            assert snapshot(folder) == before, step
            refused += "GV507" in codes(result)
        else:
            assert snapshot(folder) == snapshot(tmp_path / "whole"), step
    assert refused > 10


def test_when_nothing_works_any_more_the_journal_stands_and_the_next_run_completes(tmp_path: Path) -> None:
    outcomes = set()
    for step in range(steps(tmp_path, OLD)):
        folder = tmp_path / str(step)
        lay(folder, OLD)

        def fail(number: int, name: str, at: int = step) -> None:
            if number >= at and name not in ("stat", "close"):
                raise OSError(errno.EROFS, os.strerror(errno.EROFS))

        with at_every_operation(fail):
            result = run(folder)
        if result.status is Status.REFUSED:
            outcomes.add((*codes(result), (folder / JOURNAL).exists()))
        assert run(folder).status is not Status.REFUSED, step
        assert snapshot(folder) == snapshot(tmp_path / "whole"), step
    assert outcomes == {("GV101", False), ("GV506", False), ("GV509", True)}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder to mount file systems on, where that is allowed."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if (
        not shutil.which("mount")
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", folder], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("mounting is not allowed")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_real_file_system_that_is_full(small_disk: Path) -> None:
    outcomes = []
    for pages in range(4, 24):
        subprocess.run(["mount", "-o", f"remount,size={pages * 4}k", small_disk], check=True)
        folder = small_disk / "m"
        lay(folder, {"main.tf": "old\n"})
        before = snapshot(folder)
        result = run(folder)
        outcomes.append(result.status)
        if result.status is Status.REFUSED:
            assert codes(result) == ["GV507"]
            assert snapshot(folder) == before
        shutil.rmtree(folder)
    assert {outcomes[0], outcomes[-1]} == {Status.REFUSED, Status.CHANGED}
    assert outcomes == sorted(outcomes, key=[Status.REFUSED, Status.CHANGED].index)


def test_a_limit_on_the_size_of_files(tmp_path: Path) -> None:
    lay(tmp_path, OLD)
    before = snapshot(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, hard))
    try:
        result = run(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert codes(result) == ["GV507"]
    assert snapshot(tmp_path) == before


@pytest.fixture
def ordinary_user() -> Iterator[Path]:
    """Give a folder of a user who may not write everywhere, and be that user."""
    with tempfile.TemporaryDirectory() as name:
        if os.geteuid() != 0:
            yield Path(name)
            return
        os.chown(name, 65534, -1)
        os.seteuid(65534)
        try:
            yield Path(name)
        finally:
            os.seteuid(0)


def test_a_folder_that_may_not_be_written(ordinary_user: Path) -> None:
    lay(ordinary_user, OLD)
    before = snapshot(ordinary_user)
    ordinary_user.chmod(0o500)
    result = run(ordinary_user)
    ordinary_user.chmod(0o700)
    assert codes(result) == ["GV506"]
    assert result.diagnostics[0].message == "m cannot be written: Permission denied; every file is as it was"
    assert snapshot(ordinary_user) == before


def test_a_file_below_a_folder_that_may_not_be_written(ordinary_user: Path) -> None:
    lay(ordinary_user, OLD)
    before = snapshot(ordinary_user)
    (ordinary_user / "policies").chmod(0o500)
    result = run(ordinary_user)
    (ordinary_user / "policies").chmod(0o700)
    assert codes(result) == ["GV506"]
    assert snapshot(ordinary_user) == before


def test_a_file_that_may_not_be_read(ordinary_user: Path) -> None:
    lay(ordinary_user, OLD)
    (ordinary_user / "main.tf").chmod(0o200)
    assert codes(run(ordinary_user)) == ["GV506"]
    (ordinary_user / "intent.yaml").chmod(0)
    assert codes(run(ordinary_user)) == ["GV101"]


@pytest.mark.parametrize("path", ["main.tf", "policies/old.endpoint.json", ".gen-vpce.json"])
def test_a_read_only_file_is_neither_replaced_nor_deleted(path: str, tmp_path: Path) -> None:
    lay(tmp_path, OLD)
    before = snapshot(tmp_path)
    (tmp_path / path).chmod(0o444)
    result = run(tmp_path, forced=(path,))
    assert codes(result) == ["GV505"]
    assert [(each.path, each.action) for each in result.changes] == [(f"m/{path}", Action.REFUSED)]
    assert snapshot(tmp_path) == before
    (tmp_path / path).chmod(0o644)
    assert run(tmp_path).status is Status.CHANGED


def test_modes_of_files_stay(tmp_path: Path) -> None:
    lay(tmp_path, OLD)
    (tmp_path / "main.tf").chmod(0o640)
    assert run(tmp_path).status is Status.CHANGED
    assert (tmp_path / "main.tf").stat().st_mode & 0o777 == 0o640
    umask = os.umask(0)
    os.umask(umask)
    assert (tmp_path / "outputs.tf").stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_file_edited_between_looking_and_replacing_is_put_back(tmp_path: Path) -> None:
    lay(tmp_path, OLD)
    seen = look(tmp_path, "main.tf")
    (tmp_path / "main.tf").write_text("saved by an editor just now\n")
    before = snapshot(tmp_path)
    changes = [
        File("outputs.tf", Seen(), b"new\n", State.MISSING),
        File("main.tf", seen, b"new\n", State.STALE),
    ]
    with pytest.raises(OSError, match="edited while it was being replaced"):
        write(tmp_path, changes, {})
    assert snapshot(tmp_path) == before


Obstacle = Callable[[Path], None]


def link_file(folder: Path) -> None:
    (folder / "main.tf").rename(folder.parent / "outside")
    (folder / "main.tf").symlink_to(folder.parent / "outside")


def link_folder(folder: Path) -> None:
    (folder / "policies").rename(folder.parent / "outside")
    (folder / "policies").symlink_to(folder.parent / "outside")


def dangling_link(folder: Path) -> None:
    (folder / "outputs.tf").symlink_to("nowhere")


def directory(folder: Path) -> None:
    (folder / "outputs.tf").mkdir()


def pipe(folder: Path) -> None:
    (folder / "main.tf").unlink()
    os.mkfifo(folder / "main.tf")


def file_for_folder(folder: Path) -> None:
    shutil.rmtree(folder / "policies")
    (folder / "policies").write_text("a file")


def link_manifest(folder: Path) -> None:
    (folder / ".gen-vpce.json").rename(folder.parent / "outside")
    (folder / ".gen-vpce.json").symlink_to(folder.parent / "outside")


def link_journal(folder: Path) -> None:
    (folder.parent / "outside").write_text("{}")
    (folder / JOURNAL).symlink_to(folder.parent / "outside")


OBSTACLES = [
    link_file,
    link_folder,
    dangling_link,
    directory,
    pipe,
    file_for_folder,
    link_manifest,
    link_journal,
]


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_what_is_no_file_is_in_the_way(obstacle: Obstacle, tmp_path: Path) -> None:
    folder = tmp_path / "m"
    lay(folder, OLD)
    obstacle(folder)
    before = snapshot(tmp_path)
    result = run(folder, forced=tuple(NEW))
    assert set(codes(result)) == {"GV504"}
    assert result.status is Status.REFUSED
    assert snapshot(tmp_path) == before


def link_staging(folder: Path) -> None:
    (folder.parent / "outside").mkdir()
    (folder.parent / "outside" / "new-0").write_text("not ours")
    (folder / ".gen-vpce.tmp").symlink_to(folder.parent / "outside")


def stranger_in_staging(folder: Path) -> None:
    (folder / ".gen-vpce.tmp").mkdir()
    (folder / ".gen-vpce.tmp" / "thesis.txt").write_text("not ours")


@pytest.mark.parametrize("obstacle", [link_staging, stranger_in_staging])
def test_a_staging_folder_of_somebody_else_is_left_alone(
    obstacle: Callable[[Path], None], tmp_path: Path
) -> None:
    folder = tmp_path / "m"
    lay(folder, OLD)
    obstacle(folder)
    before = snapshot(tmp_path)
    assert codes(run(folder)) == ["GV506"]
    assert snapshot(tmp_path) == before
