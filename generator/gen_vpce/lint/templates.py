"""The rules over templates of CloudFormation: files that are named, and those below folders."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from gen_vpce.cloudformation.read import read_stack
from gen_vpce.cloudformation.recognition import looks_like_template, says_it_is_one
from gen_vpce.cloudformation.template import LARGEST, read_template
from gen_vpce.configuration.policies.model import Configuration

_NAMES = (".yaml", ".yml", ".json", ".template")
_PASSED_OVER = "node_modules"


class ReadTemplate(Struct, frozen=True):
    """A template and what was read of it."""

    path: Path
    configuration: Configuration


def templates_below(top: Path, given: Mapping[str, str]) -> Iterator[ReadTemplate]:
    """Yield the templates from *top* down, but for hidden folders, links to folders and `node_modules`."""
    for folder, below, files in os.walk(top):
        below[:] = sorted(name for name in below if not name.startswith(".") and name != _PASSED_OVER)
        for name in sorted(files):
            if name.lower().endswith(_NAMES) and not name.startswith("."):
                path = Path(folder, name)
                found = template_in(_start_of(path), path.as_posix(), given)
                if found:
                    yield ReadTemplate(path, found)


def _start_of(path: Path) -> bytes:
    """Return the bytes of a file, of one that is too large as many as tell what it is; none of a pipe."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError:
        return b""


def template_in(raw: bytes, shown: str, given: Mapping[str, str]) -> Configuration | None:
    """Return what is read of the template in *raw*, None where it is none."""
    if not looks_like_template(raw):
        return None
    template = read_template(raw, shown)
    is_meant = template.is_one or not template.is_parsed or says_it_is_one(raw)
    return read_stack(template, given) if is_meant else None
