"""Which resources an ARN can be: by patterns on both sides, checked against trying it out."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce.lint.acting_resources import meet, types_acted_on, types_met

TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/Orders"


@pytest.mark.parametrize(
    ("prefix", "arn", "types"),
    [
        ("dynamodb", TABLE, {"table"}),
        ("dynamodb", f"{TABLE}/index/*", {"index"}),
        ("dynamodb", "arn:aws:dynamodb:us-east-1::table/Orders", set()),
        ("dynamodb", "arn:aws:s3:::reports", set()),
        ("s3", "arn:aws:s3:::reports", {"bucket"}),
        ("s3", "arn:aws:s3:::reports/*", {"object"}),
        ("s3", "arn:aws:s3:::reports/2026/01", {"object"}),
        ("s3", "arn:aws:s3:::reports*", {"bucket", "object"}),
        ("kms", "arn:aws:kms:us-east-1:123456789012:key/${aws:PrincipalTag/key}", {"key"}),
    ],
)
def test_the_types_of_an_arn(prefix: str, arn: str, types: set[str]) -> None:
    assert types_met(prefix, arn) == types


def test_what_an_action_acts_on() -> None:
    assert types_acted_on("dynamodb:GetItem") == {("dynamodb", "table")}
    assert types_acted_on("dynamodb:ListTables") == frozenset()
    assert types_acted_on("nothing:*") == frozenset()


# Two patterns with a `*` and three letters each have a word of six letters in common, if any.
WORDS = ["".join(word) for length in range(7) for word in itertools.product("ab/", repeat=length)]


def fits(pattern: str, word: str) -> bool:
    """Match letter by letter; `*` is any text, `?` one character, NUL any text without a slash."""
    if not pattern:
        return not word
    first, rest = pattern[0], pattern[1:]
    if first in "*\0":
        taken = bool(word) and (first == "*" or word[0] != "/") and fits(pattern, word[1:])
        return fits(rest, word) or taken
    return bool(word) and first in ("?", word[0]) and fits(rest, word[1:])


@given(st.text("ab/*?", max_size=4), st.text("ab/*\0", max_size=4))
def test_two_patterns_meet_where_a_word_fits_both(pattern: str, form: str) -> None:
    assert meet(pattern, form) == any(fits(pattern, word) and fits(form, word) for word in WORDS)
