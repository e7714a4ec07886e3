"""A cap on work that is counted, not timed: the same question gets the same answer on every machine."""

from dataclasses import dataclass

DEFAULT = 200_000


class OutOfEffortError(Exception):
    """The cap is reached; the question at hand stays undecided."""


@dataclass(slots=True)
class Effort:
    """Steps that a question may still take; a step is an automaton state or a row of a table."""

    left: int = DEFAULT

    def spend(self, steps: int = 1) -> None:
        """Take *steps* from what is left; raises `OutOfEffortError` when there are not enough."""
        self.left -= steps
        if self.left < 0:
            raise OutOfEffortError
