"""Rows of a difference as anyone can check them: by the JSON that `compare` prints, request by request."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from gen_vpce.access.comparison.compare import readings
from gen_vpce.access.comparison.difference import added
from gen_vpce.access.comparison.difference_row import DifferenceRow
from gen_vpce.access.patterns.work_limit import DEFAULT
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import Policy, PolicyKind

Matches = Callable[[Mapping[str, Any]], bool]
"""Whether the request at hand matches a statement, given as JSON data."""


def as_json_says(policy: Policy) -> Policy:
    """Return *policy* with one condition for each operator and key, as JSON can hold it."""
    return replace(
        policy,
        statements=tuple(
            replace(
                each,
                conditions=tuple({(one.written_operator, one.key): one for one in each.conditions}.values()),
            )
            for each in policy
        ),
    )


def both_ways(
    old: Policy,
    new: Policy,
    kind: PolicyKind,
    endpoint_kind: EndpointKind | None = None,
    effort: int = DEFAULT,
) -> tuple[tuple[DifferenceRow, ...], tuple[DifferenceRow, ...]]:
    """Return the rows of what is newly allowed, and of what is newly denied."""
    pairs = readings(old, new, kind=kind, endpoint_kind=endpoint_kind)
    back = ((after, before) for before, after in pairs)
    return added(*pairs, effort=effort), added(*back, effort=effort)


def in_row(row: Mapping[str, Any], matches: Matches) -> bool:
    """Whether a request lies in a row: it matches the requests and no exception."""
    return matches(row["requests"]) and not any(map(matches, row["except"]))


def wrong(rows: Sequence[DifferenceRow], matches: Matches, *, differs: bool) -> str | None:
    """Return what is wrong with *rows* for a request that is (*differs*) or is not in the difference."""
    held = [row for row in rows if in_row(row.data, matches)]
    if differs and not held:
        return "in the difference and in no row"
    exact = [row.text for row in held if row.data["exact"]]
    return f"in a row and not in the difference: {exact}" if exact and not differs else None
