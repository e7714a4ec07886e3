"""`gen-vpce schema`: print a JSON Schema, one that travels with the package or the one made for editors."""

from typing import Annotated

import typer

from gen_vpce.cli.shells.completion import EDITOR, schemas


def schema(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="Which schema.", autocompletion=schemas)
    ] = "intent",
) -> None:
    """Print the JSON Schema of intent.yaml, or of another format.

    `editor` is that of intent.yaml for an editor: with the Regions, services, features and actions that
    AWS has, and with messages.
    """
    from gen_vpce.cli.terminal.console import say, unknown
    from gen_vpce.diagnostics.shipped import schema_file, schema_names

    if name == EDITOR:
        from gen_vpce.intent.editor.editor_schema import editor_schema_text

        say(editor_schema_text())
        return
    if name not in schema_names():
        raise typer.BadParameter(unknown("schema", name, [EDITOR, *schema_names()]))
    say(schema_file(name).read_text(encoding="utf-8"))
