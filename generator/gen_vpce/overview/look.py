"""What the paths of `gen-vpce report` stand for, read by the reader of each: now, and at a git revision."""

import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.module import refusals
from gen_vpce.module.discover import Found, absolute, discover, repository_top, shown_name
from gen_vpce.module.paths import INTENT
from gen_vpce.overview.of_intents import add_intents
from gen_vpce.overview.of_json import add_json
from gen_vpce.overview.seen import Seen

if TYPE_CHECKING:
    from gen_vpce.terraform.settings import Settings

_PLAN = b'"resource_changes"'


def look(paths: Sequence[Path]) -> Seen:
    """Return what was seen at *paths*: a folder stands for the intents at and below it, a file for itself.

    What is wrong with a path is a finding, and nothing that is named is left out in silence.
    """
    seen = Seen()
    for path in paths:
        full = absolute(path)
        if full.suffix == ".json" and full.is_file():
            _add_json(seen, full, shown_name(full))
        else:
            modules, wrong = discover([full])
            seen.add_findings(wrong, "paths")
            add_intents(seen, _not_seen(seen, modules))
    return seen


def compare_with(seen: Seen, paths: Sequence[Path], revision: str) -> None:
    """Add what *paths* held at a git *revision*; raises `GitError`.

    A path that was not there yet adds nothing: then everything at it is new.
    """
    from gen_vpce.inquiry.exported_revision import exported

    before = Seen()
    with exported(revision) as top:
        for path in paths:
            full = absolute(path)
            around = repository_top(full)
            if not full.is_relative_to(around):
                continue
            there = top / full.relative_to(around)
            if there.suffix == ".json" and there.is_file():
                _add_json(before, there, shown_name(full))
            elif there.exists():
                modules, _ = discover([there])
                add_intents(before, [_as_now(each, top, around) for each in modules])
    seen.before += before.endpoints
    seen.compared.update(each.key for each in (*seen.endpoints, *before.endpoints))
    seen.against = revision
    wrong = [each for each in before.not_read if "errors" in each.why]
    seen.notes += (f"{each.what} at {revision} was not compared: {each.why}." for each in wrong)


def _as_now(module: Found, top: Path, around: Path) -> Found:
    """Return a module of a revision under the name that it has, or would have, now."""
    below = Path(os.path.realpath(module.folder)).relative_to(os.path.realpath(top))
    return Found(module.folder, shown_name(around / below))


def _add_json(seen: Seen, path: Path, shown: str) -> None:
    try:
        raw = path.read_bytes()
    except OSError as error:
        seen.add_findings([refusals.not_read(error, shown)], "paths")
        return
    if _PLAN in raw:
        add_plan_file(seen, raw, Path(), None, shown)
    else:
        add_json(seen, raw.decode("utf-8", "replace"), shown)


def add_plan_file(
    seen: Seen, raw: bytes, root: Path, settings: "Settings | None", shown: str
) -> tuple[Diagnostic, ...]:
    """Add the plan in *raw* and return what the gate finds."""
    from gen_vpce.overview.of_plan import add_plan
    from gen_vpce.terraform.plan import read_plan
    from gen_vpce.terraform.settings import Settings

    plan = read_plan(io.BufferedReader(io.BytesIO(raw)))
    return add_plan(seen, plan, root, settings or Settings(), shown)


def _not_seen(seen: Seen, modules: Sequence[Found]) -> list[Found]:
    """Return those of *modules* that no other path has led to."""
    known = {each.name for each in seen.sources}
    return [each for each in modules if each.name(INTENT) not in known]


def is_refused(seen: Seen) -> bool:
    """Whether nothing can be shown: no endpoint was read, and something is wrong."""
    return not (seen.endpoints or seen.before) and any(
        each.severity == Severity.ERROR.value for each in seen.findings
    )
