"""Conditions put together, and turned round, mean what they are said to, request by request."""

import pytest
from tests.support.amount import amount
from tests.support.meaning.confirm import alone
from tests.support.meaning.random_policies import seeded
from tests.support.meaning.small_world import KEYS, asking, request

from gen_vpce.access.comparison.condition_meeting import conjoined, not_meeting
from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.request import Request, facts
from gen_vpce.policy.compiler.conditions import repeated
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Policy, Statement

SEEDS, REQUESTS = amount(3000), 40


def outcome(conditions: tuple[Condition, ...], asked: Request) -> Outcome:
    """Return what a statement of everything under *conditions* decides."""
    statement = Statement(
        Effect.ALLOW, principals=EVERYONE, actions=("*",), resources=("*",), conditions=conditions
    )
    return decide(alone(Policy((statement,))), facts(asked)).outcome


@pytest.mark.property
@pytest.mark.parametrize("first", range(0, SEEDS, 500))
def test_conditions_put_together_ask_for_all(first: int) -> None:
    fewer = 0
    for seed in range(first, first + 500):
        random = seeded(seed)
        keys = random.sample(KEYS, 1)
        asked = tuple(asking(keys).condition(random) for _ in range(random.randint(2, 3)))
        placed, homeless = conjoined(asked)
        assert not repeated(placed)
        fewer += len(placed) + len(homeless) < len(asked)
        for one in (request(random, keys) for _ in range(REQUESTS)):
            assert outcome(asked, one) is outcome((*placed, *homeless), one), (seed, asked, placed, one)
    assert fewer > 50, "conditions that hardly meet test hardly anything"


@pytest.mark.property
@pytest.mark.parametrize("first", range(0, SEEDS, 500))
def test_the_opposite_of_a_condition_is_met_where_it_is_not(first: int) -> None:
    turned = 0
    for seed in range(first, first + 500):
        random = seeded(seed)
        keys = random.sample(KEYS, 1)
        condition = asking(keys).condition(random)
        opposite = not_meeting(condition)
        if opposite is None:
            continue
        turned += 1
        for one in (request(random, keys) for _ in range(REQUESTS)):
            met = outcome((condition,), one), outcome(opposite, one)
            if Outcome.UNDECIDED not in met:
                assert met.count(Outcome.ALLOWED) == 1, (seed, condition, opposite, one)
    assert turned > 100


def test_what_cannot_be_said_is_not_said() -> None:
    either = Condition("StringEquals", "s3:prefix", ("${aws:username}",))
    assert not_meeting(either) is None
    assert not_meeting(Condition("Null", "s3:prefix", ("true", "false"))) is None
    assert not_meeting(Condition("NumericLessThan", "s3:max-keys", (5,))) is None


def test_two_questions_about_one_key_stand_side_by_side() -> None:
    within = Condition("IpAddress", "aws:SourceIp", ("10.0.0.0/8",))
    inside = Condition("IpAddress", "aws:SourceIp", ("10.1.0.0/16",))
    placed, homeless = conjoined((within, inside))
    assert [each.written_operator for each in placed] == ["IpAddress", "IpAddressIfExists"]
    assert not homeless
    third = Condition("IpAddress", "aws:SourceIp", ("10.1.1.0/24",))
    assert conjoined((within, inside, third)) == (placed, (third,))


def test_if_exists_is_not_written_where_the_key_may_be_absent() -> None:
    """Beside a condition that is met without the key, `IfExists` would let requests pass that lack it."""
    any_of = Condition("StringLike", "aws:PrincipalTag/a", ("x*",), qualifier="ForAnyValue")
    of_all = Condition("StringLike", "aws:PrincipalTag/a", ("*y",), qualifier="ForAllValues")
    again = Condition("StringLike", "aws:PrincipalTag/a", ("*z",), qualifier="ForAllValues")
    placed, homeless = conjoined((of_all, again))
    assert [each.written_operator for each in placed] == [
        "ForAllValues:StringLike",
        "ForAllValues:StringLikeIfExists",
    ]
    assert not homeless
    may_be_absent = Condition("StringLike", "aws:PrincipalTag/a", ("*x",), if_exists=True)
    assert conjoined((may_be_absent, Condition("StringLike", "aws:PrincipalTag/a", ("y*",), if_exists=True)))[
        1
    ]
    assert conjoined((any_of, may_be_absent)) == ((any_of, may_be_absent), ())
