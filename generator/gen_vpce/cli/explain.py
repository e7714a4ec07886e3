"""`gen-vpce explain`: what a finding means, and the page of AWS or Terraform behind it."""

from typing import Annotated

import typer

from gen_vpce.cli.completion import codes


def explain(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]", help="Such as GV201; all of them when left out.", autocompletion=codes
        ),
    ] = None,
) -> None:
    """Explain the code of a finding, or list every code."""
    from gen_vpce.cli.console import say, unknown
    from gen_vpce.report.codes import all_codes, find

    if code is None:
        for entry in all_codes().values():
            say(f"{entry.code}  {entry.severity.value:<10}  {entry.title}\n")
        return
    known = find(code)
    if known is None:
        raise typer.BadParameter(unknown("code", code.upper(), list(all_codes())))
    say(f"{known.code}: {known.title} ({known.severity.value})\n\n{known.explanation.strip()}\n")
    if known.source:
        say(f"\nSource: {known.source}\n")
