"""What a changed policy of a resource takes away, asked of real requests, by whatever way they came.

Such a policy is one of several. A Deny of it stops whoever it is about; where an Allow is gone, callers of
the resource's own account may have the permission from their own policies, which are not at hand.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.decision.caller import caller
from gen_vpce.access.decision.compiled_policy import compile_policy
from gen_vpce.access.decision.evaluate import Outcome
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.expectation.policies_held import operators_in
from gen_vpce.access.patterns.glob import Matcher
from gen_vpce.access.patterns.plain_glob import one_of_arns
from gen_vpce.catalog.resource_policies import PolicyHolder
from gen_vpce.diagnostics.english import counted
from gen_vpce.inquiry.contrast import contrasts
from gen_vpce.inquiry.judge import Judge, Way, names_sessions
from gen_vpce.inquiry.known_facts import Known
from gen_vpce.inquiry.part import Part
from gen_vpce.inquiry.replay import Row, Said, Verdict, request_of
from gen_vpce.policy.document import Effect, Policy, PolicyKind
from gen_vpce.traffic.coverage import NETWORK
from gen_vpce.traffic.needs import Need
from gen_vpce.traffic.seen import Reduction, Seen

OWN_POLICIES = "the caller's own policies"
"""What a request depends on that loses the Allow of a policy of its own account's resource."""

_OTHERWISE = (":alias/", ":accesspoint/")
"""What stands in the ARN of another name of a key, or another way to a bucket."""

_ORDER = (Verdict.DENIED, Verdict.UNKNOWN, Verdict.PASSES)


class Resource(Struct, frozen=True, dict=True):
    """The resource of a policy: its type, its ARNs as patterns, itself first, and its account."""

    holder: PolicyHolder
    arns: tuple[str, ...]
    account: str | None = None

    @property
    def source(self) -> str:
        """The event source of its requests."""
        return f"{self.holder.prefix}.amazonaws.com"

    def has(self, need: Need) -> bool:
        """Whether *need* is on the resource; of a secret, events may tell the name alone."""
        if need.resource is None:
            return False
        named = "?" in need.resource and one_of_arns([need.resource])(self.arns[0])
        return named or self._is_one(need.resource)

    def may_have(self, seen: Seen) -> bool:
        """Whether the event of *seen* does not tell on what it was, and it may be the resource.

        An event of network activity stands beside one that tells it, where that is logged.
        """
        return (
            seen.source == self.source
            and seen.category != NETWORK
            and any(_is_untold(need.resource) for need in seen.needs)
            and not any(self.has(need) for need in seen.needs)
        )

    @cached_property
    def _is_one(self) -> Matcher:
        return one_of_arns(self.arns)


def _is_untold(resource: str | None) -> bool:
    return resource is None or any(part in resource for part in _OTHERWISE)


class Parts(Struct, frozen=True):
    """A policy made ready in parts: what it stops, what it grants, and what it grants by itself.

    An Allow to the whole account of the resource hands the choice on to the callers' own policies: whoever
    passed by it has the permission from these.
    """

    stops: Judge
    grants: Judge
    alone: Judge

    @property
    def all(self) -> tuple[Judge, ...]:
        """Each of them."""
        return self.stops, self.grants, self.alone


def parts_of(policy: Policy, known: Known | None) -> Parts:
    """Return *policy* made ready, with what is *known* beside the events."""
    stops, grants = _only(policy, Effect.DENY), _only(policy, Effect.ALLOW)
    stopping = Layers(restrictions=((PolicyKind.RESOURCE, compile_policy(stops)),))
    ready = compile_policy(grants)
    return Parts(
        _judge(stops, stopping, known),
        _judge(grants, Layers(endpoint=ready), known),  # the layer in which an Allow counts whoever it names
        _judge(grants, Layers(identity=(), resource=ready), known),
    )


def may_take_away(old: Policy, new: Policy) -> bool:
    """Whether *new* may deny what passed *old*: by an Allow that is gone, or by a Deny."""
    pairs = [(old, new), (_only(old, Effect.DENY), _only(new, Effect.DENY))]
    found = [
        contrast
        for before, after in pairs
        for contrast in contrasts(
            [Part("", PolicyKind.RESOURCE, before)], [Part("", PolicyKind.RESOURCE, after)]
        )
    ]
    return any(each.comparison.newly_denied.answer is not False for each in found)


