"""Partitions, Regions, buckets of AWS and near names."""

import re

import pytest

from gen_vpce import catalog


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("us-east-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
        ("eu-isoe-west-1", "aws-iso-e"),
        ("us-isof-south-1", "aws-iso-f"),
        ("eusc-de-east-1", "aws-eusc"),
        ("us-eest-1", None),
        ("aws-global", None),
        ("", None),
    ],
)
def test_the_partition_of_a_region(region: str, partition: str | None) -> None:
    assert catalog.partition_of(region) == partition


def test_regions_and_partitions_tell_the_same() -> None:
    listed = {region: name for name, each in catalog.partitions().items() for region in each.regions}
    assert listed == {name: region.partition for name, region in catalog.regions().items()}


def test_each_region_fits_the_pattern_of_its_partition_alone() -> None:
    for region in catalog.regions().values():
        fitting = {
            name
            for name, each in catalog.partitions().items()
            if re.fullmatch(each.region_pattern, region.name)
        }
        assert fitting == {region.partition}


def test_dns_suffixes() -> None:
    suffixes = {name: partition.dns_suffix for name, partition in catalog.partitions().items()}
    assert suffixes["aws"] == suffixes["aws-us-gov"] == "amazonaws.com"
    assert suffixes["aws-cn"] == "amazonaws.com.cn"


@pytest.mark.parametrize(
    ("feature", "region", "partition", "arn"),
    [
        ("ecr", "us-east-1", "aws", "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"),
        ("al2", "eu-west-1", "aws", "arn:aws:s3:::packages.eu-west-1.amazonaws.com/*"),
        ("al2023", "us-west-2", "aws", "arn:aws:s3:::al2023-repos-us-west-2-de612dc2/*"),
        ("ssm", "us-east-1", "aws", "arn:aws:s3:::us-east-1-birdwatcher-prod/*"),
        ("emr", "us-east-1", "aws", "arn:aws:s3:::repo.us-east-1.emr.amazonaws.com/*"),
        (
            "cloudwatch-agent",
            "us-gov-west-1",
            "aws-us-gov",
            "arn:aws-us-gov:s3:::amazoncloudwatch-agent-us-gov-west-1/*",
        ),
        ("codedeploy", "us-east-1", "aws", "arn:aws:s3:::aws-codedeploy-us-east-1/*"),
        (
            "cloudformation",
            "us-east-1",
            "aws",
            "arn:aws:s3:::cloudformation-custom-resource-response-useast1/*",
        ),
    ],
)
def test_the_buckets_of_a_feature(feature: str, region: str, partition: str, arn: str) -> None:
    assert arn in catalog.owned_resources(catalog.owned_features("s3")[feature], region, partition)


def test_no_bucket_is_left_open_or_matches_others() -> None:
    for feature in catalog.owned_features("s3").values():
        for arn in catalog.owned_resources(feature, "us-east-1", "aws"):
            assert re.fullmatch(r"arn:aws:s3:::[a-z0-9.-]{3,63}(/([a-z]+/)*\*)?", arn)


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("dynamodbb", "dynamodb"),
        ("DynamoDB", "dynamodb"),
        ("ecr-api", "ecr.api"),
        ("zzzzzz", None),
        ("", None),
    ],
)
def test_the_name_that_was_meant(word: str, near: str | None) -> None:
    assert catalog.closest(word, catalog.endpoint_services()) == near
