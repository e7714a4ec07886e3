"""`gen-vpce where`: what a caller reaches, by the policies of an intent."""

from typing import Annotated

import typer

from gen_vpce.cli.reaching import Format, IntentPath, answered


def where(
    principal: Annotated[
        str, typer.Argument(metavar="PRINCIPAL", help="Such as role/App, an ARN, a service, or anonymous.")
    ],
    path: IntentPath = ".",
    *,
    output: Format = "text",
) -> None:
    """Say what a caller reaches, through which endpoint and on which conditions, in rows that are proven.

    Together, the rows of an endpoint are all that its policy and the policies of resources let pass, each
    with a request that shows it. Exits with 0 whatever it is.
    """
    from gen_vpce.inquiry.reaching import where as ask

    raise typer.Exit(answered(ask(principal, path), output))
