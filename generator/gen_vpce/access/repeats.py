"""Values that come again and again in a stream of JSON lines, parsed once.

Parsing a policy costs more than deciding on it. A value whose text was seen before is taken out of the line
and a short mark put in its place, so that the parser sees only what is new.
"""

import json
import re
import secrets
from typing import Generic, TypeVar

T = TypeVar("T")

_REMEMBERED = 4096
_DECODER = json.JSONDecoder()
_COLON = re.compile(r"\s*:\s*")


class Repeats(Generic[T]):
    """What was made of the values under *names*, by their text in the line; objects and lists only.

    The text of an object or a list is no beginning of a longer value, and cannot stand inside a string.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self._keys = {name: f'"{name}"' for name in names}
        self._prefix = secrets.token_hex(8)  # no line holds a mark that it was not given here
        self._forget()

    def shortened(self, line: str) -> str:
        """Return *line* with a mark, a JSON string, in the place of each value that is known."""
        for name in self._keys if self._lengths else ():
            start = self._start(name, line)
            if start is None:
                continue
            for length in self._lengths:
                mark = self._marks.get((name, line[start : start + length]))
                if mark is not None:
                    line = f'{line[:start]}"{mark}"{line[start + length :]}'
                    break
        return line

    def made(self, mark: object) -> T | None:
        """Return what was made of the value that *mark* stands for, or None where it is no mark."""
        return self._made.get(mark) if isinstance(mark, str) else None

    def remember(self, name: str, line: str, value: object, made: T) -> None:
        """Keep what was made of *value*, which stands under *name* in *line*."""
        start = self._start(name, line)
        if start is None or line[start] not in "{[":
            return
        first, end = _DECODER.raw_decode(line, start)
        if json.dumps(first) != json.dumps(value):
            return  # the first key of that name is another one, further inside
        if len(self._made) >= _REMEMBERED:
            self._forget()
        mark = f"{self._prefix}{len(self._made)}"
        self._marks[name, line[start:end]] = mark
        self._made[mark] = made
        self._lengths[end - start] = None

    def _start(self, name: str, line: str) -> int | None:
        """Return where the value of the first key *name* starts."""
        key = self._keys[name]
        at = line.find(key)
        colon = _COLON.match(line, at + len(key)) if at >= 0 else None
        return colon.end() if colon else None

    def _forget(self) -> None:
        self._marks: dict[tuple[str, str], str] = {}
        self._made: dict[str, T] = {}
        self._lengths: dict[int, None] = {}
