"""The steps by which uses become patterns, each with a number that can be tuned, and no others.

Actions that change permissions take part in none of them. No step makes a pattern that would let pass what
was denied at the time.
"""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.inquiry.learning.names import matches, patterns_for
from gen_vpce.inquiry.learning.uses import Use
from gen_vpce.intent.names.arn import is_wild
from gen_vpce.policy.actions import actions_at
from gen_vpce.policy.resource_types import type_of

LEVELS = ("list", "read", "write")
_ROLE = ":role/"


class Steps(Struct, frozen=True):
    """From how many on names are a pattern, and which share of an access level is all of it.

    `objects` and `depth` are those of `traffic.prefixes`, which folds objects when they are read.
    """

    objects: int = 5
    depth: int = 1
    resources: int = 5
    roles: int = 5
    level: int = 75


Table: TypeAlias = Mapping[Use, frozenset[Use]]
"""Generalised uses, each with the uses that it stands for."""

Changes: TypeAlias = dict[Use, Use]
"""Uses of a table, each with what it is generalised to."""


class Against:
    """What speaks against a pattern: uses that were denied, and the roles that were seen at each endpoint."""

    def __init__(self, found: Iterable[Use], denied: Iterable[Use]) -> None:
        self._denied: dict[tuple[str, str], list[Use]] = {}
        for use in denied:
            self._denied.setdefault((use.endpoint, use.action), []).append(use)
        self.roles = _roles_at((*found, *denied))

    def lets_pass(self, use: Use) -> bool:
        """Whether *use*, generalised, stands for something that was denied."""
        return any(
            (use.principal == each.principal or matches(use.principal)(each.principal))
            and (use.resource == each.resource or matches(use.resource)(each.resource))
            for each in self._denied.get((use.endpoint, use.action), ())
        )


def generalised(found: Iterable[Use], against: Against, steps: Steps) -> Table:
    """Return the uses *found* generalised by *steps*, unless something speaks *against* it."""
    table: Table = {use: frozenset((use,)) for use in found}
    table = replaced(table, resources_alike(table, steps.resources, against))
    table = replaced(table, roles_alike(table, steps.roles, against))
    return replaced(table, levels(table, steps.level, against))


def _roles_at(uses: Iterable[Use]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for use in uses:
        if _ROLE in use.principal:
            found.setdefault(use.endpoint, set()).add(use.principal)
    return {name: frozenset(each) for name, each in found.items()}


def resources_alike(table: Table, many: int, against: Against) -> Changes:
    """Return the changes of *table* that make a pattern of *many* resources or more of a common beginning.

    They are those on which one caller does one thing. Buckets are not generalised: their names are
    everybody's.
    """
    groups: dict[tuple[str, str, str], set[str]] = {}
    for use in table:
        if not catalog.changes_permissions(use.action):
            groups.setdefault((use.endpoint, use.principal, use.action), set()).add(use.resource)
    changed: Changes = {}
    for (endpoint, principal, action), resources in groups.items():
        at = Use(endpoint, principal, "", action)

        def is_good(pattern: str, at: Use = at) -> bool:
            return not against.lets_pass(at._replace(resource=pattern))

        for resource, pattern in patterns_for(resources, many, is_good).items():
            changed[at._replace(resource=resource)] = at._replace(resource=pattern)
    return changed


def roles_alike(table: Table, many: int, against: Against, *, also_others: bool = False) -> Changes:
    """Return the changes of *table* that make a pattern of *many* roles or more of a common path or name.

    They do one thing on one resource, and no role that was seen and matches the pattern does not, unless
    *also_others* may.
    """
    groups: dict[tuple[str, str, str], set[str]] = {}
    for use in table:
        if _ROLE in use.principal and not catalog.changes_permissions(use.action):
            groups.setdefault((use.endpoint, use.resource, use.action), set()).add(use.principal)
    changed: Changes = {}
    for (endpoint, resource, action), roles in groups.items():
        at = Use(endpoint, "", resource, action)
        others = frozenset() if also_others else against.roles.get(endpoint, frozenset()) - roles

        def is_good(pattern: str, at: Use = at, others: frozenset[str] = others) -> bool:
            return not any(map(matches(pattern), others)) and not against.lets_pass(
                at._replace(principal=pattern)
            )

        for role, pattern in patterns_for(roles, many, is_good).items():
            changed[at._replace(principal=role)] = at._replace(principal=pattern)
    return changed


def levels(table: Table, share: int, against: Against) -> Changes:
    """Return the changes of *table* that make a level of actions of which *share* percent are used.

    The actions of a level are those that act on the resource. A level with a dangerous one stays spelled out.
    """
    groups: dict[tuple[str, str, str], set[str]] = {}
    for use in table:
        groups.setdefault((use.endpoint, use.principal, use.resource), set()).add(use.action)
    changed: Changes = {}
    for (endpoint, principal, resource), actions in groups.items():
        for level in LEVELS:
            whole = _level(endpoint, resource, level)
            used = actions & whole
            if len(used) < 2 or len(used) * 100 < share * len(whole):
                continue
            unseen = (Use(endpoint, principal, resource, action) for action in whole - used)
            if not any(map(catalog.is_dangerous, whole)) and not any(map(against.lets_pass, unseen)):
                at = Use(endpoint, principal, resource, level)
                changed |= {at._replace(action=action): at for action in used}
    return changed


def _level(endpoint: str, resource: str, level: str) -> frozenset[str]:
    """Return the actions of an access level that act on *resource*, none where its type is not known."""
    at = catalog.endpoint_services().get(endpoint)
    service = catalog.service(at.iam_prefix) if at and at.iam_prefix else None
    kind = type_of(service, resource) if service and not is_wild(resource.partition(":")[0]) else None
    return frozenset(actions_at(service, (level,), frozenset((kind,)))) if service and kind else frozenset()


def replaced(table: Table, changed: Mapping[Use, Use]) -> Table:
    """Return *table* with each use that is a key of *changed* put together with the others of its value."""
    if not changed:
        return table
    found: dict[Use, set[Use]] = {}
    for use, originals in table.items():
        found.setdefault(changed.get(use, use), set()).update(originals)
    return {use: frozenset(originals) for use, originals in found.items()}
