"""Which arguments go with which kind of endpoint.

https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html,
https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html and
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
"""

from collections.abc import Mapping

from gen_vpce import catalog
from gen_vpce.diagnostics.english import with_article
from gen_vpce.intent.endpoint_targets import Target
from gen_vpce.intent.model import EndpointKind
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.text.node import Node

_INTERFACES = ("vpc_id", "subnet_ids", "security_group_ids")
NETWORK_OF: Mapping[EndpointKind, tuple[str, ...]] = {
    EndpointKind.GATEWAY: ("vpc_id", "route_table_ids"),
    EndpointKind.INTERFACE: _INTERFACES,
    EndpointKind.GATEWAY_LOAD_BALANCER: ("vpc_id", "subnet_ids"),
    EndpointKind.RESOURCE: _INTERFACES,
    EndpointKind.SERVICE_NETWORK: _INTERFACES,
}
"""The arguments of each kind that name its network, and that a deployment can give to its endpoints."""

_INTERFACE_ONLY = (
    *("subnet_ids", "security_group_ids", "subnets", "security_group"),
    *("subnet_configuration", "service_region"),
)
TWO_WAYS = (
    ("vpc", "vpc_id"),
    ("route_tables", "route_table_ids"),
    ("subnets", "subnet_ids"),
    ("security_group", "security_group_ids"),
)
_RESOLVER = "private_dns_only_for_inbound_resolver_endpoint"


_OF_A_ROUTE = ("route_table_ids", "route_tables")
_NOT_OF: Mapping[EndpointKind, tuple[str, ...]] = {
    EndpointKind.INTERFACE: _OF_A_ROUTE,
    EndpointKind.GATEWAY_LOAD_BALANCER: (
        *_OF_A_ROUTE,
        *("security_group_ids", "security_group", "subnets"),
        *("private_dns_enabled", "dns_options", "service_region"),
    ),
    EndpointKind.RESOURCE: (*_OF_A_ROUTE, "service_region"),
    EndpointKind.SERVICE_NETWORK: (*_OF_A_ROUTE, "service_region"),
}
_OF_LATTICE = (EndpointKind.RESOURCE, EndpointKind.SERVICE_NETWORK)
_PREFERENCE, _DOMAINS = "private_dns_preference", "private_dns_specified_domains"
_MOST_DOMAINS = 10
_WITH_DOMAINS = ("VERIFIED_DOMAINS_AND_SPECIFIED_DOMAINS", "SPECIFIED_DOMAINS_ONLY")


def taken_of_deployment(kind: EndpointKind) -> tuple[str, ...]:
    """Return what a deployment can give to endpoints of a kind: ids, and look-ups in their place."""
    ids = NETWORK_OF[kind]
    found = (by for by, named in TWO_WAYS if named in ids and by != "security_group")
    return (*ids, *(each for each in found if each not in _NOT_OF.get(kind, ())))


def check_arguments(target: Target, node: Node, setting: Setting) -> None:
    """Find arguments that the endpoint cannot have."""
    service, kind = target.service, target.kind
    if service and kind is EndpointKind.GATEWAY:
        _check_gateway(service, node, setting)
    elif service:
        _check_interface(service, node, setting)
    else:
        _check_other(target, node, setting)
    _check_private_domains(target, node, setting)
    for found_by, named in TWO_WAYS:
        given = node.get(found_by)
        if given and node.get(named):
            message = f"`{found_by}` and `{named}` set the same argument in two ways"
            setting.found.error("GV254", message, given.place, "remove one of the two")
    if service and service.iam_prefix == "s3":
        _check_s3_addresses(node, setting)


def _check_gateway(service: catalog.EndpointService, node: Node, setting: Setting) -> None:
    for name in _INTERFACE_ONLY:
        if given := node.get(name):
            _misplaced(name, given, service, setting)
    dns = node.get("private_dns_enabled")
    if dns and dns.value is True:
        _misplaced("private_dns_enabled", dns, service, setting)
    element = node.get("principals_as")
    if element and element.text == "element":
        message = "a gateway endpoint takes no principal but `*` in the Principal element"
        hint = "remove `principals_as`: a condition on aws:PrincipalArn says the same"
        setting.found.error("GV242", message, element.place, hint)
    _check_resolver_option(service, EndpointKind.GATEWAY, node, setting)


def _misplaced(name: str, given: Node, service: catalog.EndpointService, setting: Setting) -> None:
    hint = "remove it"
    if "interface" in service.kinds:
        hint += ", or write `type: interface`"
    setting.found.error("GV214", f"a gateway endpoint has no `{name}`", given.place, hint)


