"""`--format NAME[=FILE]`: in which forms a report goes where."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from gen_vpce.cli.terminal.console import say, style, tell, unknown
from gen_vpce.report.formats import FORMATS, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from gen_vpce.report.model import Report
    from gen_vpce.report.style import Style

_BY_LINE = ("text", "github")
"""Formats that can share stdout; the others are one document each."""


class Output(NamedTuple):
    """One form of the report, for a file or for stdout."""

    name: str
    file: Path | None = None


def _parse(written: str) -> Output:
    name, equals, file = written.partition("=")
    if name not in FORMATS:
        raise typer.BadParameter(unknown("format", name, FORMATS))
    if equals and not file:
        raise typer.BadParameter(f"`{written}` names no file; write {name}=FILE, or {name} for stdout")
    if file and (reason := _obstacle(Path(file))):
        raise typer.BadParameter(f"`{written}` cannot be written: {reason}")
    return Output(name, Path(file) if file else None)


def _obstacle(file: Path) -> str | None:
    """Return what keeps *file* from being written, before a run that ends with it changes anything."""
    if file.is_dir():
        return f"{file} is a folder"
    if not file.parent.is_dir():
        return f"there is no folder {file.parent}"
    return None if os.access(file if file.exists() else file.parent, os.W_OK) else "permission denied"


def _together(outputs: list[Output] | None) -> list[Output] | None:
    shown = [output.name for output in outputs or [] if output.file is None]
    alone = [name for name in shown if name not in _BY_LINE]
    if alone and len(shown) > 1:
        raise typer.BadParameter(f"{alone[0]} has to be alone on stdout; give the others a file: NAME=FILE")
    return outputs


def _choices(incomplete: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(incomplete)]


Outputs = Annotated[
    list[Output] | None,
    typer.Option(
        "--format",
        metavar="FORMAT[=FILE]",
        parser=_parse,
        callback=_together,
        autocompletion=_choices,
        help=f"How to report: {', '.join(FORMATS)}; to stdout, or to FILE beside the text. Repeatable.",
    ),
]
"""The option of every command that reports."""

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print findings only.")]


def deliver(
    report: "Report",
    outputs: list[Output],
    *,
    quiet: bool = False,
    text: "Callable[[Report, Style], str] | None" = None,
) -> None:
    """Write *report* in each form; as text to the terminal when no form claims stdout.

    Text puts findings on stderr and the rest, unless *quiet*, on stdout. A command whose findings are what
    was asked for gives its own *text*, all of which goes to stdout.
    """
    from gen_vpce.module.discover import checkout_name

    for output in outputs:
        if output.file is not None:
            made = render(report, output.name, checkout_name)
            output.file.write_text(made, encoding="utf-8", newline="\n")
    shown = [output.name for output in outputs if output.file is None] or ["text"]
    for name in shown:
        if name == "text" and text:
            say(text(report, style(sys.stdout)))
        elif name == "text":
            _text(report, quiet=quiet)
        else:
            say(render(report, name, checkout_name))


def _text(report: "Report", *, quiet: bool) -> None:
    from gen_vpce.report.text import changes, findings

    tell(findings(report, style(sys.stderr)))
    if not quiet:
        say(changes(report, style(sys.stdout)))
