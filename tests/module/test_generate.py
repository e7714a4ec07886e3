"""A run over modules: from intents on disk to modules on disk, and nothing more than is needed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.folders import snapshot

from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.module import generate as generate_module
from gen_vpce.module import journal, manifest
from gen_vpce.module.artefact import Built
from gen_vpce.module.discover import Found
from gen_vpce.module.generate import Options, generate
from gen_vpce.module.paths import JOURNAL, MANIFEST, STAGING
from gen_vpce.module.result import Action, FileChange, ModuleResult, Run, Status, exit_code
from gen_vpce.module.unchanged import is_current
from gen_vpce.module.update import update

INTENT = """\
version: 1
name: orders
region: us-east-1
account: 123456789012
endpoints:
  dynamodb:
    vpc_id: vpc-0123456789abcdef0
    route_table_ids: [rtb-0123456789abcdef0]
    allow:
      - name: OrdersApp
        access: [read]
        resources: [table/Orders]
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of an intent, `m`, in the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "intent.yaml").write_text(INTENT)
    return tmp_path / "m"


def one(**options: object) -> ModuleResult:
    run = generate([], Options(**options))  # type: ignore[arg-type]
    assert run.diagnostics == ()
    assert len(run.results) == 1
    return run.results[0]


def edit(file: Path, old: str = "", new: str = "# edited\n") -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1) if old else text + new)


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in [folder, *folder.rglob("*")]}


def test_a_module_is_created_kept_and_changed(module: Path) -> None:
    created = one()
    assert created.status is Status.CREATED
    assert created.folder == "m"
    assert {each.action for each in created.changes} == {Action.CREATED}
    listed = json.loads((module / MANIFEST).read_text())["files"]
    assert [each.path for each in created.changes] == [f"m/{path}" for path in sorted(listed)]
    assert {"main.tf", "variables.tf", "outputs.tf", "versions.tf", "README.md"} <= listed.keys()

    before = stamps(module)
    assert one() == ModuleResult("m", Status.UNCHANGED)
    assert one(check=True).status is Status.UNCHANGED
    assert stamps(module) == before

    edit(module / "intent.yaml", "table/Orders", "table/Parts")
    looked = one(check=True)
    assert looked.status is Status.WOULD_CHANGE
    assert {path: stamp for path, stamp in stamps(module).items() if "intent" not in path} == {
        path: stamp for path, stamp in before.items() if "intent" not in path
    }
    changed = one()
    assert (changed.status, changed.changes) == (Status.CHANGED, looked.changes)
    assert "+" in "".join(each.diff() for each in changed.changes)
    assert one().status is Status.UNCHANGED


