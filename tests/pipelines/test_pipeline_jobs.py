"""The jobs of every pipeline, run as written on a pull request that widens one of two modules."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs

import pytest
import yaml
from tests.pipelines.conftest import Repository
from tests.support.command import gen_vpce
from tests.support.outside.jobs import Place, github_job, gitlab_job
from tests.support.outside.pull_requests import BASE, bring, settle, with_
from tests.support.outside.roots import Root

pytestmark = pytest.mark.terraform

ORDERS = {
    f"matrix.{name}": value
    for name, value in {
        "module": "modules/orders",
        "name": "orders",
        "region": "us-east-1",
        "account": "123456789012",
        "deployment": "",
    }.items()
}
ONE = json.dumps({"include": [{name.partition(".")[2]: value for name, value in ORDERS.items()}]})
GH = """
echo "$*" >> "$GH_CALLS"
case "$*" in
  *--jq*) printf '%s' "$GH_FOUND" ;;
  *) cp comment.md "$GH_CALLS.md" ;;
esac
"""


def pipeline(system: str, repository: Repository) -> Path:
    """Write the pipeline and return its file."""
    done = gen_vpce("init", "--ci", system, cwd=repository.folder)
    assert done.returncode == 0, done.stderr
    return repository.folder / done.stdout.removesuffix(": created\n")


def test_github(repository: Repository, root: Root, place: Place, tmp_path: Path) -> None:
    workflow = pipeline("github", repository)
    bring(repository)
    checked, outputs = github_job(workflow, "check", {}, with_(place, BASE)).run()
    assert checked.returncode == 0, checked.stdout
    assert json.loads(outputs["matrix"]) == json.loads(ONE)

    runner = tmp_path / "runner"
    values = {**ORDERS, "runner.temp": str(runner)}
    planned, _ = github_job(workflow, "plan", values, with_(place, BASE)).run()
    assert planned.returncode == 1
    assert "error[GV620]" in planned.stdout
    assert "::error file=modules/orders/intent.yaml,line=" in planned.stdout
    report = runner / "orders.md"
    assert "GV620" in report.read_text()

    (repository.folder / "reports").mkdir()
    shutil.copy(report, repository.folder / "reports")
    (repository.folder / "reports" / "stock.md").write_text("x" * 65_000)
    results = {"check": "success", "plan": "failure"}
    judged, comment, calls = conclude(workflow, place, outputs["matrix"], results)
    assert judged == 1
    assert comment.startswith("<!-- gen-vpce -->\n\n### orders\n")
    assert "GV620" in comment
    ### stock\n\nToo long for this comment: see [the run](https://ci/runs/7).\n")
    assert calls[-1] == "pr comment 12 --body-file comment.md"
    again, _, calls = conclude(workflow, place, outputs["matrix"], results, found="345\n678\n")
    assert again == 1
    assert calls[-1] == "api --silent --method PATCH repos/o/r/issues/comments/345 --field body=@comment.md"

    settle(repository)
    passed, _ = github_job(workflow, "plan", values, with_(place, BASE)).run()
    assert passed.returncode == 0, passed.stdout
    assert "settings: refs/remotes/origin/main:gen-vpce.toml; 1 finding less" in report.read_text()


@pytest.mark.long  # plans once more
def test_a_tag_with_the_name_of_the_target_branch_is_not_taken_for_it(
    repository: Repository, root: Root, place: Place, tmp_path: Path
) -> None:
    workflow = pipeline("github", repository)
    bring(repository)
    for name in ("main", "origin/main"):
        repository.git("tag", name)
    checked, outputs = github_job(workflow, "check", {}, with_(place, BASE)).run()
    assert checked.returncode == 0, checked.stdout
    assert json.loads(outputs["matrix"])["include"]
    values = {
        **ORDERS,
        "runner.temp": str(tmp_path / "runner"),
    }
    planned, _ = github_job(workflow, "plan", values, with_(place, BASE)).run()
    assert planned.returncode == 1
    assert "error[GV620]" in planned.stdout


NONE = '{"include": []}'


@pytest.mark.parametrize(
    ("results", "matrix", "code"),
    [
        ({"check": "success", "plan": "success"}, ONE, 0),
        ({"check": "success", "plan": "skipped"}, NONE, 0),
        ({"check": "success", "plan": "skipped"}, ONE, 1),  # from a fork
        ({"check": "failure", "plan": "skipped"}, "", 1),
        ({"check": "success", "plan": "failure"}, ONE, 1),
    ],
)
def test_github_is_green_only_when_nothing_is_missing(
    results: Mapping[str, str], matrix: str, code: int, repository: Repository, place: Place
) -> None:
    workflow = pipeline("github", repository)
    judged, _, _ = conclude(workflow, place, matrix, results, "Write the comment", "Comment")
    assert judged == code


def test_github_stops_at_a_module_that_is_out_of_date(repository: Repository, place: Place) -> None:
    with (repository.folder / "modules/stock/intent.yaml").open("a", encoding="utf-8") as intent:
        intent.write("tags: {team: stock}\n")
    done, outputs = github_job(pipeline("github", repository), "check", {}, with_(place, BASE)).run()
    assert (done.returncode, outputs) == (3, {})
    assert "::error file=modules/stock/intent.yaml" in done.stdout


def test_github_fails_where_the_matrix_does(repository: Repository, place: Place) -> None:
    unknown = with_(place, {"GITHUB_BASE_REF": "gone"})
    done, outputs = github_job(pipeline("github", repository), "check", {}, unknown).run()
    assert (done.returncode, outputs) == (1, {})


@pytest.mark.long  # as long as a tenth of `make test`, which runs GitHub's pipeline
def test_gitlab(repository: Repository, root: Root, place: Place, tmp_path: Path) -> None:
    file = pipeline("gitlab", repository)
    bring(repository)
    assert gitlab_job(file, "gen-vpce-check", {}, place).returncode == 0
    merge_request = {
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": repository.git("merge-base", "HEAD", "origin/main"),
        "CI_NODE_TOTAL": "2",
        "AWS_ID_TOKEN": "token",
    }
    reports = repository.folder / "reports"
    idle = gitlab_job(file, "gen-vpce-plan", {**merge_request, "CI_NODE_INDEX": "1"}, place)
    assert (idle.returncode, list(reports.iterdir())) == (0, []), idle.stdout
    planned = gitlab_job(file, "gen-vpce-plan", {**merge_request, "CI_NODE_INDEX": "2"}, place)
    assert planned.returncode == 1, planned.stdout
    assert "error[GV620]" in planned.stdout
    (report,) = reports.iterdir()
    assert report.read_text().startswith("\n### modules/orders\n\n**gen-vpce gate**")

    project = {"CI_PROJECT_ID": "5", "CI_MERGE_REQUEST_IID": "12", "GEN_VPCE_COMMENT_TOKEN": "t0ken"}
    for notes, expected in (
        ([{"id": 1, "body": "Hello"}], "POST /projects/5/merge_requests/12/notes"),
        ([{"id": 9, "body": "<!-- gen-vpce -->\n..."}], "PUT /projects/5/merge_requests/12/notes/9"),
    ):
        with gitlab(notes) as (url, calls):
            done = gitlab_job(file, "gen-vpce-comment", {**project, "CI_API_V4_URL": url}, place)
        assert done.returncode == 0, done.stdout
        assert list(calls) == [f"GET {expected.partition(' ')[2].removesuffix('/9')}?per_page=100", expected]
        assert calls[expected].startswith("<!-- gen-vpce -->\n\n### modules/orders\n")
        assert "t0ken" not in done.stdout
    shutil.rmtree(reports)
    assert gitlab_job(file, "gen-vpce-comment", project, place).returncode == 0

    settle(repository)
    passed = gitlab_job(file, "gen-vpce-plan", {**merge_request, "CI_NODE_INDEX": "2"}, place)
    assert passed.returncode == 0, passed.stdout
    assert "settings: refs/remotes/origin/main:gen-vpce.toml" in passed.stdout


def test_gitlab_says_that_a_plan_is_missing(repository: Repository, place: Place) -> None:
    (repository.folder / "modules/orders/broken.tf").write_text("resource {\n", encoding="utf-8")
    variables = {
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": "main",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_NODE_TOTAL": "1",
        "CI_NODE_INDEX": "1",
    }
    done = gitlab_job(
        pipeline("gitlab", repository), "gen-vpce-plan", {**variables, "AWS_ID_TOKEN": "token"}, place
    )
    assert done.returncode == 1, done.stdout
    assert "There is no plan" in (repository.folder / "reports" / "0001.md").read_text()


SHOP = """\
version: 1
name: shop
region: eu-west-1
deployments:
  dev: {account: "111111111111"}
  prod: {account: "222222222222", region: us-east-1}
