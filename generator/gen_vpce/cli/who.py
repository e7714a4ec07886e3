"""`gen-vpce who`: who reaches a resource, by the policies of an intent."""

from typing import Annotated

import typer

from gen_vpce.cli.reaching import Format, IntentPath, answered


def who(
    resource: Annotated[
        str, typer.Argument(metavar="RESOURCE", help="A short name, such as bucket/orders, or an ARN.")
    ],
    path: IntentPath = ".",
    *,
    output: Format = "text",
) -> None:
    """Say who reaches a resource, through which endpoint and on which conditions, in rows that are proven.

    Together, the rows of an endpoint are all that its policy and the policy of the resource let pass, each
    with a request that shows it. Exits with 0 whoever it is.
    """
    from gen_vpce.inquiry.reaching import who as ask

    raise typer.Exit(answered(ask(resource, path), output))
