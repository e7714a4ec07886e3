"""Terraform's resource types with a policy: the argument that holds it, and its kind."""

from collections.abc import Mapping

from gen_vpce.policy.document import PolicyKind

ENDPOINT = "aws_vpc_endpoint"
TERRAFORM_POLICIES: Mapping[str, tuple[str, PolicyKind]] = {
    ENDPOINT: ("policy", PolicyKind.ENDPOINT),
    "aws_vpc_endpoint_policy": ("policy", PolicyKind.ENDPOINT),
    "aws_iam_policy": ("policy", PolicyKind.IDENTITY),
    "aws_iam_role_policy": ("policy", PolicyKind.IDENTITY),
    "aws_iam_user_policy": ("policy", PolicyKind.IDENTITY),
    "aws_iam_group_policy": ("policy", PolicyKind.IDENTITY),
    "aws_dynamodb_resource_policy": ("policy", PolicyKind.RESOURCE),
    "aws_s3_bucket_policy": ("policy", PolicyKind.RESOURCE),
    "aws_s3_access_point": ("policy", PolicyKind.RESOURCE),
    "aws_kms_key": ("policy", PolicyKind.RESOURCE),
    "aws_kms_key_policy": ("policy", PolicyKind.RESOURCE),
    "aws_sqs_queue": ("policy", PolicyKind.RESOURCE),
    "aws_sqs_queue_policy": ("policy", PolicyKind.RESOURCE),
    "aws_sns_topic_policy": ("policy", PolicyKind.RESOURCE),
    "aws_secretsmanager_secret_policy": ("policy", PolicyKind.RESOURCE),
    "aws_ecr_repository_policy": ("policy", PolicyKind.RESOURCE),
    "aws_organizations_policy": ("content", PolicyKind.SCP),
}
