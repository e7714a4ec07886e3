"""Rows against every request of a sample: together they are the difference, by two evaluators.

More pairs than a test run has time for:
`python -m tests.access.comparison.test_rows_by_sample FIRST LAST`.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from tests.support.amount import amount
from tests.support.meaning import cases, naive_decision
from tests.support.meaning.confirm import alone
from tests.support.meaning.random_policies import random_policy, seeded, variant
from tests.support.meaning.rows import as_json_says, both_ways, wrong
from tests.support.meaning.small_world import KEYS, asking, request

from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.request import Request, facts
from gen_vpce.access.patterns.work_limit import DEFAULT
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import VERSION, Policy, PolicyKind, to_data
from gen_vpce.policy.elements import policy_from

PAIRS, REQUESTS = amount(400), 60

Data = dict[str, Any]


def faults(seed: int) -> Iterator[str]:
    """Yield the requests that speak against the rows of a pair of policies."""
    random = seeded(seed)
    keys = random.sample(KEYS, random.randint(1, 3))
    endpoint_kind = random.choice(tuple(EndpointKind))
    pieces = asking(keys)
    old = as_json_says(random_policy(random, principals=True, pieces=pieces))
    near = random.random() < 0.8
    new = variant(random, old, pieces) if near else random_policy(random, principals=True, pieces=pieces)
    new = as_json_says(new)
    sides = both_ways(old, new, PolicyKind.ENDPOINT, endpoint_kind)
    for asked in (request(random, keys) for _ in range(REQUESTS)):

        def allows(policy: Policy, asked: Request = asked) -> Outcome:
            return decide(alone(policy, endpoint_kind), facts(asked)).outcome

        def matches(statement: Mapping[str, Any], asked: Request = asked) -> bool:
            data = {"Version": "2012-10-17", "Statement": [{**statement}]}
            policy, problems = policy_from(data)
            assert policy is not None, problems
            wanted = Outcome.ALLOWED if statement["Effect"] == "Allow" else Outcome.EXPLICITLY_DENIED
            return allows(policy, asked) is wanted

        before, after = allows(old), allows(new)
        if Outcome.UNDECIDED in (before, after):
            continue
        passes = (before is Outcome.ALLOWED, after is Outcome.ALLOWED)
        for rows, differs in zip(sides, (passes == (False, True), passes == (True, False)), strict=True):
            found = wrong(rows, matches, differs=differs)
            if found:
                yield f"{seed}: {found}: {to_data(old)} {to_data(new)} {asked}"


@pytest.mark.property
@pytest.mark.parametrize("first", range(0, PAIRS, 50))
def test_no_request_speaks_against_the_rows(first: int) -> None:
    assert [fault for seed in range(first, first + 50) for fault in faults(seed)] == []


def naive_faults(seed: int) -> Iterator[str]:
    """Yield the same for policies in JSON, with variables and of both versions, by a second evaluator.

    The work allowed is often too little: what is said to be exact must be so all the same.
    """
    random = seeded(seed)
    old, new = cases.policy(random, principal=True), cases.policy(random, principal=True)
    if random.random() < 0.75:
        kept = random.sample(old["Statement"], random.randint(0, len(old["Statement"])))
        new["Statement"] = [*kept, *new["Statement"][:1]]
    versions = [old.get("Version"), new.get("Version")]
    versions = [versions[0] or versions[1], versions[1] or versions[0]]
    language = VERSION if VERSION in versions else versions[1]
    first, second = (policy_from(each)[0] for each in (old, new))
    assert first is not None
    assert second is not None
    kind = random.choice(tuple(EndpointKind))
    sides = both_ways(
        first,
        second,
        PolicyKind.ENDPOINT,
        random.choice((kind, None)),
        random.choice((DEFAULT, DEFAULT, 0, 30, 100, 1000)),
    )
    for asked in (_possible(cases.request(random)) for _ in range(REQUESTS)):

        def decision(statements: list[Any], version: str | None, asked: Data = asked) -> str:
            policy = {"Version": version, "Statement": statements}
            return naive_decision.decide({"endpoint_policy": policy, "endpoint_kind": kind, "request": asked})

        def matches(statement: Mapping[str, Any], decision: Callable[..., str] = decision) -> bool:
            wanted = "allowed" if statement["Effect"] == "Allow" else "explicitly_denied"
            return decision([statement], language) == wanted

        before, after = (
            decision(each["Statement"], version) == "allowed"
            for each, version in zip((old, new), versions, strict=True)
        )
        for rows, differs in zip(sides, (after and not before, before and not after), strict=True):
            found = wrong(rows, matches, differs=differs)
            if found:
                yield f"{seed}: {found}: {old} {new} {asked}"


def _possible(asked: Data) -> Data:
    """Return *asked* with keys as AWS sets them: one value each, and what follows from the caller derived."""
    context = {
        key: value[0] if isinstance(value, list) and value else value
        for key, value in asked["context"].items()
        if not key.startswith("aws:") and value not in ("", [""])
    }
    return {**asked, "derive": True, "context": context}


@pytest.mark.property
@pytest.mark.parametrize("first", range(0, PAIRS, 50))
def test_no_request_speaks_against_the_rows_by_a_second_evaluator(first: int) -> None:
    assert [fault for seed in range(first, first + 50) for fault in naive_faults(seed)] == []


if __name__ == "__main__":
    for number in range(int(sys.argv[1]), int(sys.argv[2])):
        print(*faults(number), *naive_faults(number), sep="\n", end="")
