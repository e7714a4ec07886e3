"""Actions that need no permission: whoever has credentials may call them.

sts:GetCallerIdentity needs none, and an explicit Deny of identity policies does not stop it; AWS says so on
the page of the operation, and says nothing of service control and resource control policies. An endpoint
policy filters it like every request.
https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
"""

from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.policy.document import PolicyKind

NEED_NO_PERMISSION = frozenset({"sts:GetCallerIdentity"})
"""The actions, in AWS's spelling."""

FOLDED = frozenset(action.lower() for action in NEED_NO_PERMISSION)

OF_CALLERS = frozenset({PolicyKind.IDENTITY, PolicyKind.BOUNDARY, PolicyKind.SESSION, PolicyKind.RESOURCE})
"""The kinds of policies that have no say in them."""


def known_to_count(layers: Layers) -> Layers:
    """Return the layers that decide such an action for certain."""
    return Layers(endpoint=layers.endpoint)


def perhaps_counting(layers: Layers) -> Layers:
    """Return the layers of which nobody tells whether they have a say in such an action."""
    restrictions = tuple(each for each in layers.restrictions if each[0] not in OF_CALLERS)
    return Layers(scps=layers.scps, rcps=layers.rcps, restrictions=restrictions)
