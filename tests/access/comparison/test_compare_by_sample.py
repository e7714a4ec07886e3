"""The comparison against every request of a sample: none shows a difference that a proof says there is not.

More pairs than a test run has time for:
`python -m tests.access.comparison.test_compare_by_sample FIRST LAST`.
"""

import sys

import pytest
from tests.support.amount import LONG
from tests.support.meaning.confirm import alone, confirmed
from tests.support.meaning.random_policies import random_policy, seeded, variant
from tests.support.meaning.small_world import KEYS, asking, request

from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.request import facts
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import PolicyKind, to_data

PAIRS, REQUESTS = 9_000 if LONG else 900, 80


def differences(seed: int) -> list[str]:
    """Return the requests that speak against a proof about a pair of policies; confirms its witnesses too."""
    random = seeded(seed)
    keys = random.sample(KEYS, random.randint(1, 3))
    endpoint_kind = random.choice(tuple(EndpointKind))
    pieces = asking(keys)
    old = random_policy(random, principals=True, pieces=pieces)
    near = random.random() < 0.8
    new = variant(random, old, pieces) if near else random_policy(random, principals=True, pieces=pieces)
    found = confirmed(old, new, kind=PolicyKind.ENDPOINT, endpoint_kind=endpoint_kind)
    layers = [alone(each, endpoint_kind) for each in (old, new)]
    wrong = []
    for asked in (request(random, keys) for _ in range(REQUESTS)):
        before, after = (decide(each, facts(asked)).outcome for each in layers)
        if Outcome.UNDECIDED in (before, after) or (before is Outcome.ALLOWED) is (after is Outcome.ALLOWED):
            continue
        side = found.newly_allowed if after is Outcome.ALLOWED else found.newly_denied
        if side.answer is False:
            wrong.append(f"{seed}: {to_data(old)} {to_data(new)} {asked}")
    return wrong


@pytest.mark.property
@pytest.mark.parametrize("first", range(0, PAIRS, 100))
def test_no_request_speaks_against_a_proof(first: int) -> None:
    assert [wrong for seed in range(first, first + 100) for wrong in differences(seed)] == []


if __name__ == "__main__":
    for number in range(int(sys.argv[1]), int(sys.argv[2])):
        print(*differences(number), sep="\n", end="")
