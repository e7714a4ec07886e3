"""The formats by name; each is loaded when it is asked for."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from gen_vpce.report.visible import lines

if TYPE_CHECKING:
    from gen_vpce.report.model import Report

FORMATS = ("text", "json", "github", "sarif", "markdown")

_OWN = {
    ("gate", "markdown"): "gate_markdown",
    ("replay", "json"): "replay_json",
    ("replay", "markdown"): "replay_markdown",
    ("replay", "text"): "replay",
}
"""Forms that a command has for itself."""


_IN_CHECKOUT = ("github", "sarif")
"""Forms whose readers know files by their names in the repository."""


def render(report: "Report", name: str, in_checkout: Callable[[str], str] = str) -> str:
    """Return *report* in the format *name*, one of `FORMATS`, without colour.

    *in_checkout* turns the name of a file, from the working directory, into the one that the repository has
    for it.
    """
    home = _OWN.get((report.command, name), name)
    made = import_module(f"gen_vpce.report.{home}").render
    text: str = made(report, in_checkout) if home in _IN_CHECKOUT else made(report)
    return lines(text)
