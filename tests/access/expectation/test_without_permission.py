"""sts:GetCallerIdentity: the caller's policies do not count, the endpoint's does, and an SCP perhaps."""

import pytest

from gen_vpce.access.decision.compiled_policy import compile_policy
from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.explain import explain
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import Request, facts
from gen_vpce.access.expectation.check import Result, check_each
from gen_vpce.access.expectation.policies_held import holdings
from gen_vpce.intent.load import load_bytes
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import EVERYONE, Effect, Policy, Statement

ROLE = "arn:aws:iam::123456789012:role/App"
ACTIONS = ("sts:GetCallerIdentity", "sts:GetSessionToken")
EVERYTHING = Statement(Effect.ALLOW, principals=EVERYONE, actions=("*",), resources=("*",))
NO_STS = Statement(Effect.DENY, principals=EVERYONE, actions=("sts:*",), resources=("*",))
ALLOWING = compile_policy(Policy((EVERYTHING,)))
DENYING = compile_policy(Policy((EVERYTHING, NO_STS)))
SILENT = compile_policy(Policy(()))


def outcomes(layers: Layers) -> list[str]:
    return [decide(layers, facts(Request(ROLE, action, "*"))).outcome for action in ACTIONS]


@pytest.mark.parametrize("policy", [DENYING, SILENT])
@pytest.mark.parametrize("layer", ["identity", "boundaries", "session"])
def test_the_policies_of_the_caller_have_no_say(layer: str, policy: object) -> None:
    free, other = outcomes(Layers(**{layer: (policy,)}))  # type: ignore[arg-type]
    assert free == Outcome.ALLOWED
    assert other in (Outcome.EXPLICITLY_DENIED, Outcome.IMPLICITLY_DENIED)


def test_the_policy_of_the_endpoint_has() -> None:
    assert outcomes(Layers(endpoint=DENYING)) == [Outcome.EXPLICITLY_DENIED] * 2
    assert outcomes(Layers(endpoint=SILENT)) == [Outcome.IMPLICITLY_DENIED] * 2
    assert outcomes(Layers(endpoint=ALLOWING, identity=(ALLOWING,))) == [Outcome.ALLOWED] * 2


@pytest.mark.parametrize("layer", ["scps", "rcps"])
def test_of_the_policies_of_the_organization_nobody_tells(layer: str) -> None:
    layers = Layers(endpoint=ALLOWING, **{layer: ((DENYING,),)})  # type: ignore[arg-type]
    assert outcomes(layers) == [Outcome.UNDECIDED, Outcome.EXPLICITLY_DENIED]
    request = Request(ROLE, ACTIONS[0], "*")
    said = explain(decide(layers, facts(request)), layers, facts(request), request)
    assert said.startswith("sts:GetCallerIdentity needs no permission; AWS does not say whether the ")
    assert outcomes(Layers(endpoint=ALLOWING, **{layer: ((ALLOWING,),)})) == [Outcome.ALLOWED] * 2  # type: ignore[arg-type]


FILE = """
version: 1
name: identity
region: us-east-1
account: "123456789012"
endpoints:
  sts: {{allow: [{{actions: ["sts:*"], principals: [role/App]}}]}}
identity_policies:
  - {{name: only-through, deny_unless_through: [sts], actions: ["sts:*"], resources: ["*"]}}
expect:
  - {claim}: {{principal: role/App, action: "{action}"{through}}}
"""


def result(claim: str, action: str, *, through: bool = False) -> Result:
    text = FILE.format(claim=claim, action=action, through=", through: sts" if through else "")
    intent = load_bytes(text.encode(), "intent.yaml").intent
    assert intent is not None
    held = holdings(intent, compile_intent(intent).documents)
    (checked,) = check_each(intent.expect, held, None)  # type: ignore[arg-type]
    return checked.result


def test_one_request_and_all_of_a_form_say_the_same() -> None:
    free, other = ACTIONS
    assert result("deny", other) is Result.PASSED
    assert result("deny", free) is Result.FAILED
    assert result("never", free) is Result.FAILED
    assert result("always", free, through=True) is Result.PASSED
    assert result("never", "sts:Get*") is Result.FAILED
    assert result("never", "sts:GetS*", through=True) is Result.FAILED
    assert result("always", "sts:GetCallerIdentit?", through=True) is Result.PASSED
