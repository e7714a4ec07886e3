"""Which files and folders hold Terraform, and which hold policies, by their names alone."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

_ENDINGS = (".tf", ".tofu", ".tf.json", ".tofu.json")
_POLICY = re.compile(r"\.(endpoint|identity|resource|scp|rcp)\.json$")


def is_configuration(path: Path) -> bool:
    """Whether the name of a file is one of Terraform's."""
    return path.name.endswith(_ENDINGS)


def folders_with_terraform(top: Path) -> Iterator[Path]:
    """Yield the folders from *top* down that hold Terraform, but for hidden ones and links to folders."""
    for folder, below, files in os.walk(top):
        below[:] = sorted(name for name in below if not name.startswith("."))
        if any(is_configuration(Path(name)) for name in files):
            yield Path(folder)


def policy_files(top: Path) -> Iterator[Path]:
    """Yield the files from *top* down whose name says that they hold a policy: `orders.endpoint.json`."""
    for folder, below, files in os.walk(top):
        below[:] = sorted(name for name in below if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(files) if _POLICY.search(name))
