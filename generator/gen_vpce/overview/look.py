"""What the paths of `gen-vpce report` stand for, read by the reader of each."""

from collections.abc import Sequence
from pathlib import Path

from gen_vpce.diagnostics import Severity
from gen_vpce.module import refusals
from gen_vpce.module.discover import Found, absolute, discover, shown_name
from gen_vpce.module.paths import INTENT
from gen_vpce.overview.of_intents import add_intents
from gen_vpce.overview.of_json import add_json
from gen_vpce.overview.seen import Seen


def look(paths: Sequence[Path]) -> Seen:
    """Return what was seen at *paths*: a folder stands for the intents at and below it, a file for itself.

    What is wrong with a path is a finding, and nothing that is named is left out in silence.
    """
    seen = Seen()
    for path in paths or (Path(),):
        full = absolute(path)
        if full.suffix == ".json" and full.is_file():
            _add_json(seen, full)
        else:
            modules, wrong = discover([full])
            seen.add_findings(wrong, "paths")
            add_intents(seen, _not_seen(seen, modules))
    return seen


def _add_json(seen: Seen, path: Path) -> None:
    shown = shown_name(path)
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        seen.add_findings([refusals.not_read(error, shown)], "paths")
        return
    add_json(seen, text, shown)


def _not_seen(seen: Seen, modules: Sequence[Found]) -> list[Found]:
    """Return those of *modules* that no other path has led to."""
    known = {each.name for each in seen.sources}
    return [each for each in modules if each.name(INTENT) not in known]


def is_refused(seen: Seen) -> bool:
    """Whether nothing can be shown: no endpoint was read, and something is wrong."""
    return not seen.endpoints and any(each.severity == Severity.ERROR.value for each in seen.findings)
