"""Which operations are data events, that a trail records only where somebody turned them on.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
"""

from collections.abc import Mapping

from msgspec import Struct


class DataEvents(Struct, frozen=True):
    """An operation that is one, and the `resources.type` of the event selector that turns them on."""

    example: str
    type: str


DATA_EVENTS: Mapping[str, DataEvents] = {
    "dynamodb": DataEvents("GetItem", "AWS::DynamoDB::Table"),
    "kinesis": DataEvents("PutRecord", "AWS::Kinesis::Stream"),
    "lambda": DataEvents("Invoke", "AWS::Lambda::Function"),
    "s3": DataEvents("GetObject", "AWS::S3::Object"),
    "sns": DataEvents("Publish", "AWS::SNS::Topic"),
    "sqs": DataEvents("SendMessage", "AWS::SQS::Queue"),
}
"""By IAM prefix; the daily work of other services is in management events, or has other types."""
