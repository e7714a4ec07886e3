"""The application: every command by name. A new command is a file beside this one and a line in this file.

Only the command that is called is imported and built: to build all of them takes a tenth of the shortest run.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

COMMANDS = {
    "init": "Write an intent.yaml from a preset, and its module.",
    "generate": "Turn each intent.yaml into a Terraform module.",
    "test": "Decide what intents expect of their policies.",
    "lint": "Find what AWS refuses, what never works, what is too wide.",
    "simulate": "Decide one request by its policies, and explain why.",
    "who": "Show who reaches a resource, in proven rows.",
    "where": "Show what a caller reaches, in proven rows.",
    "learn": "Write an intent from recorded requests.",
    "replay": "Show which recorded requests a policy would deny.",
    "traffic": "Reduce recorded requests to counts, here or at the logs.",
    "compare": "Compare what two policies allow, with examples.",
    "gate": "Judge a Terraform plan: what it allows, denies, drops.",
    "show": "Show who reaches what, as a matrix in the terminal.",
    "report": "Show who reaches what, as a page that opens anywhere.",
    "adopt": "Adopt existing endpoints as intents and modules.",
    "matrix": "Print the modules as a CI matrix.",
    "catalog": "List the services that have VPC endpoints, or show one.",
    "schema": "Print the JSON Schema of intent.yaml, or another one.",
    "explain": "Explain the code of a finding, or list every code.",
}
"""Every command, and what `gen-vpce --help` says of it: within 58 characters, so that nothing is cut off."""

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Commands(TyperGroup):
    """The commands, each of them built when it is asked for."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 -- whatever typer gives a group
        super().__init__(**settings | {"commands": _Built()})

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 -- private types of typer
        """Write the list of the commands without building them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


class _Built(Mapping[str, Any]):
    """The command behind each name."""

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401
        if name not in COMMANDS:
            raise KeyError(name)
        found = getattr(import_module(f"gen_vpce.cli.{name}"), name)
        if isinstance(found, typer.Typer):
            return get_command(found)
        alone = _typer(add_completion=False)
        alone.command()(found)
        return get_command(alone)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


def _typer(**settings: Any) -> typer.Typer:  # noqa: ANN401
    return typer.Typer(
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # rich would cost each command more than its work does
        context_settings=_CONTEXT,
        **settings,
    )


app = _typer(cls=_Commands, no_args_is_help=True)


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
