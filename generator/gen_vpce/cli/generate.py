"""`gen-vpce generate`: make every module again from its intent."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from gen_vpce.cli.event_files import chosen, event_files, written_endpoints
from gen_vpce.cli.terminal.output import Outputs, Quiet, deliver
from gen_vpce.cli.usage import Facts, Traffic, alone_of_traffic, events_for_usage, known_facts

if TYPE_CHECKING:
    from gen_vpce.inquiry.known_facts import Known
    from gen_vpce.module.result import Run


def generate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Folders to search for intent.yaml.  [default: .]"),
    ] = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 3 if a file differs.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show the difference in each file.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Treat warnings as errors: exit 1.")] = False,
    watching: Annotated[
        bool, typer.Option("--watch", help="Run again whenever an intent changes, until Ctrl-C.")
    ] = False,
    force: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Overwrite or delete FILE, though edited or foreign. Repeatable."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Processes, for 50 modules or more.  [default: the cores]"),
    ] = None,
    traffic: Traffic = None,
    endpoint: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[NAME=]ID", help="The endpoint of the events, by its name; or all. Repeatable."
        ),
    ] = None,
    facts: Facts = None,
    outputs: Outputs = None,
    quiet: Quiet = False,
) -> None:
    """Turn each intent.yaml into its Terraform module and policies.

    Everything is checked before anything is written, and a module is written whole or not at all. Files
    that a person edited, and files that gen-vpce did not write, are refused. Errors exit with 1, warnings
    with 0 unless --strict: pipelines and hooks use it.
    """
    from gen_vpce.cli.terminal.progress import progress
    from gen_vpce.module.generate import Options
    from gen_vpce.module.generate import generate as update
    from gen_vpce.report.model import of_run

    alone_of_traffic(traffic, endpoint=endpoint, facts=facts)
    _check_names(paths or [], endpoint or [])
    usage = _Usage(event_files(traffic), endpoint or [], known_facts(facts)) if traffic else None
    options = Options(check=check, force=tuple(force or ()), jobs=jobs)

    def run() -> int:
        with progress(sys.stderr) as shown:
            done = update(paths or [], options, shown)
        if usage is not None:
            done = usage.told(done)
        report = of_run(done, diff=diff, strict=strict)
        deliver(report, outputs or [], quiet=quiet)
        return report.exit_code

    if not watching:
        raise typer.Exit(run())
    from gen_vpce.cli.terminal.console import tell
    from gen_vpce.cli.watch import watch

    watch(paths or [], run, (lambda _: None) if quiet else tell)


def _check_names(paths: list[Path], endpoints: list[str]) -> None:
    """Exit where one of *endpoints* is written wrong, or names none of the intents at *paths*."""
    from gen_vpce.cli.terminal.console import unknown, usage_error

    named = [name for name in written_endpoints(endpoints).values() if name is not None]
    if not named:
        return
    from gen_vpce.inquiry.usage_of_modules import endpoint_names

    names = endpoint_names(paths)
    for name in named:
        if name not in names:
            hint = "NAME is an endpoint of an intent, behind its deployment and a slash where it has some"
            raise usage_error(unknown("endpoint", name, names), hint)


class _Usage(NamedTuple):
    """The files of events, the endpoints that they are of, and the facts that no event holds."""

    files: list[str]
    endpoints: list[str]
    known: "Known | None"

    def told(self, run: "Run") -> "Run":
        """Return *run* with findings on how often what it newly denies was used."""
        from gen_vpce.inquiry.usage_of_modules import narrowed, usage_findings

        found = narrowed(run)
        events = events_for_usage([each.change for each in found], self.files, self.known)
        if not found:
            return run
        ids = chosen(self.endpoints, events.reduction.coverage) if self.endpoints else None
        return run._replace(diagnostics=(*run.diagnostics, *usage_findings(found, events, ids)))
