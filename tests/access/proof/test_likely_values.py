"""The resource that an example shows is the plainest one that its action acts on."""

import pytest

from gen_vpce.access.proof.likely_values import resource_for


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetObject", "arn:aws:s3:::example/example"),
        ("s3:PutObject", "arn:aws:s3:::example/example"),
        ("s3:ListBucket", "arn:aws:s3:::example"),
        ("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:123456789012:table/example"),
        ("s3:ListAllMyBuckets", "*"),
        ("s3:NoSuchAction", "*"),
    ],
)
def test_the_plainest_resource_comes_first(action: str, resource: str) -> None:
    assert resource_for(action) == resource
