"""A run that is killed, at any instant: the old module, the new one, or one that Terraform refuses."""

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.folders import Snapshot, found, killed, lay, module, operations, snapshot

from gen_vpce.module import journal
from gen_vpce.module.discover import Found
from gen_vpce.module.paths import JOURNAL, STAGING
from gen_vpce.module.reconcile import reconcile
from gen_vpce.module.result import ModuleResult, Status

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")

OLD = {
    "main.tf": "old\n",
    "README.md": "old\n",
    "policies/old.endpoint.json": "{}\n",
    "tests/policy.tftest.hcl": "",
}
NEW = {"main.tf": "new\n", "README.md": "old\n", "policies/new.endpoint.json": "{}\n", "outputs.tf": "new\n"}
MAIN = 'resource "aws_vpc_endpoint" "{name}" {{\n  service_name = "s3"\n}}\n'
NAMED = {"main.tf": MAIN.format(name="old"), "policies/old.endpoint.json": "{}\n"}
RENAMED = {"main.tf": MAIN.format(name="new"), "policies/new.endpoint.json": "{}\n"}
DEPLOYED = {"main.tf": "new\n", **{f"policies/{name}/new.endpoint.json": "{}\n" for name in ("dev", "prod")}}
CASES: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]] = {
    "first": ({}, NEW),
    "change": (OLD, NEW),
    "last policy gone": (OLD, {"main.tf": "new\n"}),
    "an endpoint renamed": (NAMED, RENAMED),
    "deployments": (OLD, DEPLOYED),
    "deployments gone": (DEPLOYED, OLD),
    "nothing to do": (OLD, OLD),
}


def run(folder: Path, files: Mapping[str, str]) -> Callable[[], ModuleResult]:
    made = module(files)
    return lambda: reconcile(found(folder), made, ("main.tf",), check=False)


def prepared(folder: Path, old: Mapping[str, str]) -> Snapshot:
    """Make a module, or only an intent when *old* is empty, and a file of the user's own."""
    if old:
        lay(folder, old)
    folder.mkdir(exist_ok=True)
    (folder / "intent.yaml").write_bytes(b"version: 1\n")
    (folder / "notes.txt").write_text("mine")
    return snapshot(folder)


def without_staging(seen: Snapshot) -> Snapshot:
    return {path: content for path, content in seen.items() if not path.startswith(STAGING)}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, marks=[pytest.mark.long] if case.startswith("deployments") else [])
        for case in CASES
    ],
)
def test_killed_at_every_operation(case: str, tmp_path: Path) -> None:
    old, new = CASES[case]
    prepared(tmp_path / "first", old)
    run(tmp_path / "first", new)()  # what is loaded and compiled once is no operation of a run
    prepared(tmp_path / "whole", old)
    steps = len(operations(run(tmp_path / "whole", new)))
    expected = snapshot(tmp_path / "whole")
    interrupted = 0
    for step in range(steps):
        folder = tmp_path / str(step)
        before = prepared(folder, old)
        assert killed(run(folder, new), step), step
        left = without_staging(snapshot(folder))
        if JOURNAL in left:
            interrupted += 1
            result = reconcile(found(folder), module(new), (), check=True)
            assert [each.code for each in result.diagnostics] == ["GV509"], step
        else:
            assert left in (before, expected), step
        assert run(folder, new)().status is not Status.REFUSED, step
        assert snapshot(folder) == expected, step
    assert not killed(run(tmp_path / "whole", new), steps)
    assert bool(interrupted) == (case != "nothing to do")


def test_killed_in_the_middle_of_a_write(tmp_path: Path) -> None:
    """What is half written lies in the staging folder, where the next run sweeps it away."""
    prepared(tmp_path / "m", OLD)
    expected = prepared(tmp_path / "n", NEW)
    staging = tmp_path / "m" / STAGING
    staging.mkdir()
    (staging / "new-0").write_bytes(b"ne")
    assert run(tmp_path / "m", NEW)().status is Status.CHANGED
    assert snapshot(tmp_path / "m") == expected


def test_the_interrupted_run_of_a_forced_file_is_completed_without_force(tmp_path: Path) -> None:
    (tmp_path / "intent.yaml").touch()
    (tmp_path / "main.tf").write_text("foreign")
    work = run(tmp_path, NEW)
    step = 0
    while JOURNAL not in snapshot(tmp_path):
        assert killed(work, step)
        step += 1
    assert (tmp_path / "main.tf").read_text() == "foreign"
    assert reconcile(found(tmp_path), module(NEW), (), check=False).status is Status.CREATED
    assert (tmp_path / "main.tf").read_text() == "new\n"


paths = st.sampled_from(
    ["main.tf", "outputs.tf", "policies/a.json", "policies/b.json", "tests/policy.tftest.hcl"]
)
modules = st.dictionaries(paths, st.sampled_from(["one\n", "two\n", "three\n"]), min_size=1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(modules, st.integers(0, 120)), max_size=5), modules)
def test_any_number_of_killed_runs_is_repaired_by_one_that_ends(
    attempts: list[tuple[Mapping[str, str], int]], last: Mapping[str, str]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "m"
        prepared(folder, {})
        for files, step in attempts:
            killed(run(folder, files), step)
        assert run(folder, last)().status is not Status.REFUSED
        prepared(Path(name) / "n", last)
        assert snapshot(folder) == snapshot(Path(name) / "n")


def test_everything_is_on_the_disk_before_it_counts(tmp_path: Path) -> None:
    """For a power cut: new files before the journal, that before any change, and all before its end."""
    prepared(tmp_path, {})
    names = [name for name in operations(run(tmp_path, NEW)) if name in ("fsync", "replace", "unlink")]
    files = [*NEW, "the manifest"]
    assert names == [
        *("fsync" for _ in [*files, "the journal"]),
        *("replace", "fsync"),
        *("replace" for _ in files),
        *("fsync" for _ in ["policies", "the module"]),
        "unlink",
    ]


def test_a_lost_staging_folder_does_not_matter(tmp_path: Path) -> None:
    """Somebody may well delete hidden folders before running again."""
    expected = prepared(tmp_path / "n", NEW)
    folder = tmp_path / "m"
    prepared(folder, OLD)
    step = 0
    while JOURNAL not in (left := snapshot(folder)) or "main.tf" in left:
        assert killed(run(folder, NEW), step)
        step += 1
    for path in (folder / STAGING).iterdir():
        path.unlink()
    (folder / STAGING).rmdir()
    assert run(folder, NEW)().status is Status.CHANGED
    assert snapshot(folder) == expected


def test_an_edit_after_the_interruption_is_refused(tmp_path: Path) -> None:
    prepared(tmp_path, OLD)
    contents = {path: text.encode() for path, text in OLD.items()}
    (tmp_path / JOURNAL).write_bytes(journal.dump(journal.owning(contents)))
    (tmp_path / "main.tf").write_text("edited")
    result = reconcile(Found(tmp_path, "m"), module(NEW), (), check=False)
    assert [each.code for each in result.diagnostics] == ["GV501"]
    assert (tmp_path / "main.tf").read_text() == "edited"
