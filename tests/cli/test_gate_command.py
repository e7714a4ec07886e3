"""`gen-vpce gate` as a pipeline calls it."""

import json
import os
import shlex
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.support.command import gen_vpce
from tests.support.plans import allow, change, endpoint, plan_data, policy
from tests.support.repository import commit, git

from gen_vpce.diagnostics.shipped import shipped

KEPT = json.dumps(plan_data(change("no-op", endpoint(), endpoint())))
WIDER = json.dumps(
    plan_data(
        change(
            "update",
            endpoint(),
            endpoint(policy=policy(allow("dynamodb:*"))),
            address='module.a["it\'s"].aws_vpc_endpoint.this',
        )
    )
)
REPORT_SCHEMA = json.loads((shipped("schemas") / "report.schema.json").read_text())


@pytest.mark.parametrize("name", ["-", "plan.json", None])
def test_a_harmless_plan_passes(name: str | None, tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(KEPT)
    done = gen_vpce("gate", *([name] if name else []), cwd=tmp_path, stdin=KEPT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "passed, 0 findings\n", "")


def test_a_plan_that_adds_access_is_refused_with_the_way_to_let_it_pass(tmp_path: Path) -> None:
    done = gen_vpce("gate", cwd=tmp_path, stdin=WIDER)
    assert done.returncode == 1
    assert done.stdout == "refused, 1 finding: 1 error\n"
    assert 'error[GV620]: module.a["it\'s"].aws_vpc_endpoint.this: the policy of the endpoint ' in done.stderr
    hint = next(line for line in done.stderr.splitlines() if line.startswith("hint: to let it pass: "))
    option = shlex.split(hint.removeprefix("hint: to let it pass: "))
    assert gen_vpce("gate", *option, cwd=tmp_path, stdin=WIDER).returncode == 0


@pytest.mark.parametrize(
    ("options", "file", "code"),
    [
        (["--warn", "access-newly-allowed"], "", 0),
        (["--allow", "access-newly-allowed"], '[gate]\ndeny = ["access-newly-allowed"]', 0),
        ([], '[gate]\nwarn = ["access-newly-allowed"]', 0),
        (["--deny", "access-newly-allowed"], '[gate]\nallow = ["access-newly-allowed"]', 1),
        (["--warn", "endpoint-moved"], "", 1),
    ],
)
def test_options_and_the_file_say_how_bad_it_is(
    options: list[str], file: str, code: int, tmp_path: Path
) -> None:
    (tmp_path / "gen-vpce.toml").write_text(file)
    assert gen_vpce("gate", *options, cwd=tmp_path, stdin=WIDER).returncode == code


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--deny", "acces-newly-allowed"], "did you mean `access-newly-allowed`?"),
        (["--allow", "unreadable"], "stays refused"),
        (["no-such-plan.json"], "no-such-plan.json: No such file"),
        (["--format", "xml"], "unknown format `xml`"),
    ],
)
def test_wrong_usage_exits_with_2(options: list[str], said: str, tmp_path: Path) -> None:
    done = gen_vpce("gate", *options, cwd=tmp_path, stdin=KEPT)
    assert done.returncode == 2
    assert said in done.stderr


@pytest.mark.parametrize("text", ["", "not JSON", "{}", KEPT[:-1], KEPT + "}"])
def test_what_is_no_plan_is_refused(text: str, tmp_path: Path) -> None:
    done = gen_vpce("gate", cwd=tmp_path, stdin=text)
    assert done.returncode == 1
    assert "error[GV600]" in done.stderr
    assert "terraform show -json PLANFILE" in done.stderr


def test_every_form_at_once(tmp_path: Path) -> None:
    files = {"json": "r.json", "sarif": "r.sarif", "markdown": "r.md", "github": "r.txt"}
    forms = [word for name, file in files.items() for word in ("--format", f"{name}={file}")]
    done = gen_vpce("gate", *forms, cwd=tmp_path, stdin=WIDER)
    assert done.returncode == 1
    report = json.loads((tmp_path / "r.json").read_text())
    Draft202012Validator(REPORT_SCHEMA).validate(report)
    assert report["findings"][0]["subject"] == 'module.a["it\'s"].aws_vpc_endpoint.this'
    result = json.loads((tmp_path / "r.sarif").read_text())["runs"][0]["results"][0]
    assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].startswith("module.a")
    comment = (tmp_path / "r.md").read_text()
    assert comment.startswith("**gen-vpce gate**: refused, 1 finding: 1 error\n\n```mermaid\nflowchart LR\n")
    assert "newly allowed" in comment.partition("\n```\n")[0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "main.tf"
    assert (tmp_path / "r.txt").read_text().startswith("::error title=GV620::")
    assert "error[GV620]" in done.stderr


def settled(folder: Path, *options: str) -> dict[str, str]:
    """Return what the gate says of `WIDER` in each form, in *folder* with its settings."""
    made = {}
    for form in ("text", "json", "github", "sarif", "markdown"):
        done = gen_vpce("gate", *options, "--format", form, cwd=folder, stdin=WIDER)
        assert done.returncode == 0, done.stderr
        made[form] = done.stdout + done.stderr
    return made


def test_every_form_names_the_file_of_settings_and_what_it_let_pass_with_its_default(tmp_path: Path) -> None:
    (tmp_path / "gen-vpce.toml").write_text('[gate]\nallow = ["access-newly-allowed=module.*"]\n')
    said = settled(tmp_path)
    words = "error by default; gen-vpce.toml says `allow access-newly-allowed=module.*`"
    assert f"\nsetting: {words}\n" in said["text"]
    assert f"%0Asetting: {words}" in said["github"]
    for form in ("text", "github"):
        assert (
            "passed, 1 finding: 1 note; settings: gen-vpce.toml; 1 finding less severe than by default"
            in said[form]
        )
    head, table, details = said["markdown"].partition("\n| note (error by default; gen-vpce.toml says ")
    assert "settings: gen-vpce.toml; 1 finding less severe than by default" in head
    assert table
    assert "- setting: error by default; gen-vpce.toml says " in details
    setting = {"default": "error", "rule": "allow access-newly-allowed=module.*", "source": "gen-vpce.toml"}
    report = json.loads(said["json"])
    Draft202012Validator(REPORT_SCHEMA).validate(report)
    assert report["settings"] == "gen-vpce.toml"
    assert [found["setting"] for found in report["findings"]] == [setting]
    run = json.loads(said["sarif"])["runs"][0]
    assert run["properties"] == {"settings": "gen-vpce.toml"}
    assert [result["properties"]["setting"] for result in run["results"]] == [setting]


def test_what_the_command_line_let_pass_is_told_too_and_a_file_that_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "gen-vpce.toml").write_text("")
    said = settled(tmp_path, "--warn", "access-newly-allowed")
    assert "setting: error by default; the command line says `warn access-newly-allowed`" in said["text"]
    report = json.loads(said["json"])
    assert report["settings"] == "gen-vpce.toml"
    assert report["findings"][0]["setting"] == {
        "default": "error",
        "rule": "warn access-newly-allowed",
        "source": None,
    }
    done = gen_vpce("gate", cwd=tmp_path, stdin=KEPT)
    assert done.stdout == "passed, 0 findings; settings: gen-vpce.toml\n"


