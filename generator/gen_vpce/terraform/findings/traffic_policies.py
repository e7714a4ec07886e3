"""Policies of a plan that real requests are asked of: those of endpoints and of resources."""

from gen_vpce.catalog import POLICY_HOLDERS
from gen_vpce.catalog.resource_policies import PolicyHolder
from gen_vpce.inquiry.usage import Change
from gen_vpce.inquiry.usage_of_resource import Resource
from gen_vpce.intent.model import EndpointKind
from gen_vpce.lint.policy_kind import Attachment
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.terraform.resource_change import ResourceChange
from gen_vpce.terraform.resource_types import OF_RESOURCES


def asked_of(change: ResourceChange, attached: Attachment, old: Policy, new: Policy) -> Change | None:
    """Return what real requests can be asked about: the policy of *change*, *old* and *new*.

    None for a policy of another kind, and where the plan does not tell whose it is.
    """
    is_sensitive = change.policy_attribute in change.sensitive
    if attached.kind is not PolicyKind.ENDPOINT:
        resource = _resource(change)
        if resource is None:
            return None
        return Change(
            change.address, old, new, resource.holder.prefix, sensitive=is_sensitive, resource=resource
        )
    known = change.old("id") if change.is_endpoint else change.either("vpc_endpoint_id")
    return Change(
        change.address,
        old,
        new,
        attached.service.iam_prefix if attached.service else None,
        attached.endpoint_type == EndpointKind.GATEWAY if attached.endpoint_type else None,
        frozenset((known,) if known else ()),
        is_sensitive,
    )


def _resource(change: ResourceChange) -> Resource | None:
    """Return the resource that *change* sets the policy of, None where the plan does not tell."""
    holder = _holder(change.type)
    value = change.either(OF_RESOURCES[change.type]) if holder else None
    if holder is None or not value:
        return None
    arns = holder.patterns_of(value)
    account = arns[0].split(":", 5)[4]
    return Resource(holder, arns, account if account.isdigit() else None)


def _holder(type_: str) -> PolicyHolder | None:
    for each in POLICY_HOLDERS.values():
        if type_ == each.terraform or (each.own is not None and type_ == each.own[0]):
            return each
    return None
