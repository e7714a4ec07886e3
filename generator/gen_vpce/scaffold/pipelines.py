"""Pipelines to begin with: the file of a CI system that checks, plans, gates and comments.

Unlike a module, a pipeline is the team's own from the moment it is written: nothing is ever written over.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from gen_vpce import __version__
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.intent.load import load
from gen_vpce.module import refusals
from gen_vpce.module.discover import absolute, discover, repository_top, shown_name
from gen_vpce.module.disk import create
from gen_vpce.module.paths import INTENT


class Pipeline(Struct, frozen=True):
    """A CI system: the template below `templates/ci`, and where its file goes from the repository's top.

    `next` says what remains to be done by a person, a step a line.
    """

    template: str
    path: str
    next: tuple[str, ...]


_NO_REPOSITORY = "make the repository in {top}, from where the paths in the file are counted: git init"
_FILL_IN = "fill in the lines of {path} that say so"

PIPELINES: Mapping[str, Pipeline] = MappingProxyType(
    {
        "github": Pipeline(
            "github.yml.j2",
            ".github/workflows/gen-vpce.yml",
            (_FILL_IN, "require its job `gate` before a merge into the main branch"),
        ),
        "gitlab": Pipeline(
            "gitlab.yml.j2",
            ".gitlab/gen-vpce.yml",
            (_FILL_IN, "include it from .gitlab-ci.yml:  include: [{{local: {path}}}]"),
        ),
        "atlantis": Pipeline(
            "atlantis.yaml.j2",
            "atlantis.yaml",
            ("allow custom workflows on the server, as the first lines of {path} say",),
        ),
    }
)


class Planned(Struct, frozen=True):
    """A folder that is planned, relative to the top, and its deployment where it has some."""

    module: str
    deployment: str = ""


class Laid(Struct, frozen=True):
    """The file of a pipeline by its shown name, with what remains to be done; or the `problem` with it."""

    shown: str
    next: tuple[str, ...] = ()
    problem: Diagnostic | None = None


def obstacle(pipeline: Pipeline, folder: Path) -> Diagnostic | None:
    """Return what is in the way of *pipeline* in the repository that *folder* lies in."""
    path = _top(folder) / pipeline.path
    return refusals.pipeline_exists(shown_name(path)) if os.path.lexists(path) else None


def lay(pipeline: Pipeline, folder: Path) -> Laid:
    """Write the file of *pipeline* at the top of the repository that *folder* lies in."""
    top = _top(folder)
    path = top / pipeline.path
    shown = shown_name(path)
    text = _text(pipeline, top)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        create([(path, text.encode(), None)])
    except FileExistsError:
        return Laid(shown, problem=refusals.pipeline_exists(shown))
    here = () if _is_repository(top) else (_NO_REPOSITORY.format(top=top.name),)
    return Laid(shown, (*here, *(step.format(path=pipeline.path) for step in pipeline.next)))


def _top(folder: Path) -> Path:
    """Return the top of the repository that *folder* lies in, or the working directory."""
    top = repository_top(absolute(folder))
    return top if _is_repository(top) else Path.cwd()


def _is_repository(top: Path) -> bool:
    return (top / ".git").exists()


def _text(pipeline: Pipeline, top: Path) -> str:
    from gen_vpce.module.templates.render import Encoded, environment

    template = environment().get_template(f"ci/{pipeline.template}")
    return template.render(version=Encoded(__version__), modules=_modules(top))


def _modules(top: Path) -> Sequence[Planned]:
    """Return what is planned of the modules that are there."""
    modules, _ = discover([top])
    planned = []
    for module in modules:
        folder = Path(os.path.relpath(module.folder, top)).as_posix()
        intents = load(module.folder / INTENT, folder).intents
        planned += [Planned(folder, intent.deployment or "") for intent in intents] or [Planned(folder)]
    return planned
