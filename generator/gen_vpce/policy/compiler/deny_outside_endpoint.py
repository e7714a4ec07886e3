"""The Deny that makes an endpoint compulsory: whatever does not come through it is refused.

A call that an AWS service makes for the caller does not come through any endpoint of the caller's, so the
Deny excepts it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from collections.abc import Iterator

from msgspec.structs import replace

from gen_vpce.catalog import POLICY_HOLDERS
from gen_vpce.intent.model import IdentityPolicy, PrincipalKind, PrincipalRef, ResourcePolicy, ThroughRef
from gen_vpce.policy.actions import minimal
from gen_vpce.policy.compiler.alternatives import tagged
from gen_vpce.policy.compiler.grants import resources_of
from gen_vpce.policy.compiler.statement_ids import sid_from
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Statement
from gen_vpce.policy.endpoint_tokens import token
from gen_vpce.policy.operators import FOR_ALL

_FOR_THE_CALLER = Condition("Bool", "aws:ViaAWSService", ("false",), if_exists=True)
_NOT_BY = {
    PrincipalKind.ARN: ("ArnNotLike", "aws:PrincipalArn"),
    PrincipalKind.ACCOUNT: ("StringNotEquals", "aws:PrincipalAccount"),
    PrincipalKind.ORGANIZATION: ("StringNotEquals", "aws:PrincipalOrgID"),
}
_NOT = {"StringEquals": "StringNotEquals", "StringLike": "StringNotLike"}
_BY_AWS_ITSELF = Condition("Bool", "aws:PrincipalIsAWSService", ("false",), if_exists=True)


def identity_statement(policy: IdentityPolicy) -> Statement:
    """Return the one statement of an identity policy; its caller is whoever the policy is attached to."""
    exceptions = (_FOR_THE_CALLER,) if policy.except_aws_services else ()
    return Statement(
        Effect.DENY,
        sid=policy.sid or sid_from(policy.name),
        actions=minimal(policy.actions),
        resources=resources_of(policy.resources),
        conditions=(*exceptions, _elsewhere(policy.deny_unless_through)),
    )


def through_statement(policy: ResourcePolicy) -> Statement:
    """Return the statement of a resource's policy that denies it to whoever comes another way.

    AWS services call a resource as principals of their own (a replica, an export) and for the caller, some by
    roles in the account (`roles_of_aws`), so these are excepted too.
    """
    holder = POLICY_HOLDERS[policy.kind]
    exceptions = (_BY_AWS_ITSELF, _FOR_THE_CALLER) if policy.except_aws_services else ()
    partition = policy.arns[0].split(":")[1]
    by_aws = tuple(f"arn:{partition}:iam::*:role/{role}" for role in holder.roles_of_aws)
    return _denying(
        policy,
        _sid(policy, "OnlyThroughEndpoint"),
        (
            *exceptions,
            *_not_by(policy.except_principals, by_aws if policy.except_aws_services else ()),
            replace(_elsewhere(policy.deny_unless_through), key=policy.source_vpce_key),
        ),
    )


def organization_statement(policy: ResourcePolicy) -> Statement:
    """Return the statement of a resource's policy that denies it to whoever is outside of the organizations.

    A service that acts for a caller shows the caller's organization, so that it is not excepted.
    """
    elsewhere = Condition(
        "StringNotEquals", "aws:PrincipalOrgID", tuple(sorted(set(policy.deny_unless_organization)))
    )
    excepted = tuple(ref for ref in policy.except_principals if ref.kind is not PrincipalKind.ORGANIZATION)
    others = {ref.value for ref in policy.except_principals if ref.kind is PrincipalKind.ORGANIZATION}
    if others:
        elsewhere = replace(elsewhere, values=tuple(sorted({*map(str, elsewhere.values), *others})))
    exceptions = (_BY_AWS_ITSELF,) if policy.except_aws_services else ()
    sid = "OnlyFromOrganization" if policy.deny_unless_through else _sid(policy, "OnlyFromOrganization")
    return _denying(policy, sid, (*exceptions, *_not_by(excepted), elsewhere))


def _sid(policy: ResourcePolicy, ours: str) -> str | None:
    return (policy.sid or ours) if policy.has_sid else None


def _denying(policy: ResourcePolicy, sid: str | None, conditions: tuple[Condition, ...]) -> Statement:
    holder = POLICY_HOLDERS[policy.kind]
    named = {True: policy.arns, False: ("*",), None: None}
    operators = list(dict.fromkeys(each.written_operator for each in conditions))
    return Statement(
        Effect.DENY,
        sid=sid,
        principals=EVERYONE,
        actions=holder.actions,
        resources=named[holder.is_named],
        # JSON holds an operator once, with all of its keys below it.
        conditions=tuple(sorted(conditions, key=lambda each: operators.index(each.written_operator))),
    )


def _not_by(excepted: tuple[PrincipalRef, ...], arns: tuple[str, ...] = ()) -> Iterator[Condition]:
    """Ask for a caller that is none of *excepted* or *arns*; a service has no such key, and is none."""
    for kind, (operator, key) in _NOT_BY.items():
        own = arns if kind is PrincipalKind.ARN else ()
        if values := tuple(sorted({*_values(excepted, kind), *own})):
            yield Condition(operator, key, values)
    if units := _values(excepted, PrincipalKind.UNIT):
        yield Condition("StringNotLike", "aws:PrincipalOrgPaths", units, FOR_ALL)
    for asked in tagged("aws:PrincipalTag", _values(excepted, PrincipalKind.TAG)):
        yield replace(asked, operator=_NOT[asked.operator])


def _values(excepted: tuple[PrincipalRef, ...], kind: PrincipalKind) -> tuple[str, ...]:
    return tuple(sorted({ref.value for ref in excepted if ref.kind is kind}))


def _elsewhere(through: tuple[ThroughRef, ...]) -> Condition:
    """Ask for another endpoint than these or none; AWS's DynamoDB page spells the key this way."""
    ids = {ref.vpce_id or token(ref.endpoint or "") for ref in through}
    return Condition("StringNotEquals", "aws:sourceVpce", tuple(sorted(ids)))
