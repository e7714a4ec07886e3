"""`gen-vpce lint`: hold policies that exist against the rules."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gen_vpce.cli.shells.completion import codes, services
from gen_vpce.cli.source_values import AllowFiles, ParameterFiles, VariableFiles, Variables, source_request
from gen_vpce.cli.terminal.output import Outputs, Quiet, deliver

if TYPE_CHECKING:
    from gen_vpce.lint.policy_kind import Attachment


class Kind(StrEnum):
    """What a policy is attached to."""

    ENDPOINT = "endpoint"
    IDENTITY = "identity"
    RESOURCE = "resource"
    SCP = "scp"
    RCP = "rcp"


class EndpointType(StrEnum):
    """The type of an endpoint."""

    GATEWAY = "gateway"
    INTERFACE = "interface"


def lint(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="A folder or file of Terraform source or CloudFormation templates, a policy, the output of "
            "describe-vpc-endpoints, a plan or state as JSON; - for stdin.  [default: .]",
        ),
    ] = None,
    *,
    kind: Annotated[
        Kind | None, typer.Option(help="What the policies are attached to, where the file does not show it.")
    ] = None,
    service: Annotated[
        str | None, typer.Option(help="The endpoint's service, such as dynamodb.", autocompletion=services)
    ] = None,
    endpoint_type: Annotated[
        EndpointType | None,
        typer.Option(help="The endpoint's type.  [default: gateway where the service has one]"),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help="Leave out findings of CODE. Repeatable.", autocompletion=codes),
    ] = None,
    var: Variables = None,
    var_file: VariableFiles = None,
    parameters: ParameterFiles = None,
    allow_files: AllowFiles = False,
    explain_unknown: Annotated[
        bool, typer.Option(help="List the values that are not known before apply, and why.")
    ] = False,
    outputs: Outputs = None,
    quiet: Quiet = False,
) -> None:
    """Find what AWS refuses in policies, what never works, and what was hardly meant.

    Folders are searched for Terraform and templates; each is evaluated as far as it can be before apply.

    Errors and warnings exit with 1, suggestions alone with 0. A file .gen-vpce-lint.yaml beside the
    policies accepts findings: it maps file names to codes, and codes to reasons.
    """
    from gen_vpce.lint.lint_request import Asked
    from gen_vpce.lint.paths import lint_paths
    from gen_vpce.report.model import Report

    request = source_request(var, var_file, parameters, everywhere=allow_files)
    given = _given(kind, service, endpoint_type)
    asked = Asked(tuple(paths or [Path()]), given, tuple(accept or ()), request, explain_unknown)
    linted = lint_paths(asked)
    failed = any(each.severity.fails for each in linted.findings)
    report = Report("lint", int(failed), linted.findings, read=linted.counts)
    deliver(report, outputs or [], quiet=quiet)
    raise typer.Exit(report.exit_code)


def _given(kind: Kind | None, service: str | None, endpoint_type: EndpointType | None) -> "Attachment":
    from gen_vpce.catalog import endpoint_service, endpoint_services
    from gen_vpce.cli.terminal.console import unknown
    from gen_vpce.lint.policy_kind import Attachment
    from gen_vpce.policy.document import PolicyKind

    known = endpoint_service(service) if service else None
    if service and known is None:
        raise typer.BadParameter(unknown("service", service, endpoint_services()))
    return Attachment(
        PolicyKind(kind) if kind else None, known, endpoint_type.value if endpoint_type else None
    )
