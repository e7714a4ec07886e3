"""Merging makes fewer statements out of many, and never changes what they match."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.meaning.naive import Request, decide

from gen_vpce.policy.compiler.merge import merged
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Policy, Principals, Statement

LETTERS = st.sampled_from(["a", "b", "c"])
PATTERNS = st.lists(st.sampled_from(["a", "b", "c", "?", "*"]), min_size=1, max_size=2, unique=True).map(
    tuple
)
KEYS = st.sampled_from(["k", "l"])

CONDITIONS = st.builds(
    Condition,
    operator=st.sampled_from(["StringEquals", "StringNotEquals", "StringLike", "ArnLike", "ArnNotLike"]),
    key=KEYS,
    values=PATTERNS,
    qualifier=st.sampled_from([None, None, "ForAnyValue", "ForAllValues"]),
    if_exists=st.booleans(),
)
STATEMENTS = st.one_of(
    st.builds(
        Statement,
        effect=st.sampled_from(Effect),
        sid=st.none(),
        principals=st.one_of(st.just(EVERYONE), PATTERNS.map(lambda values: Principals((("AWS", values),)))),
        actions=PATTERNS,
        resources=PATTERNS,
        conditions=st.lists(CONDITIONS, max_size=2).map(tuple),
    ),
    st.builds(
        Statement, effect=st.sampled_from(Effect), sid=st.none(), not_actions=PATTERNS, not_resources=PATTERNS
    ),
)
REQUESTS = st.builds(
    Request,
    action=LETTERS,
    resource=LETTERS,
    caller=LETTERS,
    context=st.dictionaries(KEYS, LETTERS),
)

READ = Statement(Effect.ALLOW, "Read", EVERYONE, actions=("s3:Get*",), resources=("r1",))


@given(st.lists(STATEMENTS, min_size=1, max_size=6), st.lists(REQUESTS, min_size=1, max_size=20))
def test_meaning_is_kept(statements: list[Statement], requests: list[Request]) -> None:
    short = Policy(tuple(statement for _, statement in merged(statements)))
    long = Policy(tuple(statements))
    assert [decide(short, request) for request in requests] == [decide(long, request) for request in requests]


@given(st.lists(STATEMENTS, min_size=1, max_size=6))
def test_nothing_is_left_to_merge_and_every_origin_is_one_of_them(statements: list[Statement]) -> None:
    pairs = merged(statements)
    short = [statement for _, statement in pairs]
    assert [statement for _, statement in merged(short)] == short
    assert [index for index, _ in pairs] == sorted({index for index, _ in pairs})
    assert all(index < len(statements) for index, _ in pairs)


def test_one_list_may_differ() -> None:
    assert merged([READ, replace(READ, sid="Write", actions=("s3:Put*",))]) == (
        (0, replace(READ, actions=("s3:Get*", "s3:Put*"))),
    )
    assert merged([READ, replace(READ, sid="Other", resources=("r2",))]) == (
        (0, replace(READ, resources=("r1", "r2"))),
    )


def test_values_of_a_positive_operator_may_differ() -> None:
    def by(account: str, operator: str = "StringEquals") -> Statement:
        return replace(READ, conditions=(Condition(operator, "aws:PrincipalAccount", (account,)),))

    ((index, both),) = merged([by("1"), by("2")])
    assert (index, both.conditions[0].values) == (0, ("1", "2"))
    assert len(merged([by("1", "StringNotEquals"), by("2", "StringNotEquals")])) == 2


def test_a_policy_variable_is_not_merged() -> None:
    home = replace(READ, resources=("arn:aws:s3:::home/${aws:username}",))
    assert len(merged([READ, home])) == 2


def test_two_lists_may_not_differ() -> None:
    assert len(merged([READ, replace(READ, actions=("s3:Put*",), resources=("r2",))])) == 2


def test_one_merge_makes_the_next_possible() -> None:
    corners = [
        replace(READ, sid=None, actions=(action,), resources=(resource,))
        for action in ("a", "b")
        for resource in ("r1", "r2")
    ]
    assert merged(corners) == ((0, replace(READ, sid=None, actions=("a", "b"), resources=("r1", "r2"))),)
