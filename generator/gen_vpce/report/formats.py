"""The formats by name; each is loaded when it is asked for."""

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


def render(report: "Report", name: str) -> str:
    """Return *report* in the format *name*, one of `FORMATS`, without colour."""
    home = _OWN.get((report.command, name), name)
    text: str = import_module(f"gen_vpce.report.{home}").render(report)
    return lines(text)
