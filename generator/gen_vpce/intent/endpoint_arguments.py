"""Every argument of `aws_vpc_endpoint`: the key of an intent that says it, or why none does.

Of provider 5.100 and of 6.x as published (`internal/service/ec2/vpc_endpoint.go`). `HOW` has the arguments of
blocks with a dot: `dns_options.dns_record_ip_type`. A test holds the table against the provider's schema.
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
"""

from collections.abc import Mapping

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.intent.text.node import Node


class Argument(Struct, frozen=True):
    """How an argument is said: by `key`, at the top of the file with `is_of_file`; or `reason`, why not."""

    key: str | None = None
    reason: str | None = None
    is_of_file: bool = False


_TOLD = "AWS assigns it: the module has it among its outputs"
WITHOUT_POLICY = ("gateway-load-balancer", "resource", "service-network")

HOW: Mapping[str, Argument] = {
    "vpc_id": Argument("vpc_id"),
    "service_name": Argument("service"),
    "vpc_endpoint_type": Argument("type"),
    "policy": Argument("allow"),
    "route_table_ids": Argument("route_table_ids"),
    "subnet_ids": Argument("subnet_ids"),
    "security_group_ids": Argument("security_group_ids"),
    "private_dns_enabled": Argument("private_dns_enabled"),
    "ip_address_type": Argument("ip_address_type"),
    "service_region": Argument("service_region"),
    "dns_options.dns_record_ip_type": Argument("dns_options.dns_record_ip_type"),
    "dns_options.private_dns_only_for_inbound_resolver_endpoint": Argument(
        "dns_options.private_dns_only_for_inbound_resolver_endpoint"
    ),
    "dns_options.private_dns_preference": Argument("dns_options.private_dns_preference"),
    "dns_options.private_dns_specified_domains": Argument("dns_options.private_dns_specified_domains"),
    "tags": Argument("tags"),
    "timeouts.create": Argument("timeouts.create"),
    "timeouts.update": Argument("timeouts.update"),
    "timeouts.delete": Argument("timeouts.delete"),
    "region": Argument("region", is_of_file=True),
    "auto_accept": Argument("auto_accept"),
    "resource_configuration_arn": Argument("resource_configuration_arn"),
    "service_network_arn": Argument("service_network_arn"),
    "subnet_configuration.subnet_id": Argument("subnet_configuration.subnet_id"),
    "subnet_configuration.ipv4": Argument("subnet_configuration.ipv4"),
    "subnet_configuration.ipv6": Argument("subnet_configuration.ipv6"),
    "tags_all": Argument(reason="the provider makes it of `tags` and its own `default_tags`"),
    **dict.fromkeys(
        (
            *("id", "arn", "cidr_blocks", "dns_entry", "network_interface_ids", "owner_id"),
            *("prefix_list_id", "requester_managed", "state"),
        ),
        Argument(reason=_TOLD),
    ),
    "lifecycle": Argument("prevent_destroy"),
    "lifecycle.prevent_destroy": Argument("prevent_destroy"),
    **dict.fromkeys(
        (
            *("lifecycle.create_before_destroy", "lifecycle.ignore_changes"),
            *("lifecycle.replace_triggered_by", "lifecycle.precondition", "lifecycle.postcondition"),
        ),
        Argument(reason="the module is the same everywhere: of `lifecycle` it knows `prevent_destroy` alone"),
    ),
    **dict.fromkeys(
        ("provisioner", "connection"),
        Argument(reason="the module runs no programs"),
    ),
}


def is_partner(service_name: str) -> bool:
    """Whether an endpoint service is not AWS's own: `com.amazonaws.vpce.us-east-1.vpce-svc-...`."""
    return ".vpce." in service_name or service_name.startswith("vpce-svc-")


def service_takes_no_policy(service: str) -> bool:
    """Whether AWS takes no policy at endpoints to *service*, which is said in short or by its full name."""
    known = catalog.endpoint_service(service) or catalog.from_service_name(service)
    return is_partner(service) or (known is not None and known.policy_support is False)


def takes_no_policy(name: str, endpoint: Node) -> bool:
    """Whether AWS takes no policy at the endpoint *name*, as far as its entry can be read."""
    return (
        endpoint.string("type") in WITHOUT_POLICY
        or any(endpoint.get(each) for each in ("resource_configuration_arn", "service_network_arn"))
        or service_takes_no_policy(endpoint.string("service") or name)
    )


def how(name: str) -> Argument | None:
    """Return how the argument or block *name* is said, None for what AWS's endpoints do not have."""
    if name in HOW:
        return HOW[name]
    of_block = [each for key, each in HOW.items() if key.partition(".")[0] == name]
    return of_block[0] if of_block and not any(each.key for each in of_block) else None


def hint(name: str, within: str = "") -> str | None:
    """Return what to write in the place of an argument that is no key of an intent's endpoint.

    *within* is the key of the block that it stands in.
    """
    known = how(f"{within}.{name}" if within else name)
    if known is None:
        return None
    if known.reason:
        return f"remove it: {known.reason}"
    where = " at the top of the file" if known.is_of_file else ""
    return f"write `{known.key}`{where}" if known.key != name or where else None
