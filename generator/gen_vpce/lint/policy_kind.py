"""Where a policy is attached: told by what surrounds it, by the name of its file, or by itself."""

import re
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce import catalog
from gen_vpce.catalog import EndpointService
from gen_vpce.configuration.policies.policy_types import TERRAFORM_POLICIES
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.symbols import with_markers_as

_KIND_WORDS = {
    "endpoint": PolicyKind.ENDPOINT,
    "identity": PolicyKind.IDENTITY,
    "resource": PolicyKind.RESOURCE,
    "scp": PolicyKind.SCP,
    "rcp": PolicyKind.RCP,
}
_REGION = re.compile(r"\.([a-z]{2,4}(?:-[a-z]+)+-[0-9]+)\.")
_OPEN_REGION = re.compile(r"\$\{[^}]*\}")
_TYPES = frozenset(("gateway", "interface"))
_OPEN_PREFIX = re.compile(r"^⟨[^⟨⟩]*⟩(?=\.)")
_ENDPOINTS = ("aws_vpc_endpoint", "awscc_ec2_vpc_endpoint")
_ORGANIZATIONS = {
    "SERVICE_CONTROL_POLICY": PolicyKind.SCP,
    "RESOURCE_CONTROL_POLICY": PolicyKind.RCP,
}


class Attachment(Struct, frozen=True):
    """What is known of the place where a policy is attached; None where nobody says."""

    kind: PolicyKind | None = None
    service: EndpointService | None = None
    endpoint_type: str | None = None
    region: str | None = None

    def over(self, other: "Attachment") -> "Attachment":
        """Return this with what it does not know taken from *other*."""
        return Attachment(
            self.kind or other.kind,
            self.service or other.service,
            self.endpoint_type or other.endpoint_type,
            self.region or other.region,
        )

    def settled(self, policy: Policy) -> "Attachment":
        """Return this with a kind: a policy that names principals is an endpoint's, any other an identity's.

        Where an endpoint's type is open, it is Terraform's default: a gateway if the service has one.
        """
        named = any(each.principals or each.not_principals for each in policy)
        kind = self.kind or (PolicyKind.ENDPOINT if named or self.service else PolicyKind.IDENTITY)
        if kind is not PolicyKind.ENDPOINT:
            return Attachment(kind)
        default = None
        if self.service:
            default = "gateway" if "gateway" in self.service.kinds else "interface"
        return replace(self, kind=kind, endpoint_type=self.endpoint_type or default)


def of_endpoint(service_name: object, endpoint_type: object) -> Attachment:
    """Return the attachment to an endpoint of a full service name such as `com.amazonaws.us-east-1.s3`.

    A type that is not known, or for which no rule is made, counts as that with the fewest limits.
    """
    full = _OPEN_PREFIX.sub("com.amazonaws", service_name) if isinstance(service_name, str) else ""
    full = with_markers_as(full, "${Region}")
    region = _REGION.search(f"{full}.")
    service = catalog.from_service_name(_OPEN_REGION.sub("us-east-1", full)) if full else None
    known = endpoint_type.lower() if isinstance(endpoint_type, str) else None
    if known and known not in _TYPES:
        known = "interface"
    return Attachment(PolicyKind.ENDPOINT, service, known, region.group(1) if region else None)


def of_terraform(type_: str, arguments: Mapping[str, object]) -> Attachment:
    """Return the attachment of the policy of a Terraform resource."""
    kind = TERRAFORM_POLICIES[type_].kind
    if type_ == "aws_organizations_policy":
        return of_organization(arguments.get("type"))
    if type_ in _ENDPOINTS:
        return of_endpoint(arguments.get("service_name"), arguments.get("vpc_endpoint_type") or "Gateway")
    return Attachment(kind)


def of_organization(type_: object) -> Attachment:
    """Return the attachment of a policy of Organizations; without a type it is an SCP."""
    return Attachment(_ORGANIZATIONS.get(type_, PolicyKind.SCP) if isinstance(type_, str) else PolicyKind.SCP)


def of_name(file: str) -> Attachment:
    """Return what the name of a file tells: `s3.endpoint.json`, `network_perimeter_scp.json`.

    Of several words for a kind the last one counts: `only-through-endpoint.identity.json` is an identity
    policy.
    """
    name = file.replace("\\", "/").rpartition("/")[2].lower()
    words = re.findall(r"[a-z0-9]+", name)
    kind = next((_KIND_WORDS[word] for word in reversed(words) if word in _KIND_WORDS), None)
    before = re.split(r"[._-]endpoint", name)[0]
    service = catalog.endpoint_service(before) if kind is PolicyKind.ENDPOINT else None
    return Attachment(kind, service)
