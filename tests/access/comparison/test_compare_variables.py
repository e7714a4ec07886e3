"""Two questions with policy variables, against every request of a small world: no proof is contradicted.

What a variable stands for is taken as unknown, and the same text as equally true wherever it stands. So the
same text has to mean the same: not to operators that read it differently.
"""

from collections.abc import Iterator
from itertools import product
from random import Random

import pytest
from tests.support.amount import amount
from tests.support.meaning.confirm import alone, confirmed

from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.request import Request, facts
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Policy, PolicyKind, Statement

KIND = EndpointKind.INTERFACE
TAG, ARN = "aws:PrincipalTag/x", "aws:SourceArn"
OPERATORS = (
    *("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
    *("StringLike", "StringNotLike", "ArnLike", "ArnNotLike", "ArnEquals"),
)
VALUES = {
    TAG: (
        *(
            "${aws:username}",
            "${AWS:UserName}",
            "${ aws:username }",
            "a*${aws:username}",
            "A*${aws:username}",
        ),
        *("${aws:username, 'a'}", "${aws:username,'a'}", "${aws:username, 'A'}"),
        *("${aws:PrincipalTag/y}", "a"),
    ),
    ARN: (
        *("arn:*${aws:username}", "arn:aws:s3:*:*:${aws:username}", "arn:aws:s3:?::${aws:username}"),
        *("arn:aws:s3:::${aws:username}*", "arn:aws:s3:::${aws:username}", "arn:${aws:username}"),
    ),
}
HELD = {
    TAG: ("bob", "BOB", "a*bob", "A*bob", "axbob", "AXBOB", "a", "A", "z"),
    ARN: (
        *(
            "arn:aws:s3:::bob",
            "arn:aws:s3:::BOB",
            "arn:aws:s3:::bob/x",
            "arn:aws:s3:x::bob",
            "arn:bob",
            "arn:xbob",
        ),
        *(
            "arn:aws:s3:x:y:bob",
            "arn:aws:s3:x:y:z:bob",
            "arn:aws:s3:*:*:bob",
            "arn:*bob",
            "arn:aws:s3:?::bob",
        ),
    ),
}
CALLERS = ("arn:aws:iam::123456789012:user/bob", "arn:aws:sts::123456789012:assumed-role/App/s")
SHARE = 20  # one pair in so many, in a long run; a quick run tries a fifth of these


def questions(key: str) -> list[Condition]:
    return [Condition(name, key, (value,)) for name, value in product(OPERATORS, VALUES[key])]


def policy(condition: Condition) -> Policy:
    everything = Statement(
        Effect.ALLOW, principals=EVERYONE, actions=("*",), resources=("*",), conditions=(condition,)
    )
    return Policy((everything,))


def requests(key: str) -> Iterator[Request]:
    for who, value in product(CALLERS, (*HELD[key], None)):
        context = {"aws:userid": "AIDAX" if "user/" in who else "AROAX:s"}
        yield Request(
            who, "s3:GetObject", "arn:aws:s3:::b/x", None, context | ({key: value} if value else {})
        )


def outcomes(condition: Condition) -> list[Outcome]:
    layer = alone(policy(condition), KIND)
    return [decide(layer, facts(asked)).outcome for asked in requests(condition.key)]


def faults(old: Condition, new: Condition, before: list[Outcome], after: list[Outcome]) -> Iterator[str]:
    found = confirmed(policy(old), policy(new), kind=PolicyKind.ENDPOINT, endpoint_kind=KIND)
    for asked, was, now in zip(requests(old.key), before, after, strict=True):
        if Outcome.UNDECIDED in (was, now) or (was is Outcome.ALLOWED) is (now is Outcome.ALLOWED):
            continue
        side = found.newly_allowed if now is Outcome.ALLOWED else found.newly_denied
        if side.answer is False:
            yield f"{old} {new} {asked}"


@pytest.mark.property
@pytest.mark.parametrize("key", VALUES)
def test_no_request_speaks_against_a_proof(key: str) -> None:
    asked = [(each, outcomes(each)) for each in questions(key)]
    pairs = list(product(asked, asked))
    tried = Random(0).sample(pairs, amount(len(pairs) // SHARE))  # noqa: S311 -- the same pairs in every run
    assert [fault for (old, before), (new, after) in tried for fault in faults(old, new, before, after)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("${aws:username}", "${AWS:UserName}"),
        ("${aws:username}", "${ aws:username }"),
        ("${aws:username,'a'}", "${aws:username, 'a'}"),
        ("${aws:PrincipalTag/y}", "${aws:principaltag/Y}"),
    ],
)
def test_one_variable_is_one_however_it_is_written(one: str, other: str) -> None:
    pair = [policy(Condition("StringEquals", TAG, (each,))) for each in (one, other)]
    found = confirmed(*pair, kind=PolicyKind.ENDPOINT, endpoint_kind=KIND)
    assert (found.newly_allowed.answer, found.newly_denied.answer) == (False, False)


def test_a_variable_alone_is_the_same_with_wildcards_and_without() -> None:
    pair = [policy(Condition(name, TAG, ("${aws:username}",))) for name in ("StringEquals", "StringLike")]
    found = confirmed(*pair, kind=PolicyKind.ENDPOINT, endpoint_kind=KIND)
    assert (found.newly_allowed.answer, found.newly_denied.answer) == (False, False)


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        (("StringEquals", "${aws:username}"), ("StringEqualsIgnoreCase", "${aws:username}")),
        (("StringEquals", "a*${aws:username}"), ("StringLike", "a*${aws:username}")),
        (("ArnLike", "arn:aws:s3:*:*:${aws:username}"), ("StringLike", "arn:aws:s3:*:*:${aws:username}")),
    ],
)
def test_an_operator_that_takes_more_is_wider(narrow: tuple[str, str], wide: tuple[str, str]) -> None:
    pair = [policy(Condition(name, TAG, (value,))) for name, value in (narrow, wide)]
    found = confirmed(*pair, kind=PolicyKind.ENDPOINT, endpoint_kind=KIND)
    assert found.newly_allowed.answer is True


@pytest.mark.parametrize(
    "spared",
    [
        "arn:aws:dynamodb:${aws:RequestedRegion}:*:table/*",
        "arn:aws:dynamodb:*:${aws:PrincipalAccount}:table/*",
        "arn:aws:dynamodb:${aws:RequestedRegion}:${aws:PrincipalAccount}:table/*",
    ],
)
@pytest.mark.parametrize("deny", [False, True])
def test_a_witness_keeps_off_what_a_variable_may_stand_for(spared: str, *, deny: bool) -> None:
    reading = Statement(Effect.ALLOW, principals=EVERYONE, actions=("dynamodb:GetItem",), resources=("*",))
    denying = Statement(Effect.DENY, principals=EVERYONE, actions=("*",), resources=(spared,))
    others = Statement(
        Effect.ALLOW, principals=EVERYONE, actions=("dynamodb:GetItem",), not_resources=(spared,)
    )
    old = Policy((reading, denying) if deny else (others,))
    assert confirmed(old, Policy(()), kind=PolicyKind.ENDPOINT, endpoint_kind=KIND).newly_denied.answer
