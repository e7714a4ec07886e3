"""`gen-vpce adopt`: take over endpoints that exist, without a change."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gen_vpce.cli.adoption.endpoints import check_known, endpoints_of, sources
from gen_vpce.cli.shells.completion import regions, services
from gen_vpce.cli.source_values import AllowFiles, VariableFiles, Variables, source_request

if TYPE_CHECKING:
    from gen_vpce.configuration.policies.request import Request
    from gen_vpce.terraform.adoption.adopt import Options
    from gen_vpce.terraform.adoption.resource_policies import HeldPolicy
    from gen_vpce.terraform.adoption.result import Adoption


def _of_format(value: str) -> str:
    from gen_vpce.cli.terminal.console import unknown
    from gen_vpce.report.adoption import RENDERERS

    if value not in RENDERERS:
        raise typer.BadParameter(unknown("format", value, RENDERERS))
    return value


def _of_type(value: str | None) -> str | None:
    if value not in (None, "gateway", "interface"):
        raise typer.BadParameter("the type is gateway or interface")
    return value


def _of_service(value: str | None) -> str | None:
    from gen_vpce.catalog import endpoint_service, endpoint_services
    from gen_vpce.cli.terminal.console import unknown

    if value is not None and endpoint_service(value) is None:
        raise typer.BadParameter(unknown("service", value, endpoint_services()))
    return value


def _of_resource_name(value: str | None) -> str | None:
    from gen_vpce.catalog import POLICY_HOLDERS

    word, slash, name = (value or "").partition("/")
    if value is not None and not (slash and name and word in POLICY_HOLDERS):
        raise typer.BadParameter(
            f"a resource is one of {', '.join(f'{each}/NAME' for each in POLICY_HOLDERS)}"
        )
    return value


def _of_organization(value: str | None) -> str | None:
    from gen_vpce.catalog.id_forms import is_organization_id

    if value is not None and not is_organization_id(value):
        raise typer.BadParameter("an organization is o- and 10 to 32 letters and digits: o-a1b2c3d4e5")
    return value


def _of_addresses(values: list[str] | None) -> list[str] | None:
    from gen_vpce.terraform.adoption.addresses import FORMS, old_addresses

    try:
        old_addresses(values or ())
    except ValueError as error:
        raise typer.BadParameter(f"`{error}` is not one of: {FORMS}") from None
    return values


def adopt(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...",
            show_default=False,
            help="The output of `aws ec2 describe-vpc-endpoints`, a Terraform state or plan as JSON, one "
            "policy, of an endpoint or a resource, or the folder of a root module of Terraform; - for stdin.",
        ),
    ] = None,
    *,
    deployment: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=[REGION:ACCOUNT:]FILE",
            help="What stands in one place, instead of FILE: all of them become one intent. Repeatable.",
        ),
    ] = None,
    into: Annotated[Path, typer.Option(metavar="DIR", help="Where each module gets its folder.")] = Path(
        "modules"
    ),
    root: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="The root that calls and imports them.  [default: adopted, or the folder of the source]",
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Adopt this alone: an endpoint's id, bucket/NAME; of source, by address. Repeatable.",
        ),
    ] = None,
    from_address: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ADDRESS",
            callback=_of_addresses,
            help="Move endpoints from where they are in a state: `state`, an address with {service} or {id} "
            "in it, or ID=ADDRESS. Repeatable.",
        ),
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="The Region, where the file does not name it.", autocompletion=regions)
    ] = None,
    account: Annotated[
        str | None, typer.Option(metavar="ID", help="The account, where the file does not name it.")
    ] = None,
    organization: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            callback=_of_organization,
            help="The organization, where policies of source name it.",
        ),
    ] = None,
    var: Variables = None,
    var_file: VariableFiles = None,
    allow_files: AllowFiles = False,
    service: Annotated[
        str | None,
        typer.Option(callback=_of_service, help="The service of a single policy.", autocompletion=services),
    ] = None,
    endpoint_type: Annotated[
        str | None,
        typer.Option("--type", callback=_of_type, metavar="TYPE", help="The type of its endpoint."),
    ] = None,
    resource: Annotated[
        str | None,
        typer.Option(
            callback=_of_resource_name,
            metavar="RESOURCE",
            help="The resource of a single policy: bucket/NAME, key/ID, table/NAME.",
        ),
    ] = None,
    tighten: Annotated[
        bool, typer.Option("--tighten", help="Propose a corrected version beside each intent.")
    ] = False,
    output: Annotated[
        str,
        typer.Option("--format", callback=_of_format, metavar="FORMAT", help="text, json or markdown."),
    ] = "text",
) -> None:
    """Take over endpoints and policies of resources: intents with modules, and a root that imports them.

    Each intent is proven to say what is there: terraform plan then says import alone. What cannot be said or
    proven is refused, with the reason; then the exit code is 1. Findings on policies are listed and accepted.

    From source, endpoints move within their root module, and the report says which blocks to take out.
    With --deployment, what is the same in several accounts or Regions becomes one intent with deployments,
    proven for each of them, and each gets a root of its own.
    """
    from gen_vpce.cli.adoption.together import adopted_together, check_usage
    from gen_vpce.terraform.adoption.addresses import old_addresses
    from gen_vpce.terraform.adoption.adopt import Options
    from gen_vpce.terraform.adoption.eligible import Where

    where = Where(region, account, organization)
    options = Options(
        into,
        root or Path("adopted"),
        where,
        frozenset(only or ()),
        old_addresses(from_address or ()),
        tighten,
    )
    if resource and service:
        raise _two_owners()
    given = check_usage(
        files or (),
        deployment or (),
        {"region": region, "account": account, "resource": resource, "tighten": tighten},
    )
    if given:
        request = source_request(var, var_file, everywhere=allow_files)
        together = adopted_together(given, options, request, (service, endpoint_type), root)
        raise typer.Exit(_report(together, output))
    files = files or []
    if any(file.is_dir() for file in files):
        request = source_request(var, var_file, everywhere=allow_files)
        raise typer.Exit(_report(_adopted_source(files, options, request, root), output))
    if var or var_file or allow_files or organization:
        raise _of_source_alone()
    raise typer.Exit(_report(_adopted(files, service, endpoint_type, resource, options), output))


def _two_owners() -> typer.Exit:
    from gen_vpce.cli.terminal.console import usage_error

    message = "--service is for the policy of an endpoint, --resource for that of a resource"
    return usage_error(message, "give one of them")


def _of_source_alone() -> typer.Exit:
    from gen_vpce.cli.terminal.console import usage_error

    message = "--var, --var-file, --allow-files and --organization go with a folder of source"
    return usage_error(message, "gen-vpce adopt infra --account 123456789012")


def _adopted_source(
    files: list[Path], options: "Options", request: "Request", root: Path | None
) -> "Adoption":
    from msgspec.structs import replace

    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.terraform.adoption.adopt import adopt as adopted
    from gen_vpce.terraform.adoption.from_source import read_folder
    from gen_vpce.terraform.adoption.result import Adoption

    if len(files) > 1:
        raise usage_error("a folder of source is adopted by itself", f"gen-vpce adopt {files[0]}")
    read = read_folder(files[0], options.where, request)
    if read.source.diagnostics:
        return Adoption(diagnostics=read.source.diagnostics)
    check_known(options.only, read.source.endpoints, read.source.policies)
    options = replace(options, root=root or read.folder)
    return adopted(read.source.endpoints, options, read.source.policies, read.source.left)


def _adopted(
    files: list[Path], service: str | None, kind: str | None, resource: str | None, options: "Options"
) -> "Adoption":
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.terraform.adoption.adopt import adopt as adopted
    from gen_vpce.terraform.adoption.result import Adoption

    found = list(sources(files))
    problems = tuple(each for source in found for each in source.diagnostics)
    if problems:
        return Adoption(diagnostics=problems)
    if any(source.policy is None for source in found) and resource:
        raise usage_error("--resource is for a single policy", "other files name the resource themselves")
    endpoints = [each for source in found if not resource for each in endpoints_of(source, service, kind)]
    policies = [each for source in found for each in source.policies]
    policies += [_of_resource(resource, source.policy) for source in found if resource and source.policy]
    check_known(options.only, endpoints, policies)
    return adopted(endpoints, options, policies, [each for source in found for each in source.left])


def _of_resource(resource: str, policy: str) -> "HeldPolicy":
    from gen_vpce.terraform.adoption.resource_policies import HeldPolicy

    word, _, name = resource.partition("/")
    return HeldPolicy(word, name, policy)


def _report(adoption: "Adoption", output: str) -> int:
    from gen_vpce.cli.terminal.console import say, style, tell
    from gen_vpce.report.adoption import RENDERERS
    from gen_vpce.report.model import Report
    from gen_vpce.report.text import findings

    if output == "text" and adoption.diagnostics:
        tell(findings(Report("adopt", 1, adoption.diagnostics), style(sys.stderr)))
    say(RENDERERS[output](adoption, style(sys.stdout)))
    return adoption.exit_code
