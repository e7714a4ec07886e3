"""The matrix for a terminal: as a table where it is wide enough, a line for each cell where it is not."""

import textwrap
from collections.abc import Iterator
from unicodedata import combining, east_asian_width

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
        lines += ["", *_title(endpoint, style), *_matrix(endpoint, overview, style)]
    left = overview.coverage.not_read
    if left:
        lines += [
            "",
            *(
                line.replace("not read", style.changed("not read"), 1)
                for each in left
                for line in _wrapped(f"not read: {visible(each.what)}: {visible(each.why)}", style, _GAP)
            ),
        ]
    return "".join(f"{line}\n" for line in lines)


def _legend(style: Style) -> Iterator[str]:
    levels = ", ".join(f"{letter} {level}" for level, letter in LEVELS.items())
    signs = (
        f"{_sign('all', 'R').strip()} {WORDS['all']}",
        f"{_sign('some', 'R').strip()} {WORDS['some']}",
        f"{_sign('conditions', 'R')} {WORDS['conditions']}",
        f"{_sign('none', 'R').strip()} {WORDS['none']}",
        f"{_sign('undecided', 'R')} {WORDS['undecided']}",
    )
    for line in (*_wrapped(levels, style), *_wrapped(", ".join(signs), style)):
        yield style.faint(line)


def _title(endpoint: Endpoint, style: Style) -> Iterator[str]:
    name = endpoint.name if endpoint.module == endpoint.name else f"{endpoint.module}: {endpoint.name}"
    told = ", ".join(filter(None, (endpoint.type, endpoint.service_name or endpoint.service)))
    open_ = "open to everyone" if endpoint.open_to_all else ""
    name, told = visible(name), f"({visible(told)})" if told else ""
    if _columns(" ".join(filter(None, (name, told, open_)))) <= style.width:
        yield " ".join(filter(None, (style.bold(name), told, style.removed(open_) if open_ else "")))
        return
    yield from map(style.bold, _wrapped(name, style, _GAP))
    if told:
        yield from _wrapped(_GAP + told, style, _GAP)
    if open_:
        yield f"{_GAP}{style.removed(open_)}"


def _wrapped(text: str, style: Style, indent: str = "") -> list[str]:
    """Return *text* in lines that fit the terminal, all but the first one indented."""
    return textwrap.wrap(text, style.width, subsequent_indent=indent, break_on_hyphens=False)


def _columns(text: str) -> int:
    """Return how many columns of a terminal *text* takes."""
    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _columns(text))


def _matrix(endpoint: Endpoint, overview: Overview, style: Style) -> Iterator[str]:
    if endpoint.doubt:
        for line in _wrapped(f"{_GAP}not decided: {visible(endpoint.doubt)}", style, _GAP):
            yield line.replace("not decided", style.changed("not decided"), 1)
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
        yield from _wrapped(f"{_GAP}{caller}{'' if found else ': nothing'}", style, _GAP * 2)
        for column in found:
            signs, length = _signs(cells[row, column], style)
            name = columns[column]
            if _columns(name) <= style.width - length - len(_GAP * 3):
                yield f"{_GAP * 2}{signs}{_GAP}{name}"
                continue
            yield f"{_GAP * 2}{signs}".rstrip()
            yield from _wrapped(_GAP * 3 + name, style, _GAP * 3)


def _widths(rows: list[str], columns: list[str]) -> list[int]:
    """Return the widths of the names of callers and of each column."""
    cells = [max(_columns(name), _WIDTH * len(LEVELS)) for name in columns]
    return [max(map(_columns, rows), default=0), *cells]


def _table(
    rows: list[str], columns: list[str], cells: dict[tuple[int, int], tuple[Level, ...]], style: Style
) -> Iterator[str]:
    first, *widths = _widths(rows, columns)
    heads = _GAP.join(_padded(name, width) for name, width in zip(columns, widths, strict=True))
    yield style.faint(f"{_GAP}{' ' * first}{_GAP}{heads}".rstrip())
    for row, caller in enumerate(rows):
        line = f"{_GAP}{_padded(caller, first)}"
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