endpoints: {kms: {allow: everything}}
"""
PLANS = 'echo "$AWS_REGION $AWS_ROLE_ARN $TF_VAR_deployment: $*" >> "$TF_CALLS"; [ "$3" != show ]'


def test_each_deployment_is_planned_with_files_of_its_own(
    repository: Repository, place: Place, tmp_path: Path
) -> None:
    (repository.folder / "shop").mkdir()
    (repository.folder / "shop" / "intent.yaml").write_text(SHOP, encoding="utf-8")
    calls = tmp_path / "calls"
    place.tool("terraform", PLANS)
    variables = {
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": "main",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_NODE_TOTAL": "1",
        "CI_NODE_INDEX": "1",
        "AWS_ID_TOKEN": "token",
        "TF_CALLS": str(calls),
    }
    gitlab_job(pipeline("gitlab", repository), "gen-vpce-plan", variables, place)
    said = calls.read_text().splitlines()
    assert said[0] == (
        "eu-west-1 arn:aws:iam::111111111111:role/gen-vpce-plan dev: "
        "-chdir=shop init -input=false -reconfigure -backend-config=dev.tfbackend"
    )
    assert "-chdir=shop plan -input=false -lock=false -var-file=dev.tfvars -out=" in said[1]
    assert said[3].startswith("us-east-1 arn:aws:iam::222222222222:role/gen-vpce-plan prod: -chdir=shop init")
    assert (repository.folder / "reports" / "0002.md").read_text().startswith("\n### shop (prod)\n")

    calls.unlink()
    values = {
        "module": "shop",
        "name": "shop.dev",
        "region": "eu-west-1",
        "account": "1" * 12,
        "deployment": "dev",
    }
    context = {f"matrix.{name}": value for name, value in values.items()} | {"runner.temp": str(tmp_path)}
    github = github_job(
        pipeline("github", repository), "plan", context, with_(place, {"TF_CALLS": str(calls)})
    )
    github.run("Gate")
    said = [line.partition(" dev: ")[2] for line in calls.read_text().splitlines()]
    assert said[0] == "-chdir=shop init -input=false -backend-config=dev.tfbackend"
    assert said[1].startswith("-chdir=shop plan -input=false -lock=false -var-file=dev.tfvars -out=")


@pytest.mark.long  # as long as a tenth of `make test`, which runs GitHub's pipeline
def test_atlantis_deletes_a_plan_that_the_gate_refuses(
    repository: Repository, root: Root, place: Place, tmp_path: Path
) -> None:
    file = pipeline("atlantis", repository)
    repository.git("branch", "--force", "main", "origin/main")
    origin = Repository(tmp_path / "origin")
    repository.git("clone", "--quiet", "--branch", "main", ".", str(origin.folder))
    repository.git("remote", "add", "origin", str(origin.folder))
    repository.git("update-ref", "-d", "refs/remotes/origin/main")
    bring(repository)
    steps = yaml.safe_load(file.read_text())["workflows"]["gen-vpce"]["plan"]["steps"]
    check, fetch, gate = (step["run"] for step in steps if isinstance(step, dict) and "run" in step)
    plan = root.folder / "plan"
    project = Place(root.folder, place.tools, place.variables)
    project.tool("terraform1.11.4", f'exec {root.terraform.executable} "$@"')
    variables = {"ATLANTIS_TERRAFORM_VERSION": "1.11.4", "PLANFILE": str(plan), "BASE_BRANCH_NAME": "main"}
    assert project.run(("sh", "-c"), check, variables).returncode == 0
    assert project.run(("sh", "-c"), fetch, variables).returncode == 0
    root.plan()
    refused = project.run(("sh", "-c"), gate, variables)
    assert (refused.returncode, plan.exists()) == (1, False)
    assert "error[GV620]" in refused.stdout
    root.plan()
    bring(origin)
    assert project.run(("sh", "-c"), fetch, variables).returncode == 0
    passed = project.run(("sh", "-c"), gate, variables)
    assert (passed.returncode, plan.exists()) == (0, True), passed.stdout


def conclude(
    workflow: Path, place: Place, matrix: str, results: Mapping[str, str], *left_out: str, found: str = ""
) -> tuple[int, str, list[str]]:
    """Run the last job, and return its exit code, the comment, and what gh was called with."""
    calls = place.tools.parent / "calls"
    place.tool("gh", GH)
    values = {
        "github.server_url": "https://ci",
        "github.repository": "o/r",
        "github.token": "token",
        "github.event.pull_request.number": "12",
        "needs.check.result": results["check"],
        "needs.plan.result": results["plan"],
        "needs.check.outputs.matrix": matrix,
    }
    # The run's address is made of three expressions; the test gives the server and the number their values.
    values |= {"github.run_id": "7"}
    ran, _ = github_job(
        workflow, "gate", values, with_(place, {"GH_CALLS": str(calls), "GH_FOUND": found})
    ).run(*left_out)
    comment = calls.with_suffix(".md")
    said = calls.read_text().splitlines() if calls.exists() else []
    return ran.returncode, comment.read_text() if comment.exists() else "", said


@contextmanager
def gitlab(notes: list[dict[str, object]]) -> Iterator[tuple[str, dict[str, str]]]:
    """Serve the notes of a merge request; give its URL, and by request the note that was sent."""
    calls: dict[str, str] = {}

    class Notes(BaseHTTPRequestHandler):
        def answer(self) -> None:
            assert self.headers["PRIVATE-TOKEN"] == "t0ken"
            sent = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
            calls[f"{self.command} {self.path}"] = parse_qs(sent).get("body", [""])[0]
            body = json.dumps(notes).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = answer  # noqa: N815 -- the names are http.server's

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Notes)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", calls
    server.shutdown()
    thread.join()
    server.server_close()
