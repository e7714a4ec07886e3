"""`gen-vpce matrix`: the modules as the jobs of a pipeline."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from gen_vpce.cli.completion import revisions


class Form(StrEnum):
    """How the jobs are printed."""

    JSON = "json"
    TEXT = "text"


def matrix(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Folders to search for intent.yaml.  [default: .]"),
    ] = None,
    *,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="REVISION",
            help="Only modules changed since, such as origin/main.",
            autocompletion=revisions,
        ),
    ] = None,
    form: Annotated[
        Form, typer.Option("--format", help="JSON for GitHub, or text: one folder a line.")
    ] = Form.JSON,
) -> None:
    """Print the modules as a CI matrix, so that each is planned in a job of its own.

    Changed is what differs from where this branch left REVISION, uncommitted and new files included.
    A deleted module is left out. The JSON is {"include": [{"module": FOLDER, "name": NAME}]}.
    """
    from gen_vpce.cli.console import say, style, tell, usage_error
    from gen_vpce.report.model import Report
    from gen_vpce.report.text import findings
    from gen_vpce.scaffold.matrix import matrix as jobs_of

    made = jobs_of(paths or [], since)
    if made.diagnostics:
        tell(findings(Report("matrix", 1, made.diagnostics), style(sys.stderr)))
        raise typer.Exit(1)
    if form is Form.TEXT:
        broken = next((job.module for job in made.jobs if len(job.module.splitlines()) > 1), None)
        if broken:
            raise usage_error(f"the folder `{broken}` has no line of its own", "rename it, or ask for JSON")
        say("".join(f"{job.module}\n" for job in made.jobs))
        return
    import json

    say(json.dumps({"include": [{"module": job.module, "name": job.name} for job in made.jobs]}) + "\n")
