"""What a reviewer should read first: write before read, everyone before one role, all before one table."""

from collections.abc import Iterator
from typing import TypeAlias

from gen_vpce import catalog
from gen_vpce.policy.condition_wording import caller_in_words, owner_in_words
from gen_vpce.policy.document import Statement

Weight: TypeAlias = tuple[int, int, int, int]
"""Places in an order, the weightiest first: the level, the callers, the resources, the conditions."""

_LEVELS = {"permissions-management": 0, "write": 0, "tagging": 1, "read": 2, "list": 3}


def weight(requests: Statement) -> Weight:
    """Return where *requests* stand among rows; the smaller weight is read first."""
    conditions = [each for each in requests.conditions if not caller_in_words(each)]
    return (
        min(_levels(requests), default=0),
        _callers(requests),
        _resources(requests),
        len([each for each in conditions if not owner_in_words(each)]),
    )


def _levels(requests: Statement) -> Iterator[int]:
    """Yield the levels of the actions; what the catalogue does not know may be write."""
    if requests.actions is None:
        yield 0
        return
    for action in requests.actions:
        prefix, _, name = action.partition(":")
        service = catalog.service(prefix)
        if service is None or name == "*":
            yield 0
            return
        known = [service.actions.get(each.partition(":")[2].lower()) for each in catalog.expand(action)]
        yield min((_LEVELS.get(each.level, 0) for each in known if each), default=0)


def _callers(requests: Statement) -> int:
    """Return 0 for everyone, 1 for an account, an organization or all but some, 2 for a few callers."""
    if requests.not_principals is not None:
        return 1
    if requests.principals is not None and not requests.principals.is_everyone:
        names = [name for _, names in requests.principals.by_type for name in names]
        return 1 if any(name.isdigit() or name.endswith(":root") for name in names) else 2
    said = [words for each in requests.conditions if (words := caller_in_words(each))]
    if not said:
        return 0
    return 1 if all(words.startswith("everyone in ") for words in said) else 2


def _resources(requests: Statement) -> int:
    if requests.resources is None or "*" in requests.resources:
        return 0
    return 1 if any("*" in each or "?" in each for each in requests.resources) else 2
