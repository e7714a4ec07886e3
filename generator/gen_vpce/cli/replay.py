"""`gen-vpce replay`: which of the requests that were made a policy would deny."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gen_vpce.cli.event_files import chosen, event_files, ids_in, nobody_came, read_events, wrong
from gen_vpce.cli.shells.completion import deployed
from gen_vpce.cli.terminal.output import Outputs, Quiet, deliver
from gen_vpce.cli.usage import Facts, known_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gen_vpce.inquiry.judge import Judge, Way
    from gen_vpce.inquiry.known_facts import Known


def _of_type(value: str | None) -> str | None:
    from gen_vpce.cli.terminal.console import unknown

    if value is not None and value not in ("gateway", "interface"):
        raise typer.BadParameter(unknown("type of endpoint", value, ["gateway", "interface"]))
    return value


def replay(
    policy: Annotated[
        str,
        typer.Argument(
            metavar="INTENT|POLICY",
            autocompletion=deployed,
            help="An intent, a module's folder, an endpoint's policy, or one in git: HEAD:modules/orders.",
        ),
    ],
    events: Annotated[
        list[str],
        typer.Argument(
            metavar="EVENTS...",
            help="CloudTrail files, folders, patterns, plain or packed; - for stdin.",
        ),
    ],
    *,
    endpoint: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[NAME=]ID",
            help="The policy's endpoint, by name where the intent has several; or all. Repeatable.",
        ),
    ] = None,
    endpoint_type: Annotated[
        str | None,
        typer.Option("--type", callback=_of_type, metavar="TYPE", help="Its type: gateway or interface."),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="POLICY", help="The policy in force, as INTENT|POLICY.  [default: full access]"),
    ] = None,
    facts: Facts = None,
    endpoints: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="The endpoints that are yours: describe-vpc-endpoints, or a state. Repeatable.",
        ),
    ] = None,
    allow_unknown: Annotated[
        bool, typer.Option("--allow-unknown", help="Exit 0 though some requests depend on what is not known.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Processes to read with.  [default: one a core]"),
    ] = None,
    outputs: Outputs = None,
    quiet: Quiet = False,
) -> None:
    """Say which requests in CloudTrail's events a policy would let pass, deny, or cannot be decided on.

    Exits with 1 where a request that succeeded would be denied, or may be. What the events can prove and
    what not is told first.
    """
    from gen_vpce.cli.terminal.console import tell
    from gen_vpce.diagnostics import in_order
    from gen_vpce.inquiry.judge import resources_in
    from gen_vpce.inquiry.replay import replay as replayed
    from gen_vpce.inquiry.replay_coverage import coverage_lines
    from gen_vpce.inquiry.replay_findings import findings_of
    from gen_vpce.report.model import Replayed, Report
    from gen_vpce.report.replay import render
    from gen_vpce.traffic.reduction_options import Asked

    gateway = None if endpoint_type is None else endpoint_type == "gateway"
    known = known_facts(facts)
    judge = _judge(policy, gateway, known)
    in_force = _judge(against, gateway, known) if against is not None else None
    yours = ids_in(endpoints or [])
    files = event_files(events)
    keys = judge.keys | (in_force.keys if in_force else frozenset())
    sessions = judge.sessions or (in_force is not None and in_force.sessions)
    asked = Asked(tuple(sorted(keys)), sessions, tuple(resources_in(judge, in_force)))
    reduction, troubles = read_events(files, asked, jobs)
    ways = _ways(chosen(endpoint or yours, reduction.coverage), judge)
    result = replayed(reduction, judge, ways, in_force)
    missed = nobody_came(ways, reduction.coverage)
    code = int(result.fails(allow_unknown=allow_unknown)) if missed is None else 2
    found = in_order(list(findings_of(result, troubles, policy)))
    told = Replayed(result, tuple(coverage_lines(result, judge, len(files))), tuple(troubles.sentences()))
    deliver(Report("replay", code, found, replayed=told), outputs or [], quiet=quiet, text=render)
    if not reduction.coverage.events:
        tell("no events were read: nothing is proven\n")
    elif missed is not None:
        tell(f"{missed[0]}: nothing is proven\nhint: {missed[1]}\n")
    raise typer.Exit(code)


def _judge(name: str, gateway: bool | None, known: "Known | None") -> "Judge":
    """Return what *name* stands for, or exit after saying what is wrong with it."""
    from msgspec.structs import replace

    from gen_vpce.inquiry.judge import Judge, judge

    found = judge(name, gateway=gateway)
    if isinstance(found, Judge):
        return replace(found, known=known)
    raise wrong(found)


def _ways(names: dict[str, str | None], judge: "Judge") -> "dict[str, Sequence[Way]]":
    """Return for each id the endpoints of *judge* that it may be: the one that is named, or all of them."""
    from gen_vpce.cli.terminal.console import unknown, usage_error

    by_name = {way.name: way for way in judge.ways}
    for name in names.values():
        if name is not None and name not in by_name:
            raise usage_error(unknown("endpoint", name, by_name), "NAME is an endpoint of the intent")
    return {id_: judge.ways if name is None else [by_name[name]] for id_, name in names.items()}
