"""`gen-vpce show`: who may do what, in the terminal."""

import sys
from pathlib import Path
from typing import Annotated

import typer


def show(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="What `gen-vpce report` reads.  [default: .]"),
    ] = None,
) -> None:
    """Show who may do what through each endpoint, by caller, resource and access level.

    A cell says all, some actions, under conditions, nothing or undecided, proven for all requests. Exits with
    1 where nothing could be read.
    """
    from gen_vpce.cli.report import refuse
    from gen_vpce.cli.terminal.console import say, style
    from gen_vpce.overview.build import build
    from gen_vpce.overview.look import is_refused, look
    from gen_vpce.report.overview_text import render

    seen = look(paths or [Path()])
    made = build(seen, "")
    if is_refused(seen):
        raise typer.Exit(refuse(made))
    say(render(made, style(sys.stdout)))
