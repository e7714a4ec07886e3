"""What must hold between the parts of a file, once each of them is sound."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from gen_vpce.catalog import POLICY_HOLDERS
from gen_vpce.diagnostics import Related, Span
from gen_vpce.intent.endpoints import label_of
from gen_vpce.intent.findings import Findings
from gen_vpce.intent.model import Endpoint, EndpointKind, Intent, ResourcePolicy, ThroughRef
from gen_vpce.intent.text.node import Node

# Windows opens a device and no file under these names, whatever ending they have.
_DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)),
}


class Labelled(Protocol):
    """Whatever becomes a resource of Terraform."""

    @property
    def label(self) -> str:
        """The name of the resource."""

    @property
    def span(self) -> Span:
        """Where it is written."""


def check_names(kind: str, named: Iterable[tuple[str, Labelled]], found: Findings) -> None:
    """Find names of one kind that Terraform, or a file system without capitals, cannot tell apart."""
    first: dict[tuple[str, str], tuple[str, Span]] = {}
    for name, thing in named:
        # By labels that differ, two names with values may still be one in a deployment.
        keys = ("label", thing.label.casefold()), ("name", name.casefold())
        check_file_name(name, thing.span, found)
        twin = next((first[key] for key in keys if key in first), None)
        if twin:
            other, at = twin
            if other == name:
                message, hint = f"two {kind} are about `{name}`", "make one of the two"
            else:
                message = f"`{name}` and `{other}` are the same name to Terraform or to a file system"
                hint = "rename one of the two"
            related = Related(at, f"`{other}` is first used here")
            found.error("GV218", message, thing.span, hint, related)
        for key in keys:
            first.setdefault(key, (name, thing.span))


class Declared(Struct, frozen=True):
    """An entry of the file, by what it becomes in Terraform."""

    label: str
    span: Span


def check_labels(endpoints: Iterable[tuple[str, Node]], found: Findings) -> None:
    """Find endpoints of different deployments that would be one resource of the module that they share.

    Those of one deployment are found where that is read: this says nothing where one is found already.
    """
    if not any(each.code == "GV218" for each in found):
        named = ((name, Declared(label_of(name), node.key or node.place)) for name, node in endpoints)
        check_names("endpoints", named, found)


def check_file_name(name: str, span: Span, found: Findings) -> None:
    """Find a name that no file and no folder can have on Windows."""
    if name.split(".", maxsplit=1)[0].casefold() in _DEVICES:
        message = f"`{name}` cannot name a file on Windows"
        found.error("GV218", message, span, "choose another name")


def check_files(policies: Iterable[ResourcePolicy], found: Findings) -> None:
    """Find policies of two types whose files would have the same name."""
    first: dict[str, ResourcePolicy] = {}
    for policy in policies:
        other = first.setdefault(policy.file_name.casefold(), policy)
        if other.kind != policy.kind:
            message = f"the policies of `{other.subject}` and `{policy.subject}` would be one file"
            related = Related(other.span, f"`{other.subject}` is first used here")
            found.error("GV218", message, policy.span, "put one of the two into a module of its own", related)


def check_endpoints(endpoints: Sequence[Endpoint], found: Findings) -> None:
    """Find endpoints that AWS would refuse beside each other, and those that need another one."""
    for index, endpoint in enumerate(endpoints):
        twin = next((other for other in endpoints[:index] if _are_twins(other, endpoint)), None)
        if twin:
            both = f"`{twin.name}` and `{endpoint.name}`"
            message = f"{both} are both the {endpoint.kind} endpoint of {endpoint.service}"
            hint = "remove one, or give each its own `vpc_id`"
            related = Related(twin.span, f"`{twin.name}` stands here")
            found.error("GV217", message, endpoint.span, hint, related)
        is_narrowed = endpoint.service and endpoint.private_dns_only_for_inbound_resolver_endpoint
        if is_narrowed and not any(map(_is_s3_gateway, endpoints)):
            message = (
                f"`{endpoint.name}` leaves the VPC's own requests to a gateway endpoint that is not here"
            )
            hint = "add a gateway endpoint of s3; where the VPC has one, accept this finding"
            found.warning("GV248", message, endpoint.span, hint)


def check_ways(intent: Intent, found: Findings) -> None:
    """Find endpoints that a policy asks its requests to come through, and that lead to other services."""
    services = {each.name: each.iam_prefix for each in intent.every_endpoint if each.iam_prefix}
    for policy in intent.resource_policies:
        holder = POLICY_HOLDERS[policy.kind]
        _check_way(policy.deny_unless_through, (holder.prefix,), f"on {policy.subject}", services, found)
    for each in intent.identity_policies:
        wanted = tuple(dict.fromkeys(action.partition(":")[0].lower() for action in each.actions))
        if not any("*" in prefix for prefix in wanted):
            _check_way(each.deny_unless_through, wanted, f"of `{each.name}`", services, found)


def _check_way(
    named: Iterable[ThroughRef],
    wanted: Collection[str],
    which: str,
    services: Mapping[str, str],
    found: Findings,
) -> None:
    told = [(ref, services.get(ref.endpoint or "")) for ref in named]
    left_out = [prefix for prefix in wanted if not any(service in (prefix, None) for _, service in told)]
    for ref, service in told:
        if service is not None and service not in wanted:
            message = f"no request {which} comes through `{ref.endpoint}`, which leads to {service}"
            hint = f"name an endpoint of {' and '.join(left_out)}" if left_out else "remove it"
            found.warning("GV265", message, ref.span, hint)
    if told and left_out and len(left_out) < len(wanted):
        message = f"requests {which} to {' and '.join(left_out)} come through none of its endpoints"
        hint = "name an endpoint of that service, or remove its actions: they are all denied"
        found.warning("GV265", message, told[0][0].span, hint)


def _are_twins(one: Endpoint, other: Endpoint) -> bool:
    if not one.service:
        return False  # AWS makes several endpoints to what is not its own
    are_apart = one.vpc_id and other.vpc_id and one.vpc_id != other.vpc_id
    return (one.service_name, one.kind) == (other.service_name, other.kind) and not are_apart


def _is_s3_gateway(endpoint: Endpoint) -> bool:
    return endpoint.service == "s3" and endpoint.kind is EndpointKind.GATEWAY
