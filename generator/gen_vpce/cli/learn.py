"""`gen-vpce learn`: an intent that lets pass what was asked for, and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gen_vpce.cli.completion import regions
from gen_vpce.cli.traffic import chosen, event_files, ids_in, wrong

if TYPE_CHECKING:
    from gen_vpce.inquiry.learn import Learned
    from gen_vpce.inquiry.learning_check import Late
    from gen_vpce.traffic.reduction import Reduction
    from gen_vpce.traffic.troubles import Troubles

_SHOWN = 6


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
    into: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write DIR/intent.yaml instead of printing it.")
    ] = None,
) -> None:
    """Write an intent that grants what requests in CloudTrail's events did, by caller and resource.

    What was denied or failed is not learned, but listed. The intent is asked about everything that it was
    learned from, and one learned on the first 80 % of the time about the rest.
    """
    from gen_vpce.cli.console import say, tell, usage_error
    from gen_vpce.inquiry import learn as learning
    from gen_vpce.inquiry.learned_text import intent_text
    from gen_vpce.inquiry.learning_check import Place, denied_of, tried_later
    from gen_vpce.inquiry.replay import Row
    from gen_vpce.module.paths import INTENT
    from gen_vpce.report.visible import visible
    from gen_vpce.traffic.events import events_of
    from gen_vpce.traffic.prefixes import Prefixes
    from gen_vpce.traffic.reduction import Reduction, reduce_events
    from gen_vpce.traffic.troubles import Troubles

    file = into / INTENT if into is not None else None
    if file is not None and file.exists():
        raise usage_error(
            f"`{file}` exists and is not overwritten", "name another folder, or remove the file"
        )
    files, yours, troubles = event_files(events), ids_in(endpoints or []), Troubles()
    prefixes = Prefixes(objects, depth)
    read = reduce_events(events_of(files, troubles), folding=prefixes)
    ids = chosen(endpoint or yours, read.coverage)
    requests = {seen: often for seen, often in read.requests.items() if seen.endpoint in ids}
    reduction = Reduction(requests, read.coverage, read.made_by_services)
    learned = learning.learn(requests, prefixes)
    place = Place(name, region, account)
    tell("".join(f"{visible(line)}\n" for line in _about(reduction, len(files), troubles)))
    if not learned.grants:
        tell("".join(f"{visible(line)}\n" for line in _left(learned)))
        raise usage_error(
            "nothing can be learned from these events", "give events that came through --endpoint"
        )
    late = tried_later(reduction, prefixes, place)
    about = [*_head(reduction, len(files), ids), *_left(learned), *_later(late)]
    text = intent_text(learned, name, region, account, about)
    found = denied_of(text, requests, reduction)
    denied = [each for each in found if isinstance(each, Row)]
    problems = [each for each in found if not isinstance(each, Row)]
    if problems:
        raise wrong(problems)
    tell("".join(f"{visible(line)}\n" for line in (*_left(learned), *_later(late))))
    if file is None:
        say(text)
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
        tell(f"{visible(str(file))} is written; next: gen-vpce generate {visible(str(into))}\n")
    raise typer.Exit(int(bool(denied)))


def _head(reduction: "Reduction", files: int, ids: dict[str, str | None]) -> Iterator[str]:
    coverage = reduction.coverage
    yield f"Learned by gen-vpce from {coverage.events:,} events of {_files(files)},"
    yield f"{coverage.first} to {coverage.last}, through {', '.join(ids)}."
    yield "Every grant is what was seen. Rare requests may be missing: look at the times."


def _about(reduction: "Reduction", files: int, troubles: "Troubles") -> Iterator[str]:
    coverage = reduction.coverage
    yield f"{coverage.events:,} events of {_files(files)}, {coverage.first or '?'} to {coverage.last or '?'}"
    yield from (f"not read: {line}" for line in troubles.sentences())


def _files(number: int) -> str:
    return f"{number:,} file{'' if number == 1 else 's'}"


def _left(learned: "Learned") -> Iterator[str]:
    for reason, events in learned.left.items():
        most = sorted(events.items(), key=lambda item: (-item[1], item[0]))
        shown = ", ".join(f"{event} {count:,}" for event, count in most[:_SHOWN])
        more = f" and {len(most) - _SHOWN} more" if len(most) > _SHOWN else ""
        yield f"not learned, since {reason}: {shown}{more}"


def _later(late: "Late | None") -> Iterator[str]:
    if late is None:
        yield "the events span too little time to try what was learned on what came later"
        return
    from gen_vpce.inquiry.replay_findings import request_in_words

    passed = late.asked - len(late.denied)
    yield (
        f"learned on the first 80 % of the time, {passed:,} of {late.asked:,} different requests since "
        f"{late.since} would have passed"
    )
    yield from (f"would not have passed: {request_in_words(row)}" for row in late.denied[:_SHOWN])
    if len(late.denied) > _SHOWN:
        yield f"would not have passed: {len(late.denied) - _SHOWN} more"
