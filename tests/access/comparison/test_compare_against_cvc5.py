"""The comparison against an SMT solver that shares no code with it, on random policies.

More pairs than a test run has time for:
`python -m tests.access.comparison.test_compare_against_cvc5 FIRST LAST`.
"""

import sys

import pytest
from tests.support.amount import LONG
from tests.support.meaning.confirm import confirmed
from tests.support.meaning.random_policies import random_policy, seeded, variant
from tests.support.outside.smt import newly_allowed

from gen_vpce.policy.document import Policy, PolicyKind, to_data

PAIRS = 2_000 if LONG else 60


def pair(seed: int) -> tuple[Policy, Policy, PolicyKind]:
    random = seeded(seed)
    principals = random.random() < 0.6
    old = random_policy(random, principals=principals)
    near = random.random() < 0.7
    new = variant(random, old) if near else random_policy(random, principals=principals)
    return old, new, PolicyKind.RESOURCE if principals else PolicyKind.IDENTITY


def differences(seed: int) -> list[str]:
    """Return where the two disagree on a pair; a solver that gives up disagrees with nobody."""
    old, new, kind = pair(seed)
    found = confirmed(old, new, kind=kind)
    wrong = []
    for side, before, after in ((found.newly_allowed, old, new), (found.newly_denied, new, old)):
        known = newly_allowed(before, after, kind)
        assert side.answer is not None, side.reason
        if known is not None and known is not side.answer:
            wrong.append(f"{seed}: {to_data(before)} {to_data(after)} {side}")
    return wrong


@pytest.mark.slow
@pytest.mark.property
@pytest.mark.parametrize("first", range(0, PAIRS, 10))
def test_cvc5_agrees(first: int) -> None:
    assert [wrong for seed in range(first, first + 10) for wrong in differences(seed)] == []


if __name__ == "__main__":
    for number in range(int(sys.argv[1]), int(sys.argv[2])):
        print(*differences(number), sep="\n", end="")
