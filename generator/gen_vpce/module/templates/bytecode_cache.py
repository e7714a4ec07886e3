"""Compiled templates, kept between runs: to compile them takes a fifth of the time of a single module.

They lie in `~/.cache/gen-vpce`, or where `XDG_CACHE_HOME` or `GEN_VPCE_CACHE_DIR` says, keyed by the text of
the template and by what compiled it. Whatever is the matter with the folder, the templates are
compiled as if there were none.
"""

import os
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, BytecodeCache, FileSystemBytecodeCache


def template_cache(settings: Mapping[str, object]) -> BytecodeCache | None:
    """Return what keeps templates compiled with *settings*, None where there is no folder for it."""
    by = sha256(f"{jinja2.__version__} {sorted(settings.items())}".encode()).hexdigest()[:16]
    try:
        folder = _top() / f"templates-{sys.implementation.cache_tag}-{by}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        trusted = _is_own(folder)
    except (OSError, ValueError, RuntimeError):  # no room, a name that none can have, no home
        return None
    return _Cache(str(folder)) if trusted else None


class _Cache(FileSystemBytecodeCache):
    """A cache that is not written where the disk refuses."""

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _top() -> Path:
    named = os.environ.get("GEN_VPCE_CACHE_DIR")
    if named:
        return Path(named)
    above = os.environ.get("XDG_CACHE_HOME")
    return (Path(above) if above else Path.home() / ".cache") / "gen-vpce"


def _is_own(folder: Path) -> bool:
    """Whether nobody but this user can put code into *folder*: what lies there is run."""
    if os.name == "nt":
        return True
    status = folder.lstat()
    open_to_others = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and not open_to_others
