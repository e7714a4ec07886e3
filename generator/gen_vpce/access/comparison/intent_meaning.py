"""What an intent means, said a second time and without the compiler.

`policy.compile` writes what a specialist would write: grouped, sorted, merged when long. This file writes
the plainest policy that there is for the same set of requests: one statement for each caller, owner and
grant, nothing grouped, nothing left out. `access.proof` compares the two for all requests; so a mistake in
grouping, merging, rendering or escaping shows before a file is written.
"""

from collections.abc import Iterator
from itertools import product
from typing import cast

from gen_vpce import catalog
from gen_vpce.intent.model import (
    Conditions,
    Endpoint,
    Grant,
    IdentityPolicy,
    Intent,
    OwnerRef,
    PrincipalKind,
    PrincipalRef,
    ResourcePolicy,
    ThroughRef,
)
from gen_vpce.policy.document import (
    EVERYONE,
    Condition,
    Effect,
    Policy,
    PolicyKind,
    Principals,
    Scalar,
    Statement,
)
from gen_vpce.policy.elements import policy_from
from gen_vpce.policy.operators import take_apart
from gen_vpce.policy.resource_types import type_of

_CALLER = {
    PrincipalKind.ARN: ("ArnLike", "aws:PrincipalArn"),
    PrincipalKind.ACCOUNT: ("StringEquals", "aws:PrincipalAccount"),
    PrincipalKind.ORGANIZATION: ("StringEquals", "aws:PrincipalOrgID"),
    PrincipalKind.UNIT: ("StringLike", "aws:PrincipalOrgPaths"),
    PrincipalKind.AWS_SERVICES: ("Bool", "aws:PrincipalIsAWSService"),
}
_OWNER = {
    PrincipalKind.ACCOUNT: ("StringEquals", "aws:ResourceAccount"),
    PrincipalKind.ORGANIZATION: ("StringEquals", "aws:ResourceOrgID"),
    PrincipalKind.UNIT: ("StringLike", "aws:ResourceOrgPaths"),
}


def meanings(intent: Intent) -> Iterator[tuple[PolicyKind, str, Policy]]:
    """Yield kind, subject and meaning of every policy of *intent*, in the order of the file."""
    for endpoint in intent.endpoints:
        yield PolicyKind.ENDPOINT, endpoint.name, _of_endpoint(intent, endpoint)
    for identity in intent.identity_policies:
        yield PolicyKind.IDENTITY, identity.name, Policy((_of_identity(identity),))
    for on in intent.resource_policies:
        yield PolicyKind.RESOURCE, on.subject, Policy(tuple(_of_resource(intent, on)), on.policy_version)


def _of_endpoint(intent: Intent, endpoint: Endpoint) -> Policy:
    statements = [Statement(Effect.ALLOW, None, EVERYONE, None, ("*",), None, ("*",))] * endpoint.everything
    for effect, grants in ((Effect.ALLOW, endpoint.allow), (Effect.DENY, endpoint.deny)):
        for grant in grants:
            statements += _of_grant(intent, endpoint, grant, effect)
    raw, _ = policy_from(
        {"Version": "2012-10-17", "Statement": [dict(each.data) for each in endpoint.statements]}
    )
    return Policy((*statements, *(raw or ())), endpoint.policy_version)


def _of_grant(intent: Intent, endpoint: Endpoint, grant: Grant, effect: Effect) -> Iterator[Statement]:
    if grant.service_owned:
        yield from _of_features(intent, endpoint, grant)
        return
    added = tuple(_raw(grant.condition))
    for caller, owner in product(grant.principals or (None,), grant.resource_owners or (None,)):
        conditions = (*_caller(caller), *_owner(owner), *added)
        if grant.resources or not grant.resource_tags:
            actions = _actions(endpoint, grant, _named_types(endpoint, grant))
            resources = tuple(arn for ref in grant.resources for arn in ref.arns) or ("*",)
            yield Statement(effect, None, EVERYONE, None, actions, None, resources, None, conditions)
        for tag in grant.resource_tags:
            key, _, value = tag.partition("=")
            service = catalog.service(endpoint.iam_prefix)
            actions = _actions(endpoint, grant, set(service.resource_types) if service else None)
            asked = (*conditions, Condition("StringLike", f"aws:ResourceTag/{key}", (value,)))
            yield Statement(effect, None, EVERYONE, None, actions, None, ("*",), None, asked)


def _of_features(intent: Intent, endpoint: Endpoint, grant: Grant) -> Iterator[Statement]:
    known = catalog.owned_features(endpoint.iam_prefix)
    region = endpoint.service_region or intent.region
    for feature, caller in product(
        (known[name] for name in grant.service_owned), grant.principals or (None,)
    ):
        conditions = (*_caller(caller), *_raw(feature.condition))
        for arn in catalog.owned_resources(feature, region, intent.partition):
            yield Statement(
                Effect.ALLOW, None, EVERYONE, None, feature.actions, None, (arn,), None, conditions
            )


