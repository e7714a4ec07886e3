"""Finding the modules of a run: every folder with an `intent.yaml` at or below the given paths."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.intent.close_names import SUFFIXES, is_close
from gen_vpce.module import refusals
from gen_vpce.module.paths import INTENT

_SKIPPED = frozenset({"node_modules"})


class Found(NamedTuple):
    """A module's folder, absolute, and as it is `shown`: relative to the working directory."""

    folder: Path
    shown: str

    def name(self, path: str) -> str:
        """Return how the file *path* of this module is shown."""
        return path if self.shown == "." else f"{self.shown}/{path}"


def discover(paths: Sequence[Path]) -> tuple[tuple[Found, ...], tuple[Diagnostic, ...]]:
    """Return the modules at and below *paths*, each once and in order, and what is wrong with a path.

    No path stands for the working directory. Hidden folders, `node_modules` and links to folders are not
    searched, unless they are given themselves. A path without any module is an error.
    """
    modules: dict[str, Found] = {}
    problems: list[Diagnostic] = []
    for path in paths or (Path(),):
        top = absolute(path)
        wrong = len(problems)
        found = list(_search(top, problems))
        if not found and len(problems) == wrong:
            problems.append(refusals.no_intent(shown_name(top)))
        # Two paths may lead to one module, by links too.
        modules.update((os.path.realpath(each), Found(each, shown_name(each))) for each in found)
    return tuple(sorted(modules.values(), key=lambda each: each.shown)), tuple(problems)


def absolute(path: Path) -> Path:
    """Return *path* from the root, without `..`; links stay, so that names are those that were given."""
    return Path(os.path.normpath(Path.cwd() / path))


def repository_top(folder: Path) -> Path:
    """Return the top of the repository that the absolute *folder* lies in, or *folder* itself."""
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), folder)


def shown_name(path: Path) -> str:
    """Return the absolute *path* relative to the working directory, with forward slashes.

    It stays absolute where there is no relative way, as to another drive.
    """
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:
        return path.as_posix()


def checkout_name(shown: str) -> str:
    """Return the file *shown*, a path from the working directory, as its repository names it.

    That is the repository of the working directory, or the outermost one around a file elsewhere: folders of
    `.terraform/modules` are repositories too. Outside of any, it is named from the working directory where it
    lies below it, and from the root of the file system elsewhere.
    """
    here, file = Path.cwd(), absolute(Path(shown))
    around = [above for above in reversed(file.parents) if (above / ".git").exists()]
    own = repository_top(here)
    tops = [own, *around] if (own / ".git").exists() else [*around, here]
    top = next((each for each in tops if file.is_relative_to(each)), None)
    return (file.relative_to(top) if top else file).as_posix()


def _search(top: Path, problems: list[Diagnostic]) -> Iterator[Path]:
    """Yield the module folders at and below *top*."""
    if top.name == INTENT and top.is_file():
        yield top.parent
        return
    if not top.is_dir():
        is_misnamed = top.is_file() and top.suffix.lower() in SUFFIXES
        problems.append((refusals.misnamed if is_misnamed else refusals.no_path)(shown_name(top)))
        return

    def refuse(error: OSError) -> None:
        problems.append(refusals.no_listing(error, shown_name(Path(error.filename))))

    for folder, below, files in os.walk(top, onerror=refuse):
        below[:] = [name for name in below if not name.startswith(".") and name not in _SKIPPED]
        if INTENT in files:
            yield Path(folder)
            continue
        close = [name for name in files if is_close(name)]
        problems += [refusals.misnamed(shown_name(Path(folder, name))) for name in sorted(close)]
