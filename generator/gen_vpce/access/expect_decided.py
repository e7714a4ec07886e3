"""One request of an expectation, decided on what the file holds, with all that a finding says of it."""

from dataclasses import dataclass

from gen_vpce.access.evaluate import Decision, Outcome, decide
from gen_vpce.access.expect_held import Door, Held, Holdings
from gen_vpce.access.explain import explain
from gen_vpce.access.layers import Layers
from gen_vpce.access.request import Facts, Request, facts


@dataclass(frozen=True, slots=True)
class Decided:
    """A request that takes one way (None: outside every endpoint), and its decision."""

    request: Request
    door: Door | None
    layers: Layers
    asked: Facts
    decision: Decision

    @property
    def passes(self) -> bool | None:
        """Whether the request passes; None when that is undecided."""
        if self.decision.outcome is Outcome.UNDECIDED:
            return None
        return self.decision.outcome is Outcome.ALLOWED

    def because(self) -> str:
        """Return the sentence behind the decision: which statement decided, or what is missing."""
        if not self.layers.groups:
            return "no policy of the file is about requests outside its endpoints"
        if self.decision.layer is None:
            return "no policy of the file denies it, and there a grant is nothing that the file holds"
        return explain(self.decision, self.layers, self.asked, self.request)


def decided(request: Request, door: Door | None, held: Holdings, own: Held | None) -> Decided:
    """Return what becomes of *request* through *door*; *own* are the caller's own policies."""
    asked = facts(request)
    layers = held.layers(door, own, asked)
    return Decided(request, door, layers, asked, decide(layers, asked))
