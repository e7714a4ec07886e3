"""`gen-vpce traffic`: real requests made small, here or where the logs are."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gen_vpce.cli.event_files import event_files, is_endpoint, read_events, wrong

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gen_vpce.traffic.reduction_options import Asked
    from gen_vpce.traffic.seen import Reduction
    from gen_vpce.traffic.troubles import Troubles

traffic = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)


@traffic.callback()
def _commands() -> None:
    """Reduce recorded requests to counts, here or at the logs, for `replay` and `learn`."""


_TABLE = re.compile(r"""[\w.$"`-]+""")
Policies = Annotated[
    list[str] | None,
    typer.Option(
        "--policy",
        metavar="INTENT|POLICY",
        help="Keep what this policy asks of requests, as INTENT|POLICY of replay. Repeatable.",
    ),
]
Keys = Annotated[
    list[str] | None,
    typer.Option("--key", metavar="KEY", help="Keep this condition key beside them. Repeatable."),
]
Sessions = Annotated[
    bool, typer.Option("--sessions", help="Tell the sessions of a role apart, which few policies name.")
]
Objects = Annotated[
    int | None,
    typer.Option(
        min=1, metavar="N", help="For learn: from N objects below a prefix on, the prefix counts alone."
    ),
]
Depth = Annotated[int, typer.Option(min=1, metavar="N", help="How many parts a prefix of --objects has.")]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="Only events from this day on, UTC: 2026-11-01.")
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Only events before this day, UTC.")]


def _is_day(text: str) -> bool:
    from datetime import date

    try:
        return str(date.fromisoformat(text)) == text
    except ValueError:
        return False


def _engine(value: str) -> str:
    from gen_vpce.cli.terminal.console import unknown

    if value not in ("local", "spark"):
        raise typer.BadParameter(unknown("engine", value, ["local", "spark"]))
    return value


def _dialect(value: str) -> str:
    from gen_vpce.cli.terminal.console import unknown
    from gen_vpce.traffic.sql.dialect import DIALECTS

    if value not in DIALECTS:
        raise typer.BadParameter(unknown("dialect", value, DIALECTS))
    return value


def asked_for(
    policies: "Sequence[str]",
    keys: "Sequence[str]",
    *,
    sessions: bool,
    objects: int | None,
    depth: int,
    since: str | None,
    until: str | None,
) -> "Asked":
    """Return what is to be kept of requests, or exit after saying what is wrong."""
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.inquiry.judge import Judge, judge, resources_in
    from gen_vpce.traffic.keys import readable
    from gen_vpce.traffic.reduction_options import Asked, Prefixed

    if objects is not None and policies:
        raise usage_error("--objects does not go with --policy", "objects are told apart by one of the two")
    for key in keys:
        if not readable([key]):
            raise usage_error(f"no event holds the condition key `{key}`", "docs/traffic.md lists the keys")
    for day in (since, until):
        if day is not None and not _is_day(day):
            raise usage_error(f"`{day}` is not a date", "write it as 2026-11-01")
    if since is not None and until is not None and until <= since:
        raise usage_error(
            f"--until {until} is not behind --since {since}", "--until is the first day left out"
        )
    judges = [judge(name) for name in policies]
    for found in judges:
        if not isinstance(found, Judge):
            raise wrong(found)
    ready = [found for found in judges if isinstance(found, Judge)]
    return Asked(
        readable([*keys, *(key for each in ready for key in each.keys)]),
        sessions or any(each.sessions for each in ready),
        tuple(resources_in(*ready)) if ready else None,
        None if objects is None else Prefixed(objects, depth),
        since,
        until,
    )


@traffic.command(short_help="Write the requests in CloudTrail's events, each once with its count.")
def reduce(
    events: Annotated[
        list[str],
        typer.Argument(
            metavar="EVENTS...", help="CloudTrail files, folders, patterns; - for stdin; or reduced ones."
        ),
    ],
    *,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to write.  [default: stdout]"),
    ] = None,
    engine: Annotated[
        str, typer.Option(callback=_engine, metavar="NAME", help="local, or spark: docs/traffic.md.")
    ] = "local",
    policy: Policies = None,
    key: Keys = None,
    sessions: Sessions = False,
    objects: Objects = None,
    depth: Depth = 1,
    since: Since = None,
    until: Until = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Processes to read with.  [default: one a core]"),
    ] = None,
) -> None:
    """Write the requests in CloudTrail's events, each once with its count: `replay` and `learn` read them.

    Kept are caller, actions, resources and outcome, and the condition keys that a policy asks for; objects of
    S3 are told apart as far as the policies do. Without --policy and --objects every object is kept.
    """
    from gen_vpce.cli.terminal.console import tell
    from gen_vpce.diagnostics.english import counted
    from gen_vpce.report.visible import visible
    from gen_vpce.traffic.reduced import lines_of

    asked = asked_for(
        policy or [], key or [], sessions=sessions, objects=objects, depth=depth, since=since, until=until
    )
    if engine == "spark":
        files, reduction, troubles = _by_spark(events, asked, output)
    else:
        files = event_files(events, since=since, until=until)
        reduction, troubles = read_events(files, asked, jobs)
        _write(lines_of(reduction, asked), output)
    tell("".join(f"not read: {visible(line)}\n" for line in troubles.sentences()))
    read, made = reduction.coverage.events, sum(often.count for often in reduction.requests.values())
    different = counted(len(reduction.requests), "different request")
    through = f"{made:,} of them through endpoints, {different}"
    tell(f"{counted(read, 'event')} of {counted(len(files), 'file')}, {through}\n")
    raise typer.Exit(2 if not read else 0)


