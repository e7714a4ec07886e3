"""What the page shows when a cell is opened: JSON inside the page, equal parts once, no text as markup."""

import json
from typing import TypeAlias

from msgspec import Struct, field

from gen_vpce.overview.model import Example, Level, Overview, Statement
from gen_vpce.report.visible import visible

_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}
"""What could end the element that holds the JSON, or a line of a script, in another spelling of JSON."""

_LONG = 24  # from so many letters on, a part stands in the page once
_MARK = "\0"  # begins the number of a part; no text of the page holds it

_Json: TypeAlias = "dict[str, _Json] | list[_Json] | str | int | float | bool | None"


class _Parts(Struct):
    """The long parts by their number, in which shorter ones stand by theirs."""

    parts: list[_Json] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def folded(self, value: _Json) -> _Json:
        """Return *value* with its long parts as numbers."""
        if isinstance(value, list):
            made: _Json = [self.folded(each) for each in value]
        elif isinstance(value, dict):
            made = {key: self.folded(each) for key, each in value.items()}
        else:
            made = value
        key = json.dumps(made)
        if len(key) < _LONG:
            return made
        if key not in self.numbers:
            self.numbers[key] = len(self.parts)
            self.parts.append(made)
        return f"{_MARK}{self.numbers[key]}"


def details(overview: Overview) -> str:
    """Return the JSON that the page's script reads, safe inside of a `script` element."""
    parts = _Parts()
    cells: dict[str, _Json] = {
        endpoint.id: {
            f"{cell.row}.{cell.column}": parts.folded([_level(level) for level in cell.levels])
            for cell in endpoint.cells
        }
        for endpoint in overview.endpoints
    }
    statements = [parts.folded(_statement(each)) for each in overview.statements]
    data = {"cells": cells, "statements": statements, "parts": parts.parts}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return "".join(_ESCAPES.get(character, character) for character in text)


def _level(level: Level) -> _Json:
    return _shown(
        [
            level.level,
            str(level.extent),
            [list(names) for names in (level.whole, level.partly, level.never, level.open)],
            list(level.statements),
            _example(level.passing),
            _example(level.refused),
            level.reason or "",
            _example(level.newly_allowed),
            _example(level.newly_denied),
            _used(level),
        ]
    )


def _used(level: Level) -> str:
    """Return how often a level is used, empty where there are no events."""
    if level.used is None:
        return ""
    return f"{level.used:,} times, last at {level.last_used}" if level.used else "never"


def _statement(statement: Statement) -> _Json:
    where = statement.place
    return _shown(
        [
            statement.policy,
            statement.label,
            statement.effect,
            [statement.who, statement.what, statement.on_what, statement.when],
            f"{where.file}:{where.line}" if where else "",
            _parsed(statement.text),
        ]
    )


def _parsed(text: str) -> _Json:
    try:
        found: _Json = json.loads(text)
    except ValueError:
        return text
    return found


def _example(example: Example | None) -> str:
    return example.text if example else ""


def _shown(value: _Json) -> _Json:
    """Return *value* without characters that nobody can see, or that reorder others."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, list):
        return [_shown(each) for each in value]
    if isinstance(value, dict):
        return {visible(key): _shown(each) for key, each in value.items()}
    return value
