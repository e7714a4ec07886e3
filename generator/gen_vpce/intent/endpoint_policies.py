"""Whether an endpoint has a policy, and says nothing of one where AWS takes none.

https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""

from gen_vpce.diagnostics.english import listed
from gen_vpce.intent.endpoint_targets import Target
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.text.node import Node

_ABOUT_POLICIES = ("allow", "deny", "statements", "policy_version", "policy_id", "principals_as")


def has_policy(target: Target, node: Node) -> bool:
    """Whether the module writes a policy for the endpoint."""
    return target.takes_policy and node.get("policy") is None


def check_policy(name: str, target: Target, node: Node, setting: Setting) -> None:
    """Find what is said about a policy where there is none, and `policy: none` where AWS may take one."""
    none = node.get("policy")
    given = [each for each in _ABOUT_POLICIES if node.get(each)]
    if given and (none or not target.takes_policy):
        words = listed([f"`{each}`" for each in given])
        are = "are" if len(given) > 1 else "is"
        if target.takes_policy:
            message = f"`{name}` says `policy: none`, and {words} {are} about its policy"
            hint = f"remove `policy`: AWS takes a policy at {target.words}"
        else:
            message = f"AWS takes no policy at {target.words}, and {words} {are} about one"
            hint = "remove it" if none else "write `policy: none` in its place"
        at = node.at((given[0],))
        setting.found.error("GV259", message, at.key or at.place, hint)
    elif none and target.service and target.service.policy_support:
        message = f"AWS takes a policy at {target.words}, and lets everything pass without one"
        setting.found.error(
            "GV219", message, none.place, "state what may pass: `allow: everything`, or grants"
        )
    elif none and target.takes_policy:
        message = f"AWS may take a policy at {target.words}, and lets everything pass without one"
        hint = (
            "write `allow: everything`, or grants; where `aws ec2 describe-vpc-endpoint-services` says "
            "that it takes none (VpcEndpointPolicySupported), accept this finding"
        )
        setting.found.warning("GV262", message, none.place, hint)
