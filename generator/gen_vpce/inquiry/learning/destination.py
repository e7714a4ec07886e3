"""Where a learned intent goes, and which one is changed: a file, or what is in the way and the fix."""

from pathlib import Path

from gen_vpce.diagnostics.english import counted, first_of
from gen_vpce.intent.chosen import split
from gen_vpce.module.discover import discover
from gen_vpce.module.paths import INTENT

_SHOWN = 3


class NoHomeError(Exception):
    """No file can be told that the intent is written to, or read from: why, and the fix."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def new_home(into: Path, name: str) -> Path:
    """Return the file of the intent *name* in the folder *into*.

    NoHomeError where something is there already: a file, an intent, or folders with intents of their own,
    among which `generate` would take it for one more.
    """
    file = into / INTENT
    if into.exists() and not into.is_dir():
        raise NoHomeError(f"`{into}` is a file", "--into takes a folder, in which intent.yaml is written")
    if file.exists():
        hint = f"to add to it, write --merge {file}; or name another folder"
        raise NoHomeError(f"`{file}` exists and is not overwritten", hint)
    below = _intents(into)
    if below:
        hint = f"write --into {into / name} for one more beside them, or --merge {below[0]} to add to one"
        raise NoHomeError(f"`{into}` holds {_in_words(below)} already", hint)
    return file


def home_to_change(name: Path) -> tuple[Path, str | None]:
    """Return the intent that *name* stands for, a file or its folder, and the deployment behind `#`.

    NoHomeError where the folder has no intent of its own.
    """
    shown, deployment = split(str(name))
    path = Path(shown)
    if not path.is_dir():
        return path, deployment
    if (path / INTENT).is_file():
        return path / INTENT, deployment
    below = _intents(path)
    if below:
        hint = f"name one: --merge {below[0]}"
        raise NoHomeError(f"`{path}` holds {_in_words(below)}, and one is changed", hint)
    raise NoHomeError(f"`{path}` holds no {INTENT}", f"name the file of an intent, or write --into {path}")


def _intents(folder: Path) -> list[str]:
    """Return the intents below *folder*, as they are shown."""
    if not folder.is_dir():
        return []
    return [each.name(INTENT) for each in discover([folder])[0]]


def _in_words(intents: list[str]) -> str:
    named = first_of([f"`{each}`" for each in intents], _SHOWN)
    return f"{counted(len(intents), 'intent')} ({named})"