def rows_of(
    old: Policy, new: Policy, resource: Resource, reduction: Reduction, known: Known | None
) -> list[Row]:
    """Return a row for each request on *resource*: what becomes of it by *new* that *old* did not do to it.

    Denied is what a new Deny stops, and what loses an Allow that it cannot do without.
    """
    before, after = parts_of(old, known), parts_of(new, known)
    rows = []
    for seen, often in reduction.requests.items():
        needs = [need for need in seen.needs if resource.has(need)]
        if needs:
            said = _worst([_becomes(seen, need, before, after, resource) for need in needs])
            rows.append(Row(seen, often, said, Said(Verdict.PASSES)))
    return rows


def limits_of(resource: Resource, rows: list[Row], reduction: Reduction) -> Iterator[str]:
    """Yield what was not asked about *resource*, and what only the callers' own policies tell."""
    own = sum(row.often.count for row in rows if row.is_open and row.said.depends_on == OWN_POLICIES)
    if own:
        yield (
            f"{counted(own, 'event')} of these by callers of its own account, who lose what this policy "
            "granted, unless their own policies grant it"
        )
    untold = sum(often.count for seen, often in reduction.requests.items() if resource.may_have(seen))
    if untold:
        reason = f"not counted, since the {resource.holder.word} is not told"
        yield f"{reason}: {counted(untold, 'event')} of {resource.holder.prefix}"
    if reduction.made_by_services:
        made = counted(reduction.made_by_services, "event")
        yield f"not counted, since AWS services asked for a caller, or for themselves: {made}"


def _only(policy: Policy, effect: Effect) -> Policy:
    return replace(policy, statements=tuple(each for each in policy if each.effect is effect))


def _judge(policy: Policy, layers: Layers, known: Known | None) -> Judge:
    ways = (Way("policy", layers, (policy,)),)
    return Judge(ways, frozenset(operators_in([policy])), sessions=names_sessions(ways), known=known)


def _worst(said: list[Said]) -> Said:
    return min(said, key=lambda each: _ORDER.index(each.verdict))


def _becomes(seen: Seen, need: Need, before: Parts, after: Parts, resource: Resource) -> Said:
    """Return what becomes of one *need* that came to pass under the policy *before*."""
    if seen.caller is None:
        return Said(Verdict.UNKNOWN, depends_on="who called")
    stopped, stopped_before = (_asked(seen, need, each.stops) for each in (after, before))
    if _ORDER.index(stopped.verdict) < _ORDER.index(stopped_before.verdict):
        return stopped
    needs_it = _needs_this_grant(seen, need, resource)
    was, is_ = (_asked(seen, need, each.grants if needs_it else each.alone) for each in (before, after))
    if is_.verdict is Verdict.PASSES or was.verdict is Verdict.DENIED:
        return Said(Verdict.PASSES)
    if is_.verdict is Verdict.UNKNOWN or was.verdict is Verdict.UNKNOWN:
        return is_ if is_.verdict is Verdict.UNKNOWN else was
    return is_ if needs_it else Said(Verdict.UNKNOWN, depends_on=OWN_POLICIES)


def _asked(seen: Seen, need: Need, judge: Judge) -> Said:
    """Return what *judge* says: where no statement is about the action, nothing is stopped or granted."""
    (way,) = judge.ways
    if not way.layers.ask_about(need.action.lower()):
        return Said(Verdict.PASSES)
    account = seen.caller.of_account if seen.caller else None
    if account is not None and way.asks_for_principals():
        return Said(Verdict.UNKNOWN, depends_on=f"who of account {account} called")
    decision, because = judge.decide(way, request_of(seen, need, way), account)
    if decision.outcome is Outcome.ALLOWED:
        return Said(Verdict.PASSES, because)
    if decision.outcome is Outcome.UNDECIDED:
        return Said(Verdict.UNKNOWN, because, depends_on=decision.missing or "a policy that is not given")
    return Said(Verdict.DENIED, because)


def _needs_this_grant(seen: Seen, need: Need, resource: Resource) -> bool:
    """Whether the caller may do nothing that the policy does not allow: others than of its account.

    A resource whose account nobody tells is taken for one of the caller's.
    """
    if resource.holder.needs_grant or seen.caller is None:
        return True
    account = seen.caller.of_account or caller(seen.caller.name).account
    parts = (need.resource or "").split(":", 5)
    told = parts[4] if len(parts) > 4 and parts[4].isdigit() else None
    owner = need.owner or told or resource.account
    return account is None or (owner is not None and owner != account)
