"""What succeeded as grants, each with its evidence: exactly that, and what stated steps add."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import product
from typing import TypeAlias

from msgspec import Struct, field

from gen_vpce.inquiry.learning.generalise import LEVELS, Table
from gen_vpce.inquiry.learning.uses import Left, Use, Uses
from gen_vpce.traffic.reduction import Often, Seen

_DAY = len("2026-11-01")


class Evidence(Struct, frozen=True):
    """What speaks for a grant: events, callers, when first and last, and the id of the latest.

    `requests` are the different ones behind it.
    """

    events: int
    callers: int
    first: str
    last: str
    example: str
    requests: int = 1

    @property
    def is_rare(self) -> bool:
        """Whether it rests on one event, or on one day alone."""
        return self.events == 1 or self.first[:_DAY] == self.last[:_DAY]


class Grant(Struct, frozen=True):
    """What some callers may do on some resources, with the evidence for it.

    `access` are levels, beside `actions`. `principals` is empty where everyone may. `stands_for` gives for
    each pattern, and each level, the names that were seen. A grant of what AWS owns has `owned`, its feature,
    and neither actions nor resources. `rare` are those of the callers, actions and resources of a grant that
    rest on less than the grant does: on one event, or on one day. `unseen` counts the pairs of an action and
    a resource that nobody used, granted so that the policy is not too long.
    """

    principals: tuple[str, ...]
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    evidence: Evidence
    access: tuple[str, ...] = ()
    stands_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owned: str | None = None
    rare: Mapping[str, Evidence] = field(default_factory=dict)
    unseen: int = 0


class Learned(Struct, frozen=True):
    """The grants by the name of the endpoint's service, and the events that were not learned, by reason."""

    grants: Mapping[str, tuple[Grant, ...]]
    left: Mapping[Left, Mapping[str, int]] = field(default_factory=dict)


_Shared: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def grants_of(table: Table, uses: Uses, requests: Mapping[Seen, Often]) -> Learned:
    """Return the grants of the generalised uses in *table*, and of what AWS owns."""
    names = sorted({use.endpoint for use in table} | {endpoint for endpoint, _ in uses.owned})
    return Learned(
        {name: (*_grants(name, table, uses, requests), *_owned(name, uses, requests)) for name in names},
        uses.left,
    )


def shared(name: str, table: Table) -> Iterator[_Shared]:
    """Yield callers, actions and resources of the endpoint *name* that share a grant.

    Resources with the same caller and actions do, and so do callers with the same actions and resources.
    """
    actions: dict[tuple[str, str], set[str]] = {}
    for use in table:
        if use.endpoint == name:
            actions.setdefault((use.principal, use.resource), set()).add(use.action)
    resources: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (principal, resource), acted in actions.items():
        resources.setdefault((principal, tuple(sorted(acted))), []).append(resource)
    principals: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for (principal, acted_by), on in resources.items():
        principals.setdefault((acted_by, tuple(sorted(on))), []).append(principal)
    for (acts, on_all), who in sorted(principals.items(), key=lambda item: (sorted(item[1]), item[0])):
        yield tuple(sorted(who)), acts, on_all


def _grants(name: str, table: Table, uses: Uses, requests: Mapping[Seen, Often]) -> Iterator[Grant]:
    for callers, acts, on_all in shared(name, table):
        merged = [Use(name, *each) for each in product(callers, on_all, acts)]
        originals = {original for use in merged for original in table[use]}
        seen = frozenset[Seen]().union(*(uses.found[original] for original in originals))
        evidence = _evidence(seen, requests, {original.principal for original in originals})
        yield Grant(
            callers,
            tuple(each for each in acts if each not in LEVELS),
            on_all,
            evidence,
            tuple(each for each in LEVELS if each in acts),
            _stands_for(merged, table),
            rare={} if evidence.is_rare else dict(_rare(merged, table, uses, requests)),
            unseen=sum(not table[use] for use in merged),
        )


def _rare(
    merged: Iterable[Use], table: Table, uses: Uses, requests: Mapping[Seen, Often]
) -> Iterator[tuple[str, Evidence]]:
    """Yield each caller, resource and action of a grant that was seen once, or on one day alone."""
    behind: dict[str, set[Use]] = {}
    for use in merged:
        for mine in (use.principal, use.resource, use.action):
            behind.setdefault(mine, set()).update(table[use])
    for mine, originals in behind.items():
        seen = frozenset[Seen]().union(*(uses.found[original] for original in originals))
        evidence = _evidence(seen, requests, {original.principal for original in originals})
        if evidence.is_rare:
            yield mine, evidence


def _owned(name: str, uses: Uses, requests: Mapping[Seen, Often]) -> Iterator[Grant]:
    for (endpoint, feature), callers in uses.owned.items():
        if endpoint == name:
            seen = frozenset[Seen]().union(*callers.values())
            asks = "" not in callers and not name.startswith("s3")
            who = tuple(sorted(callers)) if asks else ()
            yield Grant(who, (), (), _evidence(seen, requests, callers.keys()), owned=feature)


def _stands_for(merged: Iterable[Use], table: Table) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for use in merged:
        for original in table[use]:
            for mine, seen in zip(use[1:], original[1:], strict=True):
                if mine != seen:
                    found.setdefault(mine, set()).add(seen)
    return {pattern: tuple(sorted(names)) for pattern, names in sorted(found.items())}


def _evidence(seen: AbstractSet[Seen], requests: Mapping[Seen, Often], callers: AbstractSet[str]) -> Evidence:
    behind = [requests[each] for each in seen]
    latest = max(behind, key=lambda often: (often.last, often.example))
    return Evidence(
        sum(often.count for often in behind),
        len(callers),
        min(often.first for often in behind),
        latest.last,
        latest.example,
        len(behind),
    )
