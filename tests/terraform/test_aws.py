"""The AWS that the tests plan and apply against: every one of them begins with nothing in it."""

import boto3
from tests.support.outside.aws import empty_aws

KEYS = {"region_name": "us-east-1", "aws_access_key_id": "test", "aws_secret_access_key": "test"}


def test_what_is_in_one_is_not_in_another() -> None:
    with empty_aws() as first, empty_aws() as second:
        one, other = (boto3.client("sqs", endpoint_url=url, **KEYS) for url in (first, second))
        one.create_queue(QueueName="orders")
        assert len(one.list_queues()["QueueUrls"]) == 1
        assert "QueueUrls" not in other.list_queues()
