"""Policies of resources beside the endpoints that are adopted: the intent each goes into, or why none.

A policy that names an endpoint of the same run goes into the intent of that one, which then has it by name;
any other one gets an intent and a module of its own.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce import catalog
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.module.hcl import Expression, address
from gen_vpce.policy.document import to_data
from gen_vpce.policy.read import read
from gen_vpce.policy.symbols import marker, markers_in
from gen_vpce.terraform.adoption.addresses import OldAddresses
from gen_vpce.terraform.adoption.candidate import Candidate
from gen_vpce.terraform.adoption.eligible import Where, refusal
from gen_vpce.terraform.adoption.expressed_resource_policy import About, endpoint_ids
from gen_vpce.terraform.adoption.invert import Place
from gen_vpce.terraform.adoption.naming import free_name, slug
from gen_vpce.terraform.adoption.resource_policies import HeldPolicy
from gen_vpce.terraform.adoption.resource_policy_candidate import (
    HeldCandidate,
    beside_each_other,
    held_candidate,
    holding,
)
from gen_vpce.terraform.adoption.result import Outcome


class Joined(Struct, frozen=True):
    """The endpoints' candidates, some with policies of resources; those alone; those that are refused."""

    beside: tuple[Candidate, ...]
    alone: tuple[HeldCandidate, ...]
    refused: tuple[Outcome, ...]


class _Setting(Struct, frozen=True):
    where: Where
    old_addresses: OldAddresses


def joined(
    policies: Sequence[HeldPolicy],
    ready: Sequence[Candidate],
    where: Where,
    old_addresses: OldAddresses,
) -> Joined:
    """Return what becomes of *policies* beside the endpoints that are *ready*.

    A block of source goes as a whole: where one instance stays, all of them stay.
    """
    setting = _Setting(where, old_addresses)
    found = _each(policies, ready, setting)
    staying = {each.label.partition("[")[0]: each.label for each in found.refused}
    made = [*found.alone, *(held for host in found.beside for held in host.beside)]
    going = {each.held.label: staying[block] for each in made if (block := each.block) in staying}
    if not going:
        return found
    return _each([_staying(each, going.get(each.label)) for each in policies], ready, setting)


def _staying(held: HeldPolicy, other: str | None) -> HeldPolicy:
    if other is None:
        return held
    reason = refusal("GV681", f"{other} is refused, and its block has to stay for it", "fix that first")
    return replace(held, problems=(reason,))


def _each(policies: Sequence[HeldPolicy], ready: Sequence[Candidate], setting: _Setting) -> Joined:
    names = {each.name for each in ready}
    guests: dict[str, list[HeldCandidate]] = {each.adopted.existing.label: [] for each in ready}
    alone: list[HeldCandidate] = []
    refused: list[Outcome] = []
    seen: dict[str, str] = {}
    for held in policies:
        host = _host(held, ready)
        other = seen.setdefault(held.resource, held.address or held.label)
        if problems := tuple(_unfit(held, other)):
            refused.append(_refused(held, problems))
            continue
        made = _beside(held, host, guests[host.adopted.existing.label], setting, ready) if host else None
        if isinstance(made, HeldCandidate) and host:
            guests[host.adopted.existing.label].append(made)
            continue
        if made is None or not held.carried:
            name = free_name(slug(f"{held.kind}-{held.name}"), names)
            made = _made(held, None, name, setting, ready)
        if isinstance(made, HeldCandidate):
            names.add(made.name)
            alone.append(made)
        else:
            refused.append(_refused(held, made))
    beside = []
    for host in ready:
        grown = _grown(host, guests[host.adopted.existing.label])
        beside.append(host if isinstance(grown, tuple) else grown)
        if isinstance(grown, tuple):
            refused += (_refused(each.held, grown) for each in guests[host.adopted.existing.label])
    return Joined(tuple(beside), tuple(alone), tuple(refused))


def _beside(
    held: HeldPolicy,
    host: Candidate,
    others: Sequence[HeldCandidate],
    setting: _Setting,
    ready: Sequence[Candidate],
) -> HeldCandidate | tuple[Diagnostic, ...]:
    """Return the policy in the intent of *host*, unless one of the *others* there is called the same."""
    made = _made(held, host, host.name, setting, ready)
    if isinstance(made, HeldCandidate):
        for each in others:
            if each.names & made.names:
                message = f"{each.held.resource} has the same name to Terraform or to a file system"
                return (refusal("GV676", message, "adopt it by itself: --only"),)
    return made


def _grown(host: Candidate, guests: Sequence[HeldCandidate]) -> Candidate | tuple[Diagnostic, ...]:
    """Return *host* with the policies that its intent says too, or why they cannot stand there together."""
    if not guests:
        return host
    draft, checked = beside_each_other(host.draft, guests)
    if checked.intent is None:
        return checked.problems
    return replace(host, draft=draft, intent=checked.intent, beside=tuple(guests))


def _refused(held: HeldPolicy, problems: tuple[Diagnostic, ...]) -> Outcome:
    return Outcome(held.label, held.holder.terraform, refusals=problems, resource=held.resource)


