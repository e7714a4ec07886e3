"""`gen-vpce schema`: print a JSON Schema that travels with the package."""

from typing import TYPE_CHECKING, Annotated

import typer

from gen_vpce.cli.completion import schemas

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIX = ".schema.json"


def names() -> list[str]:
    """Return the names of the schemas: `intent`, `report`, ..."""
    return sorted(path.name.removesuffix(_SUFFIX) for path in _folder().glob(f"*{_SUFFIX}"))


def schema(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="Which schema.", autocompletion=schemas)
    ] = "intent",
) -> None:
    """Print the JSON Schema of intent.yaml, or of another format."""
    from gen_vpce.cli.console import say, unknown

    if name not in names():
        raise typer.BadParameter(unknown("schema", name, names()))
    say((_folder() / f"{name}{_SUFFIX}").read_text(encoding="utf-8"))


def _folder() -> "Path":
    from gen_vpce.diagnostics.shipped import shipped

    return shipped("schemas")
