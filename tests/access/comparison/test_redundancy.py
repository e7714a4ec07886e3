"""Statements that change nothing, and that leaving them out indeed changes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.amount import amount
from tests.support.meaning.random_policies import random_policy, seeded

from gen_vpce.access.comparison.compare import Verdict, compare
from gen_vpce.access.comparison.redundancy import Idle, Why, idle_statements
from gen_vpce.access.proof.exists import Party
from gen_vpce.policy.document import Condition, Effect, Policy, PolicyKind, Statement


def statement(effect: Effect, action: str, resource: str = "*", *conditions: Condition) -> Statement:
    return Statement(effect, actions=(action,), resources=(resource,), conditions=conditions)


def allow(action: str, resource: str = "*", *conditions: Condition) -> Statement:
    return statement(Effect.ALLOW, action, resource, *conditions)


def deny(action: str, resource: str = "*", *conditions: Condition) -> Statement:
    return statement(Effect.DENY, action, resource, *conditions)


A_AND_B = (Condition("StringEquals", "s3:prefix", ("a",)), Condition("StringLike", "s3:prefix", ("b*",)))


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([allow("s3:*"), deny("s3:PutObject")], []),
        ([allow("s3:*"), allow("s3:GetObject")], [Idle(1, Why.COVERED, (0,))]),
        (
            [allow("s3:GetObject"), allow("s3:GetObject")],
            [Idle(0, Why.COVERED, (1,)), Idle(1, Why.COVERED, (0,))],
        ),
        ([allow("s3:*", "*", *A_AND_B)], [Idle(0, Why.NEVER)]),
        ([allow("s3:*"), allow("dynamodb:*"), deny("dynamodb:*")], [Idle(1, Why.DENIED, (2,))]),
        ([allow("s3:*"), deny("dynamodb:*")], [Idle(1, Why.IDLE)]),
        ([allow("*"), allow("s3:*"), deny("dynamodb:*")], [Idle(1, Why.COVERED, (0,))]),
        (
            [allow("s3:Get*", "arn:aws:s3:::a*"), allow("s3:Get*", "*"), deny("s3:Get*", "arn:aws:s3:::b*")],
            [Idle(0, Why.COVERED, (1,))],
        ),
        ([deny("s3:*", "arn:aws:s3:::a*"), deny("s3:*")], [Idle(0, Why.COVERED, (1,)), Idle(1, Why.IDLE)]),
    ],
)
def test_what_is_found(statements: list[Statement], expected: list[Idle]) -> None:
    assert list(idle_statements(Party(Policy(tuple(statements)), PolicyKind.IDENTITY))) == expected


@given(st.integers(0, 10**9))
@settings(max_examples=amount(60), deadline=None)
def test_leaving_an_idle_statement_out_changes_nothing(seed: int) -> None:
    policy = random_policy(seeded(seed), principals=True, statements=4)
    for idle in idle_statements(Party(policy, PolicyKind.RESOURCE)):
        kept = tuple(each for place, each in enumerate(policy.statements) if place != idle.place)
        assert compare(policy, Policy(kept), kind=PolicyKind.RESOURCE).verdict is Verdict.EQUIVALENT


@given(st.integers(0, 10**9))
@settings(max_examples=amount(60), deadline=None)
def test_a_statement_that_is_not_idle_matters(seed: int) -> None:
    policy = random_policy(seeded(seed), principals=True, statements=3)
    idle = {each.place for each in idle_statements(Party(policy, PolicyKind.RESOURCE))}
    for place in range(len(policy.statements)):
        kept = tuple(each for other, each in enumerate(policy.statements) if other != place)
        same = compare(policy, Policy(kept), kind=PolicyKind.RESOURCE).verdict is Verdict.EQUIVALENT
        assert same is (place in idle)