def _unfit(held: HeldPolicy, first: str) -> Iterator[Diagnostic]:
    yield from held.problems
    if first != (held.address or held.label):
        message = f"{first} sets the policy of the same {held.kind}, so they undo each other"
        yield refusal("GV676", message, "put the statements of both into one, and drop the other")


def _host(held: HeldPolicy, ready: Sequence[Candidate]) -> Candidate | None:
    """Return the first endpoint that the policy names, of those that are adopted with it."""
    for known in _named(held):
        for each in ready:
            if known in _ids(each) and _may_host(each, held):
                return each
    return None


def _named(held: HeldPolicy) -> tuple[str, ...]:
    policy = read(held.policy).policy if held.policy else None
    return endpoint_ids(policy) if policy else ()


def _ids(made: Candidate) -> tuple[str, ...]:
    """Return what a policy may call an endpoint: its id, and in source the marker of that."""
    existing = made.adopted.existing
    return (existing.id,) if existing.id else (marker(f"{existing.address}.id"),)


def _may_host(made: Candidate, held: HeldPolicy) -> bool:
    """Whether the policy can stand in the intent of the endpoint: the same place, and there as long."""
    place, carried = made.adopted.target.place, made.adopted.existing.carried
    is_same = held.region in (None, place.region) and held.account in (None, place.account)
    return (
        made.adopted.policy is not None
        and is_same
        and bool(carried) == bool(held.carried)
        and "count" not in (carried.passed if carried else {})
    )


def _made(
    held: HeldPolicy, host: Candidate | None, name: str, setting: _Setting, ready: Sequence[Candidate]
) -> HeldCandidate | tuple[Diagnostic, ...]:
    place = host.adopted.target.place if host else _place(held, setting.where, ready)
    if isinstance(place, tuple):
        return place
    if ready and place.account != ready[0].adopted.target.place.account:
        message = (
            f"it belongs to account {place.account}, endpoints to {ready[0].adopted.target.place.account}"
        )
        return (refusal("GV680", message, "a root works in one account: adopt it with a --root of its own"),)
    moved_from = _moved_from(held, setting.old_addresses)
    if moved_from and (problems := tuple(_rewritten(held, place))):
        return problems
    endpoints: dict[str, str] = {}
    ids: dict[str, str] = {}
    base: Mapping[str, object] = {
        "version": 1,
        "name": name,
        "region": place.region,
        "account": place.account,
    }
    if host:
        (endpoint,) = host.intent.endpoints
        endpoints = {endpoint.name: endpoint.service}
        ids = dict.fromkeys(_ids(host), endpoint.name)
        base = host.draft
    read_policy = holding(held, About(held, place, endpoints), ids)
    if isinstance(read_policy, tuple):
        return read_policy
    if held.carried and (left := markers_in(json.dumps(to_data(read_policy.policy), ensure_ascii=False))):
        listed = ", ".join(map(marker, dict.fromkeys(left)))
        message = f"it names {listed}, which is not adopted with it, or is there by a condition"
        return (refusal("GV681", message, "adopt the endpoint with it, or write its id"),)
    carried = host.adopted.existing.carried if host else held.carried
    return held_candidate(read_policy, name, base, carried.key if carried else "", moved_from)


def _place(held: HeldPolicy, where: Where, ready: Sequence[Candidate]) -> Place | tuple[Diagnostic, ...]:
    """Return where the resource is: as it says, as the options do, or where all endpoints are."""
    region = held.region or where.region or _only(each.adopted.target.place.region for each in ready)
    account = held.account or where.account or _only(each.adopted.target.place.account for each in ready)
    partition = catalog.partition_of(region or "")
    problems = []
    if region is None or partition is None:
        message = f"unknown Region `{region}`" if region else f"the Region of the {held.kind} is unknown"
        problems.append(refusal("GV674", message, "give it with --region"))
    if account is None:
        message = f"the account of the {held.kind} is unknown"
        problems.append(refusal("GV674", message, "give it with --account"))
    if region is None or partition is None or account is None:
        return tuple(problems)
    return Place(region, account, partition, held.holder.prefix)


def _only(values: Iterator[str]) -> str | None:
    found = set(values)
    return found.pop() if len(found) == 1 else None


def _moved_from(held: HeldPolicy, old_addresses: OldAddresses) -> Expression | None:
    """Return its address in the state that the root works on, None where it is to be imported."""
    if held.address is None or not (old_addresses or held.carried):
        return None
    return address(held.address)


def _rewritten(held: HeldPolicy, place: Place) -> Iterator[Diagnostic]:
    """Yield what Terraform would change in a policy that moves: what the module says otherwise."""
    value = held.holder.value_of(held.name, place.partition, place.region, place.account)
    if held.said != value:
        message = f"its `{held.holder.argument}` is `{held.said}`, and would become `{value}`"
        hint = (
            "import it instead: leave out --from-address" if not held.carried else "write it so in the source"
        )
        yield refusal("GV676", message, hint)
    for name in held.said_once:
        yield refusal("GV676", f"an intent cannot express its `{name}`", "take it out of the source first")
