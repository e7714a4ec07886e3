"""`gen-vpce compare`: what a policy allows beyond another one, for all requests."""

import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from gen_vpce.cli.shells.completion import compared
from gen_vpce.cli.source_values import (
    AllowFiles,
    ParameterFiles,
    VariableFiles,
    Variables,
    source_request,
)

if TYPE_CHECKING:
    from gen_vpce.configuration.policies.request import Request
    from gen_vpce.inquiry.part import Part

_DEFAULT_EFFORT = 100_000


def _of_format(value: str) -> str:
    from gen_vpce.cli.terminal.console import unknown
    from gen_vpce.report.contrast import RENDERERS

    if value not in RENDERERS:
        raise typer.BadParameter(unknown("format", value, RENDERERS))
    return value


def _of_kind(value: str | None) -> str | None:
    from gen_vpce.cli.terminal.console import unknown
    from gen_vpce.policy.document import PolicyKind

    if value is not None and value not in tuple(PolicyKind):
        raise typer.BadParameter(unknown("kind of policy", value, PolicyKind))
    return value


def compare(
    old: Annotated[
        str | None,
        typer.Argument(
            metavar="[OLD]",
            help="A policy, an intent, a module, Terraform source, or one of them in git: HEAD:infra.",
            autocompletion=compared,
        ),
    ] = None,
    new: Annotated[
        str | None,
        typer.Argument(metavar="[NEW]", help="The same, after the change.", autocompletion=compared),
    ] = None,
    *,
    kind: Annotated[
        str | None,
        typer.Option(
            callback=_of_kind, metavar="KIND", help="What kind a policy file is.  [default: endpoint]"
        ),
    ] = None,
    output: Annotated[
        str,
        typer.Option("--format", callback=_of_format, metavar="FORMAT", help="text, json or markdown."),
    ] = "text",
    no_new_access: Annotated[
        bool, typer.Option("--no-new-access", help="Exit 1 if anything is, or may be, newly allowed.")
    ] = False,
    var: Variables = None,
    var_file: VariableFiles = None,
    parameters: ParameterFiles = None,
    allow_files: AllowFiles = False,
    effort: Annotated[
        int, typer.Option(min=1, metavar="N", help="Steps of work before an answer is undecided.")
    ] = _DEFAULT_EFFORT,
    batch: Annotated[
        str | None, typer.Option(metavar="FILE", help="Compare one JSON pair a line; - is stdin.")
    ] = None,
) -> None:
    """Compare two policies for all requests, with an example of each difference.

    Exact, offline, and never a guess: what cannot be decided is said to be undecided.
    """
    from gen_vpce.cli.terminal.console import usage_error

    if batch is not None:
        from gen_vpce.access.stream.compare_lines import answers
        from gen_vpce.cli.terminal.lines import answer_lines

        raise typer.Exit(answer_lines(batch, partial(answers, effort=effort)))
    if old is None or new is None:
        raise usage_error("compare needs OLD and NEW", "gen-vpce compare HEAD:modules/orders modules/orders")
    request = source_request(var, var_file, parameters, everywhere=allow_files)
    before, after = _parts(old, new, kind, request)
    if not before or not after:
        raise typer.Exit(1)
    raise typer.Exit(_pair(before, after, output, effort, strict=no_new_access))


def _pair(
    before: "tuple[Part, ...]", after: "tuple[Part, ...]", output: str, effort: int, *, strict: bool
) -> int:
    from gen_vpce.cli.terminal.console import say, style
    from gen_vpce.inquiry.contrast import contrasts
    from gen_vpce.report.contrast import RENDERERS

    found = tuple(contrasts(before, after, effort=effort))
    say(RENDERERS[output](found, style(sys.stdout)))
    if output == "markdown":
        from gen_vpce.overview.change_pictures import of_parts
        from gen_vpce.report.mermaid import block

        say(block(of_parts(before, after), "gen-vpce report PATH --against REVISION"))
    return int(strict and any(each.adds_access for each in found))


def _parts(
    old: str, new: str, kind: str | None, request: "Request"
) -> "tuple[tuple[Part, ...], tuple[Part, ...]]":
    """Return the policies that both names stand for; none, after saying what is wrong with a name."""
    from gen_vpce.cli.terminal.console import style, tell
    from gen_vpce.inquiry.compared_source import sides
    from gen_vpce.policy.document import PolicyKind
    from gen_vpce.report.model import Report
    from gen_vpce.report.text import findings

    read = sides(old, new, PolicyKind(kind) if kind else None, request)
    for side in (read.old, read.new):
        if not side.parts:
            tell(findings(Report("compare", 1, side.diagnostics), style(sys.stderr)))
    if read.reading and read.old.parts:
        tell(f"{read.reading}\n")
    return read.old.parts, read.new.parts