def test_settings_are_read_from_where_the_options_say(tmp_path: Path) -> None:
    lax, strict = '[gate]\nallow = ["access-newly-allowed"]\n', "[gate]\n"
    (tmp_path / "gen-vpce.toml").write_text(strict)
    (tmp_path / "lax.toml").write_text(lax)
    commit(tmp_path)
    git(tmp_path, "branch", "target")
    (tmp_path / "gen-vpce.toml").write_text(lax)
    (tmp_path / "lax.toml").unlink()
    expected: list[tuple[tuple[str, ...], int, str]] = [
        ((), 0, "gen-vpce.toml"),
        (("--no-settings",), 1, ""),
        (("--settings-from", "target"), 1, "target:gen-vpce.toml"),
        (("--settings-from", "target", "--settings", "lax.toml"), 0, "target:lax.toml"),
        (("--settings", "gen-vpce.toml"), 0, "gen-vpce.toml"),
    ]
    for options, code, source in expected:
        done = gen_vpce("gate", *options, "--format", "json", cwd=tmp_path, stdin=WIDER)
        assert (done.returncode, json.loads(done.stdout)["settings"] or "") == (code, source)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--settings", "gone.toml"], "gone.toml: No such file"),
        (["--settings-from", "gone"], "git finds no revision `gone`"),
        (["--settings-from", ""], "git finds no revision ``"),
        (["--settings-from=--output=x"], "git finds no revision `--output=x`"),
        (["--no-settings", "--settings", "gen-vpce.toml"], "--no-settings reads none"),
        (["--no-settings", "--settings-from", ""], "--no-settings reads none"),
        (["--settings", "pyproject.toml"], "there is no table `tool.gen-vpce`"),
    ],
)
def test_settings_that_cannot_be_read_judge_nothing(options: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "gen-vpce.toml").write_text('[gate]\nallow = ["access-newly-allowed"]\n')
    (tmp_path / "pyproject.toml").write_text("")
    git(tmp_path, "init", "--quiet")
    done = gen_vpce("gate", *options, cwd=tmp_path, stdin=WIDER)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (tmp_path / "x").exists()


def test_a_project_file_that_is_not_toml_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.gen-vpce.gate\n")
    done = gen_vpce("gate", cwd=tmp_path, stdin=KEPT)
    assert (done.returncode, done.stdout) == (2, "")
    assert "error: pyproject.toml: this is not TOML: " in done.stderr


def test_root_says_where_the_files_are(tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "main.tf").write_text('resource "aws_vpc_endpoint" "this" {\n}\n')
    plan = json.dumps(plan_data(change("delete", endpoint(), None)))
    done = gen_vpce("gate", "--root", "live", cwd=tmp_path, stdin=plan)
    assert done.stderr.startswith("live/main.tf:1:1: error[GV610]")


@pytest.mark.parametrize("folder", [".", "live", "live/below", ".."])
def test_github_is_told_of_files_by_their_names_in_the_repository(folder: str, tmp_path: Path) -> None:
    top = tmp_path / "checkout"
    (top / "live" / "below").mkdir(parents=True)
    (top / ".git").mkdir()
    (top / "live" / "main.tf").write_text('\nresource "aws_vpc_endpoint" "this" {\n}\n')
    gone, kept = endpoint(), endpoint(id="vpce-0b", policy=policy(allow("*")))
    plan = json.dumps(
        plan_data(
            change("delete", gone, None),
            change("update", endpoint(id="vpce-0b"), kept, address="aws_vpc_endpoint.elsewhere"),
        )
    )
    here = (top / folder).resolve()
    root = os.path.relpath(top / "live", here)
    done = gen_vpce("gate", "--root", root, "--format", "sarif", cwd=here, stdin=plan)
    results = json.loads(done.stdout)["runs"][0]["results"]
    places = [each["locations"][0]["physicalLocation"] for each in results]
    assert {each["artifactLocation"]["uri"] for each in places} == {"live/main.tf"}
    assert {each["region"]["startLine"] for each in places} == {1, 2}
    done = gen_vpce("gate", "--root", root, "--format", "github", cwd=here, stdin=plan)
    assert "::error file=live/main.tf,line=2,endLine=2,col=1,endColumn=35,title=GV610::" in done.stdout
