"""`gen-vpce test`: decide the expectations of intents, and of files of their own."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from gen_vpce.cli.output import Outputs, deliver


def test(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...",
            help="An intent, a folder to search for intent.yaml, or a file of expectations.  [default: .]",
        ),
    ] = None,  # noqa: PT028 - a command called test, not a test
    *,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show a line for each expectation.")
    ] = False,  # noqa: PT028 - as above
    outputs: Outputs = None,  # noqa: PT028 - as above
) -> None:
    """Decide what intents expect of their policies: one request each, or all of a form by proof.

    Nothing is written. Exits with 1 when an expectation fails or cannot be decided.
    """
    from gen_vpce.inquiry.expectations import run_files
    from gen_vpce.report.expectations import render
    from gen_vpce.report.model import of_tests

    report = of_tests(run_files(files or [Path()]))
    deliver(report, outputs or [], text=partial(render, verbose=verbose))
    raise typer.Exit(report.exit_code)
