"""The intent as frozen values: what `load` returns and every later stage reads.

All short names are resolved here: ARNs are full, accounts are 12 digits, services are catalogue entries.
Each value keeps the span of the line that a person wrote, so that a finding on any output points back.
"""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from gen_vpce.diagnostics import Span

POLICY_VERSION = "2012-10-17"
"""The version of IAM's policy language that policies are in unless an intent says otherwise."""

Conditions = Mapping[str, Mapping[str, object]]
"""A raw IAM Condition element: operator -> key -> value or values."""


class EndpointKind(StrEnum):
    """`vpc_endpoint_type` as an intent spells it. Only endpoints of the first two kinds have policies."""

    GATEWAY = "gateway"
    INTERFACE = "interface"
    GATEWAY_LOAD_BALANCER = "gateway-load-balancer"
    RESOURCE = "resource"
    SERVICE_NETWORK = "service-network"

    @property
    def terraform(self) -> str:
        """The kind as AWS and Terraform spell it: `GatewayLoadBalancer`."""
        return self.value.title().replace("-", "")


class PrincipalKind(StrEnum):
    """How a principal of a grant is recognised on a request."""

    ARN = "arn"  # aws:PrincipalArn; may hold wildcards
    ACCOUNT = "account"  # aws:PrincipalAccount; every principal of the account
    ORGANIZATION = "organization"  # aws:PrincipalOrgID
    UNIT = "ou"  # aws:PrincipalOrgPaths; a pattern of paths
    TAG = "tag"  # aws:PrincipalTag/KEY
    AWS_SERVICES = "aws-services"  # aws:PrincipalIsAWSService


class PrincipalRef(Struct, frozen=True):
    """Who: a full IAM ARN, a 12-digit account id, an `o-...` id, or `true` for AWS services.

    Of an organizational unit it is a pattern of paths, of a tag `KEY=VALUE`, which may hold wildcards.
    """

    kind: PrincipalKind
    value: str
    span: Span


class ResourceRef(Struct, frozen=True):
    """What a short name or ARN stands for; `arns` holds the thing itself and what it brings along.

    `written` is the text of the intent, `type` the catalogue's resource type (`table`) where it is known.
    """

    written: str
    arns: tuple[str, ...]
    span: Span
    type: str | None = None


class OwnerRef(Struct, frozen=True):
    """Who owns the resource: `aws:ResourceAccount`, `aws:ResourceOrgID` or `aws:ResourceOrgPaths` (unit)."""

    kind: PrincipalKind
    value: str
    span: Span


class Grant(Struct, frozen=True):
    """One entry of `allow` or `deny`: requests by any of `principals`, AND of everything else.

    No principals means everyone; neither levels nor actions means every action; no resources means every
    resource. `resource_tags`, each `KEY=VALUE`, name resources beside `resources`. `levels` are AWS access
    levels in the intent's spelling (`permissions-management`).
    `service_owned` names features of the catalogue with resources of AWS's own; only principals and the name
    stand beside it, at S3 the name alone.
    `has_sid` is false for a statement without a Sid.
    """

    name: str
    span: Span
    principals: tuple[PrincipalRef, ...] = ()
    levels: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    resources: tuple[ResourceRef, ...] = ()
    resource_tags: tuple[str, ...] = ()
    resource_owners: tuple[OwnerRef, ...] = ()
    condition: Conditions = field(default_factory=dict)
    service_owned: tuple[str, ...] = ()
    has_sid: bool = True


class RawStatement(Struct, frozen=True):
    """A statement of the escape hatch, as plain JSON data."""

    data: Mapping[str, object]
    span: Span


class SubnetAddresses(Struct, frozen=True):
    """A `subnet_configuration`: the addresses that a network interface has in its subnet."""

    subnet_id: str
    ipv4: str | None = None
    ipv6: str | None = None

    @property
    def arguments(self) -> dict[str, str]:
        """The arguments that are given, by their names."""
        given = {"subnet_id": self.subnet_id, "ipv4": self.ipv4, "ipv6": self.ipv6}
        return {name: value for name, value in given.items() if value is not None}


class Endpoint(Struct, frozen=True):
    """One `aws_vpc_endpoint`. Arguments left out are None and become variables where they are required.

    `service` is the catalogue's short name (`ecr.api`), `service_name` the full one in this Region,
    `iam_prefix` the prefix of its actions (`ecr`). `label` is the Terraform resource name.
    `everything` states `allow: everything`; then `allow` is empty.
    `principal_element` asks for IAM principals in the Principal element (interface endpoints only).
    `vpc_tags` and its like look for what `vpc_id` and its like name; `security_group` is `create` or None.
    `policy_version` None leaves the element out, as `policy_id` does. A tag that is None is left out.
    Without `has_policy`, AWS takes no policy. `service` is empty where the endpoint leads to no service of
    AWS's, `service_name` where it leads to none, but to a resource configuration or a service network.
    """

    name: str
    label: str
    span: Span
    service: str
    service_name: str
    iam_prefix: str
    kind: EndpointKind
    everything: bool
    allow: tuple[Grant, ...] = ()
    deny: tuple[Grant, ...] = ()
    statements: tuple[RawStatement, ...] = ()
    principal_element: bool = False
    policy_version: str | None = POLICY_VERSION
    policy_id: str | None = None
    vpc_id: str | None = None
    route_table_ids: tuple[str, ...] | None = None
    subnet_ids: tuple[str, ...] | None = None
    security_group_ids: tuple[str, ...] | None = None
    vpc_tags: Mapping[str, str] | None = None
    route_table_tags: Mapping[str, str] | None = None
    subnet_tags: Mapping[str, str] | None = None
    security_group: str | None = None
    subnet_configuration: tuple[SubnetAddresses, ...] = ()
    private_dns_enabled: bool | None = None
    ip_address_type: str | None = None
    dns_record_ip_type: str | None = None
    private_dns_only_for_inbound_resolver_endpoint: bool | None = None
    service_region: str | None = None
    auto_accept: bool | None = None
    has_policy: bool = True
    resource_configuration_arn: str | None = None
    service_network_arn: str | None = None
    private_dns_preference: str | None = None
    private_dns_specified_domains: tuple[str, ...] = ()
    timeouts: Mapping[str, str] = field(default_factory=dict)
    prevent_destroy: bool = False
    tags: Mapping[str, str | None] = field(default_factory=dict)


