"""What is kept between questions changes no answer, and takes the effort that it took."""

from random import Random

import pytest
from tests.support.meaning.random_policies import random_policy, variant

from gen_vpce.access.patterns import telling_words as words
from gen_vpce.access.patterns.pattern import Pattern, Syntax, pattern
from gen_vpce.access.patterns.work_limit import Effort, OutOfEffortError
from gen_vpce.access.proof import remembered as memory
from gen_vpce.access.proof import search
from gen_vpce.access.proof.exists import Claim, Party, exists
from gen_vpce.policy.document import PolicyKind

FAMILY = [pattern(text, Syntax.ARN) for text in ("arn:aws:s3:::a*", "arn:aws:s3:::*b", "arn:aws:s3:::ab")]
ANY = [pattern("arn:*", Syntax.ARN)]


def forget() -> None:
    memory._known.clear()
    words._known.clear()


def claims(seed: int) -> list[Claim]:
    """Return claims about the same policies in ever new combinations."""
    random = Random(seed)  # noqa: S311 -- an example, not a secret
    policies = [random_policy(random, principals=True) for _ in range(3)]
    parties = [
        Party(each, PolicyKind.ENDPOINT) for policy in policies for each in (policy, variant(random, policy))
    ]
    return [
        Claim((one, other), (refusing,))
        for one in parties[:2]
        for other in parties[2:4]
        for refusing in parties[4:]
    ]


@pytest.mark.parametrize("seed", range(12))
def test_answers_and_witnesses_are_those_of_a_first_question(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = claims(seed)
    forget()
    together = [exists(claim) for claim in asked]
    assert [exists(claim) for claim in asked] == together
    alone = []
    for claim in reversed(asked):
        forget()
        alone.append(exists(claim))
    assert alone[::-1] == together
    with monkeypatch.context() as patch:
        patch.setattr(search, "remembered", lambda ledger, _asked, _kind, cut, _effort: cut(ledger))
        assert [exists(claim) for claim in asked] == together


def test_words_take_the_same_effort_again() -> None:
    forget()
    first, second = Effort(1_000), Effort(1_000)
    found = words.telling_words(ANY, FAMILY, first)
    assert words.telling_words(ANY, FAMILY, second) == found
    assert first.left == second.left < 1_000
    with pytest.raises(OutOfEffortError):
        words.telling_words(ANY, FAMILY, Effort(1_000 - second.left - 1))


def test_words_differ_by_what_is_harmful() -> None:
    forget()
    harmful = set(FAMILY)

    def found(bad: set[Pattern]) -> list[str]:
        return words.telling_words(ANY, FAMILY, Effort(), harmful=bad.__contains__)

    spared, all_of_them = found(harmful), found(set())
    assert len(spared) < len(all_of_them)
    assert found(harmful) == spared


def test_a_caller_may_change_what_it_gets() -> None:
    forget()
    found = words.telling_words(ANY, FAMILY, Effort())
    kept = list(found)
    found.clear()
    assert words.telling_words(ANY, FAMILY, Effort()) == kept


def test_no_more_is_kept_than_has_room(monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    monkeypatch.setattr(words, "_KEPT", 2)
    monkeypatch.setattr(memory, "_KEPT", 2)
    for claim in claims(1):
        exists(claim)
    assert len(words._known) <= 2
    assert len(memory._known) <= 2
