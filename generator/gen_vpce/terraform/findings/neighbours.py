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
from gen_vpce.terraform.gate_context import Scene
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


def find(scene: Scene) -> Iterator[Finding]:
    """Yield what is missing, where the plan changes endpoints or their policies.

    What nothing in the plan shows the need of is told of an endpoint that the plan itself touches, no other.
    """
    about = (each for each in scene.plan.changes if each.is_endpoint or each.type == ENDPOINT_POLICY)
    touched = {_endpoint_address(each, scene) for each in about if each.actions not in _STILL}
    if not touched:
        return
    near = [made for each in scene.endpoints if (made := _neighbour(each, scene))]
    for need in unmet_needs(near):
        address = need.about.name
        if need.code == REFUSES_USUAL and address not in touched:
            continue
        message = need.message.removeprefix(f"`{address}` ")
        words = f"{address}: {'it ' if message != need.message else ''}{message}"
        yield Finding(_KINDS[need.code], words, address, _ARGUMENTS.get(need.code), need.hint, need.details)


def _endpoint_address(change: ResourceChange, scene: Scene) -> str:
    """Return the address of the endpoint that *change*, of one or of its policy, is about."""
    endpoint = change if change.is_endpoint else scene.endpoint_of(change)
    return (endpoint or change).address


def _neighbour(change: ResourceChange, scene: Scene) -> Neighbour | None:
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
        _policy(change, scene),
        change.new("id"),
        is_gateway=attached.endpoint_type == "gateway",
        private_dns=dns if isinstance(dns, bool) else None,
    )


def _policy(change: ResourceChange, scene: Scene) -> Policy | None:
    """Return the policy that the endpoint will have, None where the plan does not tell."""
    if scene.has_separate_policy(change):
        separate = (each for each in scene.plan.changes if each.type == ENDPOINT_POLICY and each.remains)
        own = next((each for each in separate if scene.endpoint_of(each) is change), None)
        text = own.new("policy") if own else None
        return read(text).policy if text else None
    if "policy" in change.unknown:
        return None
    text = change.new("policy")
    return read(text).policy if text else FULL_ACCESS
