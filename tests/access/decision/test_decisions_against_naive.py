"""The decision against a second, plain implementation, and against the laws that any decision obeys."""

import json
from collections import Counter
from typing import Any

import pytest
from tests.support.meaning.cases import case, policy, request, seeded, statement
from tests.support.meaning.naive_decision import decide

from gen_vpce.access.stream.simulate_lines import answers

SEEDS = range(12)
ROUNDS = 400


def decisions(cases: list[dict[str, Any]]) -> list[str]:
    """Return what one stream answers to *cases*."""
    lines = [json.loads(line.text) for line in answers(json.dumps(each).encode() for each in cases)]
    return [line.get("decision", line.get("error")) for line in lines]


@pytest.mark.parametrize("seed", SEEDS)
def test_both_implementations_agree(seed: int) -> None:
    random = seeded(seed)
    cases = [case(random) for _ in range(ROUNDS)]
    answered = decisions(cases)

    different = [each for each, answer in zip(cases, answered, strict=True) if decide(each) != answer]
    assert different == []
    assert min(Counter(answered).values()) > ROUNDS / 20, "a decision that hardly comes is hardly tested"


def test_an_answer_does_not_depend_on_earlier_lines() -> None:
    random = seeded(0)
    cases = [case(random) for _ in range(ROUNDS)]
    layers = [{name: value for name, value in each.items() if name != "request"} for each in cases]
    mixed = [{**random.choice(layers), **random.choice(layers), "request": each["request"]} for each in cases]
    stream = [*mixed, *mixed]

    assert decisions(stream) == [decide(each) for each in stream]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_further_statement_moves_the_answer_its_own_way(seed: int) -> None:
    random = seeded(seed)
    for _ in range(ROUNDS // 4):
        base, added = policy(random, principal=True), statement(random, principal=True)
        wider = {**base, "Statement": [*base["Statement"], {**added, "Effect": "Allow"}]}
        narrower = {**base, "Statement": [*base["Statement"], {**added, "Effect": "Deny"}]}
        rest = {"endpoint_kind": "interface", "request": request(random)}
        before, more, less = decisions(
            [{"endpoint_policy": each, **rest} for each in (base, wider, narrower)]
        )

        assert more in ("allowed", before)
        assert less in ("explicitly_denied", before)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_statements_does_not_matter(seed: int) -> None:
    random = seeded(seed)
    for _ in range(ROUNDS // 4):
        base, asked = policy(random, principal=True), request(random)
        shuffled = random.sample(base["Statement"], len(base["Statement"]))
        before, after = decisions(
            [{"resource_policy": each, "request": asked} for each in (base, {**base, "Statement": shuffled})]
        )

        assert before == after
