"""Policies that nobody sets any more: the line went from the configuration, and the policy stays in AWS.

`policy` of an endpoint is optional and computed: without it, Terraform keeps what is there and plans nothing.
https://github.com/hashicorp/terraform-provider-aws/issues/40973
"""

from collections.abc import Iterator

from gen_vpce.terraform import attached_policy
from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.findings.wording import named
from gen_vpce.terraform.gate_context import GateContext
from gen_vpce.terraform.policy_change import is_full_access
from gen_vpce.terraform.resource_change import ResourceChange


def find(context: GateContext) -> Iterator[Finding]:
    """Yield each endpoint whose own policy stays although its configuration says none."""
    for change in context.endpoints:
        if change.before is not None and not change.is_replaced and _is_left_alone(change, context):
            yield Finding(
                "policy-unmanaged",
                f"{change.address}: the configuration sets no policy for {named(change)}, "
                "and the one that it has stays",
                change.address,
                "policy",
                "write the policy that is meant; for everything, one that allows everything",
                ("Terraform plans no change: the endpoint gets neither full access nor none at all",),
            )


def _is_left_alone(change: ResourceChange, context: GateContext) -> bool:
    arguments = context.arguments(change)
    if arguments is None or "policy" in arguments or context.touches_policy_of(change):
        return False
    if attached_policy.attachment(change, context) is None:
        return False
    old, new = attached_policy.before(change), attached_policy.after(change, context)
    if "policy" in change.unknown or old.text is None or old.text != new.text:
        return False
    return old.policy is None or not is_full_access(old.policy)
