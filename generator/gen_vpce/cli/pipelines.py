"""`gen-vpce init --ci`: a pipeline at the top of the repository."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from gen_vpce.cli.terminal.console import say, style, tell, unknown

if TYPE_CHECKING:
    from gen_vpce.diagnostics import Diagnostic


def one_of_systems(name: str | None) -> str | None:
    """Return the *name* of a CI system, or say which there are."""
    from gen_vpce.scaffold.pipelines import PIPELINES

    if name is not None and name not in PIPELINES:
        raise typer.BadParameter(unknown("pipeline", name, PIPELINES))
    return name


def refuse_if_there(ci: str, folder: Path) -> None:
    """Raise the exit for a refused write when the file of the pipeline is there already."""
    from gen_vpce.scaffold.pipelines import PIPELINES, obstacle

    found = obstacle(PIPELINES[ci], folder)
    if found:
        _refuse(found)


def write_pipeline(ci: str, folder: Path, *, quiet: bool) -> None:
    """Write the file of the pipeline, and say what remains to be done."""
    from gen_vpce.scaffold.pipelines import PIPELINES, lay

    laid = lay(PIPELINES[ci], folder)
    if laid.problem:
        _refuse(laid.problem)
    if not quiet:
        say(f"{laid.shown}: created\n")
        tell("\nNext:\n" + "".join(f"  {step}\n" for step in laid.next))


def _refuse(found: "Diagnostic") -> NoReturn:
    from gen_vpce.report.model import Report
    from gen_vpce.report.text import findings

    tell(findings(Report("init", 1, (found,)), style(sys.stderr)) + "Nothing was written.\n")
    raise typer.Exit(1)
