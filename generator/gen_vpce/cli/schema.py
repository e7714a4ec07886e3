"""`gen-vpce schema`: print a JSON Schema that travels with the package."""

from typing import Annotated

import typer

from gen_vpce.cli.completion import schemas


def schema(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="Which schema.", autocompletion=schemas)
    ] = "intent",
) -> None:
    """Print the JSON Schema of intent.yaml, or of another format."""
    from gen_vpce.cli.console import say, unknown
    from gen_vpce.diagnostics.shipped import schema_file, schema_names

    if name not in schema_names():
        raise typer.BadParameter(unknown("schema", name, schema_names()))
    say(schema_file(name).read_text(encoding="utf-8"))
