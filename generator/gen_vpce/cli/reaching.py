"""What `who` and `where` share: of which intent they ask, the option and the answer."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from gen_vpce.cli.shells.completion import deployed

if TYPE_CHECKING:
    from gen_vpce.inquiry.reaching import Answer


def _one_of_formats(value: str) -> str:
    from gen_vpce.cli.terminal.console import unknown

    if value not in ("text", "json"):
        raise typer.BadParameter(unknown("format", value, ["text", "json"]))
    return value


Format = Annotated[
    str, typer.Option("--format", callback=_one_of_formats, metavar="FORMAT", help="text or json.")
]

IntentPath = Annotated[
    str,
    typer.Argument(
        metavar="[PATH]",
        help="An intent, or a module's folder; orders#dev for one.",
        autocompletion=deployed,
    ),
]


def answered(answer: "Answer", output: str) -> int:
    """Print *answer*, and what was found on the way; return the exit code."""
    from gen_vpce.cli.terminal.console import say, style, tell
    from gen_vpce.report.model import Report
    from gen_vpce.report.reached import RENDERERS
    from gen_vpce.report.text import findings

    tell(findings(Report("who", 1, answer.diagnostics), style(sys.stderr)))
    if answer.reached is None:
        return 1
    say(RENDERERS[output](answer.reached, style(sys.stdout)))
    return 0
