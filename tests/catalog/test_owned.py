"""Resources that AWS owns: the data, and that lint and the catalogue agree about it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce import catalog
from gen_vpce.catalog.store import read
from gen_vpce.lint.acting_resources import types_acted_on, types_met
from gen_vpce.policy.patterns import arn_covers

FEATURES = [
    pytest.param(feature, id=f"{prefix}-{name}")
    for prefix in catalog.services_with_owned()
    for name, feature in catalog.owned_features(prefix).items()
]


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_says_where_it_is_documented_and_what_it_does(feature: catalog.OwnedFeature) -> None:
    assert feature.source.startswith(("https://docs.aws.amazon.com/", "https://aws-otel.github.io/"))
    assert feature.title
    assert feature.breaks or not feature.signed
    assert all(catalog.expand(action) == (action,) for action in feature.actions)
    assert {action.partition(":")[0] for action in feature.actions} == {feature.service}


@pytest.mark.parametrize("feature", FEATURES)
def test_each_action_acts_on_a_resource_of_its_feature(feature: catalog.OwnedFeature) -> None:
    met = {
        (feature.service, kind)
        for arn in catalog.owned_resources(feature, "us-east-1", "aws")
        for kind in types_met(feature.service, arn)
    }
    for action in feature.actions:
        assert types_acted_on(action) & met, action


@pytest.mark.parametrize("feature", FEATURES)
def test_a_condition_is_one_that_all_its_actions_know(feature: catalog.OwnedFeature) -> None:
    service = catalog.service(feature.service)
    assert service
    asked = {key for keys in feature.condition.values() for key in keys}
    for action in feature.actions:
        assert asked <= set(service.actions[action.partition(":")[2].lower()].condition_keys)


@pytest.mark.parametrize("region", list(catalog.regions()))
@pytest.mark.parametrize("feature", FEATURES)
def test_no_variable_is_left_in_any_region(feature: catalog.OwnedFeature, region: str) -> None:
    partition = catalog.partition_of(region)
    assert partition
    arns = catalog.owned_resources(feature, region, partition)
    assert arns or feature.accounts
    for arn in arns:
        assert re.fullmatch(
            r"arn:[a-z-]+:[a-z0-9]+:[a-z0-9-]*:(\d{12}|aws|):[A-Za-z0-9./*-]+(:[A-Za-z*-]+)?", arn
        )


def test_what_has_no_account_is_sourced_and_there() -> None:
    for prefix, entry in read("owned.json")["without_account"].items():
        service = catalog.service(prefix)
        assert service
        assert set(entry["types"]) <= set(service.resource_types)
        assert entry["source"].startswith("https://docs.aws.amazon.com/")


def test_the_data_is_dated_and_names_its_regions_rightly() -> None:
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", read("owned.json")["as_of"])
    for feature in (each.values[0] for each in FEATURES):
        assert isinstance(feature, catalog.OwnedFeature)
        for account, regions in feature.accounts.items():
            assert re.fullmatch(r"\d{12}", account)
            assert regions


@pytest.mark.parametrize(
    ("arn", "is_aws"),
    [
        ("arn:aws:ssm:us-east-1::document/AWS-RunPatchBaseline", True),
        ("arn:aws:ssm:us-east-1::parameter/aws/service/ami-amazon-linux-latest/x", True),
        ("arn:aws:ssm:us-east-1::automation-definition/AWS-RestartEC2Instance:$DEFAULT", True),
        ("arn:aws:ssm:us-east-1:123456789012:document/Mine", False),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", True),
        ("arn:aws:iam::123456789012:policy/Mine", False),
        ("arn:aws:ec2:us-east-1:aws:prefix-list/pl-63a5400a", True),
        ("arn:aws:ec2:us-east-1::image/ami-0123456789abcdef0", False),
        ("arn:aws:cloudformation:us-east-1:aws:transform/Serverless-2016-10-31", True),
        ("arn:aws:cloudformation:us-east-1::type/resource/AWS-S3-Bucket", True),
        ("arn:aws:network-firewall:us-east-1:aws-managed:stateful-rulegroup/Botnet", True),
        ("arn:aws:securityhub:us-east-1::product/aws/guardduty", True),
        ("arn:aws:securityhub:us-east-1:123456789012:product/123456789012/default", False),
        ("arn:aws:wellarchitected:us-east-1::lens/serverless", True),
        ("arn:aws:appconfig:us-west-2::extension/AWS.AppConfig.FeatureFlags/1", True),
        ("arn:aws:s3:::prod-us-east-1-starport-layer-bucket/x", False),
        ("arn:aws:dynamodb:us-east-1::table/Orders", False),
        ("*", False),
    ],
)
def test_whose_a_resource_is(arn: str, is_aws: bool) -> None:
    assert catalog.belongs_to_aws(arn) is is_aws


@given(
    st.sampled_from(["ssm", "iot", "cloudformation", "ec2", "s3"]),
    st.sampled_from(["", "aws", "123456789012", "aws-managed"]),
    st.sampled_from(["document/A", "type/resource/B", "jobtemplate/C:1", "image/D", "parameter/e/f", "g"]),
)
def test_the_patterns_match_the_very_arns(prefix: str, account: str, name: str) -> None:
    arn = f"arn:aws:{prefix}:us-east-1:{account}:{name}"
    assert any(arn_covers(each, arn) for each in catalog.arns_of_aws()) is catalog.belongs_to_aws(arn)


@pytest.mark.parametrize("prefix", sorted(read("index.json")["services"]))
def test_every_form_is_met_with_the_accounts_that_aws_has(prefix: str) -> None:
    service = catalog.service(prefix)
    assert service
    without = catalog.types_without_account(prefix)
    for name, kind in service.resource_types.items():
        for form in kind.arn.split(", "):
            for account in ("aws", *([""] if name in without else [])):
                arn = re.sub(r"\$\{[^}]*\}", "x", form.replace("${Account}", account))
                assert types_met(prefix, arn), arn
