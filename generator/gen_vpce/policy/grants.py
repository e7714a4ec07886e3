"""One grant of the intent as the statements that an AWS specialist would write for it.

Kinds of principals are alternatives, but conditions of one statement are AND-ed, so each kind gets a
statement of its own; the same holds for owners of resources. On a gateway endpoint Principal must be `*`
and callers are told apart by condition:
https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""

from collections.abc import Iterator
from dataclasses import dataclass

from gen_vpce import catalog
from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.intent.model import Grant, OwnerRef, PrincipalKind, PrincipalRef, ResourceRef
from gen_vpce.policy.conditions import Clash, from_raw, joined, unknown_operators
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Principals, Statement
from gen_vpce.policy.operators import OPERATORS
from gen_vpce.policy.patterns import arn_covers, has_wildcard, spare
from gen_vpce.policy.sids import sid_from

EVERY_RESOURCE = ("*",)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to satisfy an OR of the intent within one statement; `suffix` tells it apart in the Sid."""

    suffix: str = ""
    principals: Principals = EVERYONE
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Granted:
    """The statements of one grant, and what stood in the way."""

    statements: tuple[Statement, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def statements_of(
    grant: Grant, effect: Effect, actions: tuple[str, ...], *, partition: str, named: bool
) -> Granted:
    """Return the statements that match the requests of *grant*.

    *named* puts exact ARNs and accounts into the Principal element in place of conditions.
    """
    callers = _callers(grant.principals, partition, named=named)
    owners = _owners(grant.resource_owners)
    added = from_raw(grant.condition)
    resources = resources_of(grant.resources)
    statements: list[Statement] = []
    clashes: dict[Condition, None] = {}
    for caller in callers:
        for owner in owners:
            conditions = joined(caller.conditions + owner.conditions, added)
            if isinstance(conditions, Clash):
                clashes[conditions.own] = None
                continue
            suffix = caller.suffix * (len(callers) > 1) + owner.suffix * (len(owners) > 1)
            sid = sid_from(grant.name) + suffix
            statements.append(
                Statement(effect, sid, caller.principals, None, actions, None, resources, None, conditions)
            )
    unknown = (_unknown(grant, operator) for operator in unknown_operators(grant.condition))
    return Granted(tuple(statements), (*unknown, *(_clash(grant, condition) for condition in clashes)))


def resources_of(resources: tuple[ResourceRef, ...]) -> tuple[str, ...]:
    """Return the Resource element: sorted, each once; none named means every resource.

    What a short name brings along is left out where another pattern covers it; a full ARN always stays.
    """
    if not resources:
        return EVERY_RESOURCE
    arns = {arn for resource in resources for arn in resource.arns}
    asked_for = {resource.written for resource in resources}
    return tuple(sorted(arns - (spare(arns, arn_covers) - asked_for)))


def _callers(principals: tuple[PrincipalRef, ...], partition: str, *, named: bool) -> tuple[Alternative, ...]:
    if not principals:
        return (Alternative(),)
    return tuple(_named_callers(principals, partition) if named else _callers_by_condition(principals))


def _named_callers(principals: tuple[PrincipalRef, ...], partition: str) -> Iterator[Alternative]:
    arns = [arn for arn in _values(principals, PrincipalKind.ARN) if not has_wildcard(arn)]
    accounts = _values(principals, PrincipalKind.ACCOUNT)
    roots = [f"arn:{partition}:iam::{account}:root" for account in accounts]
    if arns or roots:
        yield Alternative("Principals", Principals((("AWS", tuple(sorted({*arns, *roots}))),)))
    rest = tuple(
        principal
        for principal in principals
        if principal.value not in arns and principal.kind is not PrincipalKind.ACCOUNT
    )
    yield from _callers_by_condition(rest)


def _callers_by_condition(principals: tuple[PrincipalRef, ...]) -> Iterator[Alternative]:
    if arns := _values(principals, PrincipalKind.ARN):
        operator = "ArnLike" if any(map(has_wildcard, arns)) else "ArnEquals"
        suffix = "Roles" if all(":role/" in arn for arn in arns) else "Principals"
        yield Alternative(suffix, conditions=(Condition(operator, "aws:PrincipalArn", arns),))
    for kind, suffix, operator, key in (
        (PrincipalKind.ACCOUNT, "Accounts", "StringEquals", "aws:PrincipalAccount"),
        (PrincipalKind.ORGANIZATION, "Organizations", "StringEquals", "aws:PrincipalOrgID"),
        (PrincipalKind.AWS_SERVICES, "AwsServices", "Bool", "aws:PrincipalIsAWSService"),
    ):
        if values := _values(principals, kind):
            yield Alternative(suffix, conditions=(Condition(operator, key, values),))


def _owners(owners: tuple[OwnerRef, ...]) -> tuple[Alternative, ...]:
    found = tuple(
        Alternative(suffix, conditions=(Condition("StringEquals", key, values),))
        for kind, suffix, key in (
            (PrincipalKind.ACCOUNT, "OwnedByAccounts", "aws:ResourceAccount"),
            (PrincipalKind.ORGANIZATION, "OwnedByOrganizations", "aws:ResourceOrgID"),
        )
        if (values := _values(owners, kind))
    )
    return found or (Alternative(),)


def _values(refs: tuple[PrincipalRef, ...] | tuple[OwnerRef, ...], kind: PrincipalKind) -> tuple[str, ...]:
    return tuple(sorted({ref.value for ref in refs if ref.kind is kind}))


def _clash(grant: Grant, own: Condition) -> Diagnostic:
    return Diagnostic(
        "GV301",
        Severity.ERROR,
        f"the condition of {grant.name} asks about {own.key} with {own.written_operator}, "
        f"which the grant's own {own.key} needs",
        grant.span,
        f"leave {own.key} out of `condition`, or write the whole statement under `statements`",
    )


def _unknown(grant: Grant, operator: str) -> Diagnostic:
    near = catalog.closest(operator, OPERATORS)
    return Diagnostic(
        "GV307",
        Severity.ERROR,
        f"the condition of {grant.name} uses the operator {operator}, which IAM does not have",
        grant.span,
        f"did you mean `{near}`?" if near else "use an operator of IAM, such as `StringEquals` or `ArnLike`",
    )
