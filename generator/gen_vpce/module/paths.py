"""The names in a module's folder: the intent, what gen-vpce may own, and what it keeps for itself."""

import re

from gen_vpce.intent import close_names

INTENT = close_names.INTENT
MOVED = "moved.tf"
MANIFEST = ".gen-vpce.json"

STAGING = ".gen-vpce.tmp"
"""Where a run prepares its files; it lies inside the module, so that each is put in place by a rename."""

JOURNAL = "gen-vpce-interrupted.tf.json"
"""Stands while files are being replaced; Terraform reads it, and refuses the folder with its message."""

_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}"

OWNABLE = (
    r"^(?:(?:main|variables|outputs|versions|imports|moved)\.tf|README\.md"
    rf"|policies/(?:{_NAME}/)?{_NAME}\.json|tests/{_NAME}\.tftest\.hcl)(?!\n)$"
)
"""Every path that gen-vpce ever writes, as a pattern that JSON Schema and Python read alike.

A manifest and a journal come with the folder, from anyone: what is not of this form is not acted upon.
"""

ownable = re.compile(OWNABLE).fullmatch
"""Match a path, relative to the module and with forward slashes, that gen-vpce may own."""


def folders_above(path: str) -> tuple[str, ...]:
    """Return the folders that *path* lies in, inside the module and from its top down."""
    parts = path.split("/")[:-1]
    return tuple("/".join(parts[: number + 1]) for number in range(len(parts)))
