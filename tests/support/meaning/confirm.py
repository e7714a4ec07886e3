"""A witness asked again: `evaluate` shares nothing with the search but the reading of patterns."""

from gen_vpce.access.comparison.compare import Comparison, compare, parties
from gen_vpce.access.decision.compiled_policy import compile_policy
from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import Request, facts
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import Policy, PolicyKind


def alone(policy: Policy, kind: EndpointKind | None = None) -> Layers:
    """Return *policy*, ready to decide alone."""
    return Layers(endpoint=compile_policy(policy, roots_only=kind is EndpointKind.GATEWAY))


def outcome(policy: Policy, request: Request, kind: EndpointKind | None = None) -> Outcome:
    """Return what *policy* alone decides on *request*."""
    return decide(alone(policy, kind), facts(request)).outcome


def confirmed(
    old: Policy, new: Policy, *, kind: PolicyKind, endpoint_kind: EndpointKind | None = None
) -> Comparison:
    """Return the comparison after both witnesses have been asked again."""
    found = compare(old, new, kind=kind, endpoint_kind=endpoint_kind)
    before, after = (party.policy for party in parties(old, new, kind=kind, endpoint_kind=endpoint_kind))
    for side, allows, refuses in (
        (found.newly_allowed, after, before),
        (found.newly_denied, before, after),
    ):
        assert (side.witness is not None) is bool(side.answer)
        assert (side.reason is not None) is (side.answer is None)
        if side.witness is not None:
            assert outcome(allows, side.witness, endpoint_kind) is Outcome.ALLOWED, side.witness
            refused = (Outcome.EXPLICITLY_DENIED, Outcome.IMPLICITLY_DENIED)
            assert outcome(refuses, side.witness, endpoint_kind) in refused, side.witness
    return found
