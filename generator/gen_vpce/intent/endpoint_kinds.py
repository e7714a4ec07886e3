"""Which arguments go with which kind of endpoint.

https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html and
https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
"""

from gen_vpce import catalog
from gen_vpce.intent.model import EndpointKind
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.text.node import Node

_INTERFACE_ONLY = (
    *("subnet_ids", "security_group_ids", "subnets", "security_group"),
    *("subnet_configuration", "service_region"),
)
_TWO_WAYS = (
    ("vpc", "vpc_id"),
    ("route_tables", "route_table_ids"),
    ("subnets", "subnet_ids"),
    ("security_group", "security_group_ids"),
)
_RESOLVER = "private_dns_only_for_inbound_resolver_endpoint"


def check_arguments(
    service: catalog.EndpointService, kind: EndpointKind, node: Node, setting: Setting
) -> None:
    """Find arguments that the endpoint cannot have."""
    if kind is EndpointKind.GATEWAY:
        _check_gateway(service, node, setting)
    else:
        _check_interface(service, node, setting)
    for found_by, named in _TWO_WAYS:
        given = node.get(found_by)
        if given and node.get(named):
            message = f"`{found_by}` and `{named}` say the same argument in two ways"
            setting.found.error("GV254", message, given.place, "remove one of the two")
        elif given and setting.is_deployment:
            message = f"`{found_by}` is not for files with `deployments`"
            hint = f"remove it: give `{named}` to each deployment, or let it be a variable"
            setting.found.error("GV255", message, given.place, hint)
    if service.iam_prefix == "s3":
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
    for name in ("route_table_ids", "route_tables"):
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


def _check_s3_addresses(node: Node, setting: Setting) -> None:
    given = node.get("ip_address_type")
    if given and given.text != "ipv4":
        message = f"AWS's pages disagree on whether S3 endpoints take `{given.text}`"
        hint = "write ipv4, or try it in your Region and accept this finding"
        setting.found.warning("GV241", message, given.place, hint)
