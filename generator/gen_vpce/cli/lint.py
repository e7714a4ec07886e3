"""`gen-vpce lint`: hold policies that exist against the rules."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gen_vpce.cli.completion import codes, services
from gen_vpce.cli.output import Outputs, Quiet, deliver

if TYPE_CHECKING:
    from gen_vpce.diagnostics import Diagnostic
    from gen_vpce.lint.acceptance import Accepted
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
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="A policy, the output of describe-vpc-endpoints, a Terraform plan or state as JSON, "
            "or a .tf file; - for stdin.",
        ),
    ],
    *,
    kind: Annotated[
        Kind | None, typer.Option(help="What the policies are attached to; told by the file if it can be.")
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
    outputs: Outputs = None,
    quiet: Quiet = False,
) -> None:
    """Find what AWS refuses in policies, what never works, and what was hardly meant.

    Errors and warnings exit with 1, suggestions alone with 0. A file .gen-vpce-lint.yaml beside the
    policies accepts findings: it maps file names to codes, and codes to reasons.
    """
    from gen_vpce.diagnostics import in_order
    from gen_vpce.report.model import Report

    given = _given(kind, service, endpoint_type)
    found = [each for file in files for each in _found(file, given, accept or [])]
    failed = any(each.severity.fails for each in found)
    report = Report("lint", int(failed), in_order(found))
    deliver(report, outputs or [], quiet=quiet)
    raise typer.Exit(report.exit_code)


def _given(kind: Kind | None, service: str | None, endpoint_type: EndpointType | None) -> "Attachment":
    from gen_vpce.catalog import endpoint_service, endpoint_services
    from gen_vpce.cli.console import unknown
    from gen_vpce.lint.policy_kind import Attachment
    from gen_vpce.policy.document import PolicyKind

    known = endpoint_service(service) if service else None
    if service and known is None:
        raise typer.BadParameter(unknown("service", service, endpoint_services()))
    return Attachment(
        PolicyKind(kind) if kind else None, known, endpoint_type.value if endpoint_type else None
    )


def _found(file: Path, given: "Attachment", accept: list[str]) -> "tuple[Diagnostic, ...]":
    from gen_vpce.lint.acceptance import Accepted
    from gen_vpce.lint.files import lint_text

    accepted, problems = _accepted_beside(file)
    everywhere = (Accepted(code.upper()) for code in accept)
    raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    text = raw.decode("utf-8", errors="replace")
    return (*problems, *lint_text(text, str(file), given, (*accepted, *everywhere)))


def _accepted_beside(file: Path) -> "tuple[tuple[Accepted, ...], tuple[Diagnostic, ...]]":
    from gen_vpce.lint.acceptance import FILE, accepted_for

    beside = file.parent / FILE
    if str(file) == "-" or not beside.is_file():
        return (), ()
    return accepted_for(file.name, beside.read_bytes(), str(beside))
