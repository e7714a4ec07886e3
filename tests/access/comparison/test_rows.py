"""Rows have the words that people are meant to read, and are proven to be the difference.

The proof here is asked of `exists` with each row as a policy of its own: nothing lies in a row and outside of
the difference, and nothing in the difference and outside of all rows.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.meaning.oracles import FOLDER, Case, pairs
from tests.support.meaning.random_policies import random_policy, seeded, variant
from tests.support.meaning.rows import as_json_says, both_ways

from gen_vpce.access.comparison.compare import parties
from gen_vpce.access.comparison.difference_row import DifferenceRow
from gen_vpce.access.proof.exists import Claim, exists
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.elements import policy_from

HERE = Path(__file__).parent
MOVES = yaml.safe_load((HERE / "differences.yaml").read_text(encoding="utf-8"))
CASES = yaml.safe_load((HERE / "comparisons.yaml").read_text(encoding="utf-8"))
DEFAULTS = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


def policy(statements: list[dict[str, Any]]) -> Policy:
    def whole(given: dict[str, Any]) -> dict[str, Any]:
        left_out = [name for name in ("Action", "Resource") if f"Not{name}" in given]
        return {name: value for name, value in {**DEFAULTS, **given}.items() if name not in left_out}

    data = {"Version": "2012-10-17", "Statement": list(map(whole, statements))}
    read, problems = policy_from(data)
    assert read is not None, problems
    return read


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move["name"])
def test_words(move: Mapping[str, Any]) -> None:
    old, new = policy(move["old"]), policy(move["new"])
    kind = PolicyKind(move.get("kind", "endpoint"))
    allowed, denied = both_ways(old, new, kind, EndpointKind.INTERFACE)
    assert [row.text for row in allowed] == move["allowed"]
    assert [row.text for row in denied] == move["denied"]
    assert all(row.data["exact"] for row in (*allowed, *denied))


def objections(
    old: Policy, new: Policy, kind: PolicyKind, endpoint_kind: EndpointKind | None = None
) -> Iterator[str]:
    """Yield what is wrong with the rows of a pair, with a request that shows it."""
    before, after = parties(old, new, kind=kind, endpoint_kind=endpoint_kind)
    sides = both_ways(old, new, kind, endpoint_kind)
    for first, second, rows in ((before, after, sides[0]), (after, before, sides[1])):
        if any(map(_has_no_policy, rows)):
            continue
        alone = [replace(first, policy=_policy(row)) for row in rows]
        found = exists(Claim((second,), (first, *alone)))
        if found.answer:
            yield f"in the difference and in no row: {found.witness}"
        for row, party in zip(rows, alone, strict=True):
            for claim in (Claim((party,), (second,)), Claim((party, first))):
                found = exists(claim)
                if row.data["exact"] and found.answer is not False:
                    yield f"in a row and not in the difference: {row.text}: {found}"


def _has_no_policy(row: DifferenceRow) -> bool:
    """Whether a NotPrincipal of *row* would mean something else under the other effect."""
    return any(each.not_principals for each in (row.piece.requests, *row.piece.exceptions))


def _policy(row: DifferenceRow) -> Policy:
    """Return a policy that allows the requests of *row* alone, read from its JSON."""
    data: dict[str, Any] = row.data
    return policy([data["requests"], *({**each, "Effect": "Deny"} for each in data["except"])])


@pytest.mark.parametrize("case", [*MOVES, *CASES], ids=lambda case: case["name"])
def test_rows_of_every_case_are_the_difference(case: Mapping[str, Any]) -> None:
    kind = PolicyKind(case.get("kind", "identity"))
    endpoint_kind = EndpointKind(case["endpoint_kind"]) if "endpoint_kind" in case else None
    assert list(objections(policy(case["old"]), policy(case["new"]), kind, endpoint_kind)) == []


@pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no cases in {FOLDER}")
@pytest.mark.parametrize("case", tuple(pairs()), ids=lambda case: case.name)
def test_rows_of_cases_that_others_have_decided_are_the_difference(case: Case) -> None:
    assert list(objections(case.old, case.new, case.kind)) == []


@given(st.integers(0, 10**9), st.sampled_from(EndpointKind))
@settings(max_examples=150, deadline=None)
def test_rows_of_any_pair_are_the_difference(seed: int, endpoint_kind: EndpointKind) -> None:
    random = seeded(seed)
    old = as_json_says(random_policy(random, principals=True))
    new = as_json_says(variant(random, old))
    assert list(objections(old, new, PolicyKind.ENDPOINT, endpoint_kind)) == []
