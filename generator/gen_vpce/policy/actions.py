"""The Action element of a grant: access levels spelled out, exact actions and wildcards as given."""

from collections.abc import Iterable

from gen_vpce.catalog import Service
from gen_vpce.intent.model import Grant, ResourceRef
from gen_vpce.policy.patterns import action_covers, spare
from gen_vpce.policy.resource_types import type_of

EVERY_ACTION = ("*",)


def actions_of(grant: Grant, service: Service | None) -> tuple[str, ...]:
    """Return the actions of *grant*, sorted, none of them said twice.

    Neither levels nor actions means every action. *service* is the catalogue's entry for the endpoint's
    IAM prefix; without one a level has no actions. The result is empty when the levels hold none that can
    act on the resources.
    """
    if not grant.levels and not grant.actions:
        return EVERY_ACTION
    by_level = actions_at(service, grant.levels, types_of(grant, service)) if service else ()
    return minimal((*grant.actions, *by_level))


def actions_at(service: Service, levels: Iterable[str], types: frozenset[str] | None) -> tuple[str, ...]:
    """Return the actions of *service* at the access *levels* that can act on one of the resource *types*.

    None for *types* means whatever they act on, actions without a resource (`dynamodb:ListTables`) included.
    """
    wanted = frozenset(levels)
    return tuple(
        f"{service.prefix}:{action.name}"
        for action in service.actions.values()
        if action.level in wanted and (types is None or not types.isdisjoint(action.resource_types))
    )


def types_of(grant: Grant, service: Service | None) -> frozenset[str] | None:
    """Return the resource types that a part of a grant is about, None for any and for none at all.

    A tag may be on a resource of any type, and on none where an action has no resource.
    """
    if grant.resource_tags and service:
        return frozenset(service.resource_types)
    return named_types(service, grant.resources)


def named_types(service: Service | None, resources: tuple[ResourceRef, ...]) -> frozenset[str] | None:
    """Return the resource types that *resources* name, or None when any of them has no known type."""
    if service is None or not resources or any(resource.type is None for resource in resources):
        return None
    named = {resource.type for resource in resources}
    brought = {type_of(service, arn) for resource in resources for arn in resource.arns}
    return frozenset(name for name in named | brought if name is not None)


def minimal(actions: Iterable[str]) -> tuple[str, ...]:
    """Return *actions* sorted without regard to case, each once, without those that a wildcard covers."""
    by_name = {action.casefold(): action for action in sorted(actions, reverse=True)}
    said = spare(by_name, action_covers)
    return tuple(by_name[name] for name in sorted(by_name) if name not in said)
