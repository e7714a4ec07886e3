"""What `Ref` and `Fn::GetAtt` give of pseudo parameters and of resources.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from msgspec import Struct, field

from gen_vpce import catalog
from gen_vpce.configuration.module.computed import computed
from gen_vpce.configuration.module.provider import Provider
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.value.symbol import Form
from gen_vpce.configuration.value.value import Null, Value, text_of, unknown

ARN = "arn"
PSEUDO_PARAMETERS = tuple(
    f"AWS::{name}"
    for name in ("AccountId", "Region", "Partition", "URLSuffix", "StackName", "StackId", "NotificationARNs")
)
"""What has a value in every template."""
_AT_DEPLOYMENT = "it is known when the stack is deployed"


class ResourceType(Struct, frozen=True):
    """A type whose ARN is known, from the pattern of the same resource in Terraform.

    `properties` has the property for each attribute of the pattern. `ref` is what `Ref` gives: `arn`, or the
    property with the name; None for what CloudFormation makes up. `arns` are the attributes that give the
    ARN, and `after` what stands behind it.
    """

    terraform: str
    properties: Mapping[str, str]
    ref: str | None = None
    arns: tuple[str, ...] = ("Arn",)
    after: Mapping[str, str] = field(default_factory=dict)


def _named(terraform: str, argument: str, name: str, **more: str) -> ResourceType:
    """Return a type whose `Ref` gives its name."""
    return ResourceType(terraform, {argument: name, **more}, name)


RESOURCES: Mapping[str, ResourceType] = MappingProxyType(
    {
        "AWS::S3::Bucket": _named("aws_s3_bucket", "bucket", "BucketName"),
        "AWS::DynamoDB::Table": _named("aws_dynamodb_table", "name", "TableName"),
        "AWS::DynamoDB::GlobalTable": _named("aws_dynamodb_table", "name", "TableName"),
        "AWS::Serverless::SimpleTable": _named("aws_dynamodb_table", "name", "TableName"),
        "AWS::IAM::Role": _named("aws_iam_role", "name", "RoleName", path="Path"),
        "AWS::IAM::User": _named("aws_iam_user", "name", "UserName", path="Path"),
        "AWS::IAM::Group": _named("aws_iam_group", "name", "GroupName", path="Path"),
        "AWS::IAM::InstanceProfile": _named(
            "aws_iam_instance_profile", "name", "InstanceProfileName", path="Path"
        ),
        "AWS::IAM::ManagedPolicy": ResourceType(
            "aws_iam_policy", {"name": "ManagedPolicyName", "path": "Path"}, ARN, ("PolicyArn",)
        ),
        "AWS::SQS::Queue": ResourceType("aws_sqs_queue", {"name": "QueueName"}),
        "AWS::SNS::Topic": ResourceType("aws_sns_topic", {"name": "TopicName"}, ARN, ("TopicArn",)),
        "AWS::KMS::Key": ResourceType("aws_kms_key", {}),
        "AWS::Lambda::Function": _named("aws_lambda_function", "function_name", "FunctionName"),
        "AWS::Serverless::Function": _named("aws_lambda_function", "function_name", "FunctionName"),
        "AWS::SecretsManager::Secret": ResourceType(
            "aws_secretsmanager_secret", {"name": "Name"}, ARN, ("Id",)
        ),
        "AWS::Logs::LogGroup": ResourceType(
            "aws_cloudwatch_log_group", {"name": "LogGroupName"}, "LogGroupName", after={"Arn": ":*"}
        ),
        "AWS::ECR::Repository": _named("aws_ecr_repository", "name", "RepositoryName"),
        "AWS::Kinesis::Stream": _named("aws_kinesis_stream", "name", "Name"),
        "AWS::KinesisFirehose::DeliveryStream": _named(
            "aws_kinesis_firehose_delivery_stream", "name", "DeliveryStreamName"
        ),
        "AWS::StepFunctions::StateMachine": ResourceType(
            "aws_sfn_state_machine", {"name": "StateMachineName"}, ARN
        ),
        "AWS::ECS::Cluster": _named("aws_ecs_cluster", "name", "ClusterName"),
        "AWS::EFS::FileSystem": ResourceType("aws_efs_file_system", {}),
    }
)

_FORMS = {
    ("AWS::EC2::VPCEndpoint", "Id"): Form.ENDPOINT,
    ("AWS::EC2::VPC", "VpcId"): Form.VPC,
    ("AWS::Organizations::Organization", "Id"): Form.ORGANIZATION,
    ("AWS::Organizations::Organization", "ManagementAccountId"): Form.ACCOUNT,
    ("AWS::Organizations::Account", "AccountId"): Form.ACCOUNT,
}
_IDS = {
    "AWS::EC2::VPCEndpoint": "Id",
    "AWS::EC2::VPC": "VpcId",
    "AWS::Organizations::Organization": "Id",
    "AWS::Organizations::Account": "AccountId",
}
"""The attribute that `Ref` gives as well."""


def of_resource(type_: str | None, logical_id: str, place: Place | None) -> Value:
    """Return the symbol for what `Ref` gives of a resource whose name nobody sets."""
    form = _FORMS.get((type_ or "", _IDS.get(type_ or "", "")), Form.ANY)
    return unknown(logical_id, "CloudFormation makes it up", place, form)


def of_attribute(type_: str | None, logical_id: str, attribute: str, place: Place | None) -> Value:
    """Return the symbol for an attribute of a resource."""
    if attribute == _IDS.get(type_ or ""):
        return of_resource(type_, logical_id, place)
    form = _FORMS.get((type_ or "", attribute), Form.ANY)
    return unknown(f"{logical_id}.{attribute}", _AT_DEPLOYMENT, place, form)


def arn_of(
    known: ResourceType, provider: Provider, attribute: Callable[[str], Value], place: Place | None
) -> Value | None:
    """Return the ARN of a resource; *attribute* gives the parts of the pattern."""
    return computed(known.terraform, ARN, provider, attribute, place)


def provider_of(region: str | None, account: str | None) -> Provider:
    """Return what is known of where the stack is deployed; what is not given is a symbol."""
    partition = catalog.partition_of(region) if region else None
    return Provider(
        text_of(region) if region else unknown("Region", _AT_DEPLOYMENT, None, Form.REGION),
        text_of(account) if account else unknown("account", _AT_DEPLOYMENT, None, Form.ACCOUNT),
        text_of(partition) if partition else unknown("partition", _AT_DEPLOYMENT, None, Form.PARTITION),
    )


def pseudo(name: str, provider: Provider, place: Place | None) -> Value | None:
    """Return the value of a pseudo parameter, a failure's None for one that there is not."""
    match name:
        case "AWS::Region":
            return provider.region
        case "AWS::AccountId":
            return provider.account
        case "AWS::Partition":
            return provider.partition
        case "AWS::URLSuffix":
            return _suffix(provider, place)
        case "AWS::StackName":
            return unknown("stack name", _AT_DEPLOYMENT, place)
        case "AWS::StackId":
            return unknown("stack id", _AT_DEPLOYMENT, place)
        case "AWS::NotificationARNs":
            return unknown("notification ARNs", _AT_DEPLOYMENT, place)
        case _:
            return None


def _suffix(provider: Provider, place: Place | None) -> Value:
    found = computed("data.aws_partition", "dns_suffix", provider, lambda _: Null(), place)
    return found or unknown("dns_suffix of the partition", _AT_DEPLOYMENT, place)
