"""The manifest `.gen-vpce.json`: which files of a folder are gen-vpce's own, and what they were made from.

It is checked in with the module, so it is untrusted input: `parse` believes nothing that gen-vpce could
not have written. The check is code and not `schemas/manifest.schema.json`, which says the same, because
a run that changes nothing must not load a schema validator.
"""

import json
import re
import reprlib
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from gen_vpce import catalog
from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.module.paths import ownable
from gen_vpce.policy.not_json import why

VERSION = 1
LARGEST = 1 << 20  # bytes; a module has tens of files at about 100 bytes each

REVISION = 10
"""Raised when code changes what the same intent renders to, or what is found about it.

It stands in for the version of gen-vpce, which would put every upgrade into the diff of every module.
"""

_hash = re.compile(r"[0-9a-f]{64}").fullmatch


class Manifest(NamedTuple):
    """`files` maps each owned path to its `fingerprint`.

    `digest` is that of the `inputs` that the files were made from, or None when the run that wrote them had
    findings that the next run must show again.
    """

    digest: str | None
    files: Mapping[str, str]


def fingerprint(content: bytes) -> str:
    """Return the SHA-256 of a text file, the same whether version control turned its line breaks or not."""
    return sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def inputs(intent: bytes) -> str:
    """Return the digest of everything that a module is made from: *intent*, templates, schemas, catalogue."""
    return sha256(f"{REVISION} {fingerprint(intent)} {_surroundings()}".encode()).hexdigest()


def parse(raw: bytes, shown: str) -> Manifest | Diagnostic:
    """Read a manifest from *raw*; *shown* is its name in the finding when it cannot be believed."""
    if len(raw) > LARGEST:
        return _unreadable(shown, f"it is larger than {LARGEST} bytes")
    try:
        data = json.loads(raw, object_pairs_hook=unique)
    except (ValueError, RecursionError) as error:
        return _unreadable(shown, f"it is not JSON: {why(error)}")
    problem = _problem(data)
    return _unreadable(shown, problem) if problem else Manifest(data["digest"], data["files"])


def dump(manifest: Manifest) -> bytes:
    """Return the one spelling of *manifest*: sorted, indented, a line feed at the end."""
    data = {"version": VERSION, "digest": manifest.digest, "files": dict(sorted(manifest.files.items()))}
    return (json.dumps(data, indent=2) + "\n").encode()


def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make an object of JSON's *pairs*; raises ValueError for a key that stands there twice."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key occurs twice in one object")
    return made


def is_fingerprint(value: object) -> bool:
    """Whether *value* is a SHA-256 as this module writes it."""
    return isinstance(value, str) and _hash(value) is not None


def unowned(paths: Mapping[str, object]) -> str | None:
    """Return what is wrong with *paths* as a set of files that gen-vpce owns, None when nothing is."""
    for path in paths:
        if not ownable(path):
            return f"it names {reprlib.repr(path)}, which gen-vpce never writes"
    if len({path.lower() for path in paths}) != len(paths):
        return "it names two files that differ in upper and lower case alone"
    return None


def _problem(data: object) -> str | None:
    """Return why *data* is not a manifest, None when it is one."""
    if not isinstance(data, dict) or data.keys() != {"version", "digest", "files"}:
        return "it is not an object of version, digest and files"
    version, digest, files = data["version"], data["digest"], data["files"]
    if version != VERSION or isinstance(version, bool):
        return f"its version is {reprlib.repr(version)}, and this gen-vpce reads {VERSION}"
    if digest is not None and not is_fingerprint(digest):
        return f"its digest is {reprlib.repr(digest)}, not a SHA-256"
    if not isinstance(files, dict):
        return f"its files are {reprlib.repr(files)}, not an object"
    for path, value in files.items():
        if not is_fingerprint(value):
            return f"the hash of {reprlib.repr(path)} is {reprlib.repr(value)}, not a SHA-256"
    return unowned(files)


def _unreadable(shown: str, problem: str) -> Diagnostic:
    return Diagnostic(
        "GV503",
        Severity.ERROR,
        f"{shown} cannot be believed: {problem}",
        Span(shown),
        "restore it from version control, or delete it: gen-vpce then takes over the files that are already "
        "what it would write, and refuses the others",
    )


@cache
def _surroundings() -> str:
    """Return the digest of what shapes every module alike; once a process, for it reads the files."""
    seen = sha256(catalog.digest().encode())
    for kind in ("templates/module", "templates/policy", "schemas"):
        top = shipped(kind)
        files = (path for path in top.rglob("*") if path.is_file())
        for name in sorted(path.relative_to(top).as_posix() for path in files):
            seen.update(f"\n{kind}/{name} {fingerprint((top / name).read_bytes())}".encode())
    return seen.hexdigest()
