"""A new module: its intent, the schema for the editor, and what is generated; or nothing at all."""

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from gen_vpce.intent.editor.editor_schema import editor_schema_text
from gen_vpce.module import refusals
from gen_vpce.module.discover import absolute, repository_top, shown_name
from gen_vpce.module.generate import Options, generate
from gen_vpce.module.paths import INTENT
from gen_vpce.module.result import Run, Status
from gen_vpce.scaffold.draft import Answers
from gen_vpce.scaffold.new_intent import scaffold
from gen_vpce.scaffold.place import misnamed_intent
from gen_vpce.scaffold.presets import Preset

SCHEMA = ".gen-vpce/intent.schema.json"
"""The schema, for editors without a network; below the top of the repository, or beside the intent."""
_IGNORED, _WORKING = ".gitignore", ".terraform"


def create(folder: Path, choices: Mapping[str, Preset], answers: Answers) -> Run:
    """Write the intent of a new module into *folder* and generate the module.

    An intent that is there already is refused. When the module cannot be made, everything that was written
    and every folder that was made for it is removed again. `.terraform/` is kept out of git, unless a
    `.gitignore` above speaks of it already.
    """
    run = make(folder, lambda schema: scaffold(choices, answers, schema))
    ignored = absolute(folder) / _IGNORED
    if made(run) and not os.path.lexists(ignored) and not _is_ignored(absolute(folder)):
        ignored.write_text(f"{_WORKING}/\n", encoding="utf-8", newline="\n")
    return run


def refused(folder: Path) -> Run | None:
    """Return the refusal of a new module in *folder* where an intent is there already, whatever its name."""
    intent = absolute(folder) / INTENT
    if os.path.lexists(intent):
        return Run((), (refusals.intent_exists(shown_name(intent)),))
    misnamed = misnamed_intent(folder)
    return Run((), (refusals.misnamed(shown_name(intent.with_name(misnamed))),)) if misnamed else None


def _is_ignored(folder: Path) -> bool:
    top = repository_top(folder)
    above = [each for each in (folder, *folder.parents) if each.is_relative_to(top)]
    files = (each / _IGNORED for each in above)
    return any(_WORKING in file.read_text("utf-8", "replace") for file in files if file.is_file())


def make(folder: Path, text: Callable[[str], str], home: Path | None = None) -> Run:
    """Do what `create` does for any intent; *text* makes it, given the way from the folder to the schema.

    Outside of a repository, the schema's copy lies in *home*, a folder above, or in the folder itself.
    """
    folder = absolute(folder)
    intent = folder / INTENT
    if refusal := refused(folder):
        return refusal
    schema = _schema_for(folder, home)
    with ExitStack() as undo:
        _write(intent, text(way_to_schema(folder, home)).encode(), undo)
        _write(schema, editor_schema_text().encode(), undo)
        run = generate([intent], Options())
        if made(run):
            undo.pop_all()
    return run


def way_to_schema(folder: Path, home: Path | None = None) -> str:
    """Return the way from the module in *folder* to the copy of the schema, for the intent's first line."""
    folder = absolute(folder)
    return Path(os.path.relpath(_schema_for(folder, home), folder)).as_posix()


def _schema_for(folder: Path, home: Path | None) -> Path:
    top = repository_top(folder)
    return (absolute(home) if home and top == folder else top) / SCHEMA


def made(run: Run) -> bool:
    """Whether the module of this *run* of `create` is there now."""
    return any(result.status not in (Status.FAILED, Status.REFUSED) for result in run.results)


def _write(path: Path, content: bytes, undo: ExitStack) -> None:
    """Write *content* with the folders that it needs; what was not there before is put on *undo*."""
    for above in reversed(path.parents):
        if not above.exists():
            above.mkdir()
            undo.callback(_remove_empty, above)
    if not path.exists():
        undo.callback(path.unlink, missing_ok=True)
    elif path.read_bytes() == content:
        return
    path.write_bytes(content)


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):  # somebody else put something there
        folder.rmdir()