class ThroughRef(Struct, frozen=True):
    """An endpoint that a Deny makes compulsory: one of this file, or a literal `vpce-...` id.

    Exactly one of `endpoint` (a name in `Intent.endpoints`) and `vpce_id` is set.
    """

    span: Span
    endpoint: str | None = None
    vpce_id: str | None = None


class IdentityPolicy(Struct, frozen=True):
    """An `aws_iam_policy` that denies actions unless they come through one of the endpoints.

    `except_aws_services` keeps calls that AWS services make for the caller (`aws:ViaAWSService`).
    `sid` is the Sid of the statement, None for the one derived from the name. Where the name holds a value of
    the deployment, `unfilled` is the name with `<key>` in it: the same for all of them, as is `label`.
    """

    name: str
    label: str
    span: Span
    deny_unless_through: tuple[ThroughRef, ...]
    actions: tuple[str, ...]
    resources: tuple[ResourceRef, ...]
    except_aws_services: bool = True
    sid: str | None = None
    unfilled: str | None = None


class ResourcePolicy(Struct, frozen=True):
    """The policy of one resource of the intent's account and Region, such as an `aws_s3_bucket_policy`.

    `kind` is a word of `catalog.POLICY_HOLDERS`, `arns` are those that the policy is about, the resource's
    own first, and `value` is what Terraform calls it. `deny_unless_organization` holds ids of organizations.
    `except_principals` reach it from anywhere. `statements` stand beside what the other fields make.
    `unfilled` is as that of an identity policy. `sid` is that of the statement which shuts out who comes
    another way, or, where there is none, who is of another organization: None for the one that we choose,
    and for none at all without `has_sid`. `source_vpce_key` is how it spells its condition key.
    `policy_version` and `policy_id` are as those of an endpoint.
    """

    kind: str
    name: str
    arns: tuple[str, ...]
    value: str
    label: str
    span: Span
    deny_unless_through: tuple[ThroughRef, ...] = ()
    deny_unless_organization: tuple[str, ...] = ()
    except_aws_services: bool = True
    except_principals: tuple[PrincipalRef, ...] = ()
    statements: tuple[RawStatement, ...] = ()
    unfilled: str | None = None
    sid: str | None = None
    has_sid: bool = True
    source_vpce_key: str = "aws:sourceVpce"
    policy_version: str | None = POLICY_VERSION
    policy_id: str | None = None

    @property
    def subject(self) -> str:
        """What to call it: `bucket/orders`, and a table by its name alone."""
        return self.name if self.kind == "table" else f"{self.kind}/{self.name}"

    @property
    def file_name(self) -> str:
        """What its file is called, without the ending: a name may hold slashes, and belong to two types."""
        name = self.unfilled or self.name
        return name if self.kind == "table" else f"{name.replace('/', '.')}.{self.kind}"


class Claim(StrEnum):
    """What an expectation claims: of one request (`allow`, `deny`), or of all of a form."""

    ALLOW = "allow"
    DENY = "deny"
    ALWAYS = "always"
    NEVER = "never"


class Expectation(Struct, frozen=True):
    """One entry of `expect`. A field left out is None: any value for `always` and `never`.

    `principal` and `resource` are full ARNs (wildcards allowed for `always` and `never`); `through` is the
    name of an endpoint of this file or None for a request outside every endpoint.
    `identity` is a policy file, relative to the intent, with the caller's own permissions.
    """

    claim: Claim
    span: Span
    action: str | None = None
    principal: str | None = None
    resource: str | None = None
    through: str | None = None
    identity: str | None = None
    context: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)


class Acceptance(Struct, frozen=True):
    """A finding that the intent accepts, with the reason."""

    code: str
    reason: str
    span: Span


class Intent(Struct, frozen=True):
    """One intent file, or one `deployment` of it, read, checked and resolved.

    Collections are in the order of the file. `endpoints` have a policy, `endpoints_without_policy` take none:
    whatever is about policies looks at the first ones alone. `values` are those of the deployment: what
    `<key>` stands for.
    """

    name: str
    region: str
    account: str
    partition: str
    span: Span
    organization: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    endpoints: tuple[Endpoint, ...] = ()
    endpoints_without_policy: tuple[Endpoint, ...] = ()
    identity_policies: tuple[IdentityPolicy, ...] = ()
    resource_policies: tuple[ResourcePolicy, ...] = ()
    expect: tuple[Expectation, ...] = ()
    accept: tuple[Acceptance, ...] = ()
    deployment: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def every_endpoint(self) -> tuple[Endpoint, ...]:
        """All endpoints: those with a policy, then those without."""
        return (*self.endpoints, *self.endpoints_without_policy)

    def endpoint(self, name: str) -> Endpoint:
        """Return the endpoint *name*, which has a policy; every reference was checked by `load`."""
        return next(endpoint for endpoint in self.endpoints if endpoint.name == name)
