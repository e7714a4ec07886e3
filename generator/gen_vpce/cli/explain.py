"""`gen-vpce explain`: what a finding means, and the page of AWS or Terraform behind it."""

from typing import Annotated

import typer

from gen_vpce.cli.shells.completion import codes_and_kinds


def explain(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]",
            help="Such as GV201, or a kind of the gate such as routes-changed; all codes when left out.",
            autocompletion=codes_and_kinds,
        ),
    ] = None,
) -> None:
    """Explain the code of a finding or a kind of the gate, or list every code."""
    from gen_vpce.cli.terminal.console import say, unknown
    from gen_vpce.diagnostics.codes.plan import KINDS
    from gen_vpce.report.codes import all_codes, find

    if code is None:
        for entry in all_codes().values():
            say(f"{entry.code}  {entry.severity.value:<10}  {entry.title}\n")
        return
    kind = KINDS.get(code.strip().lower())
    known = kind or find(code)
    if known is None:
        is_code = code[:2].upper() == "GV"
        choices = list(all_codes()) if is_code else list(KINDS)
        raise typer.BadParameter(
            unknown("code", code.upper(), choices) if is_code else unknown("kind", code, choices)
        )
    say(f"{known.code}: {known.title} ({known.severity.value})\n\n{known.explanation.strip()}\n")
    if known.source:
        say(f"\nSource: {known.source}\n")
