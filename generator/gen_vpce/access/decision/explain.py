"""Why a request was decided as it was, in one sentence; made only when somebody asks for it."""

import sys

from gen_vpce.access.decision.caller import CallerKind
from gen_vpce.access.decision.compiled_policy import ENDPOINT_KIND, Clause
from gen_vpce.access.decision.evaluate import Decision, Outcome
from gen_vpce.access.decision.policy_layers import Group, Layers
from gen_vpce.access.decision.request import Facts, Request
from gen_vpce.access.decision.without_permission import FOLDED
from gen_vpce.policy.document import PolicyKind

_NOUNS = {
    PolicyKind.ENDPOINT: "the endpoint policy",
    PolicyKind.IDENTITY: "the identity policies",
    PolicyKind.RESOURCE: "the resource policy",
    PolicyKind.SCP: "the service control policies",
    PolicyKind.RCP: "the resource control policies",
    PolicyKind.BOUNDARY: "the permissions boundary",
    PolicyKind.SESSION: "the session policies",
}
_VERBS = {Outcome.EXPLICITLY_DENIED: "denies", Outcome.ALLOWED: "allows"}

_CANDIDATES = 16  # the closest statement of a long policy is looked for among the first ones


def explain(decision: Decision, layers: Layers, asked: Facts, request: Request) -> str:
    """Return the sentence behind *decision*: which statement decided, or what would have had to match."""
    what = f"{request.action} on {_short(request.resource)}"
    if asked.action in FOLDED and (decision.layer is None) is not (decision.outcome is Outcome.UNDECIDED):
        return _without_permission(decision, request)
    if decision.layer is None:
        is_unasked = decision.outcome is Outcome.UNDECIDED
        denied_by_none = f"no statement denies {what}, and no policy at hand has to allow it"
        return f"no policy was asked about {what}" if is_unasked else denied_by_none
    where = _NOUNS[decision.layer]
    by = f"{_called(decision.clause)} of {where}" if decision.clause else where
    verb = _VERBS.get(decision.outcome)
    if verb is not None:
        return f"{by} {verb} {what}"
    if decision.missing is not None:
        return f"{by} depends on {decision.missing}, {_why_missing(decision.missing)}"
    groups = [group for kind, group in layers.groups if kind is decision.layer]
    if decision.layer is PolicyKind.RESOURCE and decision.policy is not None:
        groups = [(layers.guards[decision.policy].policy,)]
        what += f" to {_needing(asked)}"
    if not groups:
        return f"no statement allows {what}: {_none_given(decision.layer, asked)}"
    return f"no statement of {where} allows {what}{_closest(groups, asked)}"


def _without_permission(decision: Decision, request: Request) -> str:
    """Return the sentence on an action that needs no permission, which no policy of the caller's stops."""
    needs = f"{request.action} needs no permission"
    if decision.layer is None:
        return f"{needs}, and a Deny of the caller's own policies does not stop it"
    if decision.missing is not None:
        where = _NOUNS[decision.layer]
        return f"{needs}; {where} depend on {decision.missing}, {_why_missing(decision.missing)}"
    by = _called(decision.clause) if decision.clause else "for want of an Allow"
    return f"{needs}; AWS does not say whether {_NOUNS[decision.layer]} stop it, which they would ({by})"


def _called(clause: Clause) -> str:
    return clause.statement.sid or f"Statement[{clause.place}]"


def _short(resource: str) -> str:
    """Return the part of an ARN that a person looks at: `table/Orders`."""
    parts = resource.split(":", 5)
    return parts[5] if len(parts) == 6 else resource


def _why_missing(missing: str | None) -> str:
    return "which is not known" if missing == ENDPOINT_KIND else "whose value the request does not give"


def _none_given(layer: PolicyKind, asked: Facts) -> str:
    if layer is PolicyKind.RESOURCE and asked.caller.kind in (CallerKind.SERVICE, CallerKind.ANONYMOUS):
        return f"only a resource policy can allow {asked.caller.name}, and none is given"
    if not asked.in_one_account:
        return (
            f"the resource belongs to account {asked.owner}, not to the caller's, so identity policies and "
            f"the resource policy must both allow, and {_NOUNS[layer]} allow nothing"
        )
    return f"{_NOUNS[layer]} are empty"


def _needing(asked: Facts) -> str:
    """Return who it is that nothing but the policy of the resource lets in."""
    if asked.caller.kind is CallerKind.ANONYMOUS:
        return "anonymous callers"
    if not asked.caller.is_iam:
        return asked.caller.name
    return f"a caller of account {asked.caller.account}"


def _closest(groups: list[Group], asked: Facts) -> str:
    """Return which Allow of the first group without a matching one is closest, and what differs in it."""
    fewest_there_can_be = 1 if len(groups) == 1 else 0  # no Allow matches in the one group that was asked
    for group in groups:
        about = [clause for policy in group for clause in policy.allowing(asked.action)]
        candidates = about or [clause for policy in group for clause in policy.allows]
        closest: Clause | None = None
        different: list[str] = []
        fewest = sys.maxsize
        for clause in candidates[:_CANDIDATES]:
            found = _different(clause, asked, fewest)
            if len(found) < fewest:
                closest, different, fewest = clause, found, len(found)
                if fewest <= fewest_there_can_be:
                    break
        if closest is None:
            return ": none of them is an Allow"
        if different:
            names = dict.fromkeys(different)
            verb = "differs" if len(names) == 1 else "differ"
            return f"; closest: {_called(closest)}, {' and '.join(names)} {verb}"
    return ""


def _different(clause: Clause, asked: Facts, enough: int) -> list[str]:
    """Return the elements that do not match; as many as are *enough* to be no closer than another one."""
    names = [] if clause.acts(asked.action) else ["action"]
    for name, check in clause.checks:
        if len(names) >= enough:
            break
        if check(asked) is not True:
            names.append(name)
    return names
