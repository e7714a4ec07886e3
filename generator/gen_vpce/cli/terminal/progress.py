"""How far a long run is: one line on a terminal, and only after a second."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TextIO

_PATIENCE = 1.0
_REDRAW = 0.1
_WIDTH = 30
_CLEAR = "\r\033[K"


class Progress:
    """Counts what `noun` says on `stream`; silent for a second, and always where it is not a terminal."""

    __slots__ = ("_began", "_drawn", "_next", "_noun", "_stream")

    def __init__(self, stream: TextIO, noun: str = "modules") -> None:
        self._stream = stream
        self._noun = noun
        self._began = monotonic()
        self._next = self._began + _PATIENCE if stream.isatty() else float("inf")
        self._drawn = False

    def __call__(self, done: int, total: int) -> None:
        """Show that *done* of *total* are done."""
        now = monotonic()
        if now < self._next or not total:
            return
        filled = _WIDTH * done // total
        bar = "#" * filled + "." * (_WIDTH - filled)
        self._stream.write(f"{_CLEAR}[{bar}] {done}/{total} {self._noun}{self._pace(done, total, now)}")
        self._stream.flush()
        self._next, self._drawn = now + _REDRAW, True

    def _pace(self, done: int, total: int, now: float) -> str:
        """Return how many are done a second, and how long the rest takes at that rate."""
        rate = done / max(now - self._began, _REDRAW)
        return f", {rate:.3g} a second, {(total - done) / rate:.0f} s left" if done else ""

    def clear(self) -> None:
        """Take the line away, if there is one."""
        if self._drawn:
            self._stream.write(_CLEAR)
            self._stream.flush()


@contextmanager
def progress(stream: TextIO, noun: str = "modules") -> Iterator[Progress]:
    """Show progress on *stream* for as long as the block runs."""
    shown = Progress(stream, noun)
    try:
        yield shown
    finally:
        shown.clear()
