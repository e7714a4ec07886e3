"""The matrix as the page lays it out: sections, rows and cells, with what filters find them by."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from gen_vpce.overview.model import Cell, Endpoint, Level, Overview

LEVELS = {
    "list": "L",
    "read": "R",
    "write": "W",
    "tagging": "T",
    "permissions-management": "P",
}
"""The letter of each access level."""

WORDS = {
    "all": "all",
    "some": "some actions",
    "conditions": "under conditions",
    "none": "nothing",
    "undecided": "undecided",
}
"""What is said of an extent."""


class Mark(Struct, frozen=True):
    """One access level of a cell: its letter, its name, how much passes."""

    letter: str
    level: str
    extent: str


class ShownCell(Struct, frozen=True):
    """A cell: the key of its details, None where there are none, its marks, and all of it in words."""

    key: str | None
    marks: tuple[Mark, ...] = ()
    words: str = "nothing"
    change: str = ""
    used: str = ""


class ShownRow(Struct, frozen=True):
    """A row: the callers, and a cell for each column."""

    ids: tuple[str, ...]
    cells: tuple[ShownCell, ...]


SIGNS = {"more": "+", "less": "\u2212", "both": "±", "undecided": "?"}
"""The sign of a change."""

CHANGES = {
    "more": "newly allowed",
    "less": "newly denied",
    "both": "newly allowed and newly denied",
    "undecided": "perhaps changed",
}
"""What is said of a change."""


def passes(cell: Cell) -> bool:
    """Whether something passes, or may, or did."""
    return any(level.extent != "none" or level.change for level in cell.levels)


def change_of(cells: Iterable[Cell]) -> str:
    """Return what changes in *cells* taken together."""
    found = {level.change for cell in cells for level in cell.levels} - {""}
    if len(found) == 1:
        return found.pop()
    return "both" if found else ""


class Passage(Struct, frozen=True):
    """A caller and a resource between which something passes, or may: what changes, how often it is used."""

    caller: str
    resource: str
    change: str
    used: int | None


def ways_of(endpoint: Endpoint) -> list[Passage]:
    """Return the ways through an endpoint."""
    return [
        Passage(caller, resource, change_of([cell]), used_in([cell]))
        for cell in endpoint.cells
        if passes(cell)
        for caller in endpoint.rows[cell.row]
        for resource in endpoint.columns[cell.column]
    ]


def rows_of(endpoint: Endpoint) -> Iterator[ShownRow]:
    """Yield the rows of the matrix of *endpoint*."""
    cells = {(each.row, each.column): each for each in endpoint.cells}
    for row, ids in enumerate(endpoint.rows):
        yield ShownRow(
            ids,
            tuple(
                _shown(endpoint, cells.get((row, column)), row, column)
                for column in range(len(endpoint.columns))
            ),
        )


def _shown(endpoint: Endpoint, cell: Cell | None, row: int, column: int) -> ShownCell:
    if cell is None:
        return ShownCell(None)
    key = f"{endpoint.id}.{row}.{column}"
    said = [level for level in cell.levels if level.extent != "none" or level.change]
    marks = tuple(_mark(level) for level in cell.levels)
    words = "; ".join(map(_in_words, said)) or "nothing: denied"
    used = used_in([cell])
    if used is not None and said:
        words += f"; {_times(used)}"
    return ShownCell(key, marks if said else (), words, change_of([cell]), _short(used) if said else "")


def used_in(cells: Iterable[Cell]) -> int | None:
    """Return how many requests used *cells*, None where there are no events."""
    found = [level.used for cell in cells for level in cell.levels if level.used is not None]
    return sum(found) if found else None


def _times(used: int) -> str:
    return f"used {used:,} times" if used else "never used"


def _short(used: int | None) -> str:
    """Return a count in few letters: `12`, `3k`, `1M`."""
    if used is None:
        return ""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if used >= size:
            return f"{used // size}{letter}"
    return f"{used}"


class Unused(Struct, frozen=True):
    """A way that is allowed and that no event used: its endpoint, callers, resources and access levels."""

    endpoint: Endpoint
    callers: tuple[str, ...]
    resources: tuple[str, ...]
    levels: tuple[str, ...]


def unused_in(overview: Overview) -> list[Unused]:
    """Return what is allowed and was never used, of endpoints that were used at all."""
    return [
        Unused(endpoint, endpoint.rows[cell.row], endpoint.columns[cell.column], levels)
        for endpoint in overview.endpoints
        for cell in endpoint.cells
        if endpoint.used
        and (levels := tuple(each.level for each in cell.levels if each.extent != "none" and not each.used))
    ]


def _in_words(level: Level) -> str:
    change = f", {CHANGES[level.change]}" if level.change else ""
    return f"{level.level}: {WORDS[level.extent]}{change}"


def _mark(level: Level) -> Mark:
    return Mark(LEVELS[level.level], level.level, str(level.extent))


def _changes(overview: Overview) -> int:
    """Return how many policies and endpoints change, an endpoint with its policy once."""
    changes = overview.comparison.changes if overview.comparison else ()
    of_policies = {each.endpoint for each in changes if each.endpoint}
    others = sum(not each.endpoint for each in changes)
    moved = {each.id for each in overview.endpoints if each.change in ("added", "removed", "changed")}
    return len(of_policies | moved) + others


def counts(overview: Overview) -> Mapping[str, int]:
    """Return what the head of the page counts."""
    severities = Counter(each.severity for each in overview.findings)
    results = Counter(each.result for each in overview.expectations)
    return {
        "endpoints": len(overview.endpoints),
        "open": sum(each.open_to_all is True for each in overview.endpoints),
        "errors": severities["error"],
        "warnings": severities["warning"],
        "failed": sum(count for result, count in results.items() if result != "passed"),
        "not_read": len(overview.coverage.not_read),
        "changes": _changes(overview),
    }
