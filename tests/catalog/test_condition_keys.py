"""Condition keys: types, sets, ids, and names with a variable part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce import catalog

KEYS = [
    ("aws:PrincipalArn", "aws:PrincipalArn", "ARN", False),
    ("AWS:SOURCEVPCE", "aws:SourceVpce", "String", False),
    ("aws:SourceVpcArn", "aws:SourceVpcArn", "ARN", False),
    ("aws:PrincipalOrgPaths", "aws:PrincipalOrgPaths", "String", True),
    ("aws:TagKeys", "aws:TagKeys", "String", True),
    ("aws:SourceIp", "aws:SourceIp", "IPAddress", False),
    ("aws:ViaAWSService", "aws:ViaAWSService", "Bool", False),
    ("aws:PrincipalTag/Team", "aws:PrincipalTag/${TagKey}", "String", False),
    ("dynamodb:leadingkeys", "dynamodb:LeadingKeys", "String", True),
    ("s3:max-keys", "s3:max-keys", "Numeric", False),
    ("s3:ExistingObjectTag/class", "s3:ExistingObjectTag/${key}", "String", False),
    ("kms:EncryptionContext:app", "kms:EncryptionContext:${EncryptionContextKey}", "String", False),
    ("events:Metadata/a/Matcher", "events:Metadata/${MetadataKey}/Matcher", "String", False),
    ("ec2:RoleDelivery", "ec2:RoleDelivery", "Numeric", False),
    ("aws:SignInSessionArn", "aws:SignInSessionArn", "ARN", False),
    ("saml:aud", "saml:aud", "String", False),
]


@pytest.mark.parametrize(("written", "name", "kind", "multivalued"), KEYS)
def test_a_key_is_found_as_it_is_written(written: str, name: str, kind: str, multivalued: bool) -> None:
    key = catalog.condition_key(written)
    assert key is not None
    assert (key.name, key.type, key.multivalued) == (name, kind, multivalued)


@pytest.mark.parametrize(
    "written", ["", "aws:", "aws:SourceVcpe", "aws:PrincipalTag/", "s3:nosuch", "nosuch:key", ":"]
)
def test_an_unknown_key_is_none(written: str) -> None:
    assert catalog.condition_key(written) is None


def test_keys_that_hold_an_id_are_those_of_the_privatelink_guide() -> None:
    identifiers = {key.name for key in catalog.global_condition_keys().values() if key.identifier}
    assert identifiers == {
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
    }


def test_global_keys_are_keyed_in_lower_case_and_typed() -> None:
    keys = catalog.global_condition_keys()
    assert all(folded == key.name.lower() for folded, key in keys.items())
    assert {key.type for key in keys.values()} == {"String", "ARN", "Bool", "Date", "IPAddress", "Numeric"}


def test_some_keys_are_in_every_request() -> None:
    keys = catalog.global_condition_keys()
    assert keys["aws:principalaccount"].always
    assert not keys["aws:principalarn"].always
    assert not keys["aws:sourcevpce"].always


@pytest.mark.parametrize(
    ("name", "prefix", "filled"),
    [
        ("aws:VpceAccount", "dynamodb", True),
        ("aws:VpceOrgID", "sqs", True),
        ("aws:VpceOrgPaths", "sqs", False),
        ("aws:SourceVpcArn", "dynamodb", False),
        ("aws:SourceVpcArn", "s3", True),
    ],
)
def test_some_keys_are_filled_in_by_some_services(name: str, prefix: str, filled: bool) -> None:
    key = catalog.condition_key(name)
    assert key is not None
    assert (prefix in key.services) == filled


def test_most_keys_are_filled_in_by_every_service() -> None:
    limited = {key.name for key in catalog.global_condition_keys().values() if key.services}
    assert limited == {"aws:SourceVpcArn", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"}


@given(st.text())
def test_no_text_breaks_a_look_up_of_a_key(text: str) -> None:
    found = catalog.condition_key(text)
    assert found is None or ":" in text
