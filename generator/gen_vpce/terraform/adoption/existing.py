"""An endpoint that exists, as AWS describes it or as a Terraform state holds it.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint
"""

import re
from collections.abc import Mapping

from msgspec import Struct, field

from gen_vpce.diagnostics import Diagnostic, Span
from gen_vpce.intent.model import SubnetAddresses
from gen_vpce.module.hcl import Value
from gen_vpce.terraform.adoption.fields import Fields

_REGION = re.compile(r"(?<=\.)[a-z]{2,4}(?:-[a-z]+)+-[0-9]+(?=\.)")


class Carried(Struct, frozen=True):
    """What source says of an endpoint beside its values.

    `passed` are arguments of the call of its module as expressions, `key` that of the call's instance.
    `block` is the address without a key, `span` its place. `separate` are resources that hold the policy,
    with their places. With `stops`, its problems are all there is to say.
    """

    block: str
    span: Span
    passed: Mapping[str, Value] = field(default_factory=dict)
    key: str = ""
    separate: tuple[tuple[str, Span], ...] = ()
    stops: bool = False


class Existing(Struct, frozen=True):
    """One endpoint; what nobody says of it is None, or empty.

    `type` is in AWS's spelling (`Gateway`), `policy` JSON text. `tags` are those on the endpoint,
    `own_tags` those of its Terraform resource alone, without `default_tags` of the provider.
    `region` is told by a Terraform state alone. `address` is the one in the state. `subnet_configuration` is
    told by source alone: elsewhere, nobody tells which addresses somebody chose, and which AWS.
    A policy without an endpoint has no `id`. An endpoint of source has none either; `carried` is what the
    source adds, `problems` are what keeps it from being adopted.
    """

    id: str | None
    service_name: str
    type: str
    policy: str | None = None
    vpc_id: str | None = None
    route_table_ids: tuple[str, ...] = ()
    subnet_ids: tuple[str, ...] = ()
    security_group_ids: tuple[str, ...] = ()
    private_dns_enabled: bool = False
    ip_address_type: str | None = None
    dns_record_ip_type: str | None = None
    for_inbound_resolver_only: bool = False
    service_region: str | None = None
    subnet_configuration: tuple[SubnetAddresses, ...] = ()
    auto_accept: bool = False
    resource_configuration_arn: str | None = None
    service_network_arn: str | None = None
    private_dns_preference: str | None = None
    private_dns_specified_domains: tuple[str, ...] = ()
    timeouts: Mapping[str, str] = field(default_factory=dict)
    prevent_destroy: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)
    own_tags: Mapping[str, str] | None = None
    region: str | None = None
    account: str | None = None
    state: str | None = None
    requester_managed: bool = False
    address: str | None = None
    carried: Carried | None = None
    problems: tuple[Diagnostic, ...] = ()

    @property
    def is_endpoint(self) -> bool:
        """Whether there is an endpoint, and not a policy alone."""
        return self.id is not None or self.carried is not None

    @property
    def label(self) -> str:
        """What it is called: its id, its address in source, or that it is a policy."""
        return self.id or (self.address if self.carried and self.address else "policy")


def described(endpoint: Fields) -> Existing:
    """Return an endpoint out of the answer of `aws ec2 describe-vpc-endpoints`."""
    options = endpoint.inside("DnsOptions")
    return Existing(
        id=endpoint.text("VpcEndpointId"),
        service_name=endpoint.text("ServiceName") or "",
        type=endpoint.text("VpcEndpointType") or "Gateway",
        policy=endpoint.text("PolicyDocument"),
        vpc_id=endpoint.text("VpcId"),
        route_table_ids=endpoint.texts("RouteTableIds"),
        subnet_ids=endpoint.texts("SubnetIds"),
        security_group_ids=tuple(
            group_id for group in endpoint.each("Groups") if (group_id := group.text("GroupId"))
        ),
        private_dns_enabled=endpoint.flag("PrivateDnsEnabled"),
        ip_address_type=endpoint.text("IpAddressType"),
        dns_record_ip_type=options.text("DnsRecordIpType"),
        for_inbound_resolver_only=options.flag("PrivateDnsOnlyForInboundResolverEndpoint"),
        service_region=endpoint.text("ServiceRegion"),
        resource_configuration_arn=endpoint.text("ResourceConfigurationArn"),
        service_network_arn=endpoint.text("ServiceNetworkArn"),
        private_dns_preference=_as_terraform_does(options.text("PrivateDnsPreference")),
        private_dns_specified_domains=options.texts("PrivateDnsSpecifiedDomains"),
        tags={key: tag.text("Value") or "" for tag in endpoint.each("Tags") if (key := tag.text("Key"))},
        account=endpoint.text("OwnerId"),
        state=endpoint.text("State"),
        requester_managed=endpoint.flag("RequesterManaged"),
    )


def from_state(values: Fields, address: str | None) -> Existing:
    """Return an endpoint out of the attributes of an `aws_vpc_endpoint`."""
    arn = (values.text("arn") or "").split(":")
    options = next(values.each("dns_options"), Fields({}))
    return Existing(
        id=values.text("id"),
        service_name=values.text("service_name") or "",
        type=values.text("vpc_endpoint_type") or "Gateway",
        policy=values.text("policy"),
        vpc_id=values.text("vpc_id"),
        route_table_ids=values.texts("route_table_ids"),
        subnet_ids=values.texts("subnet_ids"),
        security_group_ids=values.texts("security_group_ids"),
        private_dns_enabled=values.flag("private_dns_enabled"),
        ip_address_type=values.text("ip_address_type"),
        dns_record_ip_type=options.text("dns_record_ip_type"),
        for_inbound_resolver_only=options.flag("private_dns_only_for_inbound_resolver_endpoint"),
        service_region=values.text("service_region"),
        auto_accept=values.flag("auto_accept"),
        resource_configuration_arn=values.text("resource_configuration_arn"),
        service_network_arn=values.text("service_network_arn"),
        private_dns_preference=_as_terraform_does(options.text("private_dns_preference")),
        private_dns_specified_domains=options.texts("private_dns_specified_domains"),
        timeouts=values.table("timeouts"),
        tags=values.table("tags_all") or values.table("tags"),
        own_tags=values.table("tags"),
        region=arn[3] if len(arn) > 5 else None,
        account=values.text("owner_id") or (arn[4] if len(arn) > 5 else None),
        state=values.text("state"),
        requester_managed=values.flag("requester_managed"),
        address=address,
    )


def _as_terraform_does(preference: str | None) -> str | None:
    """Return a preference in the one spelling that Terraform takes: AWS has told it in small letters too.

    https://github.com/hashicorp/terraform-provider-aws/issues/48403
    """
    return preference.upper().replace("-", "_") if preference else None


def region_in(service_name: str) -> str | None:
    """Return the Region in a full service name, None where it carries none."""
    found = _REGION.search(service_name)
    return found.group() if found else None
