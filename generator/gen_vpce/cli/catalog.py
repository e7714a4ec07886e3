"""`gen-vpce catalog`: which services have endpoints, and what an intent can say about one."""

from enum import StrEnum
from typing import Annotated

import typer

from gen_vpce.cli.completion import services


class Form(StrEnum):
    """How the catalogue is printed."""

    TEXT = "text"
    JSON = "json"


def catalog(
    service: Annotated[
        str | None,
        typer.Argument(metavar="[SERVICE]", help="Such as dynamodb or ecr.api.", autocompletion=services),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How to print it.")] = Form.TEXT,
) -> None:
    """List the services that have VPC endpoints, or show one.

    One service comes with its presets, its actions by access level, and the forms of its resources.
    """
    from gen_vpce.catalog import endpoint_service, endpoint_services
    from gen_vpce.cli.console import say, unknown
    from gen_vpce.report import catalog as words

    if service is None:
        everything = list(endpoint_services().values())
        say(words.services_text(everything) if form is Form.TEXT else words.services_json(everything))
        return
    endpoint = endpoint_service(service)
    if endpoint is None:
        raise typer.BadParameter(unknown("service", service, endpoint_services()))
    page = words.page(endpoint)
    say(words.page_text(page) if form is Form.TEXT else words.page_json(page))
