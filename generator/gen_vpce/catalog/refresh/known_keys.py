"""What no package publishes about global condition keys.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from collections.abc import Mapping

TYPES: Mapping[str, str] = {
    "aws:SignInSessionArn": "ARN",
    "aws:SourceVpcArn": "ARN",
    "codebuild:BuildArn": "ARN",
    "codebuild:ProjectArn": "ARN",
}
"""Keys that the data lacks or gives another type."""

IDENTIFIERS: frozenset[str] = frozenset(
    {
        "aws:PrincipalAccount",
        "aws:PrincipalOrgID",
        "aws:ResourceAccount",
        "aws:ResourceOrgID",
        "aws:SourceAccount",
        "aws:SourceOrgID",
        "aws:SourceVpc",
        "aws:SourceVpce",
        "aws:VpceAccount",
        "aws:VpceOrgID",
    },
)
"""Keys that take no wildcard and no numeric operator in an endpoint policy.

https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""

ALWAYS: frozenset[str] = frozenset(
    {
        "aws:CurrentTime",
        "aws:EpochTime",
        "aws:PrincipalAccount",
        "aws:PrincipalType",
        "aws:RequestedRegion",
        "aws:SecureTransport",
        "aws:UserAgent",
        "aws:ViaAWSService",
        "aws:userid",
    },
)
"""Keys that every request carries, an anonymous one included."""

_VPC_ARN = frozenset(
    [
        "acm-pca",
        "applicationinsights",
        "apprunner",
        "athena",
        "cloudformation",
        "comprehendmedical",
        "compute-optimizer",
        "datasync",
        "discovery",
        "ebs",
        "ecr",
        "ecs",
        "firehose",
        "healthlake",
        "iam",
        "iotfleetwise",
        "iotwireless",
        "kinesisanalytics",
        "kms",
        "lambda",
        "medical-imaging",
        "omics",
        "payment-cryptography",
        "polly",
        "rbin",
        "rekognition",
        "route53",
        "s3",
        "scheduler",
        "servicediscovery",
        "servicequotas",
        "ssm-contacts",
        "storagegateway",
        "textract",
        "transcribe",
        "transfer",
    ],
)
_VPCE_ACCOUNT = _VPC_ARN | {"dynamodb", "gamelift", "shield"}
_VPCE_ORG = _VPCE_ACCOUNT | frozenset(
    [
        "b2bi",
        "cassandra",
        "cognito-identity",
        "dms",
        "ds-data",
        "identitystore",
        "iottwinmaker",
        "network-firewall",
        "pricing",
        "ses",
        "sms-voice",
        "sqs",
        "workmail",
    ],
)

SERVICES: Mapping[str, frozenset[str]] = {
    "aws:SourceVpcArn": _VPC_ARN,
    "aws:VpceAccount": _VPCE_ACCOUNT,
    "aws:VpceOrgID": _VPCE_ORG,
    "aws:VpceOrgPaths": _VPCE_ACCOUNT,
}
"""Keys that only some services fill in, and the IAM prefixes of these."""
