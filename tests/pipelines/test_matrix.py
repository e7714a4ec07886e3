"""`gen-vpce matrix`: which modules get a job, under which name."""

import json
import subprocess
from pathlib import Path

import pytest
from tests.pipelines.conftest import Repository
from tests.support.command import STOCK, gen_vpce


def jobs(folder: Path, *arguments: str) -> dict[str, str]:
    """Return name by module as `gen-vpce matrix` prints them."""
    done = gen_vpce("matrix", *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    return {job["module"]: job["name"] for job in json.loads(done.stdout)["include"]}


def lay(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "intent.yaml").write_text(STOCK, encoding="utf-8")


def test_all_modules_have_a_job(repository: Repository) -> None:
    assert jobs(repository.folder) == {"modules/orders": "orders", "modules/stock": "stock"}
    assert jobs(repository.folder, "modules/stock") == {"modules/stock": "stock"}


def test_names_are_told_apart_and_fit_for_a_file(tmp_path: Path) -> None:
    lay(tmp_path, "eu/orders", "us/orders", "us-orders", "us/sto ck", "å", "-", "+")
    assert jobs(tmp_path) == {
        "+": "module",
        "-": "module-2",
        "eu/orders": "eu-orders",
        "us-orders": "us-orders",
        "us/orders": "us-orders-2",
        "us/sto ck": "sto-ck",
        "å": "å",
    }


def test_a_module_at_the_top_has_the_name_of_its_folder(tmp_path: Path) -> None:
    lay(tmp_path, "orders")
    assert jobs(tmp_path / "orders") == {".": "orders"}


def test_nothing_changed(repository: Repository) -> None:
    assert jobs(repository.folder, "--since", "origin/main") == {}


@pytest.mark.parametrize("committed", [True, False])
@pytest.mark.parametrize("file", ["intent.yaml", "main.tf", "backend.tf", "policies/dynamodb.endpoint.json"])
def test_a_module_with_a_changed_or_new_file_has_a_job(
    file: str, committed: bool, repository: Repository
) -> None:
    with (repository.folder / "modules/orders" / file).open("a", encoding="utf-8") as opened:
        opened.write("\n")
    if committed:
        repository.commit()
    assert jobs(repository.folder, "--since", "origin/main") == {"modules/orders": "orders"}


def test_ignored_files_and_those_outside_of_modules_do_not_count(repository: Repository) -> None:
    (repository.folder / "modules/orders/terraform.tfstate").write_text("{}", encoding="utf-8")
    (repository.folder / "modules/README.md").write_text("Ours\n", encoding="utf-8")
    assert jobs(repository.folder, "--since", "origin/main") == {}


def test_what_others_do_on_the_main_branch_does_not_count(repository: Repository) -> None:
    repository.git("switch", "--quiet", "main")
    with (repository.folder / "modules/stock/intent.yaml").open("a", encoding="utf-8") as opened:
        opened.write("# more\n")
    repository.commit()
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repository.git("switch", "--quiet", "widen")
    assert jobs(repository.folder, "--since", "origin/main") == {}


def test_a_deleted_module_has_no_job_and_a_moved_file_counts_twice(repository: Repository) -> None:
    repository.git("mv", "modules/stock/README.md", "modules/orders/NOTES.md")
    assert jobs(repository.folder, "--since", "origin/main") == {
        "modules/orders": "orders",
        "modules/stock": "stock",
    }
    repository.git("rm", "-r", "--quiet", "--force", "modules/stock")
    assert jobs(repository.folder, "--since", "origin/main") == {"modules/orders": "orders"}


def test_a_file_belongs_to_the_nearest_module(repository: Repository) -> None:
    lay(repository.folder, "modules/orders/archive")
    assert jobs(repository.folder, "--since", "origin/main") == {"modules/orders/archive": "archive"}


def test_it_works_from_below_the_top_and_with_names_that_git_would_quote(repository: Repository) -> None:
    lay(repository.folder, 'modules/å "b"')
    repository.git("config", "diff.relative", "true")
    assert jobs(repository.folder / "modules", "--since", "main") == {'å "b"': "å-b"}
    assert jobs(repository.folder / "modules/orders", "--since", "main") == {}


def test_as_text_it_is_a_folder_a_line(repository: Repository) -> None:
    done = gen_vpce("matrix", "--format", "text", cwd=repository.folder)
    assert done.stdout == "modules/orders\nmodules/stock\n"


DEPLOYED = """\
version: 1
name: shop
region: eu-west-1
deployments:
  dev: {account: "111111111111"}
  prod: {account: "222222222222", region: us-east-1}
endpoints: {kms: {allow: everything}}
"""


def test_each_deployment_has_a_job_with_its_region_and_account(tmp_path: Path) -> None:
    lay(tmp_path, "shop.dev", "shop")
    (tmp_path / "shop" / "intent.yaml").write_text(DEPLOYED, encoding="utf-8")
    done = gen_vpce("matrix", cwd=tmp_path)
    assert [tuple(job.values()) for job in json.loads(done.stdout)["include"]] == [
        ("shop", "shop.dev-2", "eu-west-1", "111111111111", "dev"),
        ("shop", "shop.prod", "us-east-1", "222222222222", "prod"),
        ("shop.dev", "shop.dev", "us-east-1", "123456789012", ""),
    ]
    assert gen_vpce("matrix", "--format", "text", cwd=tmp_path).stdout == "shop#dev\nshop#prod\nshop.dev\n"
    assert gen_vpce("matrix", "--format", "tsv", cwd=tmp_path).stdout.splitlines()[1:] == [
        "shop\tus-east-1\t222222222222\tprod",
        "shop.dev\tus-east-1\t123456789012\t",
    ]


def test_an_intent_with_errors_has_no_place(tmp_path: Path) -> None:
    lay(tmp_path, "shop")
    (tmp_path / "shop" / "intent.yaml").write_text(
        DEPLOYED.replace("us-east-1", "us-est-1"), encoding="utf-8"
    )
    done = gen_vpce("matrix", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "shop/intent.yaml:6:43: error[GV210]: in prod: unknown Region `us-est-1`" in done.stderr


@pytest.mark.parametrize("revision", ["origin/mian", "", "--all", "main..widen", "main:modules"])
def test_a_revision_that_is_none(revision: str, repository: Repository) -> None:
    done = gen_vpce("matrix", f"--since={revision}", cwd=repository.folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"error[GV527]: unknown revision `{revision}`" in done.stderr


def test_outside_of_a_repository(tmp_path: Path) -> None:
    lay(tmp_path, "orders")
    done = gen_vpce("matrix", "--since", "main", cwd=tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[GV526]: git cannot tell what changed: not a git repository" in done.stderr


def test_without_git(repository: Repository) -> None:
    done = gen_vpce("matrix", "--since", "main", cwd=repository.folder, PATH="/nowhere")
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[GV526]: git cannot tell what changed: git is not on the PATH" in done.stderr


def test_a_shallow_checkout(repository: Repository, tmp_path: Path) -> None:
    repository.git("commit", "--quiet", "--allow-empty", "--message", "More")
    shallow = Repository(tmp_path / "shallow")
    source = repository.folder.as_uri()
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", "--no-single-branch", source, shallow.folder], check=True
    )
    done = gen_vpce("matrix", "--since", "origin/main", cwd=shallow.folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[GV528]" in done.stderr
    assert "fetch-depth: 0" in done.stderr


def test_without_a_module(tmp_path: Path) -> None:
    done = gen_vpce("matrix", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[GV520]" in done.stderr
