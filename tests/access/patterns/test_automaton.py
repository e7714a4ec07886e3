"""The words of a family of patterns against every short word there is."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from gen_vpce.access.patterns.automaton import words
from gen_vpce.access.patterns.pattern import Charset, Pattern, Syntax, Wild, of_tokens, pattern
from gen_vpce.access.patterns.telling_words import telling_words
from gen_vpce.access.patterns.work_limit import Effort, OutOfEffortError

LETTERS = "ab:"
SHORT = ["".join(letters) for length in range(6) for letters in product((*LETTERS, "x"), repeat=length)]


def patterns(syntaxes: tuple[Syntax, ...]) -> st.SearchStrategy[Pattern]:
    text = st.text(alphabet=(*LETTERS, "*", "?"), max_size=4)
    return st.builds(pattern, text, st.sampled_from(syntaxes))


TEXTS = patterns((Syntax.GLOB, Syntax.TEXT, Syntax.ACTION, Syntax.CASELESS))


def matched(word: str, family: list[Pattern]) -> frozenset[int]:
    return frozenset(place for place, each in enumerate(family) if each.matches(word))


@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_every_combination_of_matches_has_a_word(base: Pattern, others: list[Pattern]) -> None:
    family = [base, *others]
    found = {matched(word, family) for word in words(family, 1, lambda _: False, Effort())}
    assert found >= {matched(word, family) for word in SHORT if base.matches(word)}
    assert all(0 in combination for combination in found)


@given(TEXTS, st.lists(TEXTS, max_size=4), st.data())
def test_nothing_is_lost_by_leaving_out_harmful_matches(
    base: Pattern, others: list[Pattern], data: st.DataObject
) -> None:
    family = [base, *others]
    harmful = data.draw(st.sets(st.sampled_from(range(1, len(family))))) if others else set()
    found = [matched(word, family) for word in words(family, 1, harmful.__contains__, Effort())]
    for word in SHORT:
        if base.matches(word):
            wanted = matched(word, family)
            assert any(each - harmful == wanted - harmful and each <= wanted for each in found), word


@given(st.lists(TEXTS, min_size=1, max_size=2), st.lists(TEXTS, max_size=4))
def test_shortcuts_lose_no_combination(bases: list[Pattern], others: list[Pattern]) -> None:
    found = {matched(word, others) for word in telling_words(bases, others, Effort())}
    for word in SHORT:
        if any(base.matches(word) for base in bases):
            assert matched(word, others) in found, word


@given(TEXTS, TEXTS)
def test_covers_and_may_meet_err_on_the_safe_side(one: Pattern, other: Pattern) -> None:
    mine, theirs = ({word for word in SHORT if each.matches(word)} for each in (one, other))
    if one.covers(other):
        assert mine >= theirs
    if not one.may_meet(other):
        assert mine.isdisjoint(theirs)


@given(
    st.lists(
        st.sampled_from(["arn:*", "arn:a:b:*:c:d", "arn:a:*:*:*:d*", "*", "arn:a?:b:::*:x", "a*:b"]),
        min_size=2,
        max_size=2,
    )
)
def test_a_wildcard_of_an_arn_stays_in_its_part(texts: list[str]) -> None:
    one, other = (pattern(text, Syntax.ARN) for text in texts)
    found = {matched(word, [one, other]) for word in telling_words([one], [other], Effort())}
    for word in ("arn:a:b:x:c:d", "arn:a:b:c:d", "arn:ax:b:::d:x", "arn:a:b:::dd", "x"):
        if one.matches(word):
            assert matched(word, [one, other]) in found, word


def test_work_is_capped() -> None:
    family = [pattern(f"*{letter * 3}*", Syntax.GLOB) for letter in "abcdefgh"]
    for effort in (10, 1000):
        try:
            list(words([pattern("*", Syntax.GLOB), *family], 1, lambda _: False, Effort(effort)))
        except OutOfEffortError:
            continue
        raise AssertionError(f"{effort} steps were enough")


def test_a_word_beside_all_the_likely_ones() -> None:
    account = of_tokens((Wild(Charset.DIGIT, many=False),) * 12)
    taken = [pattern(digit * 12, Syntax.TEXT) for digit in "0123456789"]
    found = telling_words([account], taken, Effort())
    assert len(found) == 11
    assert all(account.matches(word) for word in found)
