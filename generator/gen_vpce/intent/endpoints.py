"""The entries of `endpoints`, resolved and checked against what the service and the kind allow."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from gen_vpce.intent.aws_tags import endpoint_tags
from gen_vpce.intent.endpoint_kinds import NETWORK_OF, TWO_WAYS, check_arguments, taken_of_deployment
from gen_vpce.intent.endpoint_policies import check_policy, has_policy
from gen_vpce.intent.endpoint_targets import target
from gen_vpce.intent.grants import ALLOW, DENY, Grants
from gen_vpce.intent.model import POLICY_VERSION, Endpoint, EndpointKind, RawStatement
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.names.resource_names import Resources
from gen_vpce.intent.subnet_addresses import subnet_addresses
from gen_vpce.intent.text.node import Node, written

_WHOSE = {"vpc_id": "", "vpc": "", "route_table_ids": "gateway ", "route_tables": "gateway "}


def label_of(name: str) -> str:
    """Return a name as the name of a Terraform resource: letters, digits and underscores.

    Of a name with a value of the deployment, `orders-<stage>`, it is the same in all: `orders_stage`.
    """
    label = re.sub(r"[^A-Za-z0-9_]", "_", re.sub("[<>]", "", name))
    return f"_{label}" if label[:1].isdigit() else label


def endpoint(name: str, node: Node, shared_tags: Node | None, setting: Setting) -> Endpoint | None:
    """Return one endpoint, or None where its service or kind cannot be told."""
    leads_to = target(name, node, setting)
    if leads_to is None:
        return None
    kind, service, region = leads_to.kind, leads_to.service, leads_to.region
    node = _with_network(node, kind, setting)
    check_arguments(leads_to, node, setting)
    check_policy(name, leads_to, node, setting)
    prefix = service.iam_prefix if service else None
    must_match = kind is EndpointKind.GATEWAY or prefix == "dynamodb"
    resources = Resources((prefix,) if prefix else (), region, setting, must_match=must_match)
    grants = Grants(service, region, resources, setting) if service and has_policy(leads_to, node) else None
    options = node.get("dns_options") or Node(node.span)
    return Endpoint(
        name=name,
        label=label_of(name),
        span=node.place,
        service=service.name if service else "",
        service_name=leads_to.service_name,
        iam_prefix=prefix or "*",
        kind=kind,
        everything=node.string("allow") == "everything",
        allow=grants.read(node, ALLOW) if grants else (),
        deny=grants.read(node, DENY) if grants else (),
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
        has_policy=grants is not None,
        resource_configuration_arn=node.string("resource_configuration_arn"),
        service_network_arn=node.string("service_network_arn"),
        private_dns_preference=options.string("private_dns_preference"),
        private_dns_specified_domains=options.texts("private_dns_specified_domains") or (),
        timeouts={name: value.text for name, value in node.items("timeouts")},
        prevent_destroy=node.flag("prevent_destroy") is True,
        tags=endpoint_tags(node.get("tags"), shared_tags, setting.found),
    )


def _with_network(node: Node, kind: EndpointKind, setting: Setting) -> Node:
    """Return the entry with the arguments of its kind that the deployment gives, and it in neither way."""
    own = {name for pair in TWO_WAYS if any(node.get(each) for each in pair) for name in pair}
    own |= {found_by for found_by, named in TWO_WAYS if named in setting.network}
    wanted = (name for name in taken_of_deployment(kind) if name not in own)
    given = {name: held for name in wanted if (held := setting.network.get(name))}
    return replace(node, entries={**given, **(node.entries or {})}) if given else node


def check_network(endpoints: Sequence[Endpoint], setting: Setting) -> None:
    """Find arguments that the deployment gives, and that none of its endpoints can have."""
    for found_by, named in TWO_WAYS:
        both = setting.network.get(found_by)
        if both and named in setting.network:
            message = f"the deployment says one argument in two ways, `{found_by}` and `{named}`"
            setting.found.error("GV254", message, both.place, "remove one of the two")
    taken = {name for each in endpoints for name in taken_of_deployment(each.kind)}
    for name, given in setting.network.items():
        if name not in taken:
            kind = _WHOSE.get(name, "interface ")
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
