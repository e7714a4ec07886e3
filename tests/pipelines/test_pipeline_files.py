"""What `gen-vpce init --ci` writes, and what this repository offers, is what its readers take."""

import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from tests.support.command import gen_vpce
from tests.support.outside.roots import TABLE

from gen_vpce.scaffold.pipelines import PIPELINES

TOP = Path(__file__).parents[2]
SCHEMAS = {
    "github": ("vendor.github-workflows", "custom.github-workflows-require-timeout"),
    "gitlab": ("vendor.gitlab-ci",),
}
WORKFLOWS = tuple(sorted((TOP / ".github" / "workflows").glob("*.yml")))
PINNED = re.compile(r"(- )?uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
ATLANTIS_STEPS = {"init", "plan", "apply", "run", "env"}
SECRETS = re.compile(r"AKIA|secret_access_key|BEGIN [A-Z ]*PRIVATE KEY|gh[ps]_|glpat-", re.IGNORECASE)


def written(system: str, folder: Path) -> Path:
    """Return the file of a pipeline, written into *folder*."""
    done = gen_vpce("init", "--ci", system, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{PIPELINES[system].path}: created\n"
    assert PIPELINES[system].path in done.stderr
    return folder / PIPELINES[system].path


def check(file: Path, schema: str, *options: str) -> None:
    """Hold *file* against a schema that check-jsonschema brings along."""
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *options, file],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("system", "schema"), [(name, each) for name, all_ in SCHEMAS.items() for each in all_]
)
def test_the_schema_of_the_system_takes_the_file(system: str, schema: str, tmp_path: Path) -> None:
    options = ("--data-transform", "gitlab-ci") if system == "gitlab" else ()
    check(written(system, tmp_path), schema, *options)


def test_the_schema_of_actions_takes_ours() -> None:
    check(TOP / "action.yml", "vendor.github-actions")


@pytest.mark.parametrize("schema", SCHEMAS["github"])
@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_the_schema_of_workflows_takes_ours(workflow: Path, schema: str) -> None:
    check(workflow, schema)


@pytest.mark.parametrize("name", ["ours", "action", "scaffolded"])
def test_a_linter_of_workflows_finds_nothing(name: str, tmp_path: Path) -> None:
    """Zizmor looks for what lets a stranger in: injections, tokens that can do too much, actions by tag."""
    ours = {"ours": WORKFLOWS, "action": (TOP / "action.yml",)}
    files = ours.get(name) or (written("github", tmp_path),)
    done = subprocess.run(
        [Path(sys.executable).with_name("zizmor"), "--offline", "--no-progress", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_action_is_pinned_by_commit_and_its_version_told(tmp_path: Path) -> None:
    files = (*WORKFLOWS, TOP / "action.yml", written("github", tmp_path))
    used = [line.strip() for file in files for line in file.read_text().splitlines() if "uses:" in line]
    assert len(used) > len(files)
    assert [line for line in used if not PINNED.fullmatch(line)] == []


def test_pre_commit_takes_our_hooks() -> None:
    manifest = TOP / ".pre-commit-hooks.yaml"
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", manifest], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_atlantis_knows_every_module_and_every_step(tmp_path: Path) -> None:
    assert yaml.safe_load(written("atlantis", tmp_path).read_text())["projects"] == []
    (tmp_path / "atlantis.yaml").unlink()
    assert gen_vpce("init", "modules/orders", *TABLE, cwd=tmp_path).returncode == 0
    made = yaml.safe_load(written("atlantis", tmp_path).read_text())
    assert (made["version"], set(made)) == (3, {"version", "projects", "workflows"})
    assert [project["dir"] for project in made["projects"]] == ["modules/orders"]
    assert {project["workflow"] for project in made["projects"]} == set(made["workflows"])
    stages = made["workflows"]["gen-vpce"]
    steps = [step for stage in stages.values() for step in stage["steps"]]
    assert {step if isinstance(step, str) else next(iter(step)) for step in steps} == ATLANTIS_STEPS


@pytest.mark.parametrize("system", PIPELINES)
def test_no_secret_and_no_clear_plan_is_kept(system: str, tmp_path: Path) -> None:
    text = written(system, tmp_path).read_text()
    assert not SECRETS.search(text)
    assert "123456789012" not in text  # accounts are those of the intents
    assert not re.search(r"show -json .*>", text)


def test_the_workflow_grants_each_job_what_it_needs_and_no_more(tmp_path: Path) -> None:
    workflow = yaml.safe_load(written("github", tmp_path).read_text())
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "check": {"contents": "read"},
        "plan": {"contents": "read", "id-token": "write"},
        "gate": {"pull-requests": "write"},
    }
    used = [step for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]
    checkouts = [step for step in used if step["uses"].startswith("actions/checkout@")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@pytest.mark.parametrize("system", PIPELINES)
def test_a_file_that_is_there_is_never_written_over(system: str, tmp_path: Path) -> None:
    path = tmp_path / PIPELINES[system].path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine\n", encoding="utf-8")
    for more in ((), ("orders", *TABLE)):
        done = gen_vpce("init", *more, "--ci", system, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (1, "")
        assert f"error[GV525]: {PIPELINES[system].path} exists already" in done.stderr
        assert done.stderr.endswith("Nothing was written.\n")
    assert path.read_text(encoding="utf-8") == "mine\n"
    assert not (tmp_path / "orders").exists()


def test_a_dangling_link_is_in_the_way_too(tmp_path: Path) -> None:
    (tmp_path / "atlantis.yaml").symlink_to(tmp_path / "elsewhere")
    assert gen_vpce("init", "--ci", "atlantis", cwd=tmp_path).returncode == 1
    assert not (tmp_path / "elsewhere").exists()


def test_module_and_pipeline_in_one_go_from_below_the_top(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "infra").mkdir()
    done = gen_vpce("init", "orders", *TABLE, "--ci", "atlantis", cwd=tmp_path / "infra")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("../atlantis.yaml: created\n")
    made = yaml.safe_load((tmp_path / "atlantis.yaml").read_text())
    assert [project["dir"] for project in made["projects"]] == ["infra/orders"]
    assert not (tmp_path / "atlantis.yaml").stat().st_mode & stat.S_IXUSR


def test_an_unknown_system(tmp_path: Path) -> None:
    done = gen_vpce("init", "--ci", "githb", cwd=tmp_path)
    assert done.returncode == 2
    assert "did you mean `github`?" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_a_module_to_make_the_questions_are_as_before(tmp_path: Path) -> None:
    done = gen_vpce("init", "--ci", "github", "--name", "orders", "--table", "Orders", cwd=tmp_path)
    assert done.returncode == 2
    assert "missing: --service" in done.stderr
    assert list(tmp_path.iterdir()) == []
