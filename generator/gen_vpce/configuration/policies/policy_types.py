"""Terraform's resource types with a policy: the one table that lint, the gate and adoption read.

Arguments are those of the AWS provider 5.100 and of the AWSCC provider.
https://registry.terraform.io/providers/hashicorp/aws/latest/docs
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from gen_vpce.catalog import POLICY_HOLDERS
from gen_vpce.policy.document import PolicyKind

ENDPOINT = "aws_vpc_endpoint"


class TerraformPolicy(NamedTuple):
    """The `argument` of a type that holds its policy, and the policy's `kind`.

    `is_inline` says that the resource is more than its policy, which AWS or another resource may set too.
    `longest` is AWS's limit where it is another than that of the kind, in the unit of the kind.
    """

    argument: str
    kind: PolicyKind
    is_inline: bool = False
    longest: int | None = None


_ENDPOINT = PolicyKind.ENDPOINT
_IDENTITY = PolicyKind.IDENTITY
_RESOURCE = PolicyKind.RESOURCE


def _of(word: str, *, is_inline: bool = False) -> TerraformPolicy:
    """Return the policy of a type of resource that an intent can speak of too."""
    longest = POLICY_HOLDERS[word].limit.longest
    return TerraformPolicy("policy", _RESOURCE, is_inline=is_inline, longest=longest)


TERRAFORM_POLICIES: Mapping[str, TerraformPolicy] = MappingProxyType(
    {
        ENDPOINT: TerraformPolicy("policy", _ENDPOINT, is_inline=True),
        "aws_vpc_endpoint_policy": TerraformPolicy("policy", _ENDPOINT),
        "awscc_ec2_vpc_endpoint": TerraformPolicy("policy_document", _ENDPOINT, is_inline=True),
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
        "aws_iam_policy": TerraformPolicy("policy", _IDENTITY),
        "aws_iam_role_policy": TerraformPolicy("policy", _IDENTITY, longest=10_240),
        "aws_iam_user_policy": TerraformPolicy("policy", _IDENTITY, longest=2_048),
        "aws_iam_group_policy": TerraformPolicy("policy", _IDENTITY, longest=5_120),
        "aws_dynamodb_resource_policy": _of("table"),
        "aws_s3_bucket_policy": _of("bucket"),
        "aws_s3_access_point": TerraformPolicy("policy", _RESOURCE, is_inline=True),
        "aws_s3control_access_point_policy": TerraformPolicy("policy", _RESOURCE),
        "aws_kms_key": _of("key", is_inline=True),
        "aws_kms_key_policy": _of("key"),
        "aws_sqs_queue": _of("queue", is_inline=True),
        "aws_sqs_queue_policy": _of("queue"),
        "aws_sns_topic": _of("topic", is_inline=True),
        "aws_sns_topic_policy": _of("topic"),
        "aws_secretsmanager_secret": _of("secret", is_inline=True),
        "aws_secretsmanager_secret_policy": _of("secret"),
        "aws_ecr_repository_policy": _of("repository"),
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
        "aws_api_gateway_rest_api": TerraformPolicy("policy", _RESOURCE, is_inline=True, longest=8_192),
        "aws_api_gateway_rest_api_policy": TerraformPolicy("policy", _RESOURCE, longest=8_192),
        "aws_organizations_policy": TerraformPolicy("content", PolicyKind.SCP),
    }
)
"""Each type with its policy."""
