"""Text, JSON, GitHub annotations, SARIF and Markdown from one report: the only room that words results.

`model.py` holds the report, each other file one format: a pure function from a report to text.
"""

from importlib import import_module

from gen_vpce.report.model import Report, of_run

__all__ = ["FORMATS", "Report", "of_run", "render"]

FORMATS = ("text", "json", "github", "sarif", "markdown")


def render(report: Report, name: str) -> str:
    """Return *report* in the format *name*, one of `FORMATS`, without colour."""
    text: str = import_module(f"{__name__}.{name}").render(report)
    return text
