"""`gen-vpce gate`: judge a Terraform plan before it is applied."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from gen_vpce.cli.event_files import event_files
from gen_vpce.cli.shells.completion import gate_kinds, revisions
from gen_vpce.cli.terminal.output import Outputs, Quiet, deliver
from gen_vpce.cli.usage import Facts, Traffic, alone_of_traffic, events_for_usage, known_facts

if TYPE_CHECKING:
    from gen_vpce.terraform.gate import Reading
    from gen_vpce.terraform.settings import Settings

_Kinds = list[str] | None


def gate(
    plan: Annotated[
        str, typer.Argument(metavar="[PLAN.json]", help="What terraform show -json printed; - for stdin.")
    ] = "-",
    *,
    root: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the plan's root module lies, for its files.")
    ] = Path(),
    deny: Annotated[
        _Kinds,
        typer.Option(metavar="KIND", help="Refuse findings of KIND. Repeatable.", autocompletion=gate_kinds),
    ] = None,
    warn: Annotated[
        _Kinds,
        typer.Option(
            metavar="KIND", help="Warn of KIND, and let it pass. Repeatable.", autocompletion=gate_kinds
        ),
    ] = None,
    allow: Annotated[
        _Kinds,
        typer.Option(
            metavar="KIND[=ADDRESS]",
            help="Let KIND pass, at ADDRESS alone where given; * in it stands for anything. Repeatable.",
            autocompletion=gate_kinds,
        ),
    ] = None,
    settings: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Read settings from FILE, and from no other.", dir_okay=False),
    ] = None,
    settings_from: Annotated[
        str | None,
        typer.Option(
            metavar="REVISION",
            help="Read settings as they are in a git revision: origin/main.",
            autocompletion=revisions,
        ),
    ] = None,
    no_settings: Annotated[bool, typer.Option("--no-settings", help="Read no settings.")] = False,
    traffic: Traffic = None,
    facts: Facts = None,
    outputs: Outputs = None,
    quiet: Quiet = False,
) -> None:
    """Judge a Terraform plan: what it newly allows, denies, interrupts and destroys.

    Errors refuse the plan and exit with 1, warnings and notes let it pass. gen-vpce.toml, or the table
    tool.gen-vpce.gate of pyproject.toml, holds lists `deny`, `warn` and `allow` as well; the command line
    comes first, an ADDRESS before a KIND alone, and the stricter before the milder. A branch under review can
    change these files: --settings-from reads them from the branch that it is to be merged into.
    """
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.diagnostics import Severity
    from gen_vpce.report.model import Report
    from gen_vpce.terraform.gate import gate as judge
    from gen_vpce.terraform.plan import read_plan
    from gen_vpce.terraform.settings import SettingsError
    from gen_vpce.terraform.settings import settings as of_lists
    from gen_vpce.terraform.sources import place_of_plan

    try:
        rules = of_lists(deny=deny or [], warn=warn or [], allow=allow or [])
        rules = rules.over(_of_file(settings, settings_from, none=no_settings))
    except SettingsError as error:
        raise usage_error(str(error), error.hint) from None
    if plan == "-" and sys.stdin.isatty():
        raise usage_error("gate needs a plan", "terraform show -json PLANFILE | gen-vpce gate")
    alone_of_traffic(traffic, facts=facts)
    reading = _reading(plan, traffic, facts)
    with _opened(plan) as source:
        judged = read_plan(source)
        found = judge(judged, root, rules, reading)
    refused = any(each.severity is Severity.ERROR for each in found)
    elsewhere = place_of_plan(None if plan == "-" else Path(plan), root)
    report = Report("gate", int(refused), found, settings=rules.source, elsewhere=elsewhere)
    if any(each.name == "markdown" for each in outputs or []) and judged.changes:
        from gen_vpce.overview.change_pictures import of_plan

        report = report._replace(changing=of_plan(judged, root, "the plan"))
    deliver(report, outputs or [], quiet=quiet)
    raise typer.Exit(report.exit_code)


def _of_file(file: Path | None, revision: str | None, *, none: bool) -> "Settings":
    """Return the settings that the options for them ask for."""
    from gen_vpce.terraform.settings import Settings, SettingsError
    from gen_vpce.terraform.settings_file import find_settings, read_settings

    if not none:
        return read_settings(file, revision) if file else find_settings(revision)
    if file or revision is not None:
        raise SettingsError(
            "--no-settings reads none, and another option names some", "leave one of them out"
        )
    return Settings()


def _reading(plan: str, traffic: list[str] | None, facts: Path | None) -> "Reading | None":
    """Return what reads the events of --traffic, None without any; what is wrong with them is told first."""
    from gen_vpce.cli.terminal.console import usage_error

    if not traffic:
        return None
    if "-" in traffic and plan == "-":
        raise usage_error("both the plan and the events are to come from stdin", "name the file of one")
    files, known = event_files(traffic), known_facts(facts)
    return lambda changes: events_for_usage(changes, files, known)


@contextmanager
def _opened(name: str) -> Iterator[io.BufferedReader]:
    if name == "-":
        yield cast("io.BufferedReader", sys.stdin.buffer)
        return
    with Path(name).open("rb") as source:
        yield source