def _by_spark(
    events: list[str], asked: "Asked", output: str | None
) -> "tuple[list[str], Reduction, Troubles]":
    """Return what Spark makes of *events* after writing it, or exit after saying what is wrong."""
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.traffic.files import NoSuchFilesError
    from gen_vpce.traffic.reduced import NotToldError, lines_of
    from gen_vpce.traffic.spark import NoSparkError, spark

    try:
        with spark() as session:
            files = session.files(events, asked.since, asked.until)
            reduction, troubles = session.reduce(files, asked)
            lines = lines_of(reduction, asked)
            if output is not None and "://" in output:
                session.write(output, lines)
            else:
                _write(lines, output)
    except NoSparkError as error:
        hint = "Spark needs Java 17 and: pip install 'gen-vpce[spark,traffic]', on every machine"
        raise usage_error(str(error), hint) from None
    except NoSuchFilesError as error:
        raise usage_error(str(error), "give files, folders or patterns that Spark reads") from None
    except NotToldError as error:
        raise usage_error(error.message, error.hint) from None
    return files, reduction, troubles


def _write(lines: "Iterable[bytes]", output: str | None) -> None:
    if output is None:
        sys.stdout.buffer.writelines(lines)
        sys.stdout.buffer.flush()
        return
    try:
        with Path(output).open("wb") as file:
            file.writelines(lines)
    except OSError as error:
        from gen_vpce.cli.terminal.console import usage_error

        reason = (error.strerror or str(error)).lower()
        raise usage_error(
            f"`{output}` cannot be written: {reason}", "name a file in a folder that exists"
        ) from None


@traffic.command(short_help="Print the same as a query for Athena, Trino, Spark or DuckDB.")
def sql(
    *,
    dialect: Annotated[
        str, typer.Option(callback=_dialect, metavar="NAME", help="athena, trino, spark or duckdb.")
    ],
    table: Annotated[
        str, typer.Option(metavar="NAME", help="The table or view of the events.")
    ] = "cloudtrail_logs",
    location: Annotated[
        str | None,
        typer.Option(
            metavar="PLACE",
            help="Make the table, too: s3://BUCKET/AWSLogs for athena; a folder for spark, files for duckdb.",
        ),
    ] = None,
    account: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="An account below --location, for athena. Repeatable."),
    ] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(metavar="REGION", help="A Region there; all of them otherwise. Repeatable."),
    ] = None,
    endpoint: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only requests through this endpoint. Repeatable."),
    ] = None,
    policy: Policies = None,
    key: Keys = None,
    sessions: Sessions = False,
    objects: Objects = None,
    depth: Depth = 1,
    since: Since = None,
    until: Until = None,
) -> None:
    """Print the reduction as one query; `replay` and `learn` read its answer, saved as CSV.

    Its rows tell apart what those of `reduce` do, and days: `reduce` makes of the CSV what it makes of the
    events. With --location the table is made first, for Athena with partitions by account, Region and day.
    """
    from gen_vpce.cli.terminal.console import say, usage_error
    from gen_vpce.traffic.sql.query import Source, query
    from gen_vpce.traffic.sql.table import DAY

    asked = asked_for(
        policy or [], key or [], sessions=sessions, objects=objects, depth=depth, since=since, until=until
    )
    for each in endpoint or []:
        if not is_endpoint(each):
            raise usage_error(f"`{each}` names no endpoint by its id", "write --endpoint vpce-...")
    if not _TABLE.fullmatch(table):
        raise usage_error(f"`{table}` is not a table name", "write --table NAME or DATABASE.NAME")
    made = "" if location is None else _table(dialect, table, location, account or [], region or [], since)
    day = DAY if dialect == "athena" else None
    source = Source(table, tuple(endpoint or ()), since, until, day)
    say("\n".join(filter(None, (made, query(dialect, asked, source)))))


def _table(  # noqa: PLR0917 -- what the options say
    dialect: str, name: str, location: str, accounts: list[str], regions: list[str], since: str | None
) -> str:
    """Return the statements that make the table, or exit after saying what is missing."""
    from gen_vpce import catalog
    from gen_vpce.catalog.id_forms import is_account_id
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.traffic.sql.table import Bucket, athena_table, duckdb_view, spark_view

    if dialect == "athena":
        unknown = [each for each in regions if each not in catalog.regions()]
        if unknown:
            raise usage_error(f"unknown Region `{unknown[0]}`", "write it as eu-west-1")
        is_place = location.startswith("s3://") and "'" not in location
        if not accounts or not is_place or not all(map(is_account_id, accounts)):
            raise usage_error(
                "the table of a trail needs its bucket and accounts",
                "write --location s3://BUCKET/AWSLogs --account 111122223333",
            )
        return athena_table(name, Bucket(location, tuple(accounts), tuple(regions), since))
    if dialect == "trino":
        raise usage_error(
            "--location makes no table of Trino's",
            "leave it out, and name a --table that has the columns of Athena's",
        )
    return spark_view(name, location) if dialect == "spark" else duckdb_view(name, location)
