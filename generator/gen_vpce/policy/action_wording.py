"""Actions in plain words: an access level where all of it is there, else the actions by name."""

from collections.abc import Iterable

from gen_vpce import catalog
from gen_vpce.catalog import Service
from gen_vpce.policy.actions import actions_at
from gen_vpce.policy.resource_types import type_of
from gen_vpce.policy.short_names import SHOWN, these

_FEW = 3  # actions that a part of a sentence names for a level
_LIKE = "any action like"  # for what has no prefix of a service; AWS refuses it

LEVELS = ("list", "read", "write", "tagging", "permissions-management")


def actions_in_words(actions: Iterable[str], resources: Iterable[str] = ("*",)) -> str:
    """Return *actions* grouped by service and access level: `dynamodb: read (GetItem, Query and 12 more)`.

    A level is named where every action of it that can act on one of *resources* is among them.
    """
    found = _by_service(actions)
    if found is None:
        return "everything"
    arns = tuple(resources)
    return "; ".join(f"{prefix}: {_one_service(prefix, names, arns)}" for prefix, names in found.items())


def actions_as_phrase(
    actions: Iterable[str], resources: Iterable[str] = ("*",), joint: str = ", and "
) -> str:
    """Return *actions* as a part of a sentence: `dynamodb GetItem and Query, and s3 Get*`.

    A level is named in the place of actions that are too many to be named, and never for a wildcard.
    """
    found = _by_service(actions)
    if found is None:
        return "everything"
    arns = tuple(resources)
    return joint.join(f"{prefix} {_shortly(prefix, names, arns)}" for prefix, names in found.items())


def _shortly(prefix: str, names: list[str], resources: tuple[str, ...]) -> str:
    plain = [name for name in names if "*" not in name and "?" not in name]
    if "*" in names or len(plain) <= SHOWN:
        return "everything" if "*" in names else these(names, shown=SHOWN)
    wild = [name for name in names if name not in plain]
    return ", ".join([_one_service(prefix, plain, resources, shown=_FEW), *wild])


def _by_service(actions: Iterable[str]) -> dict[str, list[str]] | None:
    """Return the names of actions by their services, None where *actions* are everything."""
    by_service: dict[str, list[str]] = {}
    for action in actions:
        if action in ("*", "*:*"):
            return None
        prefix, colon, name = action.partition(":")
        by_service.setdefault(prefix.lower() if colon else _LIKE, []).append(name if colon else action)
    return by_service


def _one_service(prefix: str, names: list[str], resources: tuple[str, ...], shown: int = SHOWN) -> str:
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
    levels = [f"{level} ({these(_bare(actions), shown=shown)})" for level, actions in whole.items()]
    return ", ".join([*levels, *([these(single, shown=SHOWN)] if single else [])])


def _all(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)


def _at(service: Service, level: str, resources: tuple[str, ...]) -> frozenset[str]:
    types = {type_of(service, arn) for arn in resources}
    known = frozenset(name for name in types if name is not None)
    return frozenset(actions_at(service, (level,), known if len(known) == len(types) else None))


def _bare(actions: frozenset[str]) -> list[str]:
    return sorted(action.partition(":")[2] for action in actions)
