"""What `learn` says: what was read, what is left out, how the trial went, and what to look at."""

from collections.abc import Iterator, Mapping

from gen_vpce.diagnostics.english import counted, first_of
from gen_vpce.inquiry.learning.learn import Learned
from gen_vpce.inquiry.learning.trial import Late
from gen_vpce.inquiry.replay import Row
from gen_vpce.inquiry.replay_findings import how_often, request_in_words
from gen_vpce.traffic.reduction import Reduction
from gen_vpce.traffic.troubles import Troubles

_SHOWN = 6


def head_lines(reduction: Reduction, files: int, ids: Mapping[str, str | None]) -> Iterator[str]:
    """Yield what stands at the head of the intent."""
    coverage = reduction.coverage
    yield f"Learned by gen-vpce from {counted(coverage.events, 'event')} of {counted(files, 'file')},"
    yield f"{coverage.first} to {coverage.last}, through {', '.join(ids)}."
    yield "Callers are roles instead of their sessions. Every grant is what was seen, or says how it was"
    yield "generalised. Rare requests may be missing."


def about_lines(reduction: Reduction, files: int, troubles: Troubles) -> Iterator[str]:
    """Yield what was read and what was not."""
    coverage = reduction.coverage
    span = f", {coverage.first} to {coverage.last}" if coverage.first else ""
    yield f"{counted(coverage.events, 'event')} of {counted(files, 'file')}{span}"
    yield from (f"not read: {line}" for line in troubles.sentences())


def left_lines(learned: Learned) -> Iterator[str]:
    """Yield what was not learned, by reason."""
    for reason, events in learned.left.items():
        most = sorted(events.items(), key=lambda item: (-item[1], item[0]))
        shown = first_of([f"{event} {count:,}" for event, count in most], _SHOWN)
        yield f"not learned, since {reason}: {shown}"


def later_lines(late: Late | None) -> Iterator[str]:
    """Yield how an intent learned on the first 80 % of the time did on the rest."""
    if late is None:
        yield "the events span too little time to try what was learned on what came later"
        return
    if late.wrong is not None:
        yield (
            f"the first 80 % of the time make no intent to try on the {late.asked:,} different requests "
            f"since {late.since}: {late.wrong}"
        )
        return
    passed = late.asked - len(late.denied)
    yield (
        f"learned on the first 80 % of the time, {passed:,} of {late.asked:,} different requests since "
        f"{late.since} would have passed ({passed * 100 // late.asked} %)"
    )
    yield from rows_lines("would not have passed", late.denied)


def rows_lines(what: str, rows: tuple[Row, ...]) -> Iterator[str]:
    """Yield the first of *rows*, and how many more there are."""
    yield from (f"{what}: {request_in_words(row)}, {how_often(row)}" for row in rows[:_SHOWN])
    if len(rows) > _SHOWN:
        yield f"{what}: {len(rows) - _SHOWN:,} more"
