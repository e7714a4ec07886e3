"""What is about to be written means what the intent says, and a mistake on the way is noticed."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce.access.comparison.output_proof import MeaningDiffersError, Texts, prove
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Intent
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import to_data

GRANTS = st.fixed_dictionaries(
    {},
    optional={
        "principals": st.lists(
            st.sampled_from(
                [
                    "role/App",
                    "role/team-*",
                    "user/ann",
                    "account/111122223333",
                    "organization",
                    "aws-services",
                    "permission-set/ReadOnly",
                    "ou/ou-ab12-11111111",
                    "ou/r-ab12/ou-ab12-22222222/",
                    "tag/team=orders",
                    "tag/team=ord*",
                    "tag/stage=prod",
                ]
            ),
            min_size=1,
            max_size=4,
            unique=True,
        ),
        "access": st.lists(st.sampled_from(["read", "write"]), min_size=1, unique=True),
        "actions": st.lists(
            st.sampled_from(["dynamodb:GetItem", "dynamodb:Batch*", "dynamodb:*"]), min_size=1, unique=True
        ),
        "resources": st.lists(
            st.sampled_from(
                ["table/Orders", "table/Items", "table/It*", "tag/team=a", "tag/team=b*", "tag/stage=prod"]
            ),
            min_size=1,
            max_size=3,
            unique=True,
        ),
        "resource_owners": st.lists(
            st.sampled_from(["organization", "account/111122223333", "ou/ou-ab12-11111111"]),
            min_size=1,
            unique=True,
        ),
        "condition": st.sampled_from(
            [
                {"StringEquals": {"aws:PrincipalTag/env": "prod"}},
                {"StringLike": {"aws:PrincipalAccount": ["11*"]}},
                {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["Id", "Name"]}},
                {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}},
            ]
        ),
    },
)


def said(grant: Mapping[str, object]) -> str:
    """Return what a grant says whatever the order of its lists: `load` refuses to be told twice."""
    return json.dumps(
        {key: sorted(value) if isinstance(value, list) else value for key, value in grant.items()},
        sort_keys=True,
    )


ENDPOINTS = st.fixed_dictionaries(
    {"allow": st.one_of(st.just("everything"), st.lists(GRANTS, min_size=1, max_size=3, unique_by=said))},
    optional={"deny": st.lists(GRANTS, min_size=1, max_size=2, unique_by=said)},
)


def read_intent(**parts: object) -> Intent:
    whole = {
        "version": 1,
        "name": "orders",
        "region": "us-east-1",
        "account": "123456789012",
        "organization": "o-a1b2c3d4e5",
    }
    intent = load_bytes(json.dumps(whole | parts).encode(), "intent.yaml").intent
    assert intent is not None
    return intent


def texts_of(intent: Intent) -> dict[object, str]:
    return {
        (document.kind, document.subject): json.dumps(to_data(document.policy))
        for document in compile_intent(intent).documents
    }


def proven(intent: Intent, texts: Mapping[object, str]) -> Texts:
    assert prove(intent, texts) == ()  # type: ignore[arg-type]
    return texts  # type: ignore[return-value]


@given(ENDPOINTS)
def test_compiled_policy_means_what_the_intent_says(endpoint: dict[str, object]) -> None:
    intent = read_intent(endpoints={"dynamodb": endpoint})
    proven(intent, texts_of(intent))


LAYERS = {
    "endpoints": {
        "dynamodb": {
            "allow": [
                {
                    "name": "App",
                    "principals": ["role/App", "account/111122223333"],
                    "access": ["read"],
                    "resources": ["table/Orders"],
                    "condition": {"StringEquals": {"aws:PrincipalTag/env": "prod"}},
                }
            ],
            "deny": [{"name": "NoScan", "actions": ["dynamodb:Scan"]}],
        }
    },
    "identity_policies": [
        {
            "name": "only-there",
            "deny_unless_through": ["dynamodb"],
            "actions": ["dynamodb:*"],
            "resources": ["table/*"],
        }
    ],
    "resource_policies": [
        {
            "table": "Orders",
            "deny_unless_through": ["dynamodb", "vpce-0a1b2c3d"],
            "except_principals": ["ou/ou-ab12-11111111", "ou/ou-ab12-22222222", "tag/ops=y*", "tag/ops=no"],
        }
    ],
}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("role/App", "role/Ap?"),
        ("111122223333", "111122223334"),
        ("table/Orders/index/*", "table/Orders/*"),
        ("dynamodb:GetItem", "dynamodb:PutItem"),
        ('"dynamodb:Scan", "Resource": "*"', '"dynamodb:Scans", "Resource": "*"'),
        ('"Deny"', '"Allow"'),
        ("StringEquals", "StringNotEquals"),
        ("prod", "pro$"),
        ("<vpce:dynamodb>", "vpce-11aa22bb"),
        ("vpce-0a1b2c3d", "vpce-0a1b2c3e"),
        ("aws:ViaAWSService", "aws:ViaAWSServices"),
        ("ForAllValues:StringNotLike", "ForAnyValue:StringNotLike"),
        ("ou-ab12-22222222", "ou-ab12-22222223"),
        ("aws:PrincipalTag/ops", "aws:PrincipalTag/Op"),
        ('"y*"', '"y"'),
        ("dynamodb:*", "dynamodb:D*"),
    ],
)
def test_any_change_on_the_way_to_the_file_is_noticed(old: str, new: str) -> None:
    intent = read_intent(**LAYERS)
    texts = proven(intent, texts_of(intent))
    broken = {place: text.replace(old, new) for place, text in texts.items()}
    assert broken != texts
    with pytest.raises(MeaningDiffersError, match="policy of"):
        prove(intent, broken)


def test_text_that_cannot_be_read_back_is_no_proof() -> None:
    intent = read_intent(endpoints={"dynamodb": {"allow": "everything"}})
    with pytest.raises(MeaningDiffersError, match="read back"):
        prove(intent, {place: text[:-1] for place, text in texts_of(intent).items()})  # type: ignore[misc]


def test_raw_statement_with_a_variable_is_proven_by_its_text() -> None:
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "dynamodb:GetItem",
        "Resource": "arn:aws:dynamodb:us-east-1:123456789012:table/${aws:username}",
    }
    intent = read_intent(endpoints={"dynamodb": {"statements": [statement]}})
    proven(intent, texts_of(intent))
