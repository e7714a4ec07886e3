"""`gen-vpce learn`: an intent that lets pass what was asked for, and nothing else."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.cli.event_files import chosen, endpoints_in, event_files, nobody_came, read_events
from gen_vpce.cli.learned import (
    check_place,
    checked,
    compare,
    existing_intent,
    file_in,
    interfaces,
    merged_lines,
    parts,
    refuse_other_owner,
    refuse_too_long,
    reread,
    tell_lines,
    write,
)
from gen_vpce.cli.shells.completion import regions
from gen_vpce.cli.usage import Facts

if TYPE_CHECKING:
    from gen_vpce.inquiry.learning.existing import Existing
    from gen_vpce.inquiry.learning.generalise import Steps
    from gen_vpce.inquiry.learning.text import Place
    from gen_vpce.inquiry.learning.trial import Late, Requests
    from gen_vpce.traffic.events import Times
    from gen_vpce.traffic.prefixes import Prefixes
    from gen_vpce.traffic.reduction import Reduction
    from gen_vpce.traffic.reduction_options import Asked
    from gen_vpce.traffic.seen import Folds
    from gen_vpce.traffic.troubles import Troubles


def learn(
    events: Annotated[
        list[str],
        typer.Argument(
            metavar="EVENTS...", help="CloudTrail files, folders, patterns, plain or packed; or -."
        ),
    ],
    *,
    region: Annotated[
        str | None, typer.Option(help="The Region of the endpoints.", autocompletion=regions)
    ] = None,
    account: Annotated[str | None, typer.Option(metavar="ID", help="The account of the endpoints.")] = None,
    name: Annotated[str, typer.Option(help="The name of the intent.")] = "learned",
    endpoint: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="An endpoint to learn from; or all. Repeatable."),
    ] = None,
    endpoints: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Your endpoints: describe-vpc-endpoints, or a state. Repeatable."),
    ] = None,
    objects: Annotated[
        int, typer.Option(min=1, metavar="N", help="From N objects below a prefix on, grant the prefix.")
    ] = 5,
    depth: Annotated[
        int, typer.Option(min=1, metavar="N", help="How many parts a prefix has: 1 is `bucket/logs/*`.")
    ] = 1,
    resources: Annotated[
        int,
        typer.Option(
            min=2, metavar="N", help="From N resources on that begin alike, grant `table/orders-*`."
        ),
    ] = 5,
    roles: Annotated[
        int,
        typer.Option(
            min=2, metavar="N", help="From N roles on with a common path or name, grant `role/app/*`."
        ),
    ] = 5,
    level: Annotated[
        int,
        typer.Option(
            min=1, metavar="PERCENT", help="Grant an access level where so much of it is used; 101: never."
        ),
    ] = 75,
    against: Annotated[
        str | None,
        typer.Option(metavar="POLICY", help="The policy in force, to compare with.  [default: full access]"),
    ] = None,
    merge: Annotated[
        Path | None,
        typer.Option(
            metavar="INTENT", help="Add to INTENT, a file or its folder, what it does not let pass."
        ),
    ] = None,
    facts: Facts = None,
    into: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write DIR/intent.yaml instead of printing it.")
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Processes to read with.  [default: one a core]"),
    ] = None,
) -> None:
    """Write an intent that grants what requests in CloudTrail's events did, by caller and resource.

    What was denied or failed is not learned, but listed. The intent is asked about everything that it was
    learned from, and one learned on the first 80 % of the time about the rest.
    """
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.inquiry.learning.generalise import Steps
    from gen_vpce.inquiry.learning.text import Place

    file = file_in(into, name) if into is not None else None
    there = existing_intent(merge, facts) if merge is not None else None
    if there is None and (region is None or account is None):
        raise usage_error(
            "learn needs --region and --account", "add both, or --merge INTENT, which says where it is"
        )
    if there is not None and (region or account):
        raise usage_error("--merge takes the Region and the account from the intent", "leave them out")
    described = endpoints_in(endpoints or [])
    place = there.place if there is not None else Place(name, region or "", account or "")
    check_place(place)
    steps = Steps(objects, depth, resources, roles, level)
    in_force = parts(against) if against is not None else None
    with reread(event_files(events)) as files:
        read = _read(files, steps, endpoint or [each.id for each in described if each.id], jobs)
        refuse_other_owner(read.ids, read.reduction.coverage, place.account)
        if there is None:
            place = replace(place, interfaces=interfaces(described, read.ids))
            text, denied = _new(read, place, steps)
            compare(text, in_force)
            write(text, file)
        else:
            text, denied = _merged(read, there, steps)
            compare(text, in_force or parts(there.shown))
            write(text, file or Path(there.shown), before=there)
    raise typer.Exit(int(denied))


class _Material(Struct):
    """What was read: the files, the requests through the endpoints that are meant, and how to read again."""

    files: list[str]
    reduction: "Reduction"
    prefixes: "Prefixes"
    ids: Mapping[str, str | None]
    troubles: "Troubles"
    jobs: int | None
    times: "Times"

    @property
    def requests(self) -> "Requests":
        return self.reduction.requests

    def again(self, asked: "Asked", folding: "Folds") -> "Requests | None":
        """Return the requests as they are *asked*; None of rows whose objects are prefixes already."""
        from gen_vpce.processes import cores
        from gen_vpce.traffic.parallel import reduce_files, worth_reading
        from gen_vpce.traffic.reduced import NotToldError

        files = worth_reading(self.files, asked, self.times)
        try:
            found = reduce_files(files, asked, jobs=self.jobs or cores(), folding=folding)[0].requests
        except NotToldError:
            return None
        return {seen: often for seen, often in found.items() if seen.endpoint in self.ids}


def _read(files: list[str], steps: "Steps", endpoints: list[str], jobs: int | None) -> _Material:
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.inquiry.learning.sentences import about_lines
    from gen_vpce.traffic.prefixes import Prefixes
    from gen_vpce.traffic.reduction import Reduction
    from gen_vpce.traffic.reduction_options import Asked, Prefixed

    prefixes = Prefixes(steps.objects, steps.depth)
    asked = Asked(patterns=None, prefixes=Prefixed(steps.objects, steps.depth))
    times: Times = {}
    read, troubles = read_events(files, asked, jobs, folding=prefixes, times=times)
    ids = chosen(endpoints, read.coverage)
    missed = nobody_came(ids, read.coverage)
    requests = {seen: often for seen, often in read.requests.items() if seen.endpoint in ids}
    reduction = Reduction(requests, read.coverage, read.made_by_services)
    tell_lines(about_lines(reduction, len(files), troubles))
    if not read.coverage.events:
        raise usage_error("no events were read: nothing can be learned", "give CloudTrail files's events")
    if missed is not None:
        raise usage_error(f"{missed[0]}: nothing can be learned", missed[1])
    return _Material(files, reduction, prefixes, ids, troubles, jobs, times)


def _new(read: _Material, place: "Place", steps: "Steps") -> tuple[str, bool]:
    """Return a new intent, and whether it denies something of what it was learned from."""
    from gen_vpce.cli.terminal.console import usage_error
    from gen_vpce.inquiry.learning.expectations import accept_lines, expectation_lines
    from gen_vpce.inquiry.learning.make import make
    from gen_vpce.inquiry.learning.sentences import head_lines, later_lines, left_lines
    from gen_vpce.inquiry.learning.trial import tried_later, warnings_of
    from gen_vpce.module.build import build
    from gen_vpce.module.paths import INTENT

    made = make(read.requests, read.prefixes, place, steps)
    left = tuple(left_lines(made.learned))
    if not made.learned.grants:
        tell_lines(left)
        raise usage_error(
            "nothing can be learned from these events", "give events that came through --endpoint"
        )
    refuse_too_long(made)
    late: Late | None = tried_later(read.requests, read.prefixes, place, steps, read.again)
    said = [*left, *made.shortened, *later_lines(late), *warnings_of(made, read.requests)]
    about = [*head_lines(read.reduction, len(read.files), read.ids), *said]
    expect = tuple(expectation_lines(made, read.requests))
    found = build(made.text.encode(), INTENT, Path()).diagnostics
    text = made.with_head(place, about, (*expect, *accept_lines(found)))
    denied = checked(text, read.requests, place.region)
    tell_lines(said)
    return text, denied


def _merged(read: _Material, there: "Existing", steps: "Steps") -> tuple[str, bool]:
    """Return the changed intent, and whether it denies something that it does not mean to."""
    from gen_vpce.inquiry.learning.sentences import left_lines
    from gen_vpce.inquiry.learning.trial import warnings_of

    coverage = read.reduction.coverage
    about = f"{coverage.events:,} events, {coverage.first} to {coverage.last}"
    merged = merged_lines(there, read.requests, read.prefixes, steps, about)
    refuse_too_long(merged.made)
    denied = checked(merged.text, read.requests, there.place.region, shown=there.shown)
    made = merged.made
    tell_lines([*left_lines(made.learned), *made.shortened, *warnings_of(made, read.requests), *merged.told])
    return merged.text, denied
