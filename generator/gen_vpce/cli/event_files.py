"""What the commands about real requests share: files of events, and whose endpoints they came through."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from gen_vpce.diagnostics import Diagnostic
    from gen_vpce.terraform.adoption.existing import Existing
    from gen_vpce.traffic.coverage import Coverage
    from gen_vpce.traffic.events import Times
    from gen_vpce.traffic.reduction_options import Asked
    from gen_vpce.traffic.seen import Folds, Reduction
    from gen_vpce.traffic.troubles import Troubles

_ALL = "all"
_SHOWN = 3


def event_files(given: list[str], *, since: str | None = None, until: str | None = None) -> list[str]:
    """Return the files that the command line names, or exit after saying which names none.

    Of a trail's files those alone are taken whose day may hold events from *since* on and before *until*.
    """
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.traffic.files import NoSuchFilesError, named_files

    try:
        return named_files(given, since=since, until=until)
    except NoSuchFilesError as error:
        raise usage_error(str(error), "give CloudTrail files, folders, patterns, or - for stdin") from None


def read_events(
    files: list[str],
    asked: "Asked",
    jobs: int | None = None,
    *,
    folding: "Folds | None" = None,
    times: "Times | None" = None,
) -> "tuple[Reduction, Troubles]":
    """Return the requests in *files*, reduced to what is *asked*, or exit where rows do not tell that.

    The *times* of the events of files are added where they are given.
    """
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.cli.terminal.progress import progress
    from gen_vpce.processes import cores
    from gen_vpce.traffic.parallel import reduce_files
    from gen_vpce.traffic.reduced import NotToldError

    with progress(sys.stderr, "files") as shown:
        try:
            number = jobs or cores()
            return reduce_files(files, asked, jobs=number, folding=folding, progress=shown, times=times)
        except NotToldError as error:
            raise usage_error(error.message, error.hint) from None


def ids_in(files: list[Path]) -> list[str]:
    """Return the ids of the endpoints in *files*, or exit after saying what is wrong with one."""
    return [each.id for each in endpoints_in(files) if each.id]


def endpoints_in(files: list[Path]) -> "list[Existing]":
    """Return the endpoints that *files* describe, or exit after saying what is wrong with one."""
    from gen_vpce.terraform.adoption.source import read_source

    found: list[Existing] = []
    for file in files:
        try:
            text = file.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            from gen_vpce.cli.terminal.console import usage_error

            reason = (error.strerror or str(error)).lower()
            hint = "give a file with the output of `aws ec2 describe-vpc-endpoints`, or a state"
            raise usage_error(f"`{file}` cannot be read: {reason}", hint) from None
        source = read_source(text, str(file))
        if source.diagnostics:
            raise wrong(source.diagnostics)
        found += source.endpoints
    return found


def chosen(written: list[str], coverage: "Coverage") -> dict[str, str | None]:
    """Return the ids of the endpoints that are meant, each with its name where it is written `NAME=ID`.

    Where none is written and events came through several, this asks for one and exits.
    """
    if written == [_ALL]:
        return dict.fromkeys(coverage.busiest())
    found = written_endpoints(written)
    if found:
        return found
    theirs = [id_ for id_, each in coverage.endpoints.items() if each.events > each.made_by_services]
    if len(theirs) > 1:
        raise _which(coverage)
    return dict.fromkeys(theirs)


def written_endpoints(written: list[str]) -> dict[str, str | None]:
    """Return the ids that are *written*, each with its name where it has one, or exit where one is wrong.

    Nothing for `all`, which no id goes with.
    """
    from gen_vpce.cli.terminal.console import usage_error

    found: dict[str, str | None] = {}
    for each in written if written != [_ALL] else ():
        before, equals, id_ = each.rpartition("=")
        name = before if equals else None
        if not is_endpoint(id_):
            message = f"`{each}` names no endpoint by its id"
            raise usage_error(message, "write --endpoint vpce-..., NAME=vpce-..., or --endpoint all")
        if found.setdefault(id_, name) != name:
            both = " and ".join(f"`{each}`" if each else "none" for each in (found[id_], name))
            raise usage_error(
                f"`{id_}` is given two names: {both}", "an endpoint leads to one service: write it once"
            )
    return found


def is_endpoint(text: str) -> bool:
    """Whether *text* is the id of an endpoint."""
    return text.startswith("vpce-")


def nobody_came(ids: "Collection[str]", coverage: "Coverage") -> tuple[str, str] | None:
    """Return that no event came through the endpoints *ids*, and the fix; None where some did."""
    from gen_vpce.diagnostics.english import first_of
    from gen_vpce.intent.findings import did_you_mean

    came = coverage.busiest()
    if any(id_ in coverage.endpoints for id_ in ids):
        return None
    meant = f"`{first_of(sorted(ids), _SHOWN)}`" if ids else "an endpoint"
    near = next((found for id_ in sorted(ids) if (found := did_you_mean(id_, came))), None)
    through = f"they came through {first_of(came, _SHOWN)}" if came else "none of them names an endpoint"
    return f"no event of these files came through {meant}", near or through


def _which(coverage: "Coverage") -> typer.Exit:
    """Ask which of several endpoints is meant: each with its events, services and owner."""
    from gen_vpce.cli.terminal.console import tell, usage_error
    from gen_vpce.diagnostics.english import counted
    from gen_vpce.inquiry.replay_coverage import endpoint_in_words
    from gen_vpce.report.visible import visible

    tell(f"{counted(coverage.events, 'event')}\n")
    for id_ in coverage.busiest():
        tell(f"  {visible(id_)}: {visible(endpoint_in_words(coverage.endpoints[id_]))}\n")
    return usage_error(
        "the events came through several endpoints", "add --endpoint ID, or --endpoint all to take them all"
    )


def wrong(found: "Sequence[Diagnostic]") -> typer.Exit:
    """Say what is wrong with a file, and return the exit to raise, with code 1."""
    from gen_vpce.cli.terminal.console import style, tell
    from gen_vpce.report.model import Report
    from gen_vpce.report.text import findings

    tell(findings(Report("replay", 1, tuple(found)), style(sys.stderr)))
    return typer.Exit(1)
