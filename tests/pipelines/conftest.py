"""A repository with two modules on its main branch and a pull request that widens one of them."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.support.command import gen_vpce
from tests.support.outside.aws import empty_aws
from tests.support.outside.jobs import Place
from tests.support.outside.roots import TABLE, Root, ground
from tests.support.outside.terraform import Terraform
from tests.support.repository import commit, git


@dataclass(frozen=True)
class Repository:
    """A checkout whose branch differs from `origin/main` in the module orders alone."""

    folder: Path

    def git(self, *arguments: str) -> str:
        """Run git in the checkout and return what it says."""
        return git(self.folder, *arguments)

    def commit(self) -> None:
        """Commit everything there is."""
        commit(self.folder, "Change")


@pytest.fixture(scope="session")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the modules orders and stock."""
    folder = tmp_path_factory.mktemp("repository")
    (folder / ".git").mkdir()  # for the schema to lie at the top
    for name in ("orders", "stock"):
        assert gen_vpce("init", f"modules/{name}", *TABLE, cwd=folder).returncode == 0
    (folder / ".git").rmdir()
    (folder / ".gitignore").write_text(".terraform*\n*.tfstate*\nplan\nreports\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def made(modules: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a repository with the modules orders and stock, both on `origin/main`, to be copied."""
    made = Repository(tmp_path_factory.mktemp("made") / "checkout")
    shutil.copytree(modules, made.folder)
    made.git("init", "--quiet", "--initial-branch", "main")
    made.commit()
    made.git("update-ref", "refs/remotes/origin/main", "HEAD")
    made.git("switch", "--quiet", "--create", "widen")
    return made


@pytest.fixture
def repository(made: Repository, tmp_path: Path) -> Repository:
    """Return a repository of the test's own, on the branch widen."""
    shutil.copytree(made.folder, tmp_path / "checkout")
    return Repository(tmp_path / "checkout")


@pytest.fixture
def place(repository: Repository, tmp_path: Path, terraform: Terraform) -> Place:
    """Return where jobs run: in the repository, with Terraform's settings and a pip that does nothing."""
    made = Place(repository.folder, tmp_path / "tools", terraform.environment)
    made.tools.mkdir()
    made.tool("pip", 'echo "pip $*"')
    return made


@pytest.fixture(scope="session")
def aws_of_applied() -> Iterator[str]:
    """Return the URL of the AWS that holds what `applied` has applied, and nothing else."""
    with empty_aws() as url:
        yield url


@pytest.fixture(scope="session")
def applied(
    made: Repository, terraform: Terraform, aws_of_applied: str, tmp_path_factory: pytest.TempPathFactory
) -> Repository:
    """Return a repository whose module orders is applied, and widened in a later commit of the branch."""
    repository = Repository(tmp_path_factory.mktemp("applied") / "checkout")
    shutil.copytree(made.folder, repository.folder)
    root = ground(repository.folder / "modules" / "orders", terraform, aws_of_applied)
    repository.commit()
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    terraform.prepare(root.folder)
    root.plan()
    root.apply()
    root.edit("resources: [table/Orders]", "resources: [table/Orders, table/Refunds]")
    assert gen_vpce("generate", cwd=repository.folder).returncode == 0
    repository.commit()
    return repository


@pytest.fixture
def root(applied: Repository, repository: Repository, terraform: Terraform, aws_of_applied: str) -> Root:
    """Return the module orders of *repository*, applied and widened; nothing that a test does is applied."""
    shutil.rmtree(repository.folder)
    shutil.copytree(applied.folder, repository.folder, symlinks=True)
    return Root(repository.folder / "modules" / "orders", terraform, aws_of_applied)
