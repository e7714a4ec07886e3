"""The application: every command by name. A new command is a file beside this one and a line in this file."""

from typing import Annotated

import typer

from gen_vpce.cli.adopt import adopt
from gen_vpce.cli.catalog import catalog
from gen_vpce.cli.compare import compare
from gen_vpce.cli.explain import explain
from gen_vpce.cli.gate import gate
from gen_vpce.cli.generate import generate
from gen_vpce.cli.init import init
from gen_vpce.cli.lint import lint
from gen_vpce.cli.matrix import matrix
from gen_vpce.cli.schema import schema
from gen_vpce.cli.simulate import simulate
from gen_vpce.cli.test import test

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich would cost each command more than its work does
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

for command in (init, generate, test, lint, simulate, compare, gate, adopt, matrix, catalog, schema, explain):
    app.command()(command)


def _version(asked: bool) -> None:
    if asked:
        from gen_vpce import __version__

        typer.echo(f"gen-vpce {__version__}")
        raise typer.Exit


@app.callback()
def gen_vpce(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Turn a YAML intent into a checked Terraform module for an AWS VPC endpoint.

    Exit codes: 0 all is well; 1 findings, or a write was refused; 2 wrong usage or an internal error;
    3 files would change (generate --check).
    """
