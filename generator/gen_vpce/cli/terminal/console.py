"""The terminal: colour or not, what goes to stdout and to stderr, questions."""

import os
import sys
from collections.abc import Collection, Iterable
from shutil import get_terminal_size
from typing import TYPE_CHECKING, TextIO

import typer

if TYPE_CHECKING:
    from gen_vpce.report.style import Style

_READABLE = 24  # names in one message; of more, the nearest
_NEAREST = 5
_LISTED = {"service": "gen-vpce catalog", "code": "gen-vpce explain", "kind": "gen-vpce explain"}


def style(stream: TextIO) -> "Style":
    """Return colour and width for a terminal; NO_COLOR and FORCE_COLOR decide otherwise (https://no-color.org)."""
    from gen_vpce.report.style import Style

    width = get_terminal_size().columns if stream.isatty() else Style().width
    if os.environ.get("NO_COLOR"):
        return Style(width=width)
    if os.environ.get("FORCE_COLOR"):
        return Style(colour=True, width=width)
    return Style(stream.isatty() and os.environ.get("TERM") != "dumb", width)


def say(text: str) -> None:
    """Write *text* to stdout: what was asked for."""
    sys.stdout.write(text)
    sys.stdout.flush()


def tell(text: str) -> None:
    """Write *text* to stderr: what is said about it."""
    sys.stderr.write(text)
    sys.stderr.flush()


def is_interactive() -> bool:
    """Whether a person can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str, default: str | None = None, known: Collection[str] = ()) -> str | None:
    """Ask and return the answer, *default* for an empty one; None where the input has ended.

    Where the terminal has readline, its keys work: arrows, earlier answers, and Tab for what is *known*. That
    takes stdout as well, on which readline draws; elsewhere the question stands on stderr.
    """
    prompt = f"{question} [{default}]: " if default else f"{question}: "
    if sys.stdout.isatty() and _reads_lines(known):
        sys.stderr.flush()
        try:
            line = input(prompt)
        except EOFError:
            return None
    else:
        tell(prompt)
        line = sys.stdin.readline()
        if not line:
            return None
    return line.strip() or default or ""


def _reads_lines(known: Collection[str]) -> bool:
    """Whether readline is there, prepared to complete what is *known*; Windows edits lines by itself."""
    try:
        import readline
    except ImportError:
        return False

    def offer(typed: str, number: int) -> str | None:
        fit = [each for each in known if each.startswith(typed)]
        return fit[number] if number < len(fit) else None

    readline.set_completer_delims(" ,")
    readline.set_completer(offer)
    is_libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")
    return True


def unknown(noun: str, value: str, known: Iterable[str]) -> str:
    """Return the sentence for a *value* that is not one of the *known*, with the nearest of them.

    A list that nobody reads is cut to what is nearest, with the command that prints all.
    """
    from gen_vpce.catalog import closest, nearest
    from gen_vpce.report.visible import visible

    choices = list(known)
    near = closest(value, choices)
    if near:
        hint = f"did you mean `{near}`?"
    elif len(choices) <= _READABLE:
        hint = f"known: {', '.join(choices)}"
    else:
        hint = f"nearest: {', '.join(nearest(value, choices, _NEAREST))}"
        hint += f"; list all {len(choices)} with: {_LISTED[noun]}" if noun in _LISTED else ""
    return visible(f"unknown {noun} `{value}`; {hint}")


def usage_error(message: str, hint: str) -> typer.Exit:
    """Say what is wrong with the command line, and return the exit to raise, with code 2."""
    from gen_vpce.report.visible import visible

    paint = style(sys.stderr)
    tell(f"{paint.removed('error')}: {visible(message)}\n{paint.hint('hint')}: {visible(hint)}\n")
    return typer.Exit(2)
