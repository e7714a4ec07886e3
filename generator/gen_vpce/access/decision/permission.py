"""Whether the policies that can grant anything grant a request: identity, resource, boundary, session.

In one account an Allow of the caller's own policies or of the resource's policy is enough; across accounts
both must allow. How far an Allow of the resource's policy reaches depends on how it names the caller:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from gen_vpce.access.decision.caller import CallerKind
from gen_vpce.access.decision.layer_answer import PASSES, Answer, both, either
from gen_vpce.access.decision.policy_layers import Group, Layers
from gen_vpce.access.decision.principal_test import Named
from gen_vpce.access.decision.request import Facts
from gen_vpce.policy.document import PolicyKind


def allowed_by(kind: PolicyKind, policies: Group, asked: Facts) -> Answer:
    """Return whether one of *policies* allows what is *asked*."""
    doubt: Answer | None = None
    for index, policy in enumerate(policies):
        for clause in policy.allowing(asked.action):
            truth = clause.match(asked)
            if truth is True:
                return Answer(truth, kind, index, clause)
            if doubt is None and truth is not False:
                doubt = Answer(truth, kind, index, clause)
    return doubt or Answer(truth=False, layer=kind)


def granted(layers: Layers, asked: Facts) -> Answer:
    """Return whether *layers* grant what is *asked*; with neither identity nor resource policies, they do.

    Once one of the two is given, the other one counts as granting nothing where it is missing.
    """
    limits = _limits(layers, asked)
    if layers.identity is None and layers.resource is None:
        return limits
    if not asked.caller.is_iam:
        return _by_resource(layers, asked, {})
    own = both(_by_identity(layers, asked), limits)
    if not asked.in_one_account:
        return both(own, _by_resource(layers, asked, {}))
    # An Allow to the whole account hands the choice on to the account's own policies.
    handed_on = limits if layers.identity is None else own
    reach = {Named.ACCOUNT: handed_on, Named.ROLE: limits}
    through_resource = _by_resource(layers, asked, reach)
    if layers.resource is not None and _asks_the_resource_alone(asked):
        return through_resource
    if layers.identity is None or through_resource.layer is not PolicyKind.RESOURCE:
        return either(through_resource, own)  # of two denials, the one that came further is named
    return either(own, through_resource)


def _limits(layers: Layers, asked: Facts) -> Answer:
    """Return whether the caller's permissions boundary and session policies, where given, allow."""
    answer = PASSES
    if layers.boundaries is not None and asked.caller.is_iam:
        answer = allowed_by(PolicyKind.BOUNDARY, layers.boundaries, asked)
    if layers.session is not None and asked.caller.is_iam:
        answer = both(answer, allowed_by(PolicyKind.SESSION, layers.session, asked))
    return answer


def _by_identity(layers: Layers, asked: Facts) -> Answer:
    if asked.caller.kind is CallerKind.ROOT and asked.in_one_account:
        return Answer(truth=True, layer=PolicyKind.IDENTITY)  # the root user needs no policy in its account
    return allowed_by(PolicyKind.IDENTITY, layers.identity or (), asked)


def _by_resource(layers: Layers, asked: Facts, reach: dict[Named, Answer]) -> Answer:
    """Return whether the resource's policy allows; *reach* is what an Allow by such a name needs besides."""
    answer = Answer(truth=False, layer=PolicyKind.RESOURCE)
    if layers.resource is None:
        return answer
    for clause in layers.resource.allowing(asked.action):
        truth = clause.match(asked)
        if truth is False:
            continue
        allow = Answer(truth, PolicyKind.RESOURCE, 0, clause)
        answer = either(both(allow, reach.get(clause.named(asked.caller), PASSES)), answer)
        if answer.truth is True:
            break
    return answer


def _asks_the_resource_alone(asked: Facts) -> bool:
    """Whether an identity policy alone never suffices: a KMS key, the trust policy of a role.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
    """
    return asked.resource.split(":", 3)[2:3] == ["kms"] or asked.action.startswith("sts:assumerole")
