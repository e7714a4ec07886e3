"""Expectations to propose beside what was learned: the busiest requests pass, what is dangerous does not.

Only what was never seen is called so; the actions are those that act on the types of resources that were.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from gen_vpce import catalog
from gen_vpce.catalog import Action, Service
from gen_vpce.catalog.id_forms import ACCOUNT_ID
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.inquiry.learning.make import Made
from gen_vpce.inquiry.learning.uses import Use
from gen_vpce.intent.text.yaml_flow import flow
from gen_vpce.policy.resource_types import type_of
from gen_vpce.traffic.reduction import Often, Seen

_FOLLOW = {
    "GV225": "the root user itself was seen to call",
    "GV347": "indexes are granted where requests used them",
}
_BUSIEST = 3
_NEVER = 6
_CALLER = re.compile(rf"arn:[^:]*:iam::{ACCOUNT_ID}:(?:role|user)/.+")
_OPEN = frozenset("*")
_NAMES_MORE = frozenset("?$")
_READING = frozenset({"list", "read"})


def expectation_lines(made: Made, requests: Mapping[Seen, Often]) -> Iterator[str]:
    """Yield `expect`: for each endpoint the busiest requests, and dangerous actions never seen."""
    yield "expect:"
    yield "  # proposals: strike what is not meant"
    for name in made.learned.grants:
        for use in _busiest(name, made, requests):
            claim = {"principal": use.principal, "action": use.action, "resource": use.resource}
            if use.resource == "*":
                del claim["resource"]
            word = "allow" if use.resource == "*" or _OPEN.isdisjoint(use.resource) else "always"
            yield f"  - {word}: {flow({**claim, 'through': name})}"
        for action in _never_seen(name, made):
            yield f"  - never: {flow({'action': action, 'through': name})}"


def accept_lines(found: Iterable[Diagnostic]) -> Iterator[str]:
    """Yield `accept` for findings that follow from granting no more than was seen, nothing without any."""
    codes = sorted({each.code for each in found} & _FOLLOW.keys())
    if codes:
        yield "accept:"
        yield from (f"  {code}: {json.dumps(_FOLLOW[code])}" for code in codes)


def _busiest(name: str, made: Made, requests: Mapping[Seen, Often]) -> list[Use]:
    """Return the uses of most events, of roles and users; of objects, those of their prefix."""
    events = {use: sum(requests[each].count for each in seen) for use, seen in made.uses.found.items()}
    named = [use for use in events if use.endpoint == name and _CALLER.fullmatch(use.principal)]
    named = [use for use in named if not _NAMES_MORE & set(use.resource) and _can_be_claimed(use)]
    return sorted(named, key=lambda use: (-events[use], use))[:_BUSIEST]


def _can_be_claimed(use: Use) -> bool:
    """Whether an expectation may leave the resource out: it may where the action acts on none."""
    prefix, _, name = use.action.partition(":")
    service = catalog.service(prefix)
    known = service.actions.get(name.lower()) if service else None
    return use.resource != "*" or (known is not None and not known.resource_types)


def _never_seen(name: str, made: Made) -> list[str]:
    """Return dangerous actions that nobody used, those first that end what they act on."""
    endpoint = catalog.endpoint_services().get(name)
    service = catalog.service(endpoint.iam_prefix or "") if endpoint else None
    if service is None:
        return []
    uses = [use for use in made.uses.found if use.endpoint == name]
    types = _with_holders({type_of(service, use.resource) for use in uses}, service)
    used = {use.action for use in uses}
    for at, feature in made.uses.owned:
        if at == name:
            used |= set(catalog.owned_features(service.prefix)[feature].actions)
    found = [
        action
        for action in service.actions.values()
        if action.level not in _READING
        and f"{service.prefix}:{action.name}" not in used
        and catalog.is_dangerous(f"{service.prefix}:{action.name}")
        and (not types or types & set(action.resource_types))
    ]
    found.sort(key=lambda action: (_rank(action, service), action.name))
    return [f"{service.prefix}:{action.name}" for action in found[:_NEVER]]


def _with_holders(types: AbstractSet[str | None], service: Service) -> set[str]:
    """Return *types* with those that hold them: a table beside its index, a bucket beside its objects."""
    arns = [service.resource_types[kind].arn for kind in types if kind is not None]
    return {
        kind for kind, each in service.resource_types.items() if any(arn.startswith(each.arn) for arn in arns)
    }


def _rank(action: Action, service: Service) -> int:
    """Return how near the front an action stands: it ends the resource, opens it to others, or else."""
    words = {kind.replace("-", "").lower() for kind in action.resource_types}
    ended = action.name.lower().removeprefix("delete").removeprefix("schedule").removesuffix("deletion")
    if ended in words and ended != action.name.lower():
        return 0
    if action.level == "permissions-management":
        return 1 if action.name.startswith(("Put", "Set", "Add", "Create")) else 2
    return 3 if catalog.changes_permissions(f"{service.prefix}:{action.name}") else 4
