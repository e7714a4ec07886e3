"""What the commands about changes share to say how often what is newly denied was used."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gen_vpce.cli.event_files import read_events, wrong

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gen_vpce.inquiry.known_facts import Known
    from gen_vpce.inquiry.usage import Change, Events

Traffic = Annotated[
    list[str] | None,
    typer.Option(
        metavar="EVENTS",
        help="Count how often newly denied requests were used: CloudTrail files, folders, patterns.",
    ),
]
Facts = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="What events do not hold: organizations, tags, owners; gen-vpce schema facts."
    ),
]


def alone_of_traffic(traffic: list[str] | None, **options: object) -> None:
    """Exit where one of *options*, which say how events are read, is given without --traffic."""
    from gen_vpce.cli.terminal.console import usage_error

    for name, value in options.items():
        if value and not traffic:
            raise usage_error(
                f"--{name} is about the events of --traffic", "add --traffic EVENTS, or leave it out"
            )


def known_facts(path: Path | None) -> "Known | None":
    """Return what the file of facts says, or exit after saying what is wrong with it."""
    from gen_vpce.inquiry.known_facts import Known, read_facts

    found = read_facts(path) if path is not None else None
    if found is None or isinstance(found, Known):
        return found
    raise wrong(found)


def events_for_usage(changes: "Sequence[Change]", files: list[str], known: "Known | None") -> "Events":
    """Return what the events in *files* say, as far as *changes* ask; without any, nothing is read."""
    from gen_vpce.inquiry.usage import Events, asked_by
    from gen_vpce.traffic.seen import Reduction
    from gen_vpce.traffic.troubles import Troubles

    if not changes:
        return Events(Reduction(), Troubles(), known)
    return Events(*read_events(files, asked_by(changes)), known)
