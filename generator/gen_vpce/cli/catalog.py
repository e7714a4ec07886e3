"""`gen-vpce catalog`: which services have endpoints, and what an intent can say about one."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gen_vpce.cli.shells.completion import services

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gen_vpce.catalog import EndpointService


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
    described: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Output of `aws ec2 describe-vpc-endpoint-services`, which shows who takes policies.",
        ),
    ] = None,
) -> None:
    """List the services that have VPC endpoints, or show one.

    One service comes with its presets, its actions by access level, and the forms of its resources.
    """
    from gen_vpce.cli.terminal.console import say, unknown
    from gen_vpce.report import catalog as words

    known = _known(described)
    if service is None:
        everything = list(known.values())
        say(words.services_text(everything) if form is Form.TEXT else words.services_json(everything))
        return
    endpoint = known.get(service)
    if endpoint is None:
        raise typer.BadParameter(unknown("service", service, known))
    page = words.page(endpoint)
    say(words.page_text(page) if form is Form.TEXT else words.page_json(page))


def _known(described: Path | None) -> "Mapping[str, EndpointService]":
    """Return the services, with what the file tells of them."""
    from gen_vpce.catalog import endpoint_services, from_describe, with_answers

    if described is None:
        return endpoint_services()
    import json

    text = described.read_text(encoding="utf-8-sig", errors="replace")
    try:
        answers = from_describe(json.loads(text))
    except (ValueError, RecursionError) as error:
        from gen_vpce.policy.not_json import way_out, why

        hint = way_out(text, getattr(error, "pos", 0))
        raise typer.BadParameter(f"{described} is not JSON: {hint or why(error)}") from None
    if not answers:
        hint = "save the output of: aws ec2 describe-vpc-endpoint-services"
        raise typer.BadParameter(f"{described} describes no endpoint service; {hint}")
    return with_answers(endpoint_services(), answers)
