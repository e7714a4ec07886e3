"""`gen-vpce learn`: an intent that lets pass what was asked for, and nothing else."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gen_vpce.cli.completion import regions
from gen_vpce.cli.traffic import chosen, event_files, ids_in, wrong

if TYPE_CHECKING:
    from gen_vpce.diagnostics import Diagnostic
    from gen_vpce.inquiry.learning.text import Place
    from gen_vpce.inquiry.learning.trial import Requests
    from gen_vpce.inquiry.part import Part
    from gen_vpce.traffic.seen import Folds


def learn(
    events: Annotated[
        list[str],
        typer.Argument(
            metavar="EVENTS...", help="Files of CloudTrail, folders, patterns, plain or packed; or -."
        ),
    ],
    *,
    region: Annotated[str, typer.Option(help="The Region of the endpoints.", autocompletion=regions)],
    account: Annotated[str, typer.Option(metavar="ID", help="The account of the endpoints.")],
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
    into: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write DIR/intent.yaml instead of printing it.")
    ] = None,
) -> None:
    """Write an intent that grants what requests in CloudTrail's events did, by caller and resource.

    What was denied or failed is not learned, but listed. The intent is asked about everything that it was
    learned from, and one learned on the first 80 % of the time about the rest.
    """
    from gen_vpce.cli.console import say, usage_error
    from gen_vpce.inquiry.learning.expectations import expectation_lines
    from gen_vpce.inquiry.learning.generalise import Steps
    from gen_vpce.inquiry.learning.make import make
    from gen_vpce.inquiry.learning.sentences import about_lines, head_lines, later_lines, left_lines
    from gen_vpce.inquiry.learning.text import Place
    from gen_vpce.inquiry.learning.trial import tried_later, warnings_of
    from gen_vpce.module.paths import INTENT
    from gen_vpce.traffic.events import events_of
    from gen_vpce.traffic.prefixes import Prefixes
    from gen_vpce.traffic.reduction import Reduction, reduce_events
    from gen_vpce.traffic.troubles import Troubles

    file = into / INTENT if into is not None else None
    if file is not None and file.exists():
        raise usage_error(
            f"`{file}` exists and is not overwritten", "name another folder, or remove the file"
        )
    steps, place = Steps(objects, depth, resources, roles, level), Place(name, region, account)
    in_force = _parts(against) if against is not None else None
    with _files(event_files(events)) as files:
        yours, troubles = ids_in(endpoints or []), Troubles()
        prefixes = Prefixes(steps.objects, steps.depth)
        read = reduce_events(events_of(files, troubles), folding=prefixes)
        ids = chosen(endpoint or yours, read.coverage)

        def again(takes: Callable[[str], bool], folding: "Folds") -> "Requests":
            taken = (each for each in events_of(files, Troubles()) if takes(each.event_time or ""))
            return reduce_events(taken, endpoints=ids, folding=folding).requests

        requests = {seen: often for seen, often in read.requests.items() if seen.endpoint in ids}
        reduction = Reduction(requests, read.coverage, read.made_by_services)
        _tell(about_lines(reduction, len(files), troubles))
        made = make(requests, prefixes, place, steps)
        if not made.learned.grants:
            _tell(left_lines(made.learned))
            raise usage_error(
                "nothing can be learned from these events", "give events that came through --endpoint"
            )
        late = tried_later(requests, prefixes, place, steps, again)
    said = [*left_lines(made.learned), *made.shortened, *later_lines(late), *warnings_of(made, requests)]
    about = [*head_lines(reduction, len(files), ids), *said]
    text = made.with_head(place, about, tuple(expectation_lines(made, requests)))
    denied = _checked(text, requests, place)
    _tell(said)
    _compare(text, in_force)
    if file is None:
        say(text)
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
        _tell([f"{file} is written; next: gen-vpce generate {into}"])
    raise typer.Exit(int(denied))


def _checked(text: str, requests: "Requests", place: "Place") -> bool:
    """Whether *text* denies something of what it was learned from; exit where it makes no module."""
    from gen_vpce.diagnostics import Severity
    from gen_vpce.inquiry.learning.owned import Owned
    from gen_vpce.inquiry.learning.sentences import rows_lines
    from gen_vpce.inquiry.learning.trial import denied_of, passing_though_denied
    from gen_vpce.inquiry.replay import Row
    from gen_vpce.module.build import build

    built = build(text.encode(), "intent.yaml", Path())
    errors = [each for each in built.diagnostics if each.severity is Severity.ERROR]
    if errors or built.module is None:
        raise wrong(errors or built.diagnostics)
    _findings(built.diagnostics)
    denied = tuple(each for each in denied_of(text, requests, Owned(place.region)) if isinstance(each, Row))
    _tell(rows_lines("is denied though it was learned from", denied))
    _tell(rows_lines("would pass, and was denied at the time", passing_though_denied(text, requests)))
    return bool(denied)


def _findings(found: "Sequence[Diagnostic]") -> None:
    from gen_vpce.cli.console import style, tell
    from gen_vpce.report.model import Report
    from gen_vpce.report.text import findings

    tell(
        findings(Report("learn", 0, tuple(each for each in found if each.severity.fails)), style(sys.stderr))
    )


def _compare(text: str, in_force: "tuple[Part, ...] | None") -> None:
    """Say what the intent *text* allows and denies beside the policy in force, which may be full access."""
    from msgspec.structs import replace

    from gen_vpce.cli.console import style, tell
    from gen_vpce.inquiry.compared_source import parts_of_intent
    from gen_vpce.inquiry.contrast import contrasts
    from gen_vpce.policy.document import FULL_ACCESS
    from gen_vpce.report.contrast import RENDERERS

    after = parts_of_intent("intent.yaml", text.encode())
    before = in_force or tuple(replace(each, policy=FULL_ACCESS) for each in after)
    tell(f"compared with {'the policy in force' if in_force else 'full access'}:\n")
    tell(RENDERERS["text"](tuple(contrasts(before, after)), style(sys.stderr)))


def _parts(name: str) -> "tuple[Part, ...]":
    """Return the policies that *name* stands for, or exit after saying what is wrong with it."""
    from gen_vpce.inquiry.compared_source import side

    read = side(name, None)
    if not read.parts:
        raise wrong(read.diagnostics)
    return read.parts


@contextmanager
def _files(given: list[str]) -> Iterator[list[str]]:
    """Give *given* with a file in the place of stdin: events may be read again."""
    from gen_vpce.traffic.files import STDIN

    if STDIN not in given:
        yield given
        return
    from shutil import copyfileobj
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        kept = Path(folder) / "stdin"
        with kept.open("wb") as copy:
            copyfileobj(sys.stdin.buffer, copy)
        yield [str(kept) if each == STDIN else each for each in given]


def _tell(lines: "Iterator[str] | Sequence[str]") -> None:
    from gen_vpce.cli.console import tell
    from gen_vpce.report.visible import visible

    tell("".join(f"{visible(line)}\n" for line in lines))
