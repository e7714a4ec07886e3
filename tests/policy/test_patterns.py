"""A pattern covers another one only when everything that the other matches, it matches too."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce.policy.patterns import action_covers, arn_covers, spare

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table"
GLOBS = st.text("ab*?", min_size=1, max_size=6)
WORDS = st.text("ab", max_size=6)


def matches(pattern: str, word: str) -> bool:
    return re.fullmatch(pattern.replace("*", ".*").replace("?", "."), word) is not None


@pytest.mark.parametrize(
    ("pattern", "other", "covers"),
    [
        ("*", f"{ARN}/Orders", True),
        (f"{ARN}/*", f"{ARN}/Orders/index/*", True),
        (f"{ARN}/Orders", f"{ARN}/Orders/index/*", False),
        ("arn:aws:dynamodb:*:table/Orders", f"{ARN}/Orders", False),
        ("arn:aws:dynamodb:*:*:table/Orders", f"{ARN}/Orders", True),
        (f"{ARN}/?", f"{ARN}/*", False),
        (f"{ARN}/orders", f"{ARN}/Orders", False),
    ],
)
def test_arn_covers(pattern: str, other: str, *, covers: bool) -> None:
    assert arn_covers(pattern, other) is covers


def test_actions_ignore_case() -> None:
    assert action_covers("dynamodb:GET*", "DynamoDB:getItem")


def test_a_policy_variable_covers_nothing() -> None:
    assert spare([f"{ARN}/${{*}}", f"{ARN}/${{x}}"], arn_covers) == frozenset()


@given(GLOBS, GLOBS, WORDS)
def test_what_is_covered_is_matched(pattern: str, other: str, word: str) -> None:
    if action_covers(pattern, other) and matches(other, word):
        assert matches(pattern, word)


@given(st.lists(GLOBS, min_size=1, max_size=6), WORDS)
def test_leaving_out_what_is_spare_changes_no_match(patterns: list[str], word: str) -> None:
    left = set(patterns) - spare(patterns, action_covers)
    assert any(matches(each, word) for each in left) == any(matches(each, word) for each in patterns)
