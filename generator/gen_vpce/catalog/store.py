"""The data files: where they lie and how one is read."""

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"


@cache
def read(name: str) -> Any:  # noqa: ANN401 - JSON of our own making; each reader knows its shape
    """Return the JSON of one data file, read once a process. A missing file is a bug of the package."""
    return json.loads((DATA / name).read_bytes())


def digest() -> str:
    """Return the SHA-256 of all data files, as recorded when they were made."""
    recorded: str = read("index.json")["digest"]
    return recorded


def sources() -> tuple[str, ...]:
    """Return the packages that the data was made from, with their versions, and dates where they tell."""
    known: list[dict[str, str]] = read("index.json")["sources"]
    return tuple(
        f"{each['package']} {each['version']}" + (f" of {each['date']}" if "date" in each else "")
        for each in known
    )
