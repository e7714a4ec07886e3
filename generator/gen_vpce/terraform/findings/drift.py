"""What somebody changed outside Terraform: `before` is the state, `after` what was found in AWS."""

from collections.abc import Iterator

from gen_vpce.terraform import attached_policy
from gen_vpce.terraform.attached_policy import attachment, is_set, kinds
from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.findings.wording import ids_in, listed, side_in_words
from gen_vpce.terraform.gate_context import GateContext
from gen_vpce.terraform.policy_change import Difference, difference
from gen_vpce.terraform.policy_parts import parts
from gen_vpce.terraform.resource_change import ResourceChange
from gen_vpce.terraform.resource_types import ASSOCIATIONS, INLINE

_HINT = "find out who changed it and why; to keep it, write it into the configuration"
_NETWORK = {
    "route_table_ids": ("routes-drift", "its route tables"),
    "subnet_ids": ("network-drift", "its subnets"),
    "security_group_ids": ("network-drift", "its security groups"),
}


def find(context: GateContext) -> Iterator[Finding]:
    """Yield what drifted of each policy and each endpoint's network."""
    for change in context.plan.drift:
        if change.is_endpoint and change.after is None:
            message = f"{change.address}: the endpoint was deleted outside Terraform"
            yield Finding("endpoint-drift", message, change.address, hint=_HINT)
            continue
        for part in parts(change, context):
            if attachment(part, context) is not None:
                yield from _policy(part, context)
        if change.type in ASSOCIATIONS and change.after is None:
            kind, what = _NETWORK[ASSOCIATIONS[change.type][1]]
            message = f"{change.address}: {what} were changed outside Terraform: the association is gone"
            yield Finding(kind, message, change.address, hint=_HINT)
        if change.is_endpoint:
            yield from _network(change)


def _policy(change: ResourceChange, context: GateContext) -> Iterator[Finding]:
    attached = attachment(change, context)
    if not change.is_endpoint and change.type in INLINE and not is_set(change, context):
        return  # it shows what a resource of its own sets
    old, new = attached_policy.before(change), attached_policy.after(change, context)
    if attached is None or (old.text == new.text and old.policy == new.policy):
        return
    if old.policy is None or new.policy is None:
        message = (
            f"{change.address}: its policy was changed outside Terraform, and one of the two cannot be read"
        )
        yield Finding("policy-drift", message, change.address, change.policy_attribute, _HINT)
        return
    found = difference(old.policy, new.policy, *kinds(attached))
    if not found.is_none:
        yield Finding(
            "policy-drift",
            f"{change.address}: its policy was changed outside Terraform",
            change.address,
            change.policy_attribute,
            _HINT,
            tuple(_details(change, found)),
        )


def _details(change: ResourceChange, found: Difference) -> Iterator[str]:
    for side, verb in ((found.allowed, "allows"), (found.denied, "denies")):
        if side.example:
            yield from side_in_words(change, side, f"what is in AWS newly {verb}: ")


def _network(change: ResourceChange) -> Iterator[Finding]:
    for argument, (kind, what) in _NETWORK.items():
        old, new = ids_in(change.before, argument), ids_in(change.after, argument)
        said = [
            f"{listed(change, argument, ids)} {verb}"
            for ids, verb in ((new - old, "came"), (old - new, "went"))
            if ids
        ]
        if said:
            message = f"{change.address}: {what} were changed outside Terraform: {', '.join(said)}"
            yield Finding(kind, message, change.address, argument, _HINT)
