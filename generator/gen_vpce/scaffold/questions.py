"""One question after another: answers from the options, from a person on a terminal, or named as missing."""

from collections.abc import Callable, Collection
from pathlib import Path
from shlex import join
from typing import Protocol, TypeVar

from gen_vpce.scaffold.answers import AnswerError

Answer = TypeVar("Answer")

_FEW = 2  # choices that fit on the line of a question


class Terminal(Protocol):
    """Where a person may be asked."""

    @property
    def is_there(self) -> bool:
        """Whether somebody can be asked."""

    def ask(self, question: str, default: str | None, known: Collection[str]) -> str | None:
        """Return the answer, stripped, empty where there is none; None where the input has ended."""

    def tell(self, text: str) -> None:
        """Say *text*, a line."""


class WrongUsageError(ValueError):
    """The options cannot be used; says what is wrong and, as `hint`, what to give instead."""

    def __init__(self, message: str, hint: str) -> None:
        """Hold both."""
        super().__init__(message)
        self.hint = hint


def option(name: str) -> str:
    """Return the option for the answer *name*."""
    return f"--{name.replace('_', '-')}"


class Questions:
    """Collects answers; what stays open is named in one message, with all that was said."""

    def __init__(self, terminal: Terminal) -> None:
        """Ask on *terminal*, if somebody is there."""
        self._terminal = terminal
        self._said: list[str] = []
        self._open: list[str] = []
        self._is_over = not terminal.is_there

    @property
    def can_ask(self) -> bool:
        """Whether somebody is there to be asked, and has not left."""
        return not self._is_over

    def tell(self, text: str) -> None:
        """Say *text*, a line."""
        self._terminal.tell(text)

    def remember(self, name: str, *answers: str) -> None:
        """Keep what was said, for the message that names what is missing."""
        self._said += [word for answer in answers for word in (option(name), answer)]

    def leave_open(self, what: str) -> None:
        """Name *what* as missing when the questions end."""
        self._open.append(what)

    def given(self, name: str, text: str, understand: Callable[[str], Answer]) -> Answer:
        """Return the answer of the option *name* in its form; raise `WrongUsageError` otherwise."""
        try:
            return understand(text)
        except AnswerError as error:
            raise WrongUsageError(str(error), f"give another {option(name)}") from None

    def asked(
        self,
        question: str,
        understand: Callable[[str], Answer],
        known: Collection[str] = (),
        default: str | None = None,
    ) -> Answer | None:
        """Ask until the answer can be used; None where nobody is there, or Ctrl-D has closed the input."""
        choices = f" ({', '.join(known)})" if 0 < len(known) <= _FEW else ""
        while self.can_ask:
            line = self._terminal.ask(question + choices, default, known)
            if line is None:
                self._is_over = True
                self.tell("")
            elif not line:
                self.tell("an answer is needed; Ctrl-D ends the questions")
            else:
                try:
                    return understand(line)
                except AnswerError as error:
                    self.tell(str(error))
        return None

    def close(self, folder: Path) -> None:
        """Raise `WrongUsageError` if an answer stayed open; what was said stands in the hint."""
        if not self._open:
            return
        hint = "give the options, or run init in a terminal to be asked"
        if self._said:
            hint += f"; so far: gen-vpce init {join([str(folder), *self._said])}"
        raise WrongUsageError(f"missing: {', '.join(dict.fromkeys(self._open))}", hint)
