"""A pull request: the settings that it brings or finds, and the variables that say where it goes."""

from collections.abc import Mapping

from tests.pipelines.conftest import Repository
from tests.support.outside.jobs import Place

BASE = {"GITHUB_BASE_REF": "main"}
_LAX = '[gate]\nallow = ["access-newly-allowed"]\n'


def bring(repository: Repository) -> None:
    """Commit settings that let the branch pass: what a branch under review may try."""
    (repository.folder / "gen-vpce.toml").write_text(_LAX, encoding="utf-8")
    repository.git("add", "gen-vpce.toml")
    repository.git("commit", "--quiet", "--allow-empty", "--message", "Settings")


def settle(repository: Repository) -> None:
    """Put the same settings on the target branch, and take them from this one."""
    bring(repository)
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD")
    repository.git("rm", "--quiet", "gen-vpce.toml")
    repository.git("commit", "--quiet", "--message", "Without settings")


def with_(place: Place, variables: Mapping[str, str]) -> Place:
    return Place(place.checkout, place.tools, {**place.variables, **variables})
