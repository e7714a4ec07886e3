"""One request decided the AWS way: no Deny anywhere, and an Allow in every layer that is asked.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.decision.compiled_policy import Clause
from gen_vpce.access.decision.layer_answer import PASSES, Answer, both
from gen_vpce.access.decision.permission import allowed_by, granted
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import Facts
from gen_vpce.access.decision.without_permission import FOLDED, known_to_count, perhaps_counting
from gen_vpce.policy.document import PolicyKind


class Outcome(StrEnum):
    """How a request is decided."""

    ALLOWED = "allowed"
    IMPLICITLY_DENIED = "implicitly_denied"
    EXPLICITLY_DENIED = "explicitly_denied"
    UNDECIDED = "undecided"


# In Python 3.11 a member asked of its class costs more than most of what else a decision does.
_ALLOWED, _UNDECIDED = Outcome.ALLOWED, Outcome.UNDECIDED
_IMPLICITLY, _EXPLICITLY = Outcome.IMPLICITLY_DENIED, Outcome.EXPLICITLY_DENIED
_ENDPOINT, _RESOURCE, _SCP = PolicyKind.ENDPOINT, PolicyKind.RESOURCE, PolicyKind.SCP


class Decision(Struct, frozen=True):
    """What was decided, and by what.

    `layer`, `policy` (its place in the layer, or in a level of it) and `clause` name the statement that
    decided, as far as one did: for an implicit deny, the layer that does not allow. `missing` is the
    condition key whose value an undecided request needs.
    """

    outcome: Outcome
    layer: PolicyKind | None = None
    policy: int | None = None
    clause: Clause | None = None
    missing: str | None = None

    @property
    def statement(self) -> str | None:
        """The Sid of the statement that decided, or its number counted from 0."""
        return self.clause.label if self.clause else None


def decide(layers: Layers, asked: Facts) -> Decision:
    """Return the decision of *layers* on what is *asked*.

    A Deny that certainly matches decides, then a layer that certainly does not allow; only then does it
    matter what is not known.
    """
    return (
        _decided(layers, asked) if asked.action not in FOLDED else _decided_without_permission(layers, asked)
    )


def _decided_without_permission(layers: Layers, asked: Facts) -> Decision:
    """Return the decision on an action that needs no permission; where an SCP or RCP is against it, none."""
    decision = _decided(known_to_count(layers), asked)
    against = _decided(perhaps_counting(layers), asked)
    if decision.outcome is not _ALLOWED or against.outcome is _ALLOWED:
        return decision
    return Decision(_UNDECIDED, against.layer, against.policy, against.clause)


def _decided(layers: Layers, asked: Facts) -> Decision:
    denied = _denied(layers, asked)
    if denied is not None and denied.truth is True:
        return _decision(_EXPLICITLY, denied)
    allowed = _allowed(layers, asked)
    if allowed.truth is False:
        return _decision(_IMPLICITLY, allowed)
    if denied is not None:
        return _decision(_UNDECIDED, denied)
    return _decision(_ALLOWED if allowed.truth is True else _UNDECIDED, allowed)


def decide_asked(layers: Layers, asked: Facts) -> Decision:
    """Return the decision of *layers*, undecided where no policy was asked."""
    is_asked = layers.ask_about(asked.action)
    if not is_asked and not layers.guards:
        return Decision(_UNDECIDED)
    decision = decide(layers, asked)
    return decision if is_asked or decision.layer is not None else Decision(_UNDECIDED)


def _decision(outcome: Outcome, answer: Answer) -> Decision:
    missing = None if isinstance(answer.truth, bool) else answer.truth.key
    return Decision(outcome, answer.layer, answer.policy, answer.clause, missing)


def _denied(layers: Layers, asked: Facts) -> Answer | None:
    """Return the first Deny that matches, or else the first that may, or None."""
    doubt: Answer | None = None
    for kind, place, clause in layers.denying(asked.action):
        if kind is _SCP and not _is_under_scps(asked):
            continue
        truth = clause.match(asked)
        if truth is True:
            return Answer(truth, kind, place, clause)
        if doubt is None and truth is not False:
            doubt = Answer(truth, kind, place, clause)
    return doubt


def _allowed(layers: Layers, asked: Facts) -> Answer:
    """Return what the layers allow; RCPs always do, since AWS's RCPFullAWSAccess cannot be detached.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
    """
    answer = PASSES
    if layers.endpoint is not None:
        answer = allowed_by(_ENDPOINT, (layers.endpoint,), asked)
    if layers.scps and _is_under_scps(asked):
        for level in layers.scps:
            answer = both(answer, allowed_by(_SCP, level, asked))
    if answer.truth is not False:
        answer = both(answer, granted(layers, asked))
    for number, guard in enumerate(layers.guards):
        if answer.truth is False:
            break
        if allowed_by(_RESOURCE, (guard.spared,), asked).truth is not True:
            answer = both(answer, replace(allowed_by(_RESOURCE, (guard.policy,), asked), policy=number))
    return answer


def _is_under_scps(asked: Facts) -> bool:
    """Whether SCPs limit the caller: principals of an account, service-linked roles excepted."""
    return asked.caller.is_iam and not asked.caller.is_service_linked
