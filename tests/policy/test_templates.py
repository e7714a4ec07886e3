"""The policy templates lay a document out as AWS prints it, and change nothing in it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce.module.templates.render import environment
from gen_vpce.policy.document import PolicyKind

KINDS = (PolicyKind.ENDPOINT, PolicyKind.IDENTITY, PolicyKind.RESOURCE)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ELEMENTS = st.fixed_dictionaries(
    {"Effect": TEXT, "Action": st.one_of(TEXT, st.lists(TEXT, min_size=1, max_size=3))},
    optional={
        "Sid": TEXT,
        "NotResource": TEXT,
        "Condition": st.dictionaries(
            TEXT, st.dictionaries(TEXT, st.one_of(TEXT, st.integers(), st.booleans()))
        ),
    },
)


def laid_out(kind: PolicyKind, policy: object) -> str:
    return environment().get_template(f"policy/{kind}.json.j2").render(policy=policy)


def test_layout() -> None:
    statement = {
        "Sid": "Orders",
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["dynamodb:GetItem", "dynamodb:Query"],
        "Resource": "*",
        "Condition": {"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::123456789012:role/a<b>&'*"]}},
    }
    policy = {"Version": "2012-10-17", "Statement": [statement, {"Effect": "Deny", "Action": "*"}]}
    assert laid_out(PolicyKind.ENDPOINT, policy) == json.dumps(policy, indent=2) + "\n"


@pytest.mark.parametrize("kind", KINDS)
@given(statements=st.lists(ELEMENTS, min_size=1, max_size=3))
def test_every_value_comes_back(kind: PolicyKind, statements: list[object]) -> None:
    policy = {"Version": "2012-10-17", "Statement": statements}
    text = laid_out(kind, policy)
    assert json.loads(text) == policy
    assert text.endswith("}\n")


def test_an_identity_policy_has_no_room_for_a_principal() -> None:
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*"}]}
    assert "Principal" not in laid_out(PolicyKind.IDENTITY, policy)
