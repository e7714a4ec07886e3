"""The ways to satisfy "any of these" in a grant: kinds of callers, and kinds of owners of the resource.

Conditions of one statement are AND-ed, so each way becomes a statement of its own. On a gateway endpoint
Principal must be `*`, and callers are told apart by condition:
https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""

from collections.abc import Iterator

from msgspec import Struct

from gen_vpce.intent.model import OwnerRef, PrincipalKind, PrincipalRef
from gen_vpce.policy.document import EVERYONE, Condition, Principals
from gen_vpce.policy.operators import FOR_ANY
from gen_vpce.policy.patterns import has_wildcard


class Alternative(Struct, frozen=True):
    """One way within one statement; `suffix` tells it from the others in the Sid."""

    suffix: str = ""
    principals: Principals = EVERYONE
    conditions: tuple[Condition, ...] = ()


ANYTHING = (Alternative(),)

_KINDS = (
    (PrincipalKind.ACCOUNT, "Accounts", "StringEquals", "aws:PrincipalAccount", None),
    (PrincipalKind.ORGANIZATION, "Organizations", "StringEquals", "aws:PrincipalOrgID", None),
    (PrincipalKind.UNIT, "Units", "StringLike", "aws:PrincipalOrgPaths", FOR_ANY),
    (PrincipalKind.AWS_SERVICES, "AwsServices", "Bool", "aws:PrincipalIsAWSService", None),
)
_OWNERS = (
    (PrincipalKind.ACCOUNT, "OwnedByAccounts", "StringEquals", "aws:ResourceAccount", None),
    (PrincipalKind.ORGANIZATION, "OwnedByOrganizations", "StringEquals", "aws:ResourceOrgID", None),
    (PrincipalKind.UNIT, "OwnedByUnits", "StringLike", "aws:ResourceOrgPaths", FOR_ANY),
)


def callers(principals: tuple[PrincipalRef, ...], partition: str, *, named: bool) -> tuple[Alternative, ...]:
    """Return the ways to be one of *principals*; none named means everyone.

    *named* puts exact ARNs and accounts into the Principal element, which takes no wildcards.
    """
    if not principals:
        return ANYTHING
    return tuple(_by_element(principals, partition) if named else _by_condition(principals))


def owners(refs: tuple[OwnerRef, ...]) -> tuple[Alternative, ...]:
    """Return the ways for a resource to belong to one of *refs*; none named means whoever."""
    found = tuple(
        Alternative(suffix, conditions=(Condition(operator, key, values, qualifier),))
        for kind, suffix, operator, key, qualifier in _OWNERS
        if (values := _values(refs, kind))
    )
    return found or ANYTHING


def _by_element(principals: tuple[PrincipalRef, ...], partition: str) -> Iterator[Alternative]:
    exact = {arn for arn in _values(principals, PrincipalKind.ARN) if not has_wildcard(arn)}
    accounts = _values(principals, PrincipalKind.ACCOUNT)
    if names := exact | {f"arn:{partition}:iam::{account}:root" for account in accounts}:
        yield Alternative("Principals", Principals((("AWS", tuple(sorted(names))),)))
    yield from _by_condition(tuple(ref for ref in principals if ref.value not in {*exact, *accounts}))


def _by_condition(principals: tuple[PrincipalRef, ...]) -> Iterator[Alternative]:
    if arns := _values(principals, PrincipalKind.ARN):
        operator = "ArnLike" if any(map(has_wildcard, arns)) else "ArnEquals"
        suffix = "Roles" if all(":role/" in arn for arn in arns) else "Arns"
        yield Alternative(suffix, conditions=(Condition(operator, "aws:PrincipalArn", arns),))
    for kind, suffix, operator, key, qualifier in _KINDS:
        if values := _values(principals, kind):
            yield Alternative(suffix, conditions=(Condition(operator, key, values, qualifier),))
    for condition in tagged("aws:PrincipalTag", _values(principals, PrincipalKind.TAG)):
        yield Alternative("Tagged", conditions=(condition,))


def tagged(prefix: str, tags: tuple[str, ...]) -> Iterator[Condition]:
    """Yield a condition for each key of *tags*, which are texts such as `team=orders`."""
    by_key: dict[str, list[str]] = {}
    for key, _, value in (tag.partition("=") for tag in tags):
        by_key.setdefault(key, []).append(value)
    for key, values in by_key.items():
        operator = "StringLike" if any(map(has_wildcard, values)) else "StringEquals"
        yield Condition(operator, f"{prefix}/{key}", tuple(values))


def _values(refs: tuple[PrincipalRef, ...] | tuple[OwnerRef, ...], kind: PrincipalKind) -> tuple[str, ...]:
    return tuple(sorted({ref.value for ref in refs if ref.kind is kind}))
