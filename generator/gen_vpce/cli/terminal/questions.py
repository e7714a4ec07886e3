"""The terminal that `init` asks on, and the exit where the interview cannot go on."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from gen_vpce.cli.terminal.console import ask, is_interactive, tell, usage_error

if TYPE_CHECKING:
    from gen_vpce.scaffold.interview import Begun, Given


class _Terminal:
    """The terminal of this process."""

    is_there = property(lambda _: is_interactive())

    def ask(self, question: str, default: str | None, known: Collection[str]) -> str | None:
        return ask(question, default, known)

    def tell(self, text: str) -> None:
        tell(f"{text}\n")


def begun(folder: Path, given: "Given") -> "Begun":
    """Return what to make, asked for where it is not *given*; raise the exit for wrong usage otherwise."""
    from gen_vpce.scaffold.interview import interview
    from gen_vpce.scaffold.questions import WrongUsageError

    try:
        return interview(folder, given, _Terminal())
    except WrongUsageError as error:
        raise usage_error(str(error), error.hint) from None
