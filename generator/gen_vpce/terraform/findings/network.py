"""What changes for connections: route tables, subnets, security groups and private DNS of endpoints."""

from collections.abc import Iterator

from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.findings.wording import ids_in, listed, service
from gen_vpce.terraform.gate_context import Scene
from gen_vpce.terraform.resource_change import FORGET, ResourceChange
from gen_vpce.terraform.resource_types import ASSOCIATIONS

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


def find(scene: Scene) -> Iterator[Finding]:
    """Yield what changes in the network; what goes with an endpoint that goes is told there."""
    for change in scene.plan.changes:
        if change.actions in FORGET or change.actions in (("no-op",), ("read",)):
            continue
        if change.type in ASSOCIATIONS:
            yield from _association(change)
        elif change.is_endpoint and change.remains:
            for argument in _KINDS:
                yield from _argument(change, argument, scene)
            yield from _private_dns(change)


def _argument(change: ResourceChange, argument: str, scene: Scene) -> Iterator[Finding]:
    if argument in change.unknown and not _is_set(change, argument, scene):
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


def _is_set(change: ResourceChange, argument: str, scene: Scene) -> bool:
    arguments = scene.arguments(change)
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
