"""Actions, resource types and condition keys of one service at a time."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from types import MappingProxyType

from gen_vpce.catalog.model import Action, ResourceType, Service
from gen_vpce.catalog.store import read


@cache
def service(prefix: str) -> Service | None:
    """Return what IAM knows about a prefix such as `dynamodb`, in any case, or None.

    Only services that an endpoint leads to are known. The file of one service is read on first use.
    """
    folded = prefix.lower()
    if folded != prefix:
        return service(folded)
    if prefix not in read("index.json")["services"]:
        return None
    raw = read(f"services/{prefix}.json")
    return Service(
        prefix=prefix,
        title=raw["title"],
        actions=MappingProxyType(_actions(raw["actions"], tuple(raw["keys"]))),
        resource_types=MappingProxyType(
            {name: ResourceType(name, arn) for name, arn in raw["resources"].items()}
        ),
        condition_keys=MappingProxyType(raw["keys"]),
    )


def _actions(
    rows: Iterable[tuple[str, list[str], list[int], list[str]]], keys: Sequence[str]
) -> dict[str, Action]:
    """Unfold rows of actions that share a level, resource types and the numbers of their condition keys."""
    found = {}
    for level, types, numbers, names in rows:
        shared = tuple(types), tuple(keys[number] for number in numbers)
        found.update({name.lower(): Action(name, level, *shared) for name in names})
    return dict(sorted(found.items()))


@cache
def expand(pattern: str) -> tuple[str, ...]:
    """Return the known actions, with their prefix, that an action pattern such as `dynamodb:Batch*` matches.

    Case is ignored, as IAM does. Empty for an unknown service, and for `*` alone, which is no service's.
    """
    prefix, colon, name = pattern.partition(":")
    known = service(prefix) if colon else None
    if known is None:
        return ()
    matches = re.compile(re.escape(name.lower()).replace(r"\*", ".*").replace(r"\?", ".")).fullmatch
    return tuple(f"{known.prefix}:{action.name}" for key, action in known.actions.items() if matches(key))
