"""`gen-vpce init`: begin a module from a preset, or a pipeline."""

from pathlib import Path
from typing import Annotated, Any

import typer

from gen_vpce.cli.completion import pipelines, presets, regions, services
from gen_vpce.cli.output import Quiet, deliver
from gen_vpce.cli.pipelines import one_of_systems, refuse_if_there, write_pipeline

_ID_HELP = "a variable of the module when left out"


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The module's folder.")] = Path(),
    *,
    service: Annotated[
        str | None, typer.Option(help="Such as dynamodb or ecr.api.", autocompletion=services)
    ] = None,
    preset: Annotated[
        str | None, typer.Option(help="What the policies say to begin with.", autocompletion=presets)
    ] = None,
    table: Annotated[str | None, typer.Option(help="DynamoDB table.")] = None,
    bucket: Annotated[str | None, typer.Option(help="S3 bucket.")] = None,
    role: Annotated[str | None, typer.Option(help="IAM role that may use the endpoint.")] = None,
    trusted_account: Annotated[
        str | None, typer.Option(metavar="ID", help="Account that may use the endpoint.")
    ] = None,
    organization: Annotated[
        str | None, typer.Option(metavar="ID", help="Organization that may use the endpoint.")
    ] = None,
    endpoint: Annotated[
        str | None, typer.Option(metavar="ID", help="An endpoint that exists, for only-through-endpoint.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="The endpoint's Region.", autocompletion=regions)] = None,
    account: Annotated[str | None, typer.Option(metavar="ID", help="The endpoint's account.")] = None,
    name: Annotated[str | None, typer.Option(help="The module's name.  [default: the folder's]")] = None,
    vpc_id: Annotated[str | None, typer.Option(metavar="ID", help=f"VPC; {_ID_HELP}.")] = None,
    route_table_id: Annotated[
        list[str] | None, typer.Option(metavar="ID", help=f"Route table; {_ID_HELP}. Repeatable.")
    ] = None,
    subnet_id: Annotated[
        list[str] | None, typer.Option(metavar="ID", help=f"Subnet; {_ID_HELP}. Repeatable.")
    ] = None,
    security_group_id: Annotated[
        list[str] | None, typer.Option(metavar="ID", help=f"Security group; {_ID_HELP}. Repeatable.")
    ] = None,
    ci: Annotated[
        str | None,
        typer.Option(
            metavar="SYSTEM",
            help="Write a pipeline at the top of the repository: github, gitlab or atlantis.",
            callback=one_of_systems,
            autocompletion=pipelines,
        ),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Write a new intent.yaml from a preset, and make its module; or, with --ci, a pipeline.

    Asks on a terminal for what is missing. Never overwrites: when anything is in the way, nothing is
    written. `gen-vpce catalog SERVICE` names the presets for a service. --ci on its own writes
    the pipeline alone, for modules that are there already.
    """
    given = {
        "service": service,
        "preset": preset,
        "table": table,
        "bucket": bucket,
        "role": role,
        "trusted_account": trusted_account,
        "organization": organization,
        "region": region,
        "account": account,
        "name": name,
    }
    more = {
        "endpoint": endpoint,
        "vpc_id": vpc_id,
        "route_table_ids": tuple(route_table_id or ()),
        "subnet_ids": tuple(subnet_id or ()),
        "security_group_ids": tuple(security_group_id or ()),
    }
    asks_for_module = any(value for key, value in given.items() if key != "name")
    if ci:
        refuse_if_there(ci, folder)
    code = _module(folder, given, more, quiet=quiet) if not ci or asks_for_module else 0
    if ci:
        write_pipeline(ci, folder, quiet=quiet)
    raise typer.Exit(code)


def _module(folder: Path, given: dict[str, str | None], more: dict[str, Any], *, quiet: bool) -> int:
    """Make the module and return the exit code; raise the exit where it could not be made."""
    from gen_vpce.cli.console import tell
    from gen_vpce.cli.questions import complete
    from gen_vpce.report.model import of_run
    from gen_vpce.scaffold.new_module import create, made, refused

    run = refused(folder) or create(folder, *complete(folder, given, more))
    report = of_run(run)
    deliver(report, [], quiet=quiet or not made(run))
    if not made(run):
        tell("Nothing was written.\n")
        raise typer.Exit(report.exit_code)
    if not quiet:
        tell(_next_steps(folder))
    return report.exit_code


def _next_steps(folder: Path) -> str:
    from shlex import quote

    readme, intent = quote(str(folder / "README.md")), quote(str(folder / "intent.yaml"))
    return (
        "\nNext:\n"
        f"  read    {readme}, which says what may pass and what to know before you apply\n"
        f"  edit    {intent}, then run: gen-vpce generate {quote(str(folder))}\n"
        f"  try it  cd {quote(str(folder))} && terraform init && terraform test\n"
    )
