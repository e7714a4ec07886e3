"""The steps of our own action, run as written."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.pipelines.conftest import Repository
from tests.support.outside.jobs import GithubJob, Place
from tests.support.outside.pull_requests import BASE, bring, settle, with_
from tests.support.outside.roots import Root

pytestmark = pytest.mark.terraform

TOP = Path(__file__).parents[2]


def our_action(root: Root, place: Place, folder: Path, modules: str) -> tuple[list[Any], dict[str, str]]:
    """Return the steps of our action and its inputs, with gen-vpce where an earlier step installs it."""
    plan = folder / "plan.json"
    plan.write_text(root.plan())
    installed = folder / "runner" / "gen-vpce" / "bin"
    installed.mkdir(parents=True)
    (installed / "gen-vpce").symlink_to(place.tools / "gen-vpce")
    values = {
        "inputs.paths": modules,
        "inputs.source": modules,
        "inputs.plan": str(plan),
        "inputs.root": "modules/orders",
        "inputs.allow": "",
        "inputs.settings-from": "",
        "runner.temp": str(folder),
    }
    return yaml.safe_load((TOP / "action.yml").read_text())["runs"]["steps"], values


@pytest.mark.long  # plans, as GitHub's pipeline does in `make test`
def test_our_action(repository: Repository, root: Root, place: Place, tmp_path: Path) -> None:
    steps, values = our_action(root, place, tmp_path, "modules/orders\nmodules/stock\n")
    bring(repository)
    by_itself, _ = GithubJob(steps, values, place).run("Install gen-vpce")
    assert by_itself.returncode == 0, by_itself.stdout  # no pull request: the checkout is the branch itself
    pull_request = with_(place, BASE)
    refused, outputs = GithubJob(steps, values, pull_request).run("Install gen-vpce")
    assert refused.returncode == 1, refused.stdout
    assert "::error file=modules/orders/intent.yaml" in refused.stdout
    assert "GV620" in Path(outputs["report"]).read_text()
    values["inputs.allow"] = "access-newly-allowed=aws_vpc_endpoint.dynamodb\nendpoint-created\n"
    passed, _ = GithubJob(steps, values, pull_request).run("Install gen-vpce")
    assert passed.returncode == 0, passed.stdout
    values |= {"inputs.allow": "", "inputs.settings-from": "HEAD"}
    chosen, _ = GithubJob(steps, values, pull_request).run("Install gen-vpce")
    assert chosen.returncode == 0, chosen.stdout


@pytest.mark.long  # plans once more; what it says of the branch is said of GitHub's pipeline too
def test_our_action_fetches_the_target_branch_or_fails(
    repository: Repository, root: Root, place: Place, tmp_path: Path
) -> None:
    steps, values = our_action(root, place, tmp_path, "")
    settle(repository)
    repository.git("branch", "--force", "main", "origin/main")
    repository.git("update-ref", "-d", "refs/remotes/origin/main")
    job = GithubJob(steps, values, with_(place, BASE))
    left_out = ("Install gen-vpce", "Modules are as their intents say", "Policies in Terraform source")
    missing, _ = job.run(*left_out)
    assert missing.returncode == 1
    assert "::error::The target branch is not there" in missing.stdout
    repository.git("clone", "--quiet", "--bare", ".", str(tmp_path / "origin"))
    repository.git("remote", "add", "origin", (tmp_path / "origin").as_uri())
    fetched, _ = job.run(*left_out)
    assert fetched.returncode == 0, fetched.stdout
    assert "settings: refs/remotes/origin/main:gen-vpce.toml" in fetched.stdout
