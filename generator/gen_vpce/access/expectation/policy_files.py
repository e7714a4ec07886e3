"""Policy files that expectations name: read with care, since whoever writes an intent names any file."""

import os
from pathlib import Path, PurePosixPath, PureWindowsPath
from stat import S_ISREG

from msgspec import Struct

from gen_vpce.diagnostics import Diagnostic, Related, Severity, Span
from gen_vpce.policy.document import Policy
from gen_vpce.policy.positions import Positions
from gen_vpce.policy.read import read

LARGEST = 1 << 16
"""Bytes; the longest policy that AWS takes has 20,480 characters, white space aside.

https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""


class PolicyFile(Struct, frozen=True):
    """A policy with the place of each of its statements, or None and the findings why."""

    policy: Policy | None
    diagnostics: tuple[Diagnostic, ...] = ()
    positions: Positions | None = None

    def place(self, statement: int) -> Span:
        """Return the place of a statement, counted from 0."""
        return self.positions.span(("Statement", statement)) if self.positions else Span("")


def read_policy(name: str, folder: Path, asked: Span) -> PolicyFile:
    """Return the policy in the file *name*, relative to *folder*; *asked* is the place that names it."""
    shown = beside(asked.file, name)
    raw = _content(name, folder)
    if isinstance(raw, str):
        return PolicyFile(None, (_unreadable(name, raw, asked),))
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        return PolicyFile(None, (_unreadable(name, f"byte {error.start + 1} is not UTF-8", asked),))
    result = read(text, shown)
    if result.policy is not None:
        return PolicyFile(result.policy, (), result.positions)
    named = Related(asked, "the file is named here")
    wrong = (each for each in result.diagnostics if each.severity is Severity.ERROR)
    return PolicyFile(None, tuple(each._replace(related=(named,)) for each in wrong))


def beside(file: str, name: str) -> str:
    """Return how the file *name*, relative to the folder of *file*, is shown."""
    return os.path.normpath(PurePosixPath(file).parent / name).replace(os.sep, "/")


def _content(name: str, folder: Path) -> bytes | str:
    """Return what the file holds, or why it cannot be read."""
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor:
        return "its path is not relative to the file that names it"
    path = folder / name
    try:
        at = path.stat()
        if not S_ISREG(at.st_mode):
            return "it is not a regular file"
        with path.open("rb") as opened:
            raw = opened.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return (reason or type(error).__name__).lower()
    return raw if len(raw) <= LARGEST else f"it is larger than {LARGEST} bytes, and no policy of IAM is"


def _unreadable(name: str, reason: str, asked: Span) -> Diagnostic:
    return Diagnostic(
        "GV725",
        Severity.ERROR,
        f"`{name}` cannot be read as a policy: {reason}",
        asked,
        "name a file with a policy in JSON, relative to this one",
    )
