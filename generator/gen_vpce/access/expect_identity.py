"""`identity: FILE` of an expectation: the caller's own policies, read from beside the intent."""

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from stat import S_ISREG

from gen_vpce.access.compiled import compile_policy
from gen_vpce.access.expect_held import Held
from gen_vpce.diagnostics import Diagnostic, Related, Severity, Span
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.read import read

LARGEST = 1 << 16
"""Bytes; the longest policy that IAM takes has 10,240 characters, white space aside.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""


@dataclass(frozen=True, slots=True)
class IdentityRead:
    """The policies of a caller, None where the file cannot be used, and the findings why."""

    held: Held | None
    diagnostics: tuple[Diagnostic, ...] = ()


def read_identity(name: str, folder: Path, asked: Span) -> IdentityRead:
    """Return the policy in the file *name*, relative to *folder*; *asked* is the place that names it."""
    shown = os.path.normpath(PurePosixPath(asked.file).parent / name).replace(os.sep, "/")
    raw = _content(name, folder)
    if isinstance(raw, str):
        return IdentityRead(None, (_unreadable(name, raw, asked),))
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        reason = f"byte {error.start + 1} is not UTF-8"
        return IdentityRead(None, (_unreadable(name, reason, asked),))
    result = read(text, shown)
    if result.policy is None:
        named = Related(asked, "the expectation that names the file")
        wrong = (each for each in result.diagnostics if each.severity is Severity.ERROR)
        return IdentityRead(
            None,
            tuple(
                Diagnostic(each.code, each.severity, each.message, each.span, each.hint, (named,))
                for each in wrong
            ),
        )
    ready = compile_policy(result.policy)
    return IdentityRead(Held(PolicyKind.IDENTITY, result.policy, ready))


def _content(name: str, folder: Path) -> bytes | str:
    """Return what the file holds, or why it cannot be read."""
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor:
        return "its path is not relative to the file that names it"
    path = folder / name
    try:
        at = path.stat()
        if not S_ISREG(at.st_mode):
            return "it is no regular file"
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
        f"`{name}` cannot be read as the caller's policy: {reason}",
        asked,
        "name a policy file in JSON, relative to this file, or remove `identity`",
    )
