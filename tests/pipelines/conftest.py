"""A repository with two modules on its main branch and a pull request that widens one of them."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.support.command import gen_vpce
from tests.support.jobs import Place
from tests.support.roots import TABLE, Root, ground
from tests.support.terraform import Terraform


@dataclass(frozen=True)
class Repository:
    """A checkout whose branch differs from `origin/main` in the module orders alone."""

    folder: Path

    def git(self, *arguments: str) -> str:
        """Run git in the checkout, with nothing of the user's, and return what it says."""
        done = subprocess.run(
            ["git", "-c", "user.name=Test", "-c", "user.email=test@example.com", *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def commit(self) -> None:
        """Commit everything there is."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "Change")


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


@pytest.fixture
def repository(modules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Return a repository with the modules orders and stock, both on `origin/main`."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    made = Repository(tmp_path / "checkout")
    shutil.copytree(modules, made.folder)
    made.git("init", "--quiet", "--initial-branch", "main")
    made.commit()
    made.git("update-ref", "refs/remotes/origin/main", "HEAD")
    made.git("switch", "--quiet", "--create", "widen")
    return made


@pytest.fixture
def place(repository: Repository, tmp_path: Path, terraform: Terraform) -> Place:
    """Return where jobs run: in the repository, with Terraform's settings and a pip that does nothing."""
    made = Place(repository.folder, tmp_path / "tools", terraform.environment)
    made.tools.mkdir()
    made.tool("pip", 'echo "pip $*"')
    return made


@pytest.fixture
def root(repository: Repository, terraform: Terraform, moto: str) -> Root:
    """Return the module orders, applied, and widened after that in a commit of the branch."""
    made = ground(repository.folder / "modules" / "orders", terraform, moto)
    repository.commit()
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    terraform.prepare(made.folder)
    made.plan()
    made.apply()
    made.edit("resources: [table/Orders]", "resources: [table/Orders, table/Refunds]")
    assert gen_vpce("generate", cwd=repository.folder).returncode == 0
    repository.commit()
    return made
