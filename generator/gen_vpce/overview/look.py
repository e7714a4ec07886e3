"""What the paths of `gen-vpce report` stand for, read by the reader of each: now, and at a git revision."""

import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gen_vpce.configuration.files import folders_with_terraform, is_configuration
from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.module import refusals
from gen_vpce.module.discover import Found, absolute, discover, repository_top, shown_name
from gen_vpce.module.paths import INTENT
from gen_vpce.overview.model import NotRead
from gen_vpce.overview.of_intents import add_intents
from gen_vpce.overview.of_json import add_json
from gen_vpce.overview.seen import Seen

if TYPE_CHECKING:
    from gen_vpce.terraform.settings import Settings

_PLAN = b'"resource_changes"'
_NO_INTENT, _NO_FOLDER = "GV520", "GV521"
_READ = (
    "give an intent, a module, Terraform source, a template of CloudFormation, "
    "or JSON: a policy, a state, a plan, described endpoints"
)


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
            _add_folder(seen, full, shown_name(full))
    return seen


def _add_folder(seen: Seen, path: Path, shown: str) -> None:
    """Add the intents at and below *path*, or the Terraform source and templates where there are none."""
    modules, wrong = discover([path])
    if modules or path.name == INTENT:
        seen.add_findings(wrong, "paths")
        add_intents(seen, _not_seen(seen, modules))
        seen.not_read += _source_beside(path, modules, shown)
    elif _is_source(path):
        from gen_vpce.overview.of_source import add_source

        add_source(seen, path, shown)
    else:
        seen.add_findings([_nothing(each, path, shown) for each in wrong], "paths")


def _nothing(found: Diagnostic, path: Path, shown: str) -> Diagnostic:
    """Return what is said of a path with nothing to read: what is read here beside intents."""
    if found.code not in (_NO_INTENT, _NO_FOLDER) or not path.exists():
        return found
    if path.is_file():
        return found._replace(message=f"{shown} is not a file that gen-vpce report reads", hint=_READ)
    held = sorted(each.name for each in path.glob("*.json"))
    named = f"; JSON is read where it is named: {shown}/{held[0]}" if held else f"; {_READ}"
    return found._replace(
        message=f"there is no intent.yaml, Terraform source or template in {shown} or below",
        hint=f"{found.hint}{named}",
    )


def _is_source(path: Path) -> bool:
    if not path.is_dir():
        return path.is_file() and (is_configuration(path) or path.suffix in (".yaml", ".yml", ".template"))
    if any(folders_with_terraform(path)):
        return True
    from gen_vpce.configuration.policies.request import Request
    from gen_vpce.lint.templates import templates_below

    return any(templates_below(path, Request().for_templates))


def _source_beside(path: Path, modules: Sequence[Found], shown: str) -> Iterator[NotRead]:
    """Yield the Terraform source at *path* that is no part of a module of an intent."""
    own = [each.folder for each in modules]
    for folder in folders_with_terraform(path) if path.is_dir() else ():
        if not any(folder.is_relative_to(each) for each in own):
            below = folder.relative_to(path).as_posix()
            name = shown if below == "." else f"{shown}/{below}"
            why = "it is Terraform source beside intents, which go first: name its folder to read it"
            yield NotRead(name, why)


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
                if not modules and _is_source(there):
                    from gen_vpce.overview.of_source import add_source

                    add_source(before, there, shown_name(full))
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
    """Whether nothing can be shown: no endpoint was read, and something is wrong.

    What the gate says of a plan can be shown without any: that Terraform forgets one, or that one drifted.
    """
    return not (seen.endpoints or seen.before) and any(
        each.severity == Severity.ERROR.value and (each.source != "gate" or seen.not_read)
        for each in seen.findings
    )
