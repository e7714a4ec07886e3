"""What the endpoints of one VPC, as they will be, need of each other and do not get."""

from collections.abc import Iterator

from gen_vpce.lint.one_vpc import (
    NO_PARTNER,
    NO_PRIVATE_DNS,
    REFUSES,
    REFUSES_USUAL,
    Neighbour,
    leads_elsewhere,
    unmet_needs,
)
from gen_vpce.lint.policy_kind import of_endpoint
from gen_vpce.policy.document import Policy
from gen_vpce.policy.read import read
from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.gate_context import GateContext
from gen_vpce.terraform.policy_change import FULL_ACCESS
from gen_vpce.terraform.resource_change import ResourceChange
from gen_vpce.terraform.resource_types import ENDPOINT_POLICY

_KINDS = {
    REFUSES: "feature-stopped",
    REFUSES_USUAL: "feature-perhaps-stopped",
    NO_PARTNER: "partner-missing",
    NO_PRIVATE_DNS: "partner-missing",
}
_ARGUMENTS = {REFUSES: "policy", REFUSES_USUAL: "policy", NO_PRIVATE_DNS: "private_dns_enabled"}
_STILL = (("no-op",), ("read",))


def find(context: GateContext) -> Iterator[Finding]:
    """Yield what is missing, where the plan changes endpoints or their policies.

    What nothing in the plan shows the need of is told of an endpoint that the plan itself touches, no other.
    """
    about = (each for each in context.plan.changes if each.is_endpoint or each.type == ENDPOINT_POLICY)
    touched = {_endpoint_address(each, context) for each in about if each.actions not in _STILL}
    if not touched:
        return
    near = [made for each in context.endpoints if (made := _neighbour(each, context))]
    for need in unmet_needs(near):
        address = need.about.name
        if need.code == REFUSES_USUAL and address not in touched:
            continue
        message = need.message.removeprefix(f"`{address}` ")
        words = f"{address}: {'it ' if message != need.message else ''}{message}"
        yield Finding(_KINDS[need.code], words, address, _ARGUMENTS.get(need.code), need.hint, need.details)


def _endpoint_address(change: ResourceChange, context: GateContext) -> str:
    """Return the address of the endpoint that *change*, of one or of its policy, is about."""
    endpoint = change if change.is_endpoint else context.endpoint_of(change)
    return (endpoint or change).address


def _neighbour(change: ResourceChange, context: GateContext) -> Neighbour | None:
    """Return the endpoint, None where the plan does not show its service."""
    is_elsewhere = leads_elsewhere(change.new("service_region"), change.new("arn"))
    if "service_name" in change.sensitive or is_elsewhere:
        return None
    attached = of_endpoint(change.either("service_name"), change.either("vpc_endpoint_type") or "Gateway")
    if attached.service is None:
        return None
    dns = (change.after or {}).get("private_dns_enabled")
    return Neighbour(
        change.address,
        attached.service.name,
        attached.region,
        change.new("vpc_id"),
        _policy(change, context),
        change.new("id"),
        is_gateway=attached.endpoint_type == "gateway",
        private_dns=dns if isinstance(dns, bool) else None,
    )


def _policy(change: ResourceChange, context: GateContext) -> Policy | None:
    """Return the policy that the endpoint will have, None where the plan does not tell."""
    if context.has_separate_policy(change):
        separate = (each for each in context.plan.changes if each.type == ENDPOINT_POLICY and each.remains)
        own = next((each for each in separate if context.endpoint_of(each) is change), None)
        text = own.new("policy") if own else None
        return read(text).policy if text else None
    if "policy" in change.unknown:
        return None
    text = change.new("policy")
    return read(text).policy if text else FULL_ACCESS
