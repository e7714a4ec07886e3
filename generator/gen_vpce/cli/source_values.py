"""The options that give the values of source that are not known: variables of Terraform, parameters."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gen_vpce.configuration.policies.request import Request

Variables = Annotated[
    list[str] | None,
    typer.Option(
        "--var",
        metavar="NAME=VALUE",
        help="Give a variable of Terraform source or a parameter a value. Repeatable.",
    ),
]
VariableFiles = Annotated[
    list[Path] | None, typer.Option("--var-file", help="A file with values of variables. Repeatable.")
]
ParameterFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--parameters", metavar="FILE", help="A file with values of a template's parameters. Repeatable."
    ),
]
AllowFiles = Annotated[
    bool,
    typer.Option("--allow-files", help="Let `file()` in Terraform source read files outside of the folder."),
]


def source_request(
    variables: list[str] | None,
    var_files: list[Path] | None,
    parameter_files: list[Path] | None = None,
    *,
    everywhere: bool,
) -> "Request":
    """Return what the options say; ends the command where one of them is wrong."""
    from gen_vpce.configuration.policies.request import Request

    given = {}
    for written in variables or ():
        name, equals, value = written.partition("=")
        if not equals:
            raise typer.BadParameter(f"`{written}` gives no value; write --var {name}=VALUE")
        given[name] = value
    for path in var_files or ():
        if not path.is_file():
            raise typer.BadParameter(f"there is no file {path}")
    parameters = {name: value for path in parameter_files or () for name, value in _parameters(path).items()}
    return Request(var_files=var_files or (), variables=given, parameters=parameters, everywhere=everywhere)


def _parameters(path: Path) -> dict[str, str]:
    from gen_vpce.cloudformation.parameter_file import read_parameters

    if not path.is_file():
        raise typer.BadParameter(f"there is no file {path}")
    try:
        return read_parameters(path.read_bytes())
    except ValueError as error:
        raise typer.BadParameter(f"{path}: {error}") from None
