"""Sizes are those of the text that Terraform sends, and a policy that is too long is merged or refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.grants import by_arn, full_arn, grant
from tests.support.intents import gateway, intent

from gen_vpce.diagnostics import Severity
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Policy, PolicyKind, Statement, to_data
from gen_vpce.policy.endpoint_tokens import token
from gen_vpce.policy.limits import LIMITS, size


def policy_of(value: str, resource: str = "*") -> Policy:
    tagged = Condition("StringEquals", "aws:PrincipalTag/t", (value,))
    return Policy(
        (Statement(Effect.ALLOW, None, EVERYONE, None, ("*",), None, (resource,), None, (tagged,)),)
    )


def as_terraform_sends(policy: Policy) -> str:
    text = json.dumps(to_data(policy), ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_endpoint_policies_count_characters_as_sent(value: str) -> None:
    policy = policy_of(value)
    assert size(PolicyKind.ENDPOINT, policy) == len(as_terraform_sends(policy))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="<")))
def test_table_policies_count_bytes(value: str) -> None:
    policy = policy_of(value)
    assert size(PolicyKind.RESOURCE, policy) == len(as_terraform_sends(policy).encode())


def test_half_a_character_counts_too() -> None:
    assert size(PolicyKind.RESOURCE, policy_of("\ud800")) > size(PolicyKind.RESOURCE, policy_of(""))


def test_a_token_counts_as_an_id() -> None:
    real = policy_of("vpce-0123456789abcdef0")
    assert size(PolicyKind.IDENTITY, policy_of(token("dynamodb"))) == size(PolicyKind.IDENTITY, real)


@pytest.mark.parametrize("kind", PolicyKind)
def test_every_kind_has_a_limit(kind: PolicyKind) -> None:
    assert LIMITS[kind].longest > 0


def test_a_policy_within_the_limit_is_left_alone() -> None:
    grants = tuple(grant(f"G{index}", resources=(full_arn(_table(index)),)) for index in range(3))
    compiled = compile_intent(intent(gateway(everything=False, allow=grants)))
    assert len(compiled.documents[0].policy.statements) == 3
    assert compiled.diagnostics == ()


def test_a_long_policy_is_merged_and_says_so() -> None:
    grants = tuple(grant(f"G{index}", resources=(full_arn(_table(index)),)) for index in range(150))
    compiled = compile_intent(intent(gateway(everything=False, allow=grants)))
    (document,) = compiled.documents
    (found,) = compiled.diagnostics
    assert (found.code, found.severity) == ("GV304", Severity.NOTE)
    assert "150 statements" in found.message
    assert [statement.sid for statement in document.policy] == ["G0"]
    assert set(document.policy.statements[0].resources or ()) == {_table(index) for index in range(150)}
    assert len(document.origins) == 1
    assert size(PolicyKind.ENDPOINT, document.policy) <= LIMITS[PolicyKind.ENDPOINT].longest


def test_a_policy_that_stays_too_long_names_its_largest_statements() -> None:
    many = tuple(f"arn:aws:iam::123456789012:role/team-{index:04}" for index in range(600))
    large = grant("Large", principals=by_arn(*many))
    small = grant("Small", actions=("dynamodb:GetItem",), resources=(full_arn(_table(1)),))
    compiled = compile_intent(intent(gateway(everything=False, allow=(small, large))))
    (found,) = compiled.diagnostics
    length = size(PolicyKind.ENDPOINT, compiled.documents[0].policy)
    assert (found.code, found.severity, found.span) == ("GV305", Severity.ERROR, large.span)
    assert f"{length:,} characters" in found.message
    assert f"{length - 20_480:,} more than the 20,480" in found.message
    assert [related.message.split(":")[0] for related in found.related] == [
        "statement Large",
        "statement Small",
    ]


def _table(index: int) -> str:
    return f"arn:aws:dynamodb:us-east-1:123456789012:table/a-table-with-a-long-name-{index:04}"
