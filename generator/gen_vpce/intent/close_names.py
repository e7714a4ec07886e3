"""The name of an intent, and what people call one who do not know it."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

INTENT = "intent.yaml"
SUFFIXES = (".yaml", ".yml", ".json")


def is_close(name: str) -> bool:
    """Whether *name* is what somebody calls an intent who does not know how it is called."""
    return name != INTENT and name.lower() in {f"intent{suffix}" for suffix in SUFFIXES}


def found_instead(names: Iterable[str]) -> str | None:
    """Return what a message says where a folder holds *names* and no intent; None where nothing is close."""
    close = min((name for name in names if is_close(name)), default=None)
    return f"there is `{close}`; an intent is called {INTENT}: rename it" if close else None


def found_beside(path: Path) -> str | None:
    """Return what `found_instead` says of the folder that the intent *path* is not in."""
    with suppress(OSError):
        return found_instead(each.name for each in path.parent.iterdir()) if path.name == INTENT else None
    return None
