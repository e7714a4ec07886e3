"""Actions in plain words: an access level where all of it is there, else the actions by name."""

from collections.abc import Iterable

from gen_vpce import catalog
from gen_vpce.catalog import Service
from gen_vpce.policy.actions import actions_at
from gen_vpce.policy.resource_types import type_of
from gen_vpce.policy.short_names import SHOWN, these

LEVELS = ("list", "read", "write", "tagging", "permissions-management")


def actions_in_words(actions: Iterable[str], resources: Iterable[str] = ("*",)) -> str:
    """Return *actions* grouped by service and access level: `dynamodb: read (GetItem, Query and 12 more)`.

    A level is named where every action of it that can act on one of *resources* is among them.
    """
    by_service: dict[str, list[str]] = {}
    for action in actions:
        prefix, colon, name = action.partition(":")
        if not colon or prefix == "*":
            return "everything"
        by_service.setdefault(prefix.lower(), []).append(name)
    arns = tuple(resources)
    return "; ".join(f"{prefix}: {_one_service(prefix, names, arns)}" for prefix, names in by_service.items())


def _one_service(prefix: str, names: list[str], resources: tuple[str, ...]) -> str:
    service = catalog.service(prefix)
    if "*" in names:
        return "everything"
    if service is None:
        return these(names, shown=SHOWN)
    meant = {name: frozenset(catalog.expand(f"{prefix}:{name}")) for name in names}
    acting = {level: _at(service, level, resources) for level in LEVELS}
    named = _all(meant.values())
    whole = {level: actions for level, actions in acting.items() if actions and actions <= named}
    said, able = _all(whole.values()), _all(acting.values())
    single = [
        name for name, actions in meant.items() if not actions or not (actions & able or actions) <= said
    ]
    levels = [f"{level} ({these(_bare(actions), shown=SHOWN)})" for level, actions in whole.items()]
    return ", ".join([*levels, *([these(single, shown=SHOWN)] if single else [])])


def _all(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)


def _at(service: Service, level: str, resources: tuple[str, ...]) -> frozenset[str]:
    types = {type_of(service, arn) for arn in resources}
    known = frozenset(name for name in types if name is not None)
    return frozenset(actions_at(service, (level,), known if len(known) == len(types) else None))


def _bare(actions: frozenset[str]) -> list[str]:
    return sorted(action.partition(":")[2] for action in actions)
