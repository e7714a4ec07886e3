"""The formats by name; each is loaded when it is asked for."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gen_vpce.report.model import Report

FORMATS = ("text", "json", "github", "sarif", "markdown")


def render(report: "Report", name: str) -> str:
    """Return *report* in the format *name*, one of `FORMATS`, without colour."""
    text: str = import_module(f"gen_vpce.report.{name}").render(report)
    return text
