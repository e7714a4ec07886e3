"""What only shows when resources are seen together: duplicates, contradictions, quotas, Regions."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from gen_vpce.catalog import POLICY_HOLDERS
from gen_vpce.lint.policy_kind import of_endpoint
from gen_vpce.policy.short_names import SHOWN, these
from gen_vpce.terraform.addresses import split
from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.findings.wording import service
from gen_vpce.terraform.gate_context import GateContext
from gen_vpce.terraform.resource_change import ResourceChange
from gen_vpce.terraform.resource_types import ASSOCIATIONS, ENDPOINT_POLICY, INLINE, OF_RESOURCES

_GATEWAYS = 20  # per Region of an account: vpc-limits-endpoints.html
_ARN_REGION = 3
_ATTRIBUTE = re.compile(r"((?:data\.)?\w+\.[\w-]+(?:\[[^]]*\])?)\.\w+")
"""A reference to an attribute of a resource: `aws_sqs_queue.q.url`."""


def find(context: GateContext) -> Iterator[Finding]:
    """Yield what is wrong with the endpoints as they will be."""
    yield from _duplicates(context)
    yield from _twice_set(context)
    yield from _two_policies(context)
    yield from _too_many(context)
    for change in context.endpoints:
        yield from _elsewhere(change)


def _duplicates(context: GateContext) -> Iterator[Finding]:
    groups: defaultdict[tuple[str, str, str], list[ResourceChange]] = defaultdict(list)
    for change in context.endpoints:
        vpc, full = change.new("vpc_id"), change.new("service_name")
        if vpc and full:
            groups[vpc, full, _type(change)].append(change)
    for same in groups.values():
        for change in same[1:]:
            where = "" if "vpc_id" in change.sensitive else f" in {change.new('vpc_id')}"
            yield Finding(
                "duplicate-endpoint",
                f"{change.address}: {same[0].address} is another {_type(change).lower()} endpoint for "
                f"{service(change)}{where}",
                change.address,
                "service_name",
                "keep one of them",
            )


def _twice_set(context: GateContext) -> Iterator[Finding]:
    """Yield the arguments of endpoints that separate resources set as well."""
    for change in context.plan.changes:
        if change.type == ENDPOINT_POLICY:
            argument = "policy"
        elif change.type in ASSOCIATIONS:
            argument = ASSOCIATIONS[change.type][1]
        else:
            continue
        endpoint = context.endpoint_of(change) if change.remains else None
        if endpoint and argument in (context.arguments(endpoint) or {}):
            yield Finding(
                "inline-and-separate",
                f"{change.address}: {endpoint.address} sets `{argument}` itself, so they undo each other",
                change.address,
                argument,
                f"leave `{argument}` out of the one or drop the other",
            )


def _two_policies(context: GateContext) -> Iterator[Finding]:
    """Yield each resource whose policy a second one sets: there is one, and they undo each other."""
    first: dict[tuple[str, str], ResourceChange] = {}
    for change in context.plan.changes:
        if not (change.type in OF_RESOURCES and change.remains and _sets_policy(change, context)):
            continue
        word = _HOLDERS[change.type].word
        others = [first.setdefault((word, name), change) for name in _names_of_resource(change, context)]
        other = next((each for each in others if each is not change), None)
        if other is not None:
            yield Finding(
                "two-policies",
                f"{change.address}: {other.address} sets the policy of the same {word}, so they undo each "
                "other",
                change.address,
                "policy",
                "put the statements of both into one, and drop the other",
            )


def _names_of_resource(change: ResourceChange, context: GateContext) -> Iterator[str]:
    """Yield what may name the resource whose policy *change* sets: what AWS calls it, or its address.

    Before it is made, the configuration alone tells which it is.
    """
    argument = OF_RESOURCES[change.type]
    if named := change.new(argument):
        yield named.rpartition("/")[2] if ":key/" in named else named
    if change.type in INLINE:
        yield change.address
        return
    references = (context.arguments(change) or {}).get(argument, ())
    named_one = _ATTRIBUTE.fullmatch(references[0]) if references else None
    if named_one and not any(each.startswith(("each.", "count.")) for each in references):
        yield f"{split(change.address)[0]}.{named_one[1]}".lstrip(".")


def _sets_policy(change: ResourceChange, context: GateContext) -> bool:
    """Whether the resource itself says a policy: AWS gives keys and topics one that nobody wrote."""
    return change.type not in INLINE or "policy" in (context.arguments(change) or {})


_HOLDERS = {each.terraform: each for each in POLICY_HOLDERS.values()} | {
    each.own[0]: each for each in POLICY_HOLDERS.values() if each.own
}


def _too_many(context: GateContext) -> Iterator[Finding]:
    gateways = [each for each in context.endpoints if _type(each) == "Gateway"]
    regions = Counter((_region(each), each.either("owner_id")) for each in gateways if each.before)
    new: defaultdict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    for each in gateways:
        if each.before is None:
            owners = {owner for region, owner in regions if region == _region(each) and owner}
            owner = owners.pop() if len(owners) == 1 else None
            new[_region(each), owner].append(each.address)
    for (region, owner), addresses in new.items():
        count = regions[region, owner] + len(addresses)
        if count > _GATEWAYS:
            yield Finding(
                "quota",
                f"{these(addresses, shown=SHOWN)}: the plan comes to {count} gateway endpoints in "
                f"{region or 'one Region'}, and an account has {_GATEWAYS} unless AWS raised the quota",
                addresses[0],
                hint="have the quota raised first, in Service Quotas",
            )


def _elsewhere(change: ResourceChange) -> Iterator[Finding]:
    """Yield that the endpoint is made in another Region than its service lies in."""
    region, place = _region(change), change.new("region") or _arn_region(change)
    if region is None or not place or region == place or change.new("service_region"):
        return
    if change.sensitive & {"region", "arn", "service_name"}:
        region = place = "another Region"
    yield Finding(
        "region-mismatch",
        f"{change.address}: its service lies in {region}, the endpoint in {place}",
        change.address,
        "service_name",
        "a service of another Region needs `service_region`, and not every service can be reached that way",
    )


def _type(change: ResourceChange) -> str:
    return change.either("vpc_endpoint_type") or "Gateway"


def _region(change: ResourceChange) -> str | None:
    return of_endpoint(change.either("service_name"), _type(change)).region


def _arn_region(change: ResourceChange) -> str | None:
    parts = (change.new("arn") or "").split(":")
    return parts[_ARN_REGION] if len(parts) > _ARN_REGION else None
