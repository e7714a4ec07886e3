"""A witness shows no account that cannot be, unless a policy names it; and it stays a witness."""

import json
from typing import Any

import pytest
from tests.support.amount import amount
from tests.support.meaning.confirm import confirmed
from tests.support.meaning.random_policies import random_policy, seeded, variant

from gen_vpce.access.comparison.compare import Comparison
from gen_vpce.access.proof.likely_values import NO_ACCOUNT
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.read import read


def of(statement: dict[str, Any]) -> Policy:
    found = read(json.dumps({"Version": "2012-10-17", "Statement": statement})).policy
    assert found is not None
    return found


def shown(found: Comparison) -> str:
    return repr((found.newly_allowed.witness, found.newly_denied.witness))


def asks(operator: str, key: str, *values: str) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "*",
        "Resource": "*",
        "Condition": {operator: {key: values}},
    }


@pytest.mark.parametrize(
    "statement",
    [
        asks("StringLike", "aws:PrincipalArn", "arn:aws:iam::*:role/App*"),
        asks("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::123456789012:role/a*", "arn:aws:iam::*:user/?"),
        asks("StringLike", "aws:PrincipalAccount", "*9"),
        asks("StringNotLike", "aws:PrincipalAccount", "1*", "2*"),
        asks("StringNotEquals", "aws:PrincipalAccount", "123456789012", "210987654321", "111122223333"),
        asks("StringLike", "aws:username", "a*"),
        asks("StringLike", "aws:ResourceAccount", "*2"),
        asks("StringNotLike", "aws:ResourceAccount", "1234*"),
        asks("StringLike", "aws:userid", "*:a"),
        {
            **asks("StringLike", "aws:username", "a*"),
            "Resource": "arn:aws:dynamodb:*:*:table/${aws:username}",
        },
        {
            **asks("StringLike", "aws:PrincipalArn", "*:user/*"),
            "Resource": "arn:aws:dynamodb:*:?????????12?:table/*",
        },
    ],
)
def test_an_account_that_nobody_minds_is_a_likely_one(statement: dict[str, Any]) -> None:
    everything = of({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"})
    for old, new in ((of(statement), everything), (everything, of(statement))):
        found = confirmed(old, new, kind=PolicyKind.ENDPOINT)
        assert found.newly_allowed.witness or found.newly_denied.witness or found.newly_allowed.answer is None
        assert NO_ACCOUNT not in shown(found)


def test_an_account_that_a_policy_names_stays() -> None:
    old = of(asks("StringEquals", "aws:PrincipalAccount", NO_ACCOUNT))
    new = of(asks("StringEquals", "aws:PrincipalAccount", "123456789012"))
    assert NO_ACCOUNT in shown(confirmed(old, new, kind=PolicyKind.ENDPOINT))


@pytest.mark.parametrize("seed", range(0, amount(2_000), 50))
def test_no_pair_of_policies_shows_it(seed: int) -> None:
    for each in range(seed, seed + 50):
        random = seeded(each)
        old = random_policy(random, principals=True)
        assert NO_ACCOUNT not in shown(confirmed(old, variant(random, old), kind=PolicyKind.ENDPOINT))
