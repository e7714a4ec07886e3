"""`gen-vpce matrix`: the modules as the jobs of a pipeline."""

import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gen_vpce.cli.shells.completion import revisions

if TYPE_CHECKING:
    from gen_vpce.scaffold.matrix import Job


_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
"""What ends a line or a field, for one reader or another."""


class Form(StrEnum):
    """How the jobs are printed."""

    JSON = "json"
    TEXT = "text"
    TSV = "tsv"


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
        Form,
        typer.Option(
            "--format",
            help="JSON for GitHub; text: FOLDER, or FOLDER#DEPLOYMENT, a line; tsv: Region, account and "
            "deployment behind the folder.",
        ),
    ] = Form.JSON,
) -> None:
    """Print the modules as a CI matrix, so that each is planned in a job of its own.

    Each of its deployments has a job, with Region and account. Changed is what differs from where
    this branch left REVISION, uncommitted and new files included. A deleted module is left out.
    The JSON is {"include": [{"module": FOLDER, "name": NAME, "region", "account", "deployment"}]}.
    """
    from gen_vpce.cli.terminal.console import say, style, tell, usage_error
    from gen_vpce.report.model import Report
    from gen_vpce.report.text import findings
    from gen_vpce.scaffold.matrix import matrix as jobs_of

    made = jobs_of(paths or [], since)
    if made.diagnostics:
        tell(findings(Report("matrix", 1, made.diagnostics), style(sys.stderr)))
        raise typer.Exit(1)
    if form is not Form.JSON:
        broken = next((job.module for job in made.jobs if _BREAKS.search(job.module)), None)
        if broken:
            raise usage_error(f"the folder `{broken}` has no line of its own", "rename it, or ask for JSON")
        say("".join(f"{_line(job, form)}\n" for job in made.jobs))
        return
    import json

    from msgspec.structs import asdict

    say(json.dumps({"include": [asdict(job) for job in made.jobs]}) + "\n")


def _line(job: "Job", form: Form) -> str:
    if form is Form.TSV:
        return f"{job.module}\t{job.region}\t{job.account}\t{job.deployment}"
    return f"{job.module}#{job.deployment}" if job.deployment else job.module
