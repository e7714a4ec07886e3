"""The AWS that the tests plan and apply against: every one of them begins with nothing in it."""

from tests.support.outside.aws import client, empty_aws


def test_what_is_in_one_is_not_in_another() -> None:
    with empty_aws() as first, empty_aws() as second:
        one, other = (client(url, "sqs") for url in (first, second))
        one.create_queue(QueueName="orders")
        assert len(one.list_queues()["QueueUrls"]) == 1
        assert "QueueUrls" not in other.list_queues()
