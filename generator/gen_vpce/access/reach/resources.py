"""The resources that policies tell apart: every one that a statement names, and all that none names.

As with callers, each leaves out what is named more exactly. Names that every statement treats alike, such as
a table and its indexes in one grant, are one.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from gen_vpce.access.patterns.pattern import Syntax, pattern
from gen_vpce.catalog import belongs_to_aws
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Policy, Statement

_ARN_PARTS = 6
_OWNERS = {"aws:resourceaccount": "account", "aws:resourceorgid": "organization"}
_KEYS = {"account": "aws:ResourceAccount", "organization": "aws:ResourceOrgID"}
_TELLING = frozenset({"StringEquals", "StringLike", "StringNotEquals", "StringNotLike"})


class ResourceKind(StrEnum):
    """How a resource is told from others."""

    NAMED = "named"  # by its ARN
    AWS = "aws"  # by its ARN, and AWS owns it
    ACCOUNT = "account"  # by aws:ResourceAccount, beside those that are named
    ORGANIZATION = "organization"  # by aws:ResourceOrgID, beside those that are named
    OTHERS = "others"  # everything else


class Resource(Struct, frozen=True, order=True):
    """One resource, or several that are treated alike. `values` are ARNs, or the id of an owner."""

    kind: ResourceKind
    values: tuple[str, ...] = ()


OTHERS = Resource(ResourceKind.OTHERS)


def resources_in(
    policies: Sequence[Policy], services: Iterable[str], owned: Iterable[str] = ()
) -> tuple[Resource, ...]:
    """Return the resources that *policies* tell apart, of *services* alone, everything else last.

    *owned* are ARNs that AWS owns although they do not tell, such as those of its buckets.
    """
    of_aws = frozenset(owned)
    wanted = frozenset(services)
    arns = dict.fromkeys(
        arn for policy in policies for arn in _named(policy) if not wanted or _service(arn) in wanted | {"*"}
    )
    statements = [statement for policy in policies for statement in policy]
    groups: dict[tuple[object, ...], list[str]] = {}
    for arn in arns:
        mark = (arn in of_aws or belongs_to_aws(arn), *_treatment(arn, statements))
        groups.setdefault(mark, []).append(arn)
    named = [
        Resource(ResourceKind.AWS if mark[0] else ResourceKind.NAMED, tuple(sorted(each)))
        for mark, each in groups.items()
    ]
    owners = {each: None for policy in policies for each in _owned(policy)}
    return (*sorted(named), *sorted(owners), OTHERS)


def _named(policy: Policy) -> Iterator[str]:
    for statement in policy:
        for arn in (*(statement.resources or ()), *(statement.not_resources or ())):
            if arn.strip("*?") and "${" not in arn:
                yield arn


def _owned(policy: Policy) -> Iterator[Resource]:
    for statement in policy:
        for condition in statement.conditions:
            kind = _OWNERS.get(condition.key.lower())
            if kind and condition.operator in _TELLING:
                for value in map(str, condition.values):
                    if value.strip("*?") and "${" not in value:
                        yield Resource(ResourceKind(kind), (value,))


def _service(arn: str) -> str:
    parts = arn.split(":", _ARN_PARTS - 1)
    return parts[2] if len(parts) == _ARN_PARTS else "*"


def _treatment(arn: str, statements: Iterable[Statement]) -> Iterator[object]:
    """Yield for each statement whether its elements hold *arn*: what they treat alike is one resource."""
    inner = pattern(arn, Syntax.ARN)
    for statement in statements:
        for values in (statement.resources, statement.not_resources):
            if values and "*" not in values:
                outer = [pattern(value, Syntax.ARN, variables=True) for value in values]
                yield (
                    any(each.covers(inner) for each in outer),
                    tuple(
                        value
                        for value, each in zip(values, outer, strict=True)
                        if value != arn and each.may_meet(inner) and not each.covers(inner)
                    ),
                )


def narrower(resource: Resource, others: Iterable[Resource]) -> tuple[Resource, ...]:
    """Return those of *others* that *resource* leaves out, since they are named more exactly."""
    kinds = list(ResourceKind)
    if resource.kind in (ResourceKind.NAMED, ResourceKind.AWS):
        return tuple(other for other in others if other != resource and _some_inside(other, resource))
    place = kinds.index(resource.kind)
    return tuple(other for other in others if kinds.index(other.kind) < place)


def _some_inside(one: Resource, other: Resource) -> bool:
    if one.kind not in (ResourceKind.NAMED, ResourceKind.AWS):
        return False
    outer = [pattern(value, Syntax.ARN) for value in other.values]
    inner = [pattern(value, Syntax.ARN) for value in one.values]
    return any(big.covers(small) and not small.covers(big) for big in outer for small in inner)


def requests_on(
    resource: Resource, others: Iterable[Resource]
) -> tuple[tuple[str, ...], tuple[Condition, ...], tuple[Statement, ...]]:
    """Return the Resource element and the conditions of requests on *resource*, and what it leaves out."""
    spared = []
    for other in narrower(resource, others):
        arns, conditions = _what(other)
        spared.append(Statement(Effect.DENY, None, EVERYONE, None, ("*",), None, arns, None, conditions))
    arns, conditions = _what(resource)
    return arns, conditions, tuple(spared)


def _what(resource: Resource) -> tuple[tuple[str, ...], tuple[Condition, ...]]:
    if resource.kind in (ResourceKind.NAMED, ResourceKind.AWS):
        return resource.values, ()
    if resource.kind is ResourceKind.OTHERS:
        return ("*",), ()
    return ("*",), (Condition("StringLike", _KEYS[resource.kind], resource.values),)
