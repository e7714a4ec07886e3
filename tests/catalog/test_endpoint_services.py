"""Endpoint services: names in every Region, kinds, IAM prefixes, and back from the full name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce import catalog
from gen_vpce.catalog import PortRange

FULL_NAMES = [
    ("dynamodb", "us-east-1", None, "com.amazonaws.us-east-1.dynamodb"),
    ("s3", "us-gov-west-1", None, "com.amazonaws.us-gov-west-1.s3"),
    ("s3", "cn-north-1", "gateway", "com.amazonaws.cn-north-1.s3"),
    ("s3", "cn-north-1", "interface", "cn.com.amazonaws.cn-north-1.s3"),
    ("s3", "cn-north-1", None, "com.amazonaws.cn-north-1.s3"),
    ("kms", "cn-north-1", None, "com.amazonaws.cn-north-1.kms"),
    ("sts", "cn-northwest-1", None, "cn.com.amazonaws.cn-northwest-1.sts"),
    ("transcribe", "cn-north-1", None, "cn.com.amazonaws.cn-north-1.transcribe.cn"),
    ("ecr.api", "us-iso-east-1", None, "gov.ic.c2s.us-iso-east-1.ecr.api"),
    ("ecr.dkr", "us-isob-east-1", None, "gov.sgov.sc2s.us-isob-east-1.ecr.dkr"),
    ("ebs", "us-isof-south-1", None, "gov.ic.hci.csp.us-isof-south-1.ebs"),
    ("ecr.api", "eu-isoe-west-1", None, "uk.adc-e.cloud.eu-isoe-west-1.ecr.api"),
    ("ecr.api", "eusc-de-east-1", None, "eu.amazonaws.eusc-de-east-1.ecr.api"),
    ("iam", "eu-west-1", None, "com.amazonaws.iam"),
    ("route53", "eu-west-1", None, "com.amazonaws.route53"),
    ("s3-global.accesspoint", "eu-west-1", None, "com.amazonaws.s3-global.accesspoint"),
    ("kendra-ranking", "us-west-2", None, "aws.api.us-west-2.kendra-ranking"),
    ("sagemaker.studio", "us-west-2", None, "aws.sagemaker.us-west-2.studio"),
]

PREFIXES = [
    ("dynamodb", "dynamodb"),
    ("dynamodb-fips", "dynamodb"),
    ("dynamodb-streams", "dynamodb"),
    ("ecr.api", "ecr"),
    ("ecr.dkr", "ecr"),
    ("kinesis-firehose", "firehose"),
    ("kinesis-streams", "kinesis"),
    ("monitoring", "cloudwatch"),
    ("email-smtp", "ses"),
    ("execute-api", "execute-api"),
    ("airflow.api-fips", "airflow"),
    ("tagging", "tag"),
    ("s3express", "s3express"),
    ("sagemaker.studio", "sagemaker"),
    ("lorawan.lns", None),
]


@pytest.mark.parametrize(("name", "region", "kind", "full"), FULL_NAMES)
def test_the_full_name_is_the_one_of_the_region(name: str, region: str, kind: str | None, full: str) -> None:
    service = catalog.endpoint_service(name)
    assert service is not None
    assert service.service_name(region, kind) == full


def test_every_full_name_leads_back_to_its_service() -> None:
    services = catalog.endpoint_services().values()
    named = {
        service.service_name(region, kind): service.name
        for region in catalog.regions()
        for service in services
        for kind in service.kinds
    }
    found = {full: catalog.from_service_name(full) for full in named}
    assert {full: service.name if service else None for full, service in found.items()} == named


def test_a_name_in_a_region_newer_than_the_data_is_recognised() -> None:
    found = catalog.from_service_name("com.amazonaws.xx-central-9.ecr.api")
    assert found is catalog.endpoint_service("ecr.api")


@pytest.mark.parametrize(
    "full", ["com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0", "s3", "", "com.amazonaws."]
)
def test_other_names_are_no_aws_service(full: str) -> None:
    assert catalog.from_service_name(full) is None


@pytest.mark.parametrize(("name", "prefix"), PREFIXES)
def test_the_iam_prefix_is_that_of_the_actions(name: str, prefix: str | None) -> None:
    service = catalog.endpoint_service(name)
    assert service is not None
    assert service.iam_prefix == prefix


def test_every_iam_prefix_has_its_actions() -> None:
    prefixes = {service.iam_prefix for service in catalog.endpoint_services().values()} - {None}
    assert {prefix for prefix in prefixes if prefix and not catalog.service(prefix)} == set()


def test_only_three_services_have_gateways() -> None:
    gateways = {
        name: service.kinds
        for name, service in catalog.endpoint_services().items()
        if "gateway" in service.kinds
    }
    both = frozenset({"gateway", "interface"})
    assert gateways == {"dynamodb": both, "s3": both, "s3express": frozenset({"gateway"})}


def test_dynamodb_interface_endpoints_have_no_private_dns() -> None:
    without = {name for name, service in catalog.endpoint_services().items() if not service.private_dns}
    assert without == {"dynamodb", "dynamodb-fips"}


def test_cross_region_access_is_known_and_never_dynamodb() -> None:
    able = {name for name, service in catalog.endpoint_services().items() if service.cross_region}
    assert {"s3", "iam", "ecr.api", "ecr.dkr", "kms", "lambda", "route53"} <= able
    assert "dynamodb" not in able


@pytest.mark.parametrize(
    ("name", "support"), [("s3", True), ("dynamodb", True), ("email-smtp", False), ("polly", None)]
)
def test_policy_support_is_unknown_where_nobody_says(name: str, support: bool | None) -> None:
    service = catalog.endpoint_service(name)
    assert service is not None
    assert service.policy_support is support


@pytest.mark.parametrize(
    ("name", "ports"),
    [
        ("sqs", "443"),
        ("cassandra", "9142"),
        ("email-smtp", "25 465 587 2465 2587"),
        ("appstream.streaming", "443 1400-1499"),
    ],
)
def test_ports(name: str, ports: str) -> None:
    service = catalog.endpoint_service(name)
    assert service is not None
    assert " ".join(map(str, service.ports)) == ports


def test_a_port_range_of_one_reads_as_a_port() -> None:
    assert str(PortRange(443, 443)) == "443"


@given(st.text())
def test_no_text_breaks_a_look_up(text: str) -> None:
    catalog.from_service_name(text)
    assert (catalog.endpoint_service(text) is None) == (text not in catalog.endpoint_services())
