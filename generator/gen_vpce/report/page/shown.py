"""The matrix as the page lays it out: sections, rows and cells, with what filters find them by."""

from collections import Counter
from collections.abc import Iterator, Mapping

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


class ShownRow(Struct, frozen=True):
    """A row: the callers, and a cell for each column."""

    ids: tuple[str, ...]
    cells: tuple[ShownCell, ...]


def passes(cell: Cell) -> bool:
    """Whether something passes, or may."""
    return any(level.extent != "none" for level in cell.levels)


def ways_of(endpoint: Endpoint) -> list[tuple[str, str]]:
    """Return the ids of each caller and resource between which something passes, or may."""
    return [
        (caller, resource)
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
    said = [level for level in cell.levels if level.extent != "none"]
    marks = tuple(_mark(level) for level in cell.levels)
    words = "; ".join(f"{each.level}: {WORDS[each.extent]}" for each in said) or "nothing: denied"
    return ShownCell(key, marks if said else (), words)


def _mark(level: Level) -> Mark:
    return Mark(LEVELS[level.level], level.level, str(level.extent))


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
    }
