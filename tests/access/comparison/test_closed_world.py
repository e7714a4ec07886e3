"""Verdicts, named properties, witnesses and rows against brute force, where every request can be asked.

More pairs than a test run has time for:
`python -m tests.access.comparison.test_closed_world FIRST LAST`, in thousands.
"""

import sys
from collections.abc import Iterator
from random import Random

import pytest
from tests.support.amount import LONG
from tests.support.meaning.closed_world import NAMES, PATTERNS, Bits, Statements, World
from tests.support.meaning.confirm import outcome
from tests.support.meaning.rows import both_ways

from gen_vpce.access.comparison.compare import compare, parties
from gen_vpce.access.comparison.difference_row import DifferenceRow
from gen_vpce.access.comparison.properties import always_allows, always_denies, disjoint, equivalent, implies
from gen_vpce.access.decision.evaluate import Outcome
from gen_vpce.access.proof.exists import Proof
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.elements import policy_from

WORLDS = {"names": NAMES, "patterns": PATTERNS}
PAIRS = 1_000  # of one seed
SEEDS = 102 if LONG else 4  # of each world: more than 200,000 pairs in a long run, 8,000 in a quick one
ROWS = 20  # a pair in so many has its rows checked: they take ten times as long
KIND = EndpointKind.INTERFACE


def policy(statements: Statements) -> Policy:
    found, problems = policy_from({"Version": "2012-10-17", "Statement": list(statements)})
    assert found is not None, problems
    return found


def faults(world: World, seed: int) -> Iterator[str]:
    """Yield what is wrong for the pairs of *seed*."""
    random = Random(seed)  # noqa: S311 -- the same pairs in every run
    for number, (old, new) in zip(range(PAIRS), world.pairs(random), strict=False):
        before, after = world.allowed(old), world.allowed(new)
        for fault in _of_pair(policy(old), policy(new), world, before, after, rows=number % ROWS == 0):
            yield f"{fault}: {old} {new}"


def _of_pair(
    old: Policy, new: Policy, world: World, before: Bits, after: Bits, *, rows: bool
) -> Iterator[str]:
    found = compare(old, new, kind=PolicyKind.ENDPOINT, endpoint_kind=KIND)
    gained, lost = after & ~before, before & ~after
    answers = found.newly_allowed.answer, found.newly_denied.answer
    if answers != (bool(gained), bool(lost)):
        yield f"{answers}, where requests are gained {world.shown(gained)} and lost {world.shown(lost)}"
    yield from _named(old, new, world, before, after)
    for side, passes, refuses in ((found.newly_allowed, new, old), (found.newly_denied, old, new)):
        if side.witness and not _tells(side, passes, refuses):
            yield f"{side.witness} is no witness"
    if rows:
        sides = both_ways(old, new, PolicyKind.ENDPOINT, KIND)
        for shown, wanted in zip(sides, (gained, lost), strict=True):
            held = _held(world, shown)
            if held != wanted or not all(row.is_settled for row in shown):
                texts = [row.text for row in shown]
                more, less = world.shown(held & ~wanted), world.shown(wanted & ~held)
                yield f"{texts} hold too much: {more}, too little: {less}"


def _named(old: Policy, new: Policy, world: World, before: Bits, after: Bits) -> Iterator[str]:
    one, other = parties(old, new, kind=PolicyKind.ENDPOINT, endpoint_kind=KIND)
    checks = {
        "always_allows": (always_allows(one), before == world.everything),
        "always_denies": (always_denies(one), not before),
        "implies": (implies(one, other), not before & ~after),
        "equivalent": (equivalent(one, other), before == after),
        "disjoint": (disjoint(one, other), not before & after),
    }
    for name, (proof, wanted) in checks.items():
        if proof.answer is not wanted or (proof.witness is None) is not wanted:
            yield f"{name} is {proof}"


def _tells(side: Proof, passes: Policy, refuses: Policy) -> bool:
    assert side.witness is not None
    allowed = outcome(passes, side.witness, KIND) is Outcome.ALLOWED
    return allowed and outcome(refuses, side.witness, KIND) is not Outcome.ALLOWED


def _held(world: World, rows: tuple[DifferenceRow, ...]) -> Bits:
    """Return the requests in *rows*, read from their JSON."""
    held = 0
    for data in (row.data for row in rows):
        row = world.matched(data["requests"])
        for exception in data["except"]:
            row &= ~world.matched(exception)
        held |= row
    return held


@pytest.mark.property
@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("name", WORLDS)
def test_the_answers_are_those_of_brute_force(name: str, seed: int) -> None:
    assert list(faults(WORLDS[name], seed)) == []


@pytest.mark.parametrize("name", WORLDS)
def test_every_statement_alone_is_read_as_brute_force_reads_it(name: str) -> None:
    """All of them: whether it allows anything, and whether everything."""
    world = WORLDS[name]
    for statement in world.statements:
        bits = world.allowed((statement,))
        party, _ = parties(policy((statement,)), policy(()), kind=PolicyKind.ENDPOINT, endpoint_kind=KIND)
        assert always_denies(party).answer is not bool(bits), statement
        assert always_allows(party).answer is (bits == world.everything), statement


if __name__ == "__main__":
    for at in range(int(sys.argv[1]), int(sys.argv[2])):
        for each in WORLDS.values():
            print(*faults(each, at), sep="\n", end="")
