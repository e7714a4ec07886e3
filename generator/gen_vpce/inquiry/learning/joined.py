"""A step by which a learned policy gets shorter: what a caller does on one resource, it may on others.

Callers who do different things on each of many resources take a statement for each set of actions. Joined,
they take one for each type of resource.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.inquiry.learning.generalise import Against, Changes, Table, replaced
from gen_vpce.inquiry.learning.names import matches
from gen_vpce.inquiry.learning.uses import Use
from gen_vpce.intent.names.arn import is_wild
from gen_vpce.policy.resource_types import type_of


class Join(Struct, frozen=True):
    """What a caller may do *besides*, that nobody was seen to do, and what patterns then say as well."""

    besides: frozenset[Use]
    covered: Changes


def joins(table: Table, against: Against) -> Mapping[str, Join]:
    """Return for each caller what it may do besides where it may do each of its actions on each resource.

    That is within a type of resources. Dangerous actions, and what was denied, are not among it.
    """
    groups: dict[tuple[str, str, str], list[Use]] = {}
    for use in table:
        kind = _type(use)
        if kind is not None and not catalog.is_dangerous(use.action):
            groups.setdefault((use.principal, use.endpoint, kind), []).append(use)
    besides: dict[str, set[Use]] = {}
    covered: dict[str, Changes] = {}
    for (principal, _, _), uses in groups.items():
        by_pattern = _by_pattern(uses)
        more = {
            each for each in _product(uses, by_pattern) if each not in table and not against.lets_pass(each)
        }
        besides.setdefault(principal, set()).update(more)
        for use in uses:
            wider = use._replace(resource=by_pattern.get(use.resource, use.resource))
            if wider != use and (wider in more or wider in table):
                covered.setdefault(principal, {})[use] = wider
    return {who: Join(frozenset(more), covered.get(who, {})) for who, more in besides.items() if more}


def with_joins(table: Table, made: Iterable[Join]) -> Table:
    """Return *table* with the joins *made*; what is granted besides stands for nothing that was seen."""
    changes: Changes = {}
    besides: Table = {}
    for each in made:
        changes |= each.covered
        besides = {**besides, **{use: frozenset() for use in each.besides}}
    return replaced({**table, **besides}, changes)


def _type(use: Use) -> str | None:
    service = catalog.service(use.action.partition(":")[0])
    return type_of(service, use.resource) if service else None


def _by_pattern(uses: Iterable[Use]) -> dict[str, str]:
    """Return the pattern among the resources of *uses* that matches each other one, where one does."""
    resources = sorted({use.resource for use in uses})
    found: dict[str, str] = {}
    for pattern in filter(is_wild, resources):
        found |= {each: pattern for each in resources if not is_wild(each) and matches(pattern)(each)}
    return found


def _product(uses: list[Use], by_pattern: Mapping[str, str]) -> Iterator[Use]:
    actions = sorted({use.action for use in uses})
    for resource in sorted({use.resource for use in uses} - by_pattern.keys()):
        for action in actions:
            yield uses[0]._replace(resource=resource, action=action)
