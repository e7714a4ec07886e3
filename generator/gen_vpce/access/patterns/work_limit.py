"""A cap on work that is counted, not timed: the same question gets the same answer on every machine."""

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

DEFAULT = 100_000


class OutOfEffortError(Exception):
    """The cap is reached; the question at hand stays undecided."""


class Effort(Struct):
    """Steps that may still be taken: moves of an automaton, rows of a table, a few microseconds each."""

    left: int = DEFAULT

    def spend(self, steps: int = 1) -> None:
        """Take *steps* from what is left; raises `OutOfEffortError` when there are not enough."""
        self.left -= steps
        if self.left < 0:
            raise OutOfEffortError

    @contextmanager
    def half(self) -> Iterator["Effort"]:
        """Lend half of what is left, so that one hard question leaves something for the others."""
        lent = self.left // 2 + 1
        part = Effort(lent)
        try:
            yield part
        finally:
            self.left -= lent - max(part.left, 0)
