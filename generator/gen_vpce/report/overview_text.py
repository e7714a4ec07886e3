"""The matrix for a terminal: as a table where it is wide enough, a line for each cell where it is not."""

from collections.abc import Iterator

from gen_vpce.overview.model import Endpoint, Level, Overview
from gen_vpce.report.page.shown import LEVELS, WORDS, passes
from gen_vpce.report.style import PLAIN, Style
from gen_vpce.report.visible import visible

_SIGNS = {"all": " {} ", "some": " {} ", "conditions": "[{}]", "none": " . ", "undecided": "?{}?"}
_WIDTH = 3  # of a sign
_NOTHING = "-"
_GAP = "  "


def render(overview: Overview, style: Style = PLAIN) -> str:
    """Return the matrix of every endpoint, with the words for its signs before it."""
    if not overview.endpoints:
        return "there is no endpoint to show\n"
    lines = [*_legend(style)]
    for endpoint in overview.endpoints:
        lines += ["", _title(endpoint, style), *_matrix(endpoint, overview, style)]
    left = overview.coverage.not_read
    if left:
        lines += [
            "",
            *(f"{style.changed('not read')}: {visible(each.what)}: {visible(each.why)}" for each in left),
        ]
    return "".join(f"{line}\n" for line in lines)


def _legend(style: Style) -> Iterator[str]:
    yield style.faint(", ".join(f"{letter} {level}" for level, letter in LEVELS.items()))
    signs = (
        f"{_sign('all', 'R').strip()} {WORDS['all']}",
        f"{_sign('some', 'R').strip()} {WORDS['some']}",
        f"{_sign('conditions', 'R')} {WORDS['conditions']}",
        f"{_sign('none', 'R').strip()} {WORDS['none']}",
        f"{_sign('undecided', 'R')} {WORDS['undecided']}",
    )
    yield style.faint(", ".join(signs))


def _title(endpoint: Endpoint, style: Style) -> str:
    name = endpoint.name if endpoint.module == endpoint.name else f"{endpoint.module}: {endpoint.name}"
    told = ", ".join(filter(None, (endpoint.type, endpoint.service_name or endpoint.service)))
    open_ = f" {style.removed('open to everyone')}" if endpoint.open_to_all else ""
    return f"{style.bold(visible(name))}{f' ({visible(told)})' if told else ''}{open_}"


def _matrix(endpoint: Endpoint, overview: Overview, style: Style) -> Iterator[str]:
    if endpoint.doubt:
        yield f"{_GAP}{style.changed('not decided')}: {visible(endpoint.doubt)}"
        return
    callers = {each.id: visible(each.name) for each in overview.callers}
    resources = {each.id: visible(each.name) for each in overview.resources}
    rows = [", ".join(callers[id_] for id_ in ids) for ids in endpoint.rows]
    columns = [", ".join(resources[id_] for id_ in ids) for ids in endpoint.columns]
    cells = {(each.row, each.column): each.levels for each in endpoint.cells if passes(each)}
    if sum(_widths(rows, columns)) + len(_GAP) * (len(columns) + 1) <= style.width:
        yield from _table(rows, columns, cells, style)
        return
    for row, caller in enumerate(rows):
        found = [column for column in range(len(columns)) if (row, column) in cells]
        yield f"{_GAP}{caller}{'' if found else ': nothing'}"
        for column in found:
            signs, _ = _signs(cells[row, column], style)
            yield f"{_GAP}{_GAP}{signs}{_GAP}{columns[column]}"


def _widths(rows: list[str], columns: list[str]) -> list[int]:
    """Return the widths of the names of callers and of each column."""
    cells = [max(len(name), _WIDTH * len(LEVELS)) for name in columns]
    return [max(map(len, rows), default=0), *cells]


def _table(
    rows: list[str], columns: list[str], cells: dict[tuple[int, int], tuple[Level, ...]], style: Style
) -> Iterator[str]:
    first, *widths = _widths(rows, columns)
    heads = _GAP.join(name.ljust(width) for name, width in zip(columns, widths, strict=True))
    yield style.faint(f"{_GAP}{' ' * first}{_GAP}{heads}".rstrip())
    for row, caller in enumerate(rows):
        line = f"{_GAP}{caller.ljust(first)}"
        for column, width in enumerate(widths):
            signs, length = _signs(cells.get((row, column), ()), style)
            line += f"{_GAP}{signs}{' ' * (width - length)}"
        yield line.rstrip()


def _signs(levels: tuple[Level, ...], style: Style) -> tuple[str, int]:
    """Return the signs of a cell and how wide they are."""
    if not levels:
        return style.faint(_NOTHING), len(_NOTHING)
    known = {level.level: str(level.extent) for level in levels}
    paint = {"all": style.added, "some": style.added, "conditions": style.changed, "undecided": style.removed}
    signs = [
        paint.get(known.get(level, "none"), style.faint)(_sign(known.get(level, "none"), letter))
        for level, letter in LEVELS.items()
    ]
    return "".join(signs), _WIDTH * len(LEVELS)


def _sign(extent: str, letter: str) -> str:
    return _SIGNS[extent].format(letter.lower() if extent == "some" else letter)
