"""What no package publishes about endpoint services; each table says where AWS does.

Where nothing is known the catalogue says so, rather than guess.
"""

from collections.abc import Mapping

IAM_PREFIXES: Mapping[str, str] = {
    "analytics-omics": "omics",
    "appconfigdata": "appconfig",
    "appmesh-envoy-management": "appmesh",
    "appsync-api": "appsync",
    "aps-workspaces": "aps",
    "arsenal-discovery": "arsenal",
    "bedrock-agent": "bedrock",
    "bedrock-agent-runtime": "bedrock",
    "bedrock-data-automation": "bedrock",
    "bedrock-data-automation-runtime": "bedrock",
    "bedrock-runtime": "bedrock",
    "cloudcontrolapi": "cloudformation",
    "cloudhsmv2": "cloudhsm",
    "control-storage-omics": "omics",
    "data-servicediscovery": "servicediscovery",
    "deviceadvisor.iot": "iotdeviceadvisor",
    "dicom-medical-imaging": "medical-imaging",
    "dynamodb-streams": "dynamodb",
    "ecs-agent": "ecs",
    "ecs-telemetry": "ecs",
    "elasticbeanstalk-health": "elasticbeanstalk",
    "email": "ses",
    "email-smtp": "ses",
    "emr-serverless-services.livy": "emr-serverless",
    "evidently-dataplane": "evidently",
    "forecastquery": "forecast",
    "git-codecommit": "codecommit",
    "grafana-workspace": "grafana",
    "guardduty-data": "guardduty",
    "iot.fleethub.api": "iotfleethub",
    "kinesis-firehose": "firehose",
    "kinesis-streams": "kinesis",
    "mail-manager": "ses",
    "memory-db": "memorydb",
    "models-v2-lex": "lex",
    "monitoring": "cloudwatch",
    "neptune-graph-data": "neptune-graph",
    "networkflowmonitorreports": "networkflowmonitor",
    "personalize-events": "personalize",
    "personalize-runtime": "personalize",
    "pinpoint": "mobiletargeting",
    "pinpoint-sms-voice-v2": "sms-voice",
    "quicksight-website": "quicksight",
    "rum-dataplane": "rum",
    "runtime-medical-imaging": "medical-imaging",
    "runtime-v2-lex": "lex",
    "s3-global.accesspoint": "s3",
    "service.user-subscriptions": "user-subscriptions",
    "servicecatalog-appregistry": "servicecatalog",
    "storage-omics": "omics",
    "streaming-rekognition": "rekognition",
    "sync-states": "states",
    "tagging": "tag",
    "tags-omics": "omics",
    "transcribestreaming": "transcribe",
    "workflows-omics": "omics",
}
"""Endpoint service -> IAM prefix, where neither the name nor its first part is the prefix.

"Service Authorization Reference": https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

ADDED: Mapping[str, Mapping[str, object]] = {
    "apigateway": {},
    "cloudfront": {"pattern": "com.amazonaws.cloudfront"},
    "connect": {},
    "kinesisanalytics": {},
    "osis": {},
    "route53": {"pattern": "com.amazonaws.route53"},
}
"""Services that aws-cdk-lib does not name.

https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
"""

PORTS: Mapping[str, tuple[tuple[int, int], ...]] = {
    # https://docs.aws.amazon.com/appstream2/latest/developerguide/creating-streaming-from-interface-vpc-endpoints.html
    "appstream.streaming": ((443, 443), (1400, 1499)),
    # https://docs.aws.amazon.com/ses/latest/dg/send-email-set-up-vpc-endpoints.html
    "email-smtp": ((25, 25), (465, 465), (587, 587), (2465, 2465), (2587, 2587)),
    # https://docs.aws.amazon.com/iot/latest/developerguide/IoTCore-VPC.html
    "iot.data": ((443, 443), (8883, 8883)),
    # https://docs.aws.amazon.com/transfer/latest/userguide/create-server-in-vpc.html
    "transfer.server": ((21, 22), (990, 990), (8192, 8200)),
}
"""TCP ports other than 443 alone."""

TAKES_POLICY: frozenset[str] = frozenset(
    {
        "athena",
        "cloudformation",
        "codebuild",
        "dynamodb",
        "ec2",
        "ecr.api",
        "execute-api",
        "iam",
        "imagebuilder",
        "kinesis-streams",
        "kms",
        "lambda",
        "logs",
        "monitoring",
        "s3",
        "secretsmanager",
        "sns",
        "sqs",
        "ssm",
        "states",
        "sts",
    },
)
"""Services whose user guide, or AWS's data perimeter samples, shows an endpoint policy for them."""

TAKES_NO_POLICY: frozenset[str] = frozenset({"email-smtp", "transfer", "transfer.server"})
"""Services whose user guide says that endpoint policies are not supported."""

CROSS_REGION: frozenset[str] = frozenset(
    {
        "ecr.api",
        "ecr.dkr",
        "ecs",
        "iam",
        "kinesis-firehose",
        "kinesisanalytics",
        "kms",
        "lambda",
        "route53",
        "s3",
    },
)
"""Services that an interface endpoint of another Region reaches.

https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html
"""

NO_PRIVATE_DNS: frozenset[str] = frozenset({"dynamodb", "dynamodb-fips"})
"""https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/privatelink-interface-endpoints.html."""

ACTIONS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "iot": {"AssumeRoleWithCertificate": ("Write", "rolealias")},
}
"""Actions that the reference does not list, with their level and resource type.

https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html
"""

RESOURCE_TYPES: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "cloudformation": {
        "transform": (
            "arn:${Partition}:cloudformation:${Region}:aws:transform/${TransformName}",
            ("CreateChangeSet",),
        ),
    },
}
"""Resource types that the reference does not list: their ARN, and the actions that act on them.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html
"""
