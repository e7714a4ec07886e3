"""What a pattern matches, against regular expressions made in the plainest way."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.amount import amount

from gen_vpce.access.patterns import plain_glob as glob_text
from gen_vpce.access.patterns.glob import (
    Variable,
    Wild,
    any_of,
    arn_pattern,
    fill,
    matcher,
    spell,
    spell_literally,
    text_pattern,
)

PATTERNS = st.text("ab:*?", max_size=10)
TEXTS = st.text("ab:", max_size=14)


def like(pattern: str, text: str) -> bool:
    """Return whether *text* matches *pattern* the plain way."""
    regex = "".join({"*": ".*", "?": "."}.get(each, re.escape(each)) for each in pattern)
    return re.fullmatch(regex, text, re.DOTALL) is not None


@settings(max_examples=amount(500))
@given(PATTERNS, TEXTS)
def test_a_text_pattern_crosses_colons(pattern: str, text: str) -> None:
    assert matcher(text_pattern(pattern))(text) is like(pattern, text)


@settings(max_examples=amount(500))
@given(
    st.lists(st.text("ab*?", max_size=3), min_size=6, max_size=8),
    st.lists(st.text("ab", max_size=3), min_size=6, max_size=8),
)
def test_an_arn_is_compared_part_by_part(parts: list[str], values: list[str]) -> None:
    pattern, text = ":".join(parts), ":".join(values)
    expected = all(map(like, pattern.split(":", 5), text.split(":", 5)))

    assert matcher(arn_pattern(spell(pattern, variables=False)))(text) is expected


@settings(max_examples=amount(500))
@given(st.text("ab:*?", max_size=12), st.text("ab:", max_size=14))
def test_the_short_way_means_the_same(pattern: str, text: str) -> None:
    assert glob_text.text_matcher(pattern)(text) is matcher(text_pattern(pattern))(text)
    expected = matcher(arn_pattern(spell(pattern, variables=False)))(text)
    assert glob_text.arn_matcher(pattern)(text) is expected
    assert glob_text.one_of_arns([pattern, "b"])(text) is (
        expected or matcher(arn_pattern(spell("b", variables=False)))(text)
    )


@given(st.lists(PATTERNS, max_size=4), TEXTS)
def test_one_of_many_is_enough(patterns: list[str], text: str) -> None:
    expected = any(like(pattern, text) for pattern in patterns)

    assert any_of(text_pattern(pattern) for pattern in patterns)(text) is expected
    assert glob_text.one_of_texts(patterns)(text) is expected


@given(st.text("*?$ab:/{}", max_size=8), st.text(max_size=8))
def test_a_value_and_its_escapes_match_only_themselves(value: str, other: str) -> None:
    escaped = "".join(f"${{{char}}}" if char in "*?$" else char for char in value)
    for pattern in (
        fill((Variable("k"),), {"k": value}),
        fill((Variable("k", value),), {}),
        spell(escaped, variables=True),
        spell_literally(value, variables=False),
    ):
        assert pattern is not None
        assert matcher(pattern)(value)
        assert matcher(pattern)(other) is (value == other)


def test_a_variable_without_value_makes_no_pattern() -> None:
    assert fill(spell("a/${aws:UserName}", variables=True), {}) is None


def test_a_default_is_taken_where_the_key_is_missing() -> None:
    spelled = spell("${aws:PrincipalTag/team, 'all'}", variables=True)

    assert spelled == (Variable("aws:principaltag/team", "all"),)
    assert fill(spelled, {}) == ("a", "l", "l")


def test_a_short_arn_is_filled_up_and_a_star_alone_is_everything() -> None:
    assert arn_pattern(spell("*", variables=False)) == (Wild.MANY,)
    assert arn_pattern(spell("**", variables=False)) == (Wild.MANY,)
    filled = arn_pattern(spell("a:b:c", variables=False))
    assert filled == (*"a:b:c", ":", Wild.MANY_IN_PART, ":", Wild.MANY_IN_PART, ":", Wild.MANY)


def test_many_stars_take_no_time() -> None:
    pattern = matcher(text_pattern("*a" * 40 + "?c"))

    assert not pattern("ab" * 2000)
