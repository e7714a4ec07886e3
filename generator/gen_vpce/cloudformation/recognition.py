"""Whether a file is meant to be a template, before anything of it is read."""

import re
from pathlib import Path

_RESOURCES = re.compile(rb"""\bResources["']?\s*:""")
_TYPE = re.compile(rb"""\bType["']?\s*:\s*["']?AWS::\w+::\w+""")
_FORMAT = re.compile(rb"""\bAWSTemplateFormatVersion["']?\s*:""")


def is_named_as_template(path: Path) -> bool:
    """Whether the name of a file says that it is no JSON: a template of CloudFormation, if anything."""
    return path.suffix.lower() in (".yaml", ".yml", ".template")


def says_it_is_one(raw: bytes) -> bool:
    """Whether the text in *raw* calls itself a template."""
    return _FORMAT.search(raw) is not None


def looks_like_template(raw: bytes) -> bool:
    """Whether the text in *raw*, which may be broken, is meant to be a template."""
    if says_it_is_one(raw):
        return True
    return _RESOURCES.search(raw) is not None and _TYPE.search(raw) is not None
