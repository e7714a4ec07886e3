"""The types of resources that the gate looks at, and which of their attributes: nothing else is kept."""

from collections.abc import Mapping
from types import MappingProxyType

from gen_vpce.catalog import POLICY_HOLDERS, PolicyHolder
from gen_vpce.configuration.policies.policy_types import TERRAFORM_POLICIES

ENDPOINT = "aws_vpc_endpoint"
ENDPOINT_POLICY = "aws_vpc_endpoint_policy"
ORGANIZATIONS_POLICY = "aws_organizations_policy"
ROUTE_TABLE = "aws_vpc_endpoint_route_table_association"
SUBNET = "aws_vpc_endpoint_subnet_association"
SECURITY_GROUP = "aws_vpc_endpoint_security_group_association"

ASSOCIATIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        ROUTE_TABLE: ("route_table_id", "route_table_ids"),
        SUBNET: ("subnet_id", "subnet_ids"),
        SECURITY_GROUP: ("security_group_id", "security_group_ids"),
    }
)
"""The attribute of an association, and the argument of `aws_vpc_endpoint` that says the same."""

CLOUD_CONTROL_ENDPOINT = "awscc_ec2_vpc_endpoint"
"""The endpoint of the AWSCC provider, read under the names that `aws_vpc_endpoint` has for its attributes."""

RENAMED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {CLOUD_CONTROL_ENDPOINT: MappingProxyType({"policy_document": "policy", "vpc_endpoint_id": "id"})}
)
"""Of a type, the attributes that are read under another name."""

ENDPOINTS = frozenset({ENDPOINT, CLOUD_CONTROL_ENDPOINT})

POLICIES: Mapping[str, str] = MappingProxyType(
    {
        type_: RENAMED.get(type_, {}).get(held.argument, held.argument)
        for type_, held in TERRAFORM_POLICIES.items()
    }
    | {"aws_lambda_permission": "policy"}
)
"""The types with a policy, each with the attribute that holds it."""

INLINE = frozenset(type_ for type_, held in TERRAFORM_POLICIES.items() if held.is_inline)
"""The types that are more than their policy."""

ROLE, ROLE_POLICY = "aws_iam_role", "aws_iam_role_policy"
LAMBDA_PERMISSION = "aws_lambda_permission"
"""A statement in the policy of a function, in arguments of its own; `policy_parts` puts it together."""

ATTACHMENTS: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "aws_iam_role_policy_attachment": ("policy_arn", ("role",)),
        "aws_iam_user_policy_attachment": ("policy_arn", ("user",)),
        "aws_iam_group_policy_attachment": ("policy_arn", ("group",)),
        "aws_iam_policy_attachment": ("policy_arn", ("roles", "users", "groups")),
        "aws_iam_role_policy_attachments_exclusive": ("policy_arns", ("role_name",)),
        ROLE: ("managed_policy_arns", ("name",)),
    }
)
"""What attaches managed policies: the attribute with their ARNs, and those with the names of holders."""

OF_RESOURCES: Mapping[str, str] = MappingProxyType(
    {each.terraform: each.argument for each in POLICY_HOLDERS.values()}
    | dict(each.own for each in POLICY_HOLDERS.values() if each.own)
)
"""The types that set the policy of a resource, each with the attribute that says of which one."""

HOLDERS: Mapping[str, PolicyHolder] = MappingProxyType(
    {each.terraform: each for each in POLICY_HOLDERS.values()}
)
"""The types that hold nothing but the policy of another resource."""

OF_TYPES: Mapping[str, PolicyHolder] = MappingProxyType(
    dict(HOLDERS) | {each.own[0]: each for each in POLICY_HOLDERS.values() if each.own}
)
"""These, and the types that can set their own policy."""

SHOWN: Mapping[str, tuple[str, str]] = MappingProxyType(
    {each.own[0]: (each.word, each.own[1]) for each in POLICY_HOLDERS.values() if each.own}
    | {"aws_s3_bucket": ("bucket", "bucket"), "aws_ecr_repository": ("repository", "name")}
)
"""The types of resources that have a policy: the word of each, and the attribute that says which one it is.

The policy of a bucket is among its attributes too, whoever set it; that of a repository is not.
"""

SHOWN_BY_DATA: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"aws_s3_bucket_policy": ("bucket", "bucket"), "aws_secretsmanager_secret": ("secret", "arn")}
)
"""The same of data sources.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/s3_bucket_policy
"""

_OF_AN_ENDPOINT = (
    "id",
    "arn",
    "owner_id",
    "policy",
    "private_dns_enabled",
    "region",
    "resource_configuration_arn",
    "route_table_ids",
    "security_group_ids",
    "service_name",
    "service_network_arn",
    "service_region",
    "subnet_configuration",
    "subnet_ids",
    "vpc_endpoint_type",
    "vpc_id",
)

READ: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **{type_: (attribute,) for type_, attribute in POLICIES.items()},
        **{type_: (attribute, "vpc_endpoint_id") for type_, (attribute, _) in ASSOCIATIONS.items()},
        ENDPOINT: _OF_AN_ENDPOINT,
        CLOUD_CONTROL_ENDPOINT: _OF_AN_ENDPOINT,
        **{type_: (arns, *holders) for type_, (arns, holders) in ATTACHMENTS.items()},
        ROLE: ("inline_policy", "managed_policy_arns", "name"),
        LAMBDA_PERMISSION: (
            "action",
            "event_source_token",
            "function_name",
            "function_url_auth_type",
            "principal",
            "principal_org_id",
            "qualifier",
            "source_account",
            "source_arn",
        ),
        **{type_: ("policy", name) for type_, (_, name) in SHOWN.items()},
        **{type_: ("policy", name) for type_, name in OF_RESOURCES.items()},
        ENDPOINT_POLICY: ("policy", "vpc_endpoint_id"),
        ORGANIZATIONS_POLICY: ("content", "type"),
    }
)
"""What is read of each type; of a type that is not here, only the actions."""
