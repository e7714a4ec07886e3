"""What the page shows when a cell is opened: JSON inside the page, equal parts once, no text as markup."""

import json
from collections.abc import Sequence

from msgspec import Struct, field

from gen_vpce.overview.model import Example, Level, Overview
from gen_vpce.report.visible import lines, visible

_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}
"""What could end the element that holds the JSON, or a line of a script, in another spelling of JSON."""


class _Parts(Struct):
    """Lists and texts by their number: each stands in the page once."""

    lists: list[object] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, part: object) -> int:
        key = json.dumps(part)
        if key not in self.numbers:
            self.numbers[key] = len(self.lists)
            self.lists.append(part)
        return self.numbers[key]


def details(overview: Overview) -> str:
    """Return the JSON that the page's script reads, safe inside of a `script` element."""
    parts = _Parts()
    cells = {
        f"{endpoint.id}.{cell.row}.{cell.column}": parts.number(
            [parts.number(_level(level, parts)) for level in cell.levels]
        )
        for endpoint in overview.endpoints
        for cell in endpoint.cells
    }
    statements = [
        [
            visible(each.policy),
            visible(each.label),
            visible(each.effect),
            visible(f"{each.who}: {each.what} on {each.on_what}"),
            visible(each.when),
            visible(f"{each.place.file}:{each.place.line}") if each.place else "",
            lines(each.text),
        ]
        for each in overview.statements
    ]
    data = {"cells": cells, "parts": parts.lists, "statements": statements}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return "".join(_ESCAPES.get(character, character) for character in text)


def _level(level: Level, parts: _Parts) -> list[object]:
    actions = [
        parts.number(_bare(names)) if names else -1
        for names in (level.whole, level.partly, level.never, level.open)
    ]
    return [
        visible(level.level),
        str(level.extent),
        actions,
        list(level.statements),
        _example(level.passing),
        _example(level.refused),
        visible(level.reason or ""),
    ]


def _bare(actions: Sequence[str]) -> list[str]:
    return [visible(each) for each in actions]


def _example(example: Example | None) -> str:
    return visible(example.text) if example else ""
