"""A learned policy within the characters that AWS takes: generalised further, by as little as will do.

The patterns with most names behind them come first: from one name less on than the steps say, then from two
less, down to two names. Where that is not enough, callers may do each of their actions on each of their
resources; where that is not enough either, patterns of roles are made that roles match which were seen with
something else. Of the last of these no more are made than are needed.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.diagnostics.english import first_of
from gen_vpce.inquiry.learning.generalise import (
    Against,
    Changes,
    Steps,
    Table,
    replaced,
    resources_alike,
    roles_alike,
)
from gen_vpce.inquiry.learning.joined import joins, with_joins
from gen_vpce.inquiry.learning.names import short
from gen_vpce.inquiry.learning.uses import Use

_FEWEST = 2
_MOST = 10
_PATTERN = "/*"
_ALSO_OTHERS = "roles, though others that were seen match them,"

Excess = Callable[[Table], set[str]]
"""Which endpoints' policies are too long that hold no more than this."""


def fitted(
    table: Table, steps: Steps, against: Against, too_long: Excess
) -> tuple[Table, tuple[str, ...], tuple[str, ...]]:
    """Return *table* generalised until *too_long* names no endpoint, or no more can be; and what was done.

    The endpoints that are too long all the same come last.
    """
    told: list[str] = []
    left: list[str] = []
    for name in sorted({use.endpoint for use in table}):
        own = {use: originals for use, originals in table.items() if use.endpoint == name}
        if not too_long(own):
            continue
        shorter, said, enough = _one(_Fit(name, steps, against, too_long), own)
        table = {**{use: each for use, each in table.items() if use.endpoint != name}, **shorter}
        told += said
        left += [] if enough else [name]
    return table, tuple(told), tuple(left)


class _Fit(Struct, frozen=True):
    """One endpoint whose policy is too long."""

    name: str
    steps: Steps
    against: Against
    too_long: Excess

    def is_too_long(self, table: Table) -> bool:
        return self.name in self.too_long(table)


def _one(fit: _Fit, table: Table) -> tuple[Table, Sequence[str], bool]:
    told: list[str] = []
    for ladder in (_ladder(fit), _ladder_with_others(fit)):
        for what, many, found in ladder:
            changes = found(table)
            if not changes:
                continue
            enough = not fit.is_too_long(replaced(table, changes))
            if enough:
                changes = _fewest(fit, table, changes)
            table = replaced(table, changes)
            told.append(_told(fit.name, what, many, changes))
            if enough:
                return table, told, True
        short = _joined(fit, table)
        if short is not None:
            return short[0], [*told, short[1]], True
    return table, told, False


def _joined(fit: _Fit, table: Table) -> tuple[Table, str] | None:
    """Return *table* with as few callers joined as will do, and what was done; None if too long."""
    more = joins(table, fit.against)
    callers = sorted(more, key=lambda caller: (-len(more[caller].besides), caller))

    def first(number: int) -> Table:
        return with_joins(table, [more[caller] for caller in callers[:number]])

    if not callers or fit.is_too_long(first(len(callers))):
        return None
    number = _lowest(len(callers), lambda few: not fit.is_too_long(first(few)))
    said = (
        f"{fit.name}: to stay within the characters that AWS takes, each action of a caller is granted "
        f"on each of its resources of a type: {first_of([short(each) for each in callers[:number]], 6)}"
    )
    return first(number), said


_Step = tuple[str, int, Callable[[Table], Changes]]


def _ladder(fit: _Fit) -> Iterator[_Step]:
    """Yield the steps further, each with what it makes patterns of, and from how many on."""
    for many in range(_MOST, _FEWEST - 1, -1):
        if many < fit.steps.resources:
            yield "resources", many, partial(resources_alike, many=many, against=fit.against)
        if many < fit.steps.roles:
            yield "roles", many, partial(roles_alike, many=many, against=fit.against)
        yield "prefixes of a bucket", many, partial(_buckets, many=many, against=fit.against)


def _ladder_with_others(fit: _Fit) -> Iterator[_Step]:
    """Yield the steps that make patterns of roles which others match."""
    for many in range(_MOST, _FEWEST - 1, -1):
        yield _ALSO_OTHERS, many, partial(roles_alike, many=many, against=fit.against, also_others=True)
        yield "resources", _FEWEST, partial(resources_alike, many=_FEWEST, against=fit.against)
        yield "prefixes of a bucket", _FEWEST, partial(_buckets, many=_FEWEST, against=fit.against)


def _fewest(fit: _Fit, table: Table, changes: Changes) -> Changes:
    """Return as many of *changes* as are needed, pattern by pattern, first those of most uses."""
    by_pattern: dict[tuple[str, str], Changes] = {}
    for use, to in changes.items():
        by_pattern.setdefault((to.principal, to.resource), {})[use] = to
    ordered = sorted(by_pattern.items(), key=lambda item: (-len(item[1]), item[0]))

    def first(number: int) -> Changes:
        return {use: to for _, part in ordered[:number] for use, to in part.items()}

    return first(_lowest(len(ordered), lambda few: not fit.is_too_long(replaced(table, first(few)))))


def _lowest(most: int, is_enough: Callable[[int], bool]) -> int:
    """Return the lowest number from one to *most* that is enough, which *most* is."""
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        if is_enough(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _buckets(table: Table, many: int, against: Against) -> Changes:
    """Return the changes that make all objects of a bucket of *many* of its prefixes and objects or more."""
    groups: dict[tuple[Use, str], set[str]] = {}
    for use in table:
        bucket, slash, _ = use.resource.partition("/")
        if ":s3:::" in bucket and slash and not catalog.changes_permissions(use.action):
            groups.setdefault((use._replace(resource=""), bucket), set()).add(use.resource)
    changed: Changes = {}
    for (at, bucket), resources in groups.items():
        whole = at._replace(resource=f"{bucket}{_PATTERN}")
        if len(resources) >= many and not against.lets_pass(whole):
            changed |= {at._replace(resource=each): whole for each in resources}
    return changed


def _told(name: str, what: str, many: int, changes: Changes) -> str:
    patterns = sorted({_what(use, to) for use, to in changes.items()})
    return (
        f"{name}: to stay within the characters that AWS takes, {what} are patterns from {many} on: "
        f"{first_of(patterns, 6)}"
    )


def _what(use: Use, to: Use) -> str:
    pattern = to.principal if to.principal != use.principal else to.resource
    return short(pattern)
