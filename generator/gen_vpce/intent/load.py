"""From the file to the model: the first stage of every run, pure but for the one reading of the file."""

from pathlib import Path

from msgspec import Struct

from gen_vpce.diagnostics import Diagnostic, Severity, Span, in_order
from gen_vpce.intent.build import build
from gen_vpce.intent.close_names import found_beside
from gen_vpce.intent.findings import Findings
from gen_vpce.intent.model import Intent
from gen_vpce.intent.schema import check
from gen_vpce.intent.source import Read, read


class Loaded(Struct, frozen=True):
    """An intent, None where there are errors, and every finding in the order of the file."""

    intent: Intent | None
    diagnostics: tuple[Diagnostic, ...]


def load(path: Path, shown: str) -> Loaded:
    """Read, check and resolve the intent at *path*; *shown* is its name in findings."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        message = f"`{shown}` cannot be read: {reason}"
        hint = (
            found_beside(path) or "`gen-vpce init` writes one"
            if isinstance(error, FileNotFoundError)
            else "see to the path and its permissions"
        )
        return Loaded(None, (Diagnostic("GV101", Severity.ERROR, message, Span(shown), hint),))
    return load_bytes(raw, shown)


def load_bytes(raw: bytes, shown: str) -> Loaded:
    """Read, check and resolve an intent; *shown* is its name in findings. Every problem is found at once."""
    return load_source(read(raw, shown))


def load_source(source: Read) -> Loaded:
    """Check and resolve an intent that was read already."""
    found = Findings(source.diagnostics)
    intent = None
    if source.root:
        sound = check(source.root, found)
        if sound:
            intent = build(sound, source.root, found)
    if intent is None or found.stop:
        return Loaded(None, in_order(found))
    accepted = {acceptance.code for acceptance in intent.accept}
    return Loaded(intent, in_order([each for each in found if each.code not in accepted]))
