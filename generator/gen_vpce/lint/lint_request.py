"""What is to be linted, and what is accepted of what is found."""

from pathlib import Path

from msgspec import Struct, field

from gen_vpce.configuration.policies.request import Request
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.lint.acceptance import FILE, Accepted, accepted_for
from gen_vpce.lint.policy_kind import Attachment

STDIN = Path("-")


class Asked(Struct, frozen=True):
    """What is to be linted, and how: where policies are attached, codes that are accepted, values.

    With `explain_unknown`, every value that is not known is a note.
    """

    paths: tuple[Path, ...]
    given: Attachment = Attachment()
    accept: tuple[str, ...] = ()
    request: Request = field(default_factory=Request)
    explain_unknown: bool = False


def everywhere(asked: Asked) -> tuple[Accepted, ...]:
    """Return what is accepted in every file."""
    return tuple(Accepted(code.upper()) for code in asked.accept)


def accepted_beside(path: Path) -> tuple[tuple[Accepted, ...], tuple[Diagnostic, ...]]:
    """Return what is accepted of the file *path* by the file beside it, and what is wrong with that one."""
    beside = path.parent / FILE
    if path == STDIN or not beside.is_file():
        return (), ()
    return accepted_for(path.name, beside.read_bytes(), str(beside))
