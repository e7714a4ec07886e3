"""Which folders are modules, and which files an expression may read."""

import json
import os
from pathlib import Path

from msgspec import Struct, field

from gen_vpce.configuration.module.sources import Source, read_source, read_text
from gen_vpce.configuration.place import Piece, Place
from gen_vpce.configuration.value.value import Failure, String, Unknown, Value, unknown
from gen_vpce.policy.symbols import OPENING, has_marker

_LISTED = Path(".terraform/modules/modules.json")


class Library(Struct):
    """The folders and files that were read; each one is read once.

    `inside` are the folders whose files `file()` may read; with `everywhere`, it may read any file. `called`
    are the folders of the modules that were read through a call.
    """

    inside: tuple[Path, ...]
    everywhere: bool = False
    only: Path | None = None
    called: set[Path] = field(default_factory=set)
    _sources: dict[Path, Source] = field(default_factory=dict)
    _texts: dict[Path, String | str] = field(default_factory=dict)
    _shown: dict[Path, str] = field(default_factory=dict)

    def source(self, folder: Path) -> Source:
        """Return the module in *folder*."""
        known = folder.resolve()
        if known not in self._sources:
            only = self.only if self.only and self.only.parent.resolve() == known else None
            try:
                self._sources[known] = read_source(folder, _shown(folder), only)
            except OSError as error:
                reason = f"the folder {_shown(folder)} cannot be read: {error.strerror}"
                raise Failure(reason) from None
        return self._sources[known]

    def sources(self) -> tuple[Source, ...]:
        """Return the modules that were read."""
        return tuple(self._sources.values())

    def installed(self, root: Path) -> dict[str, Path]:
        """Return the folders of the modules that `terraform init` put under *root*, by address."""
        listed = root / _LISTED
        if not listed.is_file():
            return {}
        text, problem = read_text(listed, _shown(listed))
        try:
            data = json.loads(text.text) if problem is None else {}
        except (ValueError, RecursionError):
            return {}
        entries = data.get("Modules") if isinstance(data, dict) else None
        return {
            str(entry["Key"]): root / str(entry["Dir"])
            for entry in (entries if isinstance(entries, list) else ())
            if isinstance(entry, dict) and entry.get("Key") and entry.get("Dir")
        }

    def text(self, written: str, base: Path, own: Path, place: Place) -> Value:
        """Return the text of the file that *written* names from *base*; *own* is the folder of the module."""
        path = base / written
        known = path.resolve()
        if not self._is_allowed(known, own):
            reason = "the file lies outside of the folder; --allow-files lets it be read"
            return unknown(f"file({written})", reason, place)
        if known not in self._texts:
            positions, problem = read_text(path, _shown(path))
            whole = Place(positions, (0, len(positions.text)))
            text = String((Piece(positions.text, whole, exact=True),) if positions.text else (), whole)
            if has_marker(positions.text):
                problem = problem or f"it holds {OPENING}, which stands for values that are not known"
            self._texts[known] = problem or text
        found = self._texts[known]
        if isinstance(found, str):
            raise Failure(f"{_shown(path)}: {found}", place)
        return found

    def folder(self, written: str, base: Path, own: Path, place: Place) -> Path | Unknown:
        """Return the folder that *written* names from *base*, if the files in it may be read."""
        known = (base / written).resolve()
        if not self._is_allowed(known, own):
            reason = "the folder lies outside of the configuration; --allow-files lets it be read"
            return unknown(f"fileset({written})", reason, place)
        return known

    def _is_allowed(self, path: Path, own: Path) -> bool:
        return self.everywhere or any(path.is_relative_to(each.resolve()) for each in (*self.inside, own))


def _shown(path: Path) -> str:
    """Return a path for people: relative where it lies below the working directory."""
    plain = Path(os.path.normpath(path))
    if plain.is_absolute() and plain.is_relative_to(Path.cwd()):
        plain = plain.relative_to(Path.cwd())
    return plain.as_posix()
