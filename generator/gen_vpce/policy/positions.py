"""Where each element of a JSON text stands, found only when somebody asks.

A policy is read by the standard parser, which forgets places; a finding then names the element by its path,
and this file goes through the text once more to say the line and the column.
"""

import json
import re
from functools import cached_property
from typing import TypeAlias

from msgspec import Struct, field

from gen_vpce.diagnostics import Span

Path: TypeAlias = tuple[str | int, ...]
"""The way to an element: names of an object's members and indexes of a list, from the top."""

Extent: TypeAlias = tuple[int, int]

_BREAK = re.compile("\r\n|\r|\n")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)


class _Container(Struct):
    """An object or a list that is being read; `name` is None where an object's next key is to come."""

    path: Path
    start: int
    name: str | int | None


class _Places(Struct, frozen=True):
    """`values` and `keys` by path, the last one where a key comes twice; `twice` has path, first, second."""

    values: dict[Path, Extent] = field(default_factory=dict)
    keys: dict[Path, Extent] = field(default_factory=dict)
    twice: list[tuple[Path, Extent, Extent]] = field(default_factory=list)


class Positions:
    """The places of one valid JSON *text*; `shown` is the file name that goes into spans."""

    def __init__(self, text: str, shown: str) -> None:
        self.text = text
        self.shown = shown

    def span(self, path: Path = ()) -> Span:
        """Return the place of the value at *path*, or of the nearest element around it.

        An index is passed over where the text has a single value instead of a list.
        """
        return self.between(self.extent(path))

    def extent(self, path: Path = ()) -> Extent:
        """Return the offsets of the value at *path*, or of the nearest element around it."""
        return self._nearest(path, self._places.values)

    def key_span(self, path: Path) -> Span:
        """Return the place of the key at *path*; of the value where *path* ends in an index."""
        return self.between(self.key_extent(path))

    def key_extent(self, path: Path) -> Extent:
        """Return the offsets of the key at *path*; of the value where *path* ends in an index."""
        return self._places.keys.get(self._written(path)) or self.extent(path)

    def duplicates(self) -> list[tuple[Path, Span, Span]]:
        """Return each key that occurs twice in one object, with its first and its second place."""
        twice = self._places.twice
        return [(path, self.between(first), self.between(second)) for path, first, second in twice]

    def at(self, offset: int) -> Span:
        """Return the place of one character."""
        return self.between((offset, min(offset + 1, len(self.text))))

    def between(self, extent: Extent) -> Span:
        """Return the place from one offset to another, the second one excluded."""
        start, end = extent
        line, column = self._line_and_column(start)
        end_line, end_column = self._line_and_column(end)
        first = self.text.rfind("\n", 0, start) + 1
        stop = self.text.find("\n", start)
        text = self.text[first : stop if stop >= 0 else len(self.text)].rstrip("\r")
        return Span(self.shown, line, column, end_line, end_column, text)

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and a column, both counted from 1."""
        starts = self._starts
        return min(starts[min(line, len(starts)) - 1] + column - 1, len(self.text))

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins; a carriage return ends one as well, as in YAML."""
        return [0, *(found.end() for found in _BREAK.finditer(self.text))]

    @cached_property
    def _places(self) -> _Places:
        return _scan(self.text)

    def _written(self, path: Path) -> Path:
        """Return *path* as the text has it.

        Left out are indexes that it does not have, `Action[0]` of a single action; AWS reads the names of
        elements in any upper and lower case.
        """
        known: Path = ()
        for step in path:
            longer = (*known, step)
            if longer in self._places.values:
                known = longer
            elif not isinstance(step, int):
                known = self._folded.get((known, step.casefold()), longer)
        return known

    @cached_property
    def _folded(self) -> dict[tuple[Path, str], Path]:
        """The path of each key, by the path around it and its name in small letters."""
        return {(path[:-1], str(path[-1]).casefold()): path for path in self._places.keys}

    def _nearest(self, path: Path, places: dict[Path, Extent]) -> Extent:
        known = self._written(path)
        while known and known not in places:
            known = known[:-1]
        return places.get(known, (0, len(self.text)))

    def _line_and_column(self, offset: int) -> tuple[int, int]:
        return self.text.count("\n", 0, offset) + 1, offset - self.text.rfind("\n", 0, offset)


def _scan(text: str) -> _Places:
    places = _Places()
    stack: list[_Container] = []
    for token in _TOKEN.finditer(text):
        word, extent = token.group(), token.span()
        top = stack[-1] if stack else None
        path = (*top.path, top.name) if top and top.name is not None else ()
        if word in "{[":
            stack.append(_Container(path, extent[0], 0 if word == "[" else None))
        elif word in "}]":
            closed = stack.pop()
            places.values[closed.path] = (closed.start, extent[1])
        elif word == "," and top:
            top.name = top.name + 1 if isinstance(top.name, int) else None
        elif top and top.name is None:
            top.name = json.loads(word)
            _note_key(places, (*top.path, str(top.name)), extent)
        elif word != ":":
            places.values[path] = extent
    return places


def _note_key(places: _Places, path: Path, extent: Extent) -> None:
    if path in places.keys:
        places.twice.append((path, places.keys[path], extent))
    places.keys[path] = extent
