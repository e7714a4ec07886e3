"""The matrix as the page lays it out: sections, rows and cells, with what filters find them by."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.diagnostics import Severity
from gen_vpce.overview.model import Cell, Endpoint, Finding, Overview, Place

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


class ShownRow(Struct, frozen=True):
    """A row: the names of its callers, and a text for each cell."""

    name: str
    cells: tuple[str, ...]


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


_SEVERITIES = [each.value for each in Severity]

MARKS = {"all": "{}", "some": "{}", "conditions": "[{}]", "none": "", "undecided": "?{}?"}
"""How a letter is written where there are no colours and frames; for some actions it is a small one."""


def rows_of(endpoint: Endpoint, names: Mapping[str, str]) -> Iterator[ShownRow]:
    """Yield the rows of the matrix of *endpoint*, as they are read where no script runs.

    Where nothing passes and no statement has a say, a cell is no text.
    """
    cells = {(each.row, each.column): in_letters(each) for each in endpoint.cells}
    for row, ids in enumerate(endpoint.rows):
        found = tuple(cells.get((row, column), "") for column in range(len(endpoint.columns)))
        yield ShownRow(", ".join(names[id_] for id_ in ids), found)


def in_letters(cell: Cell) -> str:
    """Return what passes in a cell: the letters of its levels, the sign of a change, how often it is used."""
    if not passes(cell):
        return "denied"
    letters = "".join(letter(level.level, str(level.extent)) for level in cell.levels)
    parts = (f"{letters}{SIGNS.get(change_of([cell]), '')}", _short(used_in([cell])))
    return " ".join(filter(None, parts))


def letter(level: str, extent: str) -> str:
    """Return the letter of an access level, written as much of it passes."""
    written = LEVELS[level].lower() if extent == "some" else LEVELS[level]
    return MARKS[extent].format(written)


def used_in(cells: Iterable[Cell]) -> int | None:
    """Return how many requests used *cells*, None where there are no events."""
    found = [level.used for cell in cells for level in cell.levels if level.used is not None]
    return sum(found) if found else None


def _short(used: int | None) -> str:
    """Return a count in few letters: `12`, `3k`, `1M`."""
    if used is None:
        return ""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if used >= size:
            return f"{used // size}{letter}"
    return f"{used}"


class Unused(Struct, frozen=True):
    """Ways that are allowed and that no event used: their callers, resources and access levels."""

    callers: tuple[str, ...]
    resources: tuple[str, ...]
    levels: tuple[str, ...]


def unused_in(overview: Overview) -> list[tuple[Endpoint, list[Unused]]]:
    """Return what is allowed and was never used, of endpoints that were used at all.

    Resources of the same callers and levels are one way, and so are callers of the same resources and levels.
    """
    found = ((each, _unused_of(each)) for each in overview.endpoints if each.used)
    return [(endpoint, unused) for endpoint, unused in found if unused]


def _unused_of(endpoint: Endpoint) -> list[Unused]:
    by_row: dict[tuple[int, tuple[str, ...]], tuple[str, ...]] = {}
    for cell in endpoint.cells:
        levels = tuple(each.level for each in cell.levels if each.extent != "none" and not each.used)
        if levels:
            key = (cell.row, levels)
            by_row[key] = (*by_row.get(key, ()), *endpoint.columns[cell.column])
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[str, ...]] = {}
    for (row, levels), resources in by_row.items():
        alike[resources, levels] = (*alike.get((resources, levels), ()), *endpoint.rows[row])
    return [Unused(callers, resources, levels) for (resources, levels), callers in alike.items()]


class ShownFinding(Struct, frozen=True):
    """Findings that say the same, as one: where each of them is."""

    finding: Finding
    places: tuple[Place, ...]


def together(findings: Iterable[Finding]) -> list[ShownFinding]:
    """Return *findings* in their order, those that say the same at the first of them."""
    found: dict[Finding, list[Place]] = {}
    for each in findings:
        places = found.setdefault(replace(each, place=None, subject=None), [])
        if each.place:
            places.append(each.place)
    return [ShownFinding(each, tuple(dict.fromkeys(places))) for each, places in found.items()]


def of_gate(overview: Overview) -> list[ShownFinding]:
    """Return what the gate says, in its order, without the rows that stand with the policies that change."""
    sides = [
        side
        for change in (overview.comparison.changes if overview.comparison else ())
        for side in (change.newly_allowed, change.newly_denied)
    ]
    said = {row for side in sides for row in side.rows}
    said |= {f"for example {side.example.text}" for side in sides if side.example}
    return together(
        replace(each, details=tuple(detail for detail in each.details if detail not in said))
        for each in overview.findings
        if each.source == "gate"
    )


class Rule(Struct, frozen=True):
    """What one rule finds; the hint where all of it has the same."""

    severity: str
    code: str
    hint: str | None
    found: list[ShownFinding]


def by_rule(findings: Iterable[Finding]) -> list[Rule]:
    """Return *findings* by their rules: errors first, else in their order."""
    found: dict[tuple[str, str], list[ShownFinding]] = {}
    for each in together(findings):
        found.setdefault((each.finding.severity, each.finding.code), []).append(each)
    rules = []
    for (severity, code), shown in found.items():
        hints = {each.finding.hint for each in shown}
        rules.append(Rule(severity, code, hints.pop() if len(hints) == 1 else None, shown))
    return sorted(rules, key=lambda rule: _SEVERITIES.index(rule.severity))


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
