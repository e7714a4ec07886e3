"""Laws of sets that every comparison obeys, on random policies."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.amount import amount
from tests.support.meaning.confirm import confirmed
from tests.support.meaning.random_policies import random_policy, seeded, variant

from gen_vpce.access.comparison.compare import Verdict, compare
from gen_vpce.policy.document import Effect, Policy, PolicyKind

SEEDS = st.integers(0, 10**9)
KIND = PolicyKind.RESOURCE
MIRROR = {Verdict.NARROWER: Verdict.WIDER, Verdict.WIDER: Verdict.NARROWER}


def two(seed: int) -> tuple[Policy, Policy]:
    random = seeded(seed)
    first = random_policy(random, principals=True)
    return first, variant(random, first)


@given(SEEDS)
def test_a_policy_is_equivalent_to_itself_in_any_order(seed: int) -> None:
    old, _ = two(seed)
    assert compare(old, Policy(old.statements[::-1]), kind=KIND).verdict is Verdict.EQUIVALENT


@given(SEEDS)
@settings(max_examples=amount(60), deadline=None)
def test_the_mirror_image_has_the_mirrored_verdict(seed: int) -> None:
    old, new = two(seed)
    verdict = confirmed(old, new, kind=KIND).verdict
    assert compare(new, old, kind=KIND).verdict is MIRROR.get(verdict, verdict)


@given(SEEDS)
@settings(max_examples=amount(60), deadline=None)
def test_what_a_allows_beyond_c_it_allows_beyond_b_or_b_beyond_c(seed: int) -> None:
    first, second = two(seed)
    third = variant(seeded(seed + 1), second)
    steps = [
        compare(old, new, kind=KIND).newly_allowed.answer for old, new in ((first, second), (second, third))
    ]
    if steps == [False, False]:
        assert compare(first, third, kind=KIND).newly_allowed.answer is False


@given(SEEDS)
@settings(max_examples=amount(60), deadline=None)
def test_an_allow_more_denies_nothing_and_a_deny_more_allows_nothing(seed: int) -> None:
    old, other = two(seed)
    for statement in other:
        added = replace(old, statements=(*old.statements, statement))
        found = compare(old, added, kind=KIND)
        side = found.newly_denied if statement.effect is Effect.ALLOW else found.newly_allowed
        assert side.answer is False


@given(SEEDS)
@settings(max_examples=amount(60), deadline=None)
def test_the_answer_is_the_same_each_time(seed: int) -> None:
    old, new = two(seed)
    assert compare(old, new, kind=KIND) == compare(old, new, kind=KIND)
