"""Programs from outside that a few tests need: where one lies, or why its tests are skipped.

`.ci/run` installs them all and sets `GEN_VPCE_REQUIRE_TOOLS=1`, by which a test fails without its program.
"""

import os
import shutil
from pathlib import Path

import pytest

REQUIRED = "GEN_VPCE_REQUIRE_TOOLS"


def tool(name: str, *folders: Path, hint: str) -> str:
    """Return the program *name*, from the first of *folders* that holds it or from the PATH."""
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    if found:
        return found
    reason = f"{name} is not here; {hint}"
    if os.environ.get(REQUIRED) == "1":
        pytest.fail(f"{REQUIRED}=1, but {reason}")
    pytest.skip(reason)
