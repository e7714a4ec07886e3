"""The journal: a file that stands while others are replaced, and that Terraform refuses to pass.

Its name ends in `.tf.json`, so `terraform validate`, `plan` and a root that calls the module all read it
and stop at its second property, quoting its name: nobody plans a folder that is half old and half new.
Its first property, a comment to Terraform, says which content gen-vpce may meet after a killed run: the old
and the new fingerprint of every file. With them the next run knows its own files and completes the work.
Like the manifest it is untrusted input.
"""

import json
from collections.abc import Mapping

from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.module.manifest import LARGEST, fingerprint, is_fingerprint, unique, unowned

Ownership = Mapping[str, frozenset[str]]
"""Path -> the fingerprints of the contents that gen-vpce itself put there, or was told to take over."""

_COMMENT = "//"
_MESSAGE = "gen-vpce generate was interrupted in this folder: run gen-vpce generate again"


def dump(owned: Ownership) -> bytes:
    """Return the text of a journal over *owned*."""
    data = {_COMMENT: {path: sorted(owned[path]) for path in sorted(owned)}, _MESSAGE: {}}
    return (json.dumps(data, indent=2) + "\n").encode()


def parse(raw: bytes, shown: str) -> Ownership | Diagnostic:
    """Read a journal from *raw*; *shown* is its name in the finding when it cannot be believed."""
    try:
        data = json.loads(raw, object_pairs_hook=unique) if len(raw) <= LARGEST else None
    except (ValueError, RecursionError):
        data = None
    owned = data.get(_COMMENT) if isinstance(data, dict) and data.keys() == {_COMMENT, _MESSAGE} else None
    if not isinstance(owned, dict) or unowned(owned) or not all(map(_fingerprints, owned.values())):
        return Diagnostic(
            "GV510",
            Severity.ERROR,
            f"{shown} is not the journal of an interrupted run",
            Span(shown),
            "restore the folder from version control and delete this file",
        )
    return {path: frozenset(values) for path, values in owned.items()}


def owning(files: Mapping[str, bytes]) -> Ownership:
    """Return the ownership of exactly the contents *files*."""
    return {path: frozenset({fingerprint(content)}) for path, content in files.items()}


def union(*owned: Ownership) -> Ownership:
    """Return everything that any of *owned* holds."""
    paths = sorted({path for each in owned for path in each})
    return {path: frozenset().union(*(each.get(path, ()) for each in owned)) for path in paths}


def _fingerprints(value: object) -> bool:
    return isinstance(value, list) and all(map(is_fingerprint, value))
