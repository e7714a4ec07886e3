"""`gen-vpce init`: begin a module from a preset, or a pipeline."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gen_vpce.cli.pipelines import one_of_systems, refuse_if_there, write_pipeline
from gen_vpce.cli.shells.completion import pipelines, presets, regions, services
from gen_vpce.cli.terminal.output import Quiet, deliver

if TYPE_CHECKING:
    from gen_vpce.scaffold.interview import Begun, Given

_ID_HELP = "a variable of the module when left out"


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The module's folder.")] = Path(),
    *,
    service: Annotated[
        list[str] | None,
        typer.Option(help="Such as dynamodb or ecr.api. Repeatable.", autocompletion=services),
    ] = None,
    preset: Annotated[
        list[str] | None,
        typer.Option(
            help="What the policies say to begin with. Repeatable: each is for the services that it fits.",
            autocompletion=presets,
        ),
    ] = None,
    has: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SERVICE",
            help="A service that others need, of which the VPC has an endpoint already. Repeatable.",
            autocompletion=services,
        ),
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
    deployment: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=REGION:ACCOUNT",
            help="A place of a module for several, instead of --region and --account. Repeatable.",
        ),
    ] = None,
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

    Asks on a terminal for what is missing. Never overwrites: where DIR holds Terraform or a README, the
    module goes into a folder below it. `gen-vpce catalog SERVICE` names the presets for a service. Several
    services make one module; what people call them does too, such as ecr or cloudwatch. With --deployment,
    one file is for several places, and names may hold <deployment>, <region> and <account>. --ci on its own
    writes the pipeline alone, for modules that are there already.
    """
    from gen_vpce.scaffold.interview import Given

    singles = {
        "table": table,
        "bucket": bucket,
        "role": role,
        "trusted_account": trusted_account,
        "organization": organization,
        "region": region,
        "account": account,
        "name": name,
    }
    ids = {
        "endpoint": endpoint,
        "vpc_id": vpc_id,
        "route_table_ids": tuple(route_table_id or ()),
        "subnet_ids": tuple(subnet_id or ()),
        "security_group_ids": tuple(security_group_id or ()),
    }
    given = Given(
        tuple(service or ()), tuple(preset or ()), tuple(has or ()), singles, ids, tuple(deployment or ())
    )
    asks_for_module = (
        service or preset or deployment or any(value for key, value in singles.items() if key != "name")
    )
    if ci:
        refuse_if_there(ci, folder)
    code = _module(folder, given, quiet=quiet) if not ci or asks_for_module else 0
    if ci:
        write_pipeline(ci, folder, quiet=quiet)
    raise typer.Exit(code)


def _module(folder: Path, given: "Given", *, quiet: bool) -> int:
    """Make the module and return the exit code; raise the exit where it could not be made."""
    from gen_vpce.cli.terminal.console import tell
    from gen_vpce.cli.terminal.questions import begun
    from gen_vpce.report.model import of_run
    from gen_vpce.scaffold.new_module import create, made, refused

    run, begins = refused(folder), None
    if run is None:
        begins = begun(folder, given)
        run = refused(begins.place.folder) or create(begins.place.folder, begins.choices, begins.answers)
    report = of_run(run)
    deliver(report, [], quiet=quiet or not made(run))
    if begins is None or not made(run):
        tell("Nothing was written.\n")
        raise typer.Exit(report.exit_code)
    if not quiet:
        tell(_next_steps(begins))
    return report.exit_code


def _next_steps(begins: "Begun") -> str:
    from shlex import quote

    from gen_vpce.scaffold.choice import missing_partners
    from gen_vpce.scaffold.place import call

    folder = begins.place.folder
    readme, intent = quote(str(folder / "README.md")), quote(str(folder / "intent.yaml"))
    steps = (
        "\nNext:\n"
        f"  read    {readme}, which says what may pass and what to know before you apply\n"
        f"  edit    {intent}, then run: gen-vpce generate {quote(str(folder))}\n"
        f"  try it  cd {quote(str(folder))} && terraform init && terraform test\n"
    )
    if begins.place.has_caller:
        block = call(begins.place, begins.choices, begins.answers)
        lines = "".join(f"          {line}\n" if line else "\n" for line in block.splitlines())
        above = quote(str(begins.place.named))
        steps += f"  call    from a .tf file in {above}, with your own ids:\n\n{lines}\n"
    for each in missing_partners(tuple(begins.choices)):
        if each.partner not in begins.answers.has:
            steps += (
                f"  note    {each.service} needs an endpoint of {each.partner} in the VPC: {each.breaks};\n"
                f"          `--service {each.service} --service {each.partner}` makes both\n"
            )
    return steps
