"""A JSON text read once, from front to back, without ever being in memory as a whole.

What is passed over costs a look at its brackets; what is taken is cut out and given to the standard parser.
Memory is bounded by the largest value that is taken, or the longest string that is passed over.
"""

import json
import re
from collections.abc import Iterator
from typing import TextIO, cast

_CHUNK = 1 << 18

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*+")
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_LITERAL = re.compile(r"[-+.\w]++")
_TO_BRACKET = re.compile(r'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+([{}\[\]])', re.DOTALL)
_CLOSING = {"{": "}", "[": "]"}
_BOUNDED = '{["'  # what begins so tells where it ends; a number may go on in the next chunk


class MalformedError(ValueError):
    """The text is not JSON; says where, and quotes nothing of it."""


class JsonStream:
    """The JSON value in *source*; every method begins at the value that comes next and ends behind it."""

    __slots__ = ("_at", "_before", "_buffer", "_ended", "_kept", "_source", "_waiting")

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._buffer = ""
        self._at = 0
        self._before = 0  # characters that have left the buffer
        self._kept: int | None = None
        self._ended = False
        self._waiting = True

    def kind(self) -> str:
        """Return the first character of the value: `{`, `[`, `"`, or that of a literal."""
        return self._peek()

    def members(self) -> Iterator[str]:
        """Yield the key of each member of an object; a value that nobody takes is passed over."""
        for _ in self._elements("{"):
            key = self._key()
            self._waiting = True
            yield key
            if self._waiting:
                self.pass_over()

    def items(self) -> Iterator[int]:
        """Yield the index of each item of a list; an item that nobody takes is passed over."""
        for index in self._elements("["):
            self._waiting = True
            yield index
            if self._waiting:
                self.pass_over()

    def take(self) -> object:
        """Return the value, parsed."""
        if self._peek() not in _BOUNDED:
            return self._take_beyond_the_buffer()
        try:
            value, end = _DECODER.raw_decode(self._buffer, self._at)
        except ValueError:
            return self._take_beyond_the_buffer()
        self._waiting, self._at = False, end
        return cast("object", value)

    def _take_beyond_the_buffer(self) -> object:
        """Return a value that may go on in what was not read yet, or that is not JSON."""
        self._kept = self._at
        self.pass_over()
        text, self._kept = self._buffer[self._kept : self._at], None
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            raise MalformedError(f"at character {self._place() - len(text) + error.pos + 1}") from None

    def pass_over(self) -> None:
        """Go behind the value."""
        self._waiting = False
        if self._peek() not in _CLOSING:
            self._scalar()
            return
        expected = []
        while True:
            bracket = self._match(_TO_BRACKET)[1]
            if bracket in _CLOSING:
                expected.append(_CLOSING[bracket])
            elif bracket != expected.pop():
                raise self._malformed()
            if not expected:
                return

    def _scalar(self) -> None:
        if self._peek() == '"':
            self._match(_STRING)
        elif _LITERAL.match(self._buffer, self._at):
            self._match(_LITERAL)
        else:
            raise self._malformed()

    def end(self) -> None:
        """Make sure that nothing but white space follows."""
        self._skip_space()
        if self._at < len(self._buffer):
            raise self._malformed()

    def _elements(self, opening: str) -> Iterator[int]:
        """Yield the index of each element before it, and go behind the brackets and commas around them."""
        self._waiting = False
        self._expect(opening)
        index = 0
        while self._peek() != _CLOSING[opening]:
            if index:
                self._expect(",")
            yield index
            index += 1
        self._at += 1

    def _key(self) -> str:
        if self._peek() != '"':
            raise self._malformed()
        key = json.loads(self._match(_STRING)[0], strict=False)
        self._expect(":")
        return str(key)

    def _expect(self, character: str) -> None:
        if self._peek() != character:
            raise self._malformed()
        self._at += 1

    def _peek(self) -> str:
        self._skip_space()
        if self._at == len(self._buffer):
            raise MalformedError("it ends in the middle" if self._place() else "it is empty")
        return self._buffer[self._at]

    def _skip_space(self) -> None:
        while True:
            found = _SPACE.match(self._buffer, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._buffer) or not self._fill():
                return

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        """Go behind what *pattern* matches, reading on for as long as more of the text may belong to it."""
        while True:
            found = pattern.match(self._buffer, self._at)
            open_ended = found is not None and found.end() == len(self._buffer)
            is_whole = not open_ended if pattern is _LITERAL else found is not None
            if is_whole or not self._fill():
                break
        if found is None:
            raise MalformedError("it ends in the middle")
        self._at = found.end()
        return found

    def _fill(self) -> bool:
        """Read on, twice as much each time that it was not enough; False at the end of the text."""
        start = self._at if self._kept is None else self._kept
        rest = self._buffer[start:]
        more = "" if self._ended else self._source.read(max(_CHUNK, len(rest)))
        self._ended = not more
        if self._ended:
            return False
        self._buffer = rest + more
        self._before += start
        self._at -= start
        self._kept = None if self._kept is None else 0
        return True

    def _place(self) -> int:
        return self._before + self._at

    def _malformed(self) -> MalformedError:
        return MalformedError(f"at character {self._place() + 1}")
