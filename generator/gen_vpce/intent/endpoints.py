"""The entries of `endpoints`, resolved and checked against what the service and the kind allow."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from gen_vpce import catalog
from gen_vpce.intent.aws_tags import endpoint_tags
from gen_vpce.intent.endpoint_arguments import PARTNER, is_partner
from gen_vpce.intent.endpoint_kinds import check_arguments
from gen_vpce.intent.findings import did_you_mean
from gen_vpce.intent.grants import ALLOW, DENY, Grants
from gen_vpce.intent.model import POLICY_VERSION, Endpoint, EndpointKind, RawStatement
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.names.resource_names import Resources
from gen_vpce.intent.subnet_addresses import subnet_addresses
from gen_vpce.intent.text.node import Node, written

NETWORK_OF = {
    EndpointKind.GATEWAY: ("vpc_id", "route_table_ids"),
    EndpointKind.INTERFACE: ("vpc_id", "subnet_ids", "security_group_ids"),
}
"""The arguments of each kind that a deployment can give to its endpoints."""


def label_of(name: str) -> str:
    """Return a name as the name of a Terraform resource: letters, digits and underscores.

    Of a name with a value of the deployment, `orders-<stage>`, it is the same in all: `orders_stage`.
    """
    label = re.sub(r"[^A-Za-z0-9_]", "_", re.sub("[<>]", "", name))
    return f"_{label}" if label[:1].isdigit() else label


def endpoint(name: str, node: Node, shared_tags: Node | None, setting: Setting) -> Endpoint | None:
    """Return one endpoint, or None where its service or kind cannot be told."""
    service = _service(name, node, setting)
    if service is None:
        return None
    kind = _kind(service, node, setting)
    if kind is None:
        return None
    node = _with_network(node, kind, setting)
    region = _service_region(service, node, setting)
    check_arguments(service, kind, node, setting)
    must_match = kind is EndpointKind.GATEWAY or service.iam_prefix == "dynamodb"
    prefixes = (service.iam_prefix,) if service.iam_prefix else ()
    resources = Resources(prefixes, region, setting, must_match=must_match)
    grants = Grants(service, region, resources, setting)
    options = node.get("dns_options") or Node(node.span)
    return Endpoint(
        name=name,
        label=label_of(name),
        span=node.place,
        service=service.name,
        service_name=service.service_name(region, kind),
        iam_prefix=service.iam_prefix or "*",
        kind=kind,
        everything=node.string("allow") == "everything",
        allow=grants.read(node, ALLOW),
        deny=grants.read(node, DENY),
        statements=tuple(RawStatement(raw_data(raw), raw.span) for raw in node.each("statements")),
        principal_element=node.string("principals_as") == "element",
        policy_version=policy_version(node),
        policy_id=node.string("policy_id"),
        vpc_id=node.string("vpc_id"),
        route_table_ids=node.texts("route_table_ids"),
        subnet_ids=node.texts("subnet_ids"),
        security_group_ids=node.texts("security_group_ids"),
        vpc_tags=_looked_for("vpc", node),
        route_table_tags=_looked_for("route_tables", node),
        subnet_tags=_looked_for("subnets", node),
        security_group=node.string("security_group"),
        subnet_configuration=subnet_addresses(node, setting) if "subnet_ids" in NETWORK_OF[kind] else (),
        private_dns_enabled=node.flag("private_dns_enabled"),
        ip_address_type=node.string("ip_address_type"),
        dns_record_ip_type=options.string("dns_record_ip_type"),
        private_dns_only_for_inbound_resolver_endpoint=options.flag(
            "private_dns_only_for_inbound_resolver_endpoint"
        ),
        service_region=node.string("service_region"),
        auto_accept=node.flag("auto_accept"),
        timeouts={name: value.text for name, value in node.items("timeouts")},
        prevent_destroy=node.flag("prevent_destroy") is True,
        tags=endpoint_tags(node.get("tags"), shared_tags, setting.found),
    )


def _with_network(node: Node, kind: EndpointKind, setting: Setting) -> Node:
    """Return the entry with the arguments of its kind that the deployment gives and it does not."""
    given = {name: held for name in NETWORK_OF[kind] if (held := setting.network.get(name))}
    return replace(node, entries={**given, **(node.entries or {})}) if given else node


def check_network(endpoints: Sequence[Endpoint], setting: Setting) -> None:
    """Find arguments that the deployment gives, and that none of its endpoints can have."""
    taken = {name for each in endpoints for name in NETWORK_OF[each.kind]}
    for name, given in setting.network.items():
        if name not in taken:
            kind = {"vpc_id": "", "route_table_ids": "gateway "}.get(name, "interface ")
            message = f"the deployment gives `{name}`, and has no {kind}endpoint"
            setting.found.error("GV214", message, given.place, "remove it")


def _looked_for(name: str, node: Node) -> dict[str, str] | None:
    """Return the tags of what the module is to look up."""
    given = node.get(name)
    return {key: value.text for key, value in given.items("tags")} if given else None


def policy_version(node: Node) -> str | None:
    """Return the version of the policy's language, None where the policy is to have none."""
    given = node.string("policy_version") or POLICY_VERSION
    return None if given == "none" else given