def _actions(endpoint: Endpoint, grant: Grant, types: set[str] | None) -> tuple[str, ...]:
    """Return the actions of the levels that can act on the *types*, and the actions given one by one."""
    service = catalog.service(endpoint.iam_prefix)
    if not grant.levels or service is None:
        return grant.actions or ("*",)
    at_level = [
        f"{service.prefix}:{action.name}"
        for action in service.actions.values()
        if action.level in grant.levels and (types is None or types & set(action.resource_types))
    ]
    return (*grant.actions, *at_level)


def _named_types(endpoint: Endpoint, grant: Grant) -> set[str] | None:
    """Return the types of what is named, None where not all of it has a known one."""
    service = catalog.service(endpoint.iam_prefix)
    if service is None or not grant.resources or not all(ref.type for ref in grant.resources):
        return None
    arns = [arn for ref in grant.resources for arn in ref.arns]
    found = {type_of(service, arn) for arn in arns}
    found |= {ref.type for ref in grant.resources if len(ref.arns) > 1}
    return {name for name in found if name}


def _caller(principal: PrincipalRef | None) -> tuple[Condition, ...]:
    if principal is None:
        return ()
    if principal.kind is PrincipalKind.TAG:
        key, _, value = principal.value.partition("=")
        return (Condition("StringLike", f"aws:PrincipalTag/{key}", (value,)),)
    return (_one_of(principal, *_CALLER[principal.kind]),)


def _owner(owner: OwnerRef | None) -> tuple[Condition, ...]:
    return () if owner is None else (_one_of(owner, *_OWNER[owner.kind]),)


def _one_of(ref: PrincipalRef | OwnerRef, operator: str, key: str) -> Condition:
    qualifier = "ForAnyValue" if ref.kind is PrincipalKind.UNIT else None
    return Condition(operator, key, (ref.value,), qualifier)


def _raw(conditions: Conditions) -> Iterator[Condition]:
    for written, keys in conditions.items():
        operator = take_apart(written)
        for key, value in keys.items():
            values = tuple(value) if isinstance(value, list | tuple) else (value,)
            if operator is not None:
                yield Condition(
                    operator.operator,
                    key,
                    cast("tuple[Scalar, ...]", values),
                    operator.qualifier,
                    operator.if_exists,
                )


def _of_identity(policy: IdentityPolicy) -> Statement:
    resources = tuple(arn for ref in policy.resources for arn in ref.arns) or ("*",)
    exceptions = ("aws:ViaAWSService",) * policy.except_aws_services
    conditions = _outside(policy.deny_unless_through, *exceptions)
    return Statement(Effect.DENY, None, None, None, policy.actions, None, resources, None, conditions)


def _of_resource(intent: Intent, policy: ResourcePolicy) -> Iterator[Statement]:
    """Yield a statement for each way to be shut out and each action; then what the file says itself."""
    holder = catalog.POLICY_HOLDERS[policy.kind]
    raw, _ = policy_from(
        {"Version": "2012-10-17", "Statement": [dict(each.data) for each in policy.statements]}
    )
    given = raw.statements if raw else ()
    resources = {True: policy.arns, False: ("*",), None: None}[holder.is_named]
    if holder.needs_grant and all(each.effect is Effect.DENY for each in given):
        root = Principals((("AWS", (f"arn:{intent.partition}:iam::{intent.account}:root",)),))
        yield Statement(Effect.ALLOW, None, root, None, holder.actions, None, resources)
    others = tuple(_by_others(policy.except_principals))
    asked = []
    if policy.deny_unless_through:
        exceptions = ("aws:ViaAWSService", "aws:PrincipalIsAWSService") * policy.except_aws_services
        of_aws = tuple(
            Condition("ArnNotLike", "aws:PrincipalArn", (f"arn:{intent.partition}:iam::*:role/{role}",))
            for role in holder.roles_of_aws * policy.except_aws_services
        )
        asked.append((*_outside(policy.deny_unless_through, *exceptions), *of_aws))
    if policy.deny_unless_organization:
        within = tuple(
            Condition("StringNotEquals", "aws:PrincipalOrgID", (each,))
            for each in policy.deny_unless_organization
        )
        exceptions = ("aws:PrincipalIsAWSService",) * policy.except_aws_services
        asked.append((*within, *_outside((), *exceptions)))
    for conditions, action in product(asked, holder.actions):
        yield Statement(
            Effect.DENY, None, EVERYONE, None, (action,), None, resources, None, (*conditions, *others)
        )
    yield from given


def _by_others(excepted: tuple[PrincipalRef, ...]) -> Iterator[Condition]:
    """Ask for a caller that is none of *excepted*, one question for each."""
    negated = {"ArnLike": "ArnNotLike", "StringEquals": "StringNotEquals", "StringLike": "StringNotLike"}
    for asked in (condition for ref in excepted for condition in _caller(ref)):
        of_none = "ForAllValues" if asked.qualifier else None
        yield Condition(negated[asked.operator], asked.key, asked.values, of_none)


def _outside(through: tuple[ThroughRef, ...], *exceptions: str) -> tuple[Condition, ...]:
    """Ask for a request through none of the endpoints, for which none of the *exceptions* is true."""
    ids = (ref.vpce_id or f"<vpce:{ref.endpoint}>" for ref in through)
    return (
        *(Condition("StringNotEquals", "aws:SourceVpce", (each,)) for each in ids),
        *(Condition("Bool", key, ("false",), if_exists=True) for key in exceptions),
    )