def test_a_second_run_loads_no_library_and_writes_nothing(module: Path) -> None:
    assert one().status is Status.CREATED
    before = stamps(module)
    script = (
        "import sys; from pathlib import Path; from gen_vpce.module.generate import Options, generate;"
        "run = generate([Path('m')], Options()); print(run.results[0].status.value);"
        "print({'yaml', 'jinja2', 'jsonschema', 'pygohcl', 'difflib'} & sys.modules.keys())"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["unchanged", "set()"]
    assert stamps(module) == before


def test_a_comment_in_the_intent_changes_no_file(module: Path) -> None:
    one()
    before = snapshot(module)
    edit(module / "intent.yaml", new="# a comment\n")
    assert not is_current(module)
    assert one().status is Status.UNCHANGED
    assert {**snapshot(module), "intent.yaml": b""} == {**before, "intent.yaml": b""}


def test_line_breaks_turned_by_version_control_change_nothing(module: Path) -> None:
    one()
    for path in module.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert is_current(module)
    assert one(check=True).status is Status.UNCHANGED


def doubts(module: Path) -> dict[str, Path]:
    return {
        "intent": module / "intent.yaml",
        "file": module / "main.tf",
        "policy": module / "policies" / "dynamodb.endpoint.json",
        "manifest": module / MANIFEST,
    }


@pytest.mark.parametrize("doubt", ["intent", "file", "policy", "manifest"])
def test_any_doubt_ends_the_short_way(doubt: str, module: Path) -> None:
    one()
    file = doubts(module)[doubt]
    whole = file.read_bytes()
    for content in (whole + b" \n#", b"", whole[:-2], None):
        file.unlink()
        if content is not None:
            file.write_bytes(content)
        assert not is_current(module)
        file.write_bytes(whole)
    file.rename(module.parent / "elsewhere")
    file.symlink_to(module.parent / "elsewhere")
    assert is_current(module) == (doubt == "intent")


@pytest.mark.parametrize("left", [STAGING, JOURNAL])
def test_what_a_killed_run_left_is_cleaned_up(left: str, module: Path) -> None:
    one()
    whole = snapshot(module)
    if left == STAGING:
        (module / STAGING).mkdir()
        (module / STAGING / "new-0").touch()
    else:
        (module / JOURNAL).write_bytes(journal.dump({}))
        assert [each.code for each in one(check=True).diagnostics] == ["GV509"]
    assert not is_current(module)
    assert one().status is (Status.UNCHANGED if left == STAGING else Status.CHANGED)
    assert snapshot(module) == whole


def test_check_does_not_trust_a_manifest_that_lies(module: Path) -> None:
    """It may list whatever is there, edited by hand, under the digest of the intent."""
    one()
    edit(module / "main.tf")
    lying = manifest.parse((module / MANIFEST).read_bytes(), "")
    assert isinstance(lying, manifest.Manifest)
    files = {**lying.files, "main.tf": manifest.fingerprint((module / "main.tf").read_bytes())}
    (module / MANIFEST).write_bytes(manifest.dump(manifest.Manifest(lying.digest, files)))
    assert one().status is Status.UNCHANGED
    looked = one(check=True)
    assert looked.status is Status.WOULD_CHANGE
    assert [each.path for each in looked.changes] == ["m/main.tf"]


@pytest.mark.parametrize("check", [False, True])
def test_an_edited_file_is_refused_with_its_diff_and_the_ways_out(check: bool, module: Path) -> None:
    one()
    edit(module / "main.tf")
    before = snapshot(module)
    result = one(check=check)
    assert result.status is Status.REFUSED
    (found,) = result.diagnostics
    assert (found.code, found.severity) == ("GV501", Severity.ERROR)
    assert found.message == "m/main.tf was edited since gen-vpce wrote it"
    assert found.hint == (
        "move the edit into intent.yaml and restore the file, or overwrite it with: "
        "gen-vpce generate --force m/main.tf"
    )
    (change,) = result.changes
    assert (change.path, change.action) == ("m/main.tf", Action.REFUSED)
    assert change.diff().endswith("-# edited\n")
    assert snapshot(module) == before


def test_a_foreign_file_is_refused(module: Path) -> None:
    (module / "README.md").write_text("My notes\n")
    result = one()
    assert [each.code for each in result.diagnostics] == ["GV502"]
    assert snapshot(module) == {"intent.yaml": INTENT.encode(), "README.md": b"My notes\n"}


def test_a_file_that_is_what_would_be_written_is_taken_over(module: Path) -> None:
    one()
    (module / MANIFEST).unlink()
    result = one()
    assert result.status is Status.CREATED
    assert [each.path for each in result.changes] == [f"m/{MANIFEST}"]
    assert one().status is Status.UNCHANGED


def test_a_policy_that_is_no_longer_made_is_deleted_with_its_folder(module: Path) -> None:
    one()
    edit(module / "intent.yaml", "  dynamodb:\n", "  s3:\n")
    edit(module / "intent.yaml", "table/Orders", "bucket/orders")
    actions = {each.path: each.action for each in one().changes}
    assert actions["m/policies/dynamodb.endpoint.json"] is Action.DELETED
    assert actions["m/policies/s3.endpoint.json"] is Action.CREATED
    assert [path.name for path in (module / "policies").iterdir()] == ["s3.endpoint.json"]


def test_an_edited_policy_that_is_no_longer_made_is_kept_until_forced(module: Path) -> None:
    one()
    policy = module / "policies" / "dynamodb.endpoint.json"
    edit(policy)
    edit(module / "intent.yaml", "  dynamodb:\n", "  s3:\n")
    edit(module / "intent.yaml", "table/Orders", "bucket/orders")
    assert [each.code for each in one().diagnostics] == ["GV511"]
    assert policy.exists()
    assert one(force=(Path("m/policies/dynamodb.endpoint.json"),)).status is Status.CHANGED
    assert not policy.exists()


def test_force_takes_over_one_file(module: Path) -> None:
    one()
    whole = snapshot(module)
    edit(module / "main.tf")
    edit(module / "outputs.tf")
    result = one(force=(Path("m/main.tf"),))
    assert [each.path for each in result.changes] == ["m/outputs.tf"]
    assert result.status is Status.REFUSED
    looked = one(force=(Path("m/main.tf"), module / "outputs.tf"), check=True)
    assert looked.status is Status.WOULD_CHANGE
    assert one(force=(Path("m/main.tf"), module / "outputs.tf")).status is Status.CHANGED
    assert snapshot(module) == whole


@pytest.mark.parametrize("path", ["m", "m/intent.yaml", "m/none.tf", "main.tf", "../main.tf", "m/policies"])
def test_force_of_what_is_no_generated_file_is_an_error(path: str, module: Path) -> None:
    run = generate([], Options(force=(Path(path),)))
    assert [each.code for each in run.diagnostics] == ["GV523"]
    assert path in run.diagnostics[0].message
    assert exit_code(run) == 1


def test_a_broken_intent_keeps_the_old_module_and_no_other_from_being_written(module: Path) -> None:
    one()
    before = snapshot(module)
    (module / "intent.yaml").write_text("version: 1\nname: [")
    (module.parent / "other").mkdir()
    (module.parent / "other" / "intent.yaml").write_text(INTENT)
    seen: list[tuple[int, int]] = []
    run = generate([], Options(), lambda done, total: seen.append((done, total)))
    assert [(each.folder, each.status) for each in run.results] == [
        ("m", Status.FAILED),
        ("other", Status.CREATED),
    ]
    assert {**snapshot(module), "intent.yaml": b""} == {**before, "intent.yaml": b""}
    assert all(each.span and each.span.file == "m/intent.yaml" for each in run.results[0].diagnostics)
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_processes_share_the_work(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate_module, "_WORTH", 2)
    monkeypatch.setattr(generate_module, "_PART", 1)
    for number in range(5):
        folder = module.parent / f"n{number}"
        folder.mkdir()
        (folder / "intent.yaml").write_text(INTENT.replace("orders", f"orders{number}"))
    (module.parent / "n3" / "README.md").write_text("mine")
    seen: list[tuple[int, int]] = []
    run = generate([], Options(jobs=3), lambda done, total: seen.append((done, total)))
    assert seen == [(done, 6) for done in range(7)]
    assert [(each.folder, each.status.value) for each in run.results] == [
        *(("m", "created"), ("n0", "created"), ("n1", "created"), ("n2", "created")),
        *(("n3", "refused"), ("n4", "created")),
    ]
    alone = generate([], Options(check=True))
    assert [each.status for each in alone.results].count(Status.UNCHANGED) == 5


def test_an_intent_that_cannot_be_opened_is_refused(module: Path) -> None:
    one()
    (module / "intent.yaml").unlink()
    result = update(Found(module, "m"), (), lambda _raw, _shown, _folder: Built(None), check=False)
    assert [each.code for each in result.diagnostics] == ["GV101"]
    gone = update(Found(module / "gone", "gone"), (), lambda _raw, _shown, _folder: Built(None), check=False)
    assert [each.code for each in gone.diagnostics] == ["GV101"]


def finding(severity: Severity) -> Diagnostic:
    return Diagnostic("GV999", severity, "x")


@pytest.mark.parametrize(
    ("statuses", "severities", "codes"),
    [
        ([], [], (0, 0)),
        (["unchanged", "created", "changed"], ["suggestion", "note"], (0, 0)),
        (["unchanged", "would-change"], ["suggestion"], (3, 3)),
        (["unchanged"], ["warning"], (0, 1)),
        (["would-change"], ["warning"], (3, 1)),
        (["would-change", "refused"], [], (1, 1)),
        (["failed"], [], (1, 1)),
        (["unchanged"], ["warning", "error"], (1, 1)),
    ],
)
def test_findings_win_over_differences(
    statuses: list[str], severities: list[str], codes: tuple[int, int]
) -> None:
    found = tuple(finding(Severity(each)) for each in severities)
    results = tuple(ModuleResult("m", Status(each)) for each in statuses)
    with_findings = (ModuleResult("m", Status.UNCHANGED, (), found), *results)
    for run in (Run(results, found), Run(with_findings)):
        assert (exit_code(run), exit_code(run, strict=True)) == codes


@pytest.mark.parametrize(
    ("old", "new", "diff"),
    [
        ("a\n", "a\n", ""),
        ("a\n", "b\n", "--- a/m/x\n+++ b/m/x\n@@ -1 +1 @@\n-a\n+b\n"),
        (None, "b\n", "--- /dev/null\n+++ b/m/x\n@@ -0,0 +1 @@\n+b\n"),
        ("a\n", None, "--- a/m/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"),
        ("a", "a\n", "--- a/m/x\n+++ b/m/x\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"),
    ],
)
def test_a_difference_reads_as_git_writes_it(old: str | None, new: str | None, diff: str) -> None:
    assert FileChange("m/x", Action.CHANGED, old, new).diff() == diff