def raw_data(statement: Node) -> dict[str, object]:
    """Return a statement of the escape hatch as plain data."""
    data = written(statement)
    return data if isinstance(data, dict) else {}


def _service(name: str, node: Node, setting: Setting) -> catalog.EndpointService | None:
    given = node.get("service")
    wanted = given.text if given else name
    service = catalog.endpoint_service(wanted) or catalog.from_service_name(wanted)
    if service is None and is_partner(wanted):
        message = f"`{wanted}` is not a service of AWS"
        setting.found.error("GV212", message, given.span if given else node.span, f"remove it: {PARTNER}")
    elif service is None:
        close = catalog.closest(wanted, catalog.endpoint_services())
        if given:
            hint = f"did you mean `{close}`?" if close else "`gen-vpce catalog` lists them"
        else:
            hint = f"say which one it is, for example `service: {close or 'dynamodb'}`"
        message = f"unknown endpoint service `{wanted}`"
        setting.found.error("GV212", message, given.span if given else node.key or node.span, hint)
    return service


def _kind(service: catalog.EndpointService, node: Node, setting: Setting) -> EndpointKind | None:
    given = node.get("type")
    if given is None:
        return EndpointKind.GATEWAY if "gateway" in service.kinds else EndpointKind.INTERFACE
    if given.text in service.kinds:
        return EndpointKind(given.text)
    message = f"{service.name} has no {given.text} endpoint"
    setting.found.error("GV213", message, given.span, f"write `type: {' or '.join(sorted(service.kinds))}`")
    return None


def _service_region(service: catalog.EndpointService, node: Node, setting: Setting) -> str:
    """Return the Region that the endpoint leads to."""
    given = node.get("service_region")
    if given is None:
        return setting.region
    found = setting.found
    if given.text not in catalog.regions():
        hint = did_you_mean(given.text, catalog.regions()) or f"write its name, such as {setting.region}"
        found.error("GV210", f"unknown Region `{given.text}`", given.span, hint)
    elif catalog.partition_of(given.text) != setting.partition:
        message = f"{given.text} is in another partition than {setting.region}"
        found.error("GV223", message, given.span, "no endpoint leads from one partition to another")
    elif service.iam_prefix == "dynamodb":
        message = "DynamoDB has no cross-Region endpoints"
        found.error("GV239", message, given.place, f"remove it, or make the endpoint in {given.text}")
    elif not service.cross_region and given.text != setting.region:
        message = f"{service.name} is not among the services with cross-Region endpoints"
        found.warning(
            "GV240", message, given.place, "ask `aws ec2 describe-vpc-endpoint-services`, then accept it"
        )
    return given.text
