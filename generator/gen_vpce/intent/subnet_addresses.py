"""The fixed addresses of an endpoint's network interfaces: `subnet_configuration`.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SubnetConfiguration.html
https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
"""

from gen_vpce.diagnostics import Related
from gen_vpce.intent.findings import Findings
from gen_vpce.intent.model import SubnetAddresses
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.text.node import Node

_VERSIONS = {"ipv4": ("ipv4", "dualstack"), "ipv6": ("ipv6", "dualstack")}
"""The kinds of addresses, each with the `ip_address_type` that has it."""


def subnet_addresses(endpoint: Node, setting: Setting) -> tuple[SubnetAddresses, ...]:
    """Return the addresses of each subnet, as AWS spells them; find those that AWS would refuse."""
    found = setting.found
    subnets: dict[str, Node] = {}
    addresses: dict[str, Node] = {}
    made = []
    for entry in endpoint.each("subnet_configuration"):
        subnet = entry.get("subnet_id")
        if subnet is None:
            continue
        if _is_new(subnet.text, subnet, subnets, found, "`subnet_configuration`"):
            _check_subnet(subnet, endpoint, found)
        _check_versions(entry, endpoint, found)
        given = {name: _address(name, node, found) for name in _VERSIONS if (node := entry.get(name))}
        for name, text in given.items():
            if text:
                _is_new(text, entry.at((name,)), addresses, found, "the endpoint")
        made.append(SubnetAddresses(subnet.text, given.get("ipv4"), given.get("ipv6")))
    return tuple(made)


def _is_new(text: str, node: Node, known: dict[str, Node], found: Findings, holder: str) -> bool:
    if text in known:
        related = Related(known[text].span, "it is here already")
        found.error("GV207", f"{holder} has `{text}` twice", node.span, "remove one of the two", related)
        return False
    known[text] = node
    return True


def _check_subnet(subnet: Node, endpoint: Node, found: Findings) -> None:
    """Find a subnet that is not among those of the endpoint; Terraform would take it for a second one."""
    named = endpoint.texts("subnet_ids") or ()
    if subnet.text not in named:
        message = f"`{subnet.text}` has an address, and is not among the `subnet_ids` of the endpoint"
        hint = f"add it: `subnet_ids: [{', '.join((*named, subnet.text))}]`"
        found.error("GV260", message, subnet.span, hint)


def _check_versions(entry: Node, endpoint: Node, found: Findings) -> None:
    """Find addresses that do not go with `ip_address_type`; what that is where it is left out, AWS says."""
    wanted = endpoint.string("ip_address_type")
    if wanted is None or not any(map(entry.get, _VERSIONS)):
        return
    for name, types in _VERSIONS.items():
        given = entry.get(name)
        if given and wanted not in types:
            message = f"`ip_address_type: {wanted}` leaves no room for `{name}`"
            found.error("GV260", message, given.place, "remove it, or write `ip_address_type: dualstack`")
        elif given is None and wanted in types:
            subnet = entry.at(("subnet_id",))
            message = f"`ip_address_type: {wanted}` needs the `{name}` of {subnet.text} as well"
            hint = f"add `{name}`: AWS takes all the addresses of a network interface or none"
            found.error("GV260", message, subnet.span, hint)


def _address(name: str, node: Node, found: Findings) -> str | None:
    """Return an address as AWS spells it: of IPv6 in small letters, with the zeros left out."""
    from ipaddress import IPv4Address, IPv6Address

    try:
        return str(IPv4Address(node.text) if name == "ipv4" else IPv6Address(node.text))
    except ValueError:
        title, example = ("IPv4", "10.0.1.10") if name == "ipv4" else ("IPv6", "2001:db8:1234::a")
        message = f"`{node.text}` is not an {title} address"
        found.error("GV205", message, node.place, f"write one, such as {example}, that is free in the subnet")
        return None
