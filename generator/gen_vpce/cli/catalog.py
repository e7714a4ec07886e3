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

    One service comes with its actions by access level, the forms of its resources, and its presets.
    """
    from gen_vpce import catalog as known
    from gen_vpce.cli.console import say, unknown
    from gen_vpce.intent.presets import presets_for
    from gen_vpce.report import catalog as words

    if service is None:
        everything = list(known.endpoint_services().values())
        say(words.services_text(everything) if form is Form.TEXT else words.services_json(everything))
        return
    endpoint = known.endpoint_service(service)
    if endpoint is None:
        raise typer.BadParameter(unknown("service", service, known.endpoint_services()))
    iam = known.service(endpoint.iam_prefix) if endpoint.iam_prefix else None
    presets = presets_for(endpoint)
    if form is Form.TEXT:
        say(words.service_text(endpoint, iam, presets))
    else:
        say(words.service_json(endpoint, iam, presets))
