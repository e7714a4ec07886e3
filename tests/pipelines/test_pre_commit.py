"""The hooks, installed and run by pre-commit itself from a copy of this repository."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.pipelines.conftest import Repository

pytestmark = pytest.mark.slow

TOP = Path(__file__).parents[2]
PACKAGE = (
    "generator",
    "templates",
    "schemas",
    "README.md",
    "LICENSE",
    "NOTICE",
    "CHANGELOG.md",
    "pyproject.toml",
)
CONFIG = """\
repos:
  - repo: {source}
    rev: {revision}
    hooks:
      - id: gen-vpce-check
      - id: gen-vpce-lint
      - id: gen-vpce-generate
        stages: [manual]
"""


@pytest.fixture
def source(tmp_path: Path, repository: Repository) -> Repository:
    """Return a repository that holds the package and its hooks as they are on the disk."""
    made = Repository(tmp_path / "gen-vpce")
    made.folder.mkdir()
    for name in PACKAGE:
        if (TOP / name).is_dir():
            shutil.copytree(TOP / name, made.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(TOP / name, made.folder)
    shutil.copy(TOP / ".pre-commit-hooks.yaml", made.folder)
    made.git("init", "--quiet")
    made.commit()
    return made


# pre-commit leaves its git the settings of the user, and of what is set in its environment no more than this.
NO_HOOKS = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.hooksPath", "GIT_CONFIG_VALUE_0": os.devnull}


def test_the_hooks_find_and_mend_a_module_that_is_out_of_date(
    source: Repository, repository: Repository, tmp_path: Path
) -> None:
    config = CONFIG.format(source=source.folder, revision=source.git("rev-parse", "HEAD"))
    (repository.folder / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    repository.git("add", ".pre-commit-config.yaml")

    def pre_commit(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--verbose", *arguments],
            cwd=repository.folder,
            env=os.environ
            | {"PRE_COMMIT_HOME": str(tmp_path / "home"), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
            | NO_HOOKS,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    code, said = pre_commit("--all-files")
    assert code == 0, said
    assert "2 modules: 2 unchanged" in said
    assert "(no files to check)" not in said

    intent = repository.folder / "modules/orders/intent.yaml"
    intent.write_text(intent.read_text().replace("[table/Orders]", "[table/Refunds]"), encoding="utf-8")
    repository.git("add", "modules")
    code, said = pre_commit()
    assert code == 1
    assert "modules/orders: would change" in said
    code, said = pre_commit("--hook-stage", "manual", "gen-vpce-generate")
    assert (code, "files were modified by this hook" in said) == (1, True), said
    repository.git("add", "modules")
    code, said = pre_commit()
    assert code == 0, said
