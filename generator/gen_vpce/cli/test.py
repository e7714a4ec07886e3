"""`gen-vpce test`: decide the expectations of intents, and of files of their own."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from gen_vpce.cli.shells.completion import deployed
from gen_vpce.cli.source_values import AllowFiles, ParameterFiles, VariableFiles, Variables, source_request
from gen_vpce.cli.terminal.output import Outputs, deliver


def test(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...",
            autocompletion=deployed,
            help="An intent, a folder to search for intent.yaml, or a file of expectations; with --expect, "
            "Terraform source or templates.  [default: .]",
        ),
    ] = None,  # noqa: PT028 - a command called test, not a test
    *,
    expect: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="What is expected of the endpoints in source, by address. Repeatable."
        ),
    ] = None,  # noqa: PT028 - as above
    var: Variables = None,  # noqa: PT028 - as above
    var_file: VariableFiles = None,  # noqa: PT028 - as above
    parameters: ParameterFiles = None,  # noqa: PT028 - as above
    allow_files: AllowFiles = False,  # noqa: PT028 - as above
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show a line for each expectation.")
    ] = False,  # noqa: PT028 - as above
    outputs: Outputs = None,  # noqa: PT028 - as above
) -> None:
    """Decide what intents expect of their policies: one request each, or all of a form by proof.

    With --expect, the policies are those of Terraform source or templates, as far as they are known.
    Nothing is written. Exits with 1 when an expectation fails or cannot be decided.
    """
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.inquiry.expectations import run_files, run_on_source
    from gen_vpce.report.expectations import render
    from gen_vpce.report.model import of_tests

    paths = files or [Path()]
    if expect:
        request = source_request(var, var_file, parameters, everywhere=allow_files)
        report = of_tests(run_on_source(paths, expect, request))
    elif var or var_file or parameters or allow_files:
        example = "gen-vpce test infra --expect FILE"
        raise usage_error("--var, --var-file, --parameters and --allow-files go with --expect", example)
    else:
        report = of_tests(run_files(paths))
    deliver(report, outputs or [], text=partial(render, verbose=verbose))
    raise typer.Exit(report.exit_code)
