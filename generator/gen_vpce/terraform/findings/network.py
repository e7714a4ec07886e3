"""What changes for connections: route tables, subnets, security groups and private DNS of endpoints."""

from collections.abc import Iterator, Mapping

from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.findings.wording import ids_in, listed, service
from gen_vpce.terraform.gate_context import GateContext
from gen_vpce.terraform.resource_change import FORGET, ResourceChange
from gen_vpce.terraform.resource_types import ASSOCIATIONS

_ADDRESSES = "subnet_configuration"
_KINDS = {
    "route_table_ids": "routes-changed",
    "subnet_ids": "subnets-changed",
    "security_group_ids": "security-groups-changed",
}
_ADDED = {
    "route_table_ids": "requests to {service} from the subnets of {ids} newly go through it: their open TCP "
    "connections drop, their source addresses become private ones, and its policy applies to them",
    "subnet_ids": "it gets a network interface in {ids}",
    "security_group_ids": "it is newly guarded by {ids}, which decide who reaches it",
}
_REMOVED = {
    "route_table_ids": "requests to {service} from the subnets of {ids} no longer go through it: their open "
    "TCP connections drop, and they leave with public source addresses, past its policy, or not at all",
    "subnet_ids": "its network interface in {ids} goes: open connections to its address drop",
    "security_group_ids": "it is no longer guarded by {ids}: connections that they alone allowed drop",
}
_UNKNOWN = {
    "route_table_ids": "which subnets reach {service} through it is not known until apply: their open TCP "
    "connections to it drop, and their source addresses become private ones",
    "subnet_ids": "its subnets are not known until apply",
    "security_group_ids": "its security groups are not known until apply",
}


def find(context: GateContext) -> Iterator[Finding]:
    """Yield what changes in the network; what goes with an endpoint that goes is told there."""
    for change in context.plan.changes:
        if change.actions in FORGET or change.actions in (("no-op",), ("read",)):
            continue
        if change.type in ASSOCIATIONS:
            yield from _association(change)
        elif change.is_endpoint and change.remains:
            for argument in _KINDS:
                yield from _argument(change, argument, context)
            yield from _addresses(change)
            yield from _private_dns(change)


def _argument(change: ResourceChange, argument: str, context: GateContext) -> Iterator[Finding]:
    if argument in change.unknown and not _is_set(change, argument, context):
        return  # AWS fills it in
    is_new = change.before is None or change.is_replaced
    if is_new and argument != "route_table_ids":
        return  # no connection depends on an interface that is not there yet
    old = frozenset() if is_new else ids_in(change.before, argument)
    new = ids_in(change.after, argument)
    if argument in change.unknown:
        yield _finding(change, argument, _UNKNOWN[argument], "")
        return
    for ids, words in ((new - old, _ADDED[argument]), (old - new, _REMOVED[argument])):
        if ids:
            yield _finding(change, argument, words, listed(change, argument, ids))


def _addresses(change: ResourceChange) -> Iterator[Finding]:
    """Yield the subnets that keep their network interface, and get another address there.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SubnetConfiguration.html
    """
    if change.before is None or change.is_replaced or _ADDRESSES in change.unknown:
        return
    before, after = _by_subnet(change.before), _by_subnet(change.after)
    for subnet, addresses in after.items():
        old = before.get(subnet, {})
        changed = [each for name, each in addresses.items() if old.get(name) not in (None, each)]
        if changed:
            shown = "another address" if _ADDRESSES in change.sensitive else " and ".join(changed)
            place = "a subnet" if _ADDRESSES in change.sensitive else subnet
            words = f"its network interface in {place} gets {shown}: open connections to the old one drop"
            yield _finding(change, "subnet_ids", words, "")


def _by_subnet(values: Mapping[str, object] | None) -> dict[str, dict[str, str]]:
    """Return the addresses that a plan tells of each subnet, by their kind."""
    blocks = (values or {}).get(_ADDRESSES)
    found: dict[str, dict[str, str]] = {}
    for block in blocks if isinstance(blocks, list) else ():
        subnet = block.get("subnet_id") if isinstance(block, dict) else None
        if isinstance(subnet, str):
            given = {name: block.get(name) for name in ("ipv4", "ipv6")}
            found[subnet] = {name: each for name, each in given.items() if isinstance(each, str) and each}
    return found


def _is_set(change: ResourceChange, argument: str, context: GateContext) -> bool:
    arguments = context.arguments(change)
    return arguments is None or argument in arguments


def _association(change: ResourceChange) -> Iterator[Finding]:
    attribute, argument = ASSOCIATIONS[change.type]
    old, new = change.old(attribute), change.new(attribute)
    if attribute in change.unknown:
        yield _finding(change, argument, _UNKNOWN[argument], "")
    elif new and (change.before is None or old != new or change.is_replaced):
        yield _finding(change, argument, _ADDED[argument], listed(change, attribute, [new]))
    if old and (change.after is None or old != new or change.is_replaced):
        yield _finding(change, argument, _REMOVED[argument], listed(change, attribute, [old]))


def _private_dns(change: ResourceChange) -> Iterator[Finding]:
    old, new = ((values or {}).get("private_dns_enabled") for values in (change.before, change.after))
    if change.before is None or change.is_replaced or new is None or bool(old) == bool(new):
        return
    leads = "leads to the endpoint, for the whole VPC" if new else "no longer leads to the endpoint"
    yield Finding(
        "private-dns-changed",
        f"{change.address}: the usual name of {service(change)} {leads}",
        change.address,
        "private_dns_enabled",
    )


def _finding(change: ResourceChange, argument: str, words: str, ids: str) -> Finding:
    named = "the service" if change.type in ASSOCIATIONS else service(change)
    sentence, _, meaning = words.partition(": ")
    return Finding(
        _KINDS[argument],
        f"{change.address}: {sentence.format(ids=ids, service=named)}",
        change.address,
        argument,
        details=(meaning,) if meaning else (),
    )
