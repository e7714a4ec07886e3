"""One request of an expectation, decided on what the file holds, with all that a finding says of it."""

from msgspec import Struct

from gen_vpce.access.decision.evaluate import Decision, Outcome, decide
from gen_vpce.access.decision.explain import explain
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import Facts, Request, facts
from gen_vpce.access.expectation.policies_held import Door, Held, Holdings
from gen_vpce.diagnostics import Span


class Decided(Struct, frozen=True):
    """A request that takes one way (None: outside every endpoint), and its decision by `policies`."""

    request: Request
    door: Door | None
    policies: tuple[Held, ...]
    layers: Layers
    asked: Facts
    decision: Decision

    @property
    def passes(self) -> bool | None:
        """Whether the request passes; None when that is undecided."""
        if self.decision.outcome is Outcome.UNDECIDED:
            return None
        return self.decision.outcome is Outcome.ALLOWED

    @property
    def is_asked(self) -> bool:
        """Whether some policy of the file has a say."""
        return self.decision.layer is not None or self.layers.ask_about(self.asked.action)

    def origin(self) -> Span | None:
        """Return the place that asked for the statement that decided, None where none did."""
        clause = self.decision.clause
        for held in self.policies if clause else ():
            for place, statement in enumerate(held.policy):
                if clause and statement is clause.statement:
                    return held.origin(place)
        return None

    def because(self) -> str:
        """Return the sentence behind the decision: which statement decided, or what is missing."""
        if not self.is_asked:
            return "no policy of the file is about requests outside its endpoints"
        if self.decision.layer is None:
            return "no policy of the file denies it, and there a grant is nothing that the file holds"
        return explain(self.decision, self.layers, self.asked, self.request)


def decided(request: Request, door: Door | None, held: Holdings, own: Held | None) -> Decided:
    """Return what becomes of *request* through *door*; *own* are the caller's own policies."""
    asked = facts(request, held.home)
    layers = held.layers(door, own, asked)
    given = (*((door.held,) if door else ()), *((own,) if own else ()))
    return Decided(request, door, (*given, *held.restrictions), layers, asked, decide(layers, asked))
