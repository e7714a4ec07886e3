"""What was learned, put into an intent that exists: lines are added, and nothing that a person wrote is lost.

Only requests that the intent does not let pass yet are learned. `allow: everything` is the one thing that is
replaced: it says less than what was seen.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from gen_vpce.inquiry.learning.existing import Existing
from gen_vpce.inquiry.learning.generalise import Steps
from gen_vpce.inquiry.learning.insert import inserted
from gen_vpce.inquiry.learning.learn import Learned
from gen_vpce.inquiry.learning.learned_requests import asked
from gen_vpce.inquiry.learning.make import Made, endpoints_too_long, make
from gen_vpce.inquiry.learning.owned import Owned
from gen_vpce.inquiry.learning.uses import not_learned
from gen_vpce.inquiry.replay import Row, Verdict
from gen_vpce.traffic.prefixes import Prefixes
from gen_vpce.traffic.reduction import Often, Seen

_NO_ENDPOINT = "the endpoint"


class Merged(Struct, frozen=True):
    """The changed text, what was learned for it, and sentences on what was found."""

    text: str
    made: Made
    told: tuple[str, ...]


def merge(
    into: Existing, requests: Mapping[Seen, Often], prefixes: Prefixes, steps: Steps, about: str
) -> Merged:
    """Return *into* with grants for those of *requests* that it does not let pass; *about* names the events.

    Raises UnmergeableError where a list is written so that lines cannot be added.
    """
    rows = asked(into.judge, requests)
    replaced = {each.iam_prefix for each in into.intent.endpoints if each.everything}
    new = {row.seen: row.often for row in rows if _is_new(row, replaced)}

    def too_long(learned: Learned) -> set[str]:
        long = endpoints_too_long(inserted(into, learned, about))
        return {name for name in learned.grants if _name(into, name) in long or name in long}

    made = make(new, prefixes, into.place, steps, too_long)
    text = inserted(into, made.learned, about)
    return Merged(text, made, tuple(_told(into, rows, made, replaced)))


def _name(into: Existing, name: str) -> str:
    """Return what the intent calls the endpoint *name* of a service."""
    endpoint = into.endpoint(name)
    return endpoint.name if endpoint else name


def _is_new(row: Row, replaced: Iterable[str]) -> bool:
    """Whether a request is to be learned: nothing lets it pass, or `everything` did.

    A Deny is somebody's wish. What depends on what no event tells may pass.
    """
    if row.said.verdict is Verdict.DENIED:
        return row.said.place is None
    everything = any(need.action.partition(":")[0] in replaced for need in row.seen.needs)
    return everything or row.said.depends_on == _NO_ENDPOINT


def _is_open(row: Row) -> bool:
    return row.said.verdict is Verdict.UNKNOWN and row.said.depends_on != _NO_ENDPOINT


def _by_key(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.said.depends_on or "what is not known", []).append(row)
    return found


def _told(into: Existing, rows: Sequence[Row], made: Made, replaced: Iterable[str]) -> Iterator[str]:
    owned = Owned(into.intent.region)
    asked = [row for row in rows if not_learned(row.seen, owned) is None]
    passing = sum(row.said.verdict is Verdict.PASSES for row in asked)
    yield f"{passing:,} of {len(asked):,} different requests passed {into.shown} as it was"
    for key, rows_on in sorted(_by_key(row for row in asked if _is_open(row)).items()):
        yield f"not added, since it may pass: {len(rows_on):,} different requests depend on {key} (--facts)"
    for endpoint in into.intent.endpoints:
        if endpoint.iam_prefix in replaced and endpoint.everything:
            yield f"{endpoint.name}: `allow: everything` is replaced by what was seen"
    used = {row.said.place.line for row in rows if row.said.place is not None}
    for endpoint in into.intent.endpoints:
        for grant in endpoint.allow:
            if grant.span.line not in used:
                yield f"not asked for in these events, and kept: {grant.name} ({grant.span})"
    if not made.learned.grants:
        yield "nothing is added"
