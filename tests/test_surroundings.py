"""The tests see nothing of the machine's user, of a pipeline, or of a git hook that runs them."""

import os
import subprocess

import pytest
from tests.support.surroundings import settle

FOREIGN = {
    "AWS_PROFILE": "mine",
    "CI_COMMIT_REF_NAME": "main",
    "COLUMNS": "37",
    "FORCE_COLOR": "1",
    "GIT_DIR": "/elsewhere/.git",
    "GIT_INDEX_FILE": "/elsewhere/.git/index",
    "GITHUB_BASE_REF": "main",
    "NO_COLOR": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "TF_CLI_ARGS": "-no-such-option",
    "TF_LOG": "TRACE",
}


def test_what_others_set_is_gone() -> None:
    here = {**FOREIGN, "PATH": "/bin", "CI": "true", "TF_PLUGIN_CACHE_DIR": "/plugins"}
    settle(here)
    assert here.keys() & FOREIGN.keys() == set()
    assert (here["PATH"], here["CI"], here["TF_PLUGIN_CACHE_DIR"]) == ("/bin", "true", "/plugins")


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_it_is_gone_in_this_run(name: str) -> None:
    assert name not in os.environ


def test_git_has_the_settings_of_the_tests_alone() -> None:
    listed = ["git", "config", "--list", "--show-scope", "--name-only"]
    said = subprocess.run(listed, cwd="/", capture_output=True, text=True, check=True).stdout
    assert {line.split()[1].split(".")[0] for line in said.splitlines() if line.startswith("global")} == {
        *("gc", "init", "maintenance", "safe", "user")
    }
    assert "system" not in said
