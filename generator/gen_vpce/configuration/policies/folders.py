"""Which folders are root modules: those with Terraform that no other one calls."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from gen_vpce.configuration.module.library import Library
from gen_vpce.configuration.module.provider import dotted
from gen_vpce.configuration.module.sources import is_configuration
from gen_vpce.configuration.value.value import Failure

_POLICY = re.compile(r"\.(endpoint|identity|resource|scp|rcp)\.json$")


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


def called_by(folder: Path, library: Library) -> Iterator[Path]:
    """Yield the folders that the module in *folder* calls by a local path."""
    try:
        source = library.source(folder)
    except Failure:
        return
    for block in source.calls.values():
        argument = block.body.argument("source")
        written = dotted(argument.expression) if argument else ""
        if written.startswith("."):
            yield (folder / written).resolve()


def in_order_of_calls(folders: Iterable[Path], library: Library) -> list[Path]:
    """Return the folders, those that no other one calls first."""
    known = list(dict.fromkeys(folders))
    called = {path for folder in known for path in called_by(folder, library) if path != folder.resolve()}
    return sorted(known, key=lambda folder: folder.resolve() in called)


def is_called(folder: Path, folders: Iterable[Path], library: Library) -> bool:
    """Whether one of *folders* calls the module in *folder*."""
    own = folder.resolve()
    return any(own in called_by(each, library) for each in folders if each.resolve() != own)
