"""CloudFormation's resource types with a policy, those of SAM among them, and where each policy stands.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html
"""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from gen_vpce.policy.document import PolicyKind

ENDPOINT = "AWS::EC2::VPCEndpoint"
ORGANIZATION = "AWS::Organizations::Policy"
EACH = "*"
"""A step that stands for each element of a list."""


class PolicyProperty(Struct, frozen=True):
    """A property with a policy: the way to it from the properties of the resource.

    `is_required` says that the resource is nothing without it. With `is_mixed`, the list holds names of
    policies and the like beside documents.
    """

    path: tuple[str, ...]
    kind: PolicyKind
    is_required: bool = False
    is_mixed: bool = False


_IDENTITY = PolicyKind.IDENTITY
_RESOURCE = PolicyKind.RESOURCE


def _own(kind: PolicyKind, *path: str) -> tuple[PolicyProperty, ...]:
    return (PolicyProperty(path, kind, is_required=True),)


def _inline(kind: PolicyKind, *path: str) -> tuple[PolicyProperty, ...]:
    return (PolicyProperty(path, kind),)


_POLICIES = _inline(_IDENTITY, "Policies", EACH, "PolicyDocument")
_IN_SAM = (PolicyProperty(("Policies", EACH), _IDENTITY, is_mixed=True),)
_OF_TABLE = ("ResourcePolicy", "PolicyDocument")

CLOUDFORMATION_POLICIES: Mapping[str, tuple[PolicyProperty, ...]] = MappingProxyType(
    {
        ENDPOINT: _inline(PolicyKind.ENDPOINT, "PolicyDocument"),
        "AWS::IAM::Policy": _own(_IDENTITY, "PolicyDocument"),
        "AWS::IAM::ManagedPolicy": _own(_IDENTITY, "PolicyDocument"),
        "AWS::IAM::RolePolicy": _own(_IDENTITY, "PolicyDocument"),
        "AWS::IAM::UserPolicy": _own(_IDENTITY, "PolicyDocument"),
        "AWS::IAM::GroupPolicy": _own(_IDENTITY, "PolicyDocument"),
        "AWS::IAM::Role": _POLICIES,
        "AWS::IAM::User": _POLICIES,
        "AWS::IAM::Group": _POLICIES,
        "AWS::DynamoDB::Table": (
            PolicyProperty(_OF_TABLE, _RESOURCE),
            PolicyProperty(("StreamSpecification", *_OF_TABLE), _RESOURCE),
        ),
        "AWS::DynamoDB::GlobalTable": (
            PolicyProperty(("Replicas", EACH, *_OF_TABLE), _RESOURCE),
            PolicyProperty(("Replicas", EACH, "ReplicaStreamSpecification", *_OF_TABLE), _RESOURCE),
        ),
        "AWS::S3::BucketPolicy": _own(_RESOURCE, "PolicyDocument"),
        "AWS::S3::AccessPoint": _inline(_RESOURCE, "Policy"),
        "AWS::KMS::Key": _inline(_RESOURCE, "KeyPolicy"),
        "AWS::KMS::ReplicaKey": _inline(_RESOURCE, "KeyPolicy"),
        "AWS::SQS::QueuePolicy": _own(_RESOURCE, "PolicyDocument"),
        "AWS::SQS::QueueInlinePolicy": _own(_RESOURCE, "PolicyDocument"),
        "AWS::SNS::TopicPolicy": _own(_RESOURCE, "PolicyDocument"),
        "AWS::SNS::TopicInlinePolicy": _own(_RESOURCE, "PolicyDocument"),
        "AWS::SecretsManager::ResourcePolicy": _own(_RESOURCE, "ResourcePolicy"),
        "AWS::ECR::Repository": _inline(_RESOURCE, "RepositoryPolicyText"),
        "AWS::ApiGateway::RestApi": _inline(_RESOURCE, "Policy"),
        ORGANIZATION: _own(PolicyKind.SCP, "Content"),
        "AWS::Serverless::Function": _IN_SAM,
        "AWS::Serverless::StateMachine": _IN_SAM,
    }
)
"""Each type with its policies; trust policies of roles have rules of their own and are not among them."""