def _check_interface(service: catalog.EndpointService, node: Node, setting: Setting) -> None:
    for name in _OF_A_ROUTE:
        if tables := node.get(name):
            hint = "remove it"
            if "gateway" in service.kinds:
                hint += ", or write `type: gateway`"
            message = f"an interface endpoint has no `{name}`"
            setting.found.error("GV214", message, tables.place, hint)
    dns = node.get("private_dns_enabled")
    if dns and dns.value is True and not service.private_dns:
        message = f"{service.name} has no private DNS names"
        hint = "write false; callers use the endpoint's own names, vpce-ID.dynamodb.REGION.vpce.amazonaws.com"
        setting.found.error("GV215", message, dns.place, hint)
    _check_resolver_option(service, EndpointKind.INTERFACE, node, setting)


def _check_resolver_option(
    service: catalog.EndpointService, kind: EndpointKind, node: Node, setting: Setting
) -> None:
    options = node.get("dns_options")
    resolver = options.get(_RESOLVER) if options else None
    if resolver is None or resolver.value is not True:
        return
    if service.name != "s3" or kind is not EndpointKind.INTERFACE:
        message = f"`{_RESOLVER}` is for interface endpoints of s3"
        setting.found.error("GV216", message, resolver.place, "remove it")
    elif node.flag("private_dns_enabled") is not True:
        message = f"`{_RESOLVER}` narrows private DNS, which is not enabled"
        setting.found.error("GV216", message, resolver.place, "add `private_dns_enabled: true`, or remove it")


def _check_other(target: Target, node: Node, setting: Setting) -> None:
    """Find arguments that an endpoint to something else than a service of AWS cannot have."""
    for name in _NOT_OF[target.kind]:
        given = node.get(name)
        if given and not (name == "private_dns_enabled" and given.value is False):
            message = f"{with_article(target.kind)} endpoint has no `{name}`"
            setting.found.error("GV214", message, given.key or given.place, "remove it")
    group = node.get("security_group")
    if group and "security_group" not in _NOT_OF[target.kind]:
        message = f"the ports behind {target.words} are not known, and `security_group: create` opens them"
        hint = "remove it: name groups by `security_group_ids`, or let them be a variable"
        setting.found.error("GV214", message, group.key or group.place, hint)
    subnets = node.each("subnet_ids")
    if target.kind is EndpointKind.GATEWAY_LOAD_BALANCER and len(subnets) != 1:
        told = f"has {len(subnets)} subnets" if subnets else "does not name its subnet"
        message = f"a gateway-load-balancer endpoint {told}, and AWS takes exactly one"
        at = node.at(("subnet_ids",)).place if subnets else node.place
        setting.found.error("GV214", message, at, "write `subnet_ids` with one id: an endpoint for each zone")
    options = node.get("dns_options")
    resolver = options.get(_RESOLVER) if options else None
    if resolver and resolver.value is True and "dns_options" not in _NOT_OF[target.kind]:
        message = f"`{_RESOLVER}` is for interface endpoints of s3"
        setting.found.error("GV216", message, resolver.place, "remove it")


def _check_private_domains(target: Target, node: Node, setting: Setting) -> None:
    """Find options that say of which domains the names are answered, where AWS does not take them.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DnsOptionsSpecification.html
    """
    options = node.get("dns_options")
    preference, domains = (options.get(name) if options else None for name in (_PREFERENCE, _DOMAINS))
    given = preference or domains
    if given is None or target.kind is EndpointKind.GATEWAY_LOAD_BALANCER:
        return
    found = setting.found
    name = _PREFERENCE if preference else _DOMAINS
    if target.kind not in _OF_LATTICE:
        message = f"`{name}` is for resource and service-network endpoints"
        found.error("GV216", message, given.place, "remove it")
    elif node.flag("private_dns_enabled") is not True:
        message = f"`{name}` narrows private DNS, which is not enabled"
        found.error("GV216", message, given.place, "add `private_dns_enabled: true`, or remove it")
    elif domains and len(domains.elements or ()) > _MOST_DOMAINS:
        message = f"`{_DOMAINS}` holds {len(domains.elements or ())} domains, and AWS takes {_MOST_DOMAINS}"
        found.error("GV216", message, domains.place, "let `*` stand for names in front: `*.example.com`")
    elif domains and (preference is None or preference.text not in _WITH_DOMAINS):
        message = f"`{_DOMAINS}` needs a preference for them"
        hint = f"write `{_PREFERENCE}: {' or '.join(_WITH_DOMAINS)}`"
        found.error("GV216", message, domains.place, hint)
    elif preference and domains is None and preference.text in _WITH_DOMAINS:
        message = f"`{_PREFERENCE}: {preference.text}` does not say which domains"
        hint = f"add `{_DOMAINS}`: at most {_MOST_DOMAINS}, such as `*.example.com`"
        found.error("GV216", message, preference.place, hint)


def _check_s3_addresses(node: Node, setting: Setting) -> None:
    given = node.get("ip_address_type")
    if given and given.text != "ipv4":
        message = f"AWS's pages disagree on whether S3 endpoints take `{given.text}`"
        hint = "write ipv4, or try it in your Region and accept this finding"
        setting.found.warning("GV241", message, given.place, hint)
