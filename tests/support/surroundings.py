"""What surrounds the tests: nothing of the machine's user, of a pipeline or of a git hook that runs them.

Their git has the settings of `gitconfig` beside this file and no others, and nobody is signed in to AWS.
"""

import os
from collections.abc import MutableMapping
from pathlib import Path

_PREFIXES = ("AWS_", "ATLANTIS_", "CI_", "GIT_", "GITHUB_", "GITLAB_", "RUNNER_", "TF_")
_NAMES = (
    *("CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "FORCE_COLOR", "GEN_VPCE_DEBUG", "LINES", "NO_COLOR"),
    "PYTHONDONTWRITEBYTECODE",  # each of a thousand processes would compile all that it loads
)
_KEPT = ("TF_PLUGIN_CACHE_DIR",)  # where Terraform's provider may lie
_OWN = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "GIT_CONFIG_GLOBAL": str(Path(__file__).with_name("gitconfig")),
    "GIT_CONFIG_NOSYSTEM": "1",
}


def settle(environment: MutableMapping[str, str]) -> None:
    """Take out of *environment* what could decide whether a test passes, and set what the tests share."""
    for name in list(environment):
        if (name.startswith(_PREFIXES) and name not in _KEPT) or name in _NAMES:
            del environment[name]
    environment.update(_OWN)
