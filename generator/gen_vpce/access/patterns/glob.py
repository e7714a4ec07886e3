"""Patterns of IAM: what a wildcard stands for in an action, a resource, an ARN condition, a StringLike.

A pattern is spelled once into tokens; one decision matches text against them, and the comparison of whole
policies builds automata from the same tokens, so that both mean the same.

- Actions and StringLike: `*` is any text, `?` any one character, colons included (`text_pattern`).
- Resource and Arn operators: a wildcard in the first five parts of the ARN stays in its part; the sixth part
  is all the rest, its colons and slashes included. A pattern with fewer parts is filled up with `*`
  (`arn_pattern`).
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import TypeAlias

from msgspec import Struct


class Wild(Enum):
    """A wildcard: how many characters it stands for, and whether a colon may be one of them."""

    MANY = "*"
    ONE = "?"
    MANY_IN_PART = "*, no colon"
    ONE_IN_PART = "?, no colon"


class Variable(Struct, frozen=True):
    """A policy variable; `key` is in lower case. Its value is literal text: a `*` in it is not a wildcard."""

    key: str
    default: str | None = None


Token: TypeAlias = str | Wild
"""One literal character, or a wildcard."""

Pattern: TypeAlias = tuple[Token, ...]
Spelled: TypeAlias = tuple[Token | Variable, ...]
Matcher: TypeAlias = Callable[[str], bool]

COLON = ":"
ARN_PARTS = 6

_WILDCARDS = {"*": Wild.MANY, "?": Wild.ONE}
_CONFINED: dict[Token | Variable, Token] = {Wild.MANY: Wild.MANY_IN_PART, Wild.ONE: Wild.ONE_IN_PART}
_FREED: dict[Token, Token] = {
    confined: free for free, confined in _CONFINED.items() if isinstance(free, Wild)
}
_SPECIAL = frozenset("*?$")


def spell(text: str, *, variables: bool) -> Spelled:
    """Return the tokens of *text*; with *variables*, `${key}` is a variable and `${*}` a literal asterisk.

    Policy variables exist in version 2012-10-17 alone; elsewhere `${` is plain text.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """
    if not variables or "${" not in text:
        return _plain(text)
    head, *rest = text.split("${")
    tokens: list[Token | Variable] = [*_plain(head)]
    for piece in rest:
        inner, brace, after = piece.partition("}")
        if brace:
            tokens.append(inner if inner in _SPECIAL else _variable(inner))
            tokens.extend(_plain(after))
        else:
            tokens.extend(_plain("${" + piece))
    return tuple(tokens)


def spell_literally(text: str, *, variables: bool) -> Spelled:
    """Return the tokens of *text* for an operator without wildcards: `*` and `?` are themselves."""
    return tuple(
        token.value if isinstance(token, Wild) else token for token in spell(text, variables=variables)
    )


def _plain(text: str) -> Pattern:
    return tuple(_WILDCARDS.get(character, character) for character in text)


def _variable(inner: str) -> Variable:
    key, comma, default = inner.partition(",")
    quoted = default.strip()
    given = comma and len(quoted) > 1 and quoted[0] == quoted[-1] == "'"
    return Variable(key.strip().lower(), quoted[1:-1] if given else None)


def fill(spelled: Spelled, values: Mapping[str, str]) -> Pattern | None:
    """Return *spelled* with each variable replaced by its value or default; None where one has neither."""
    pattern: list[Token] = []
    for token in spelled:
        if not isinstance(token, Variable):
            pattern.append(token)
            continue
        value = values.get(token.key, token.default)
        if value is None:
            return None
        pattern.extend(value)
    return tuple(pattern)


def text_pattern(text: str) -> Pattern:
    """Return the pattern of an action or a StringLike value without variables."""
    return _plain(text)


def arn_pattern(spelled: Spelled) -> Spelled:
    """Return *spelled* as a pattern of ARNs: six parts, wildcards of the first five kept inside their part.

    `*` alone is everything, ARN or not.
    """
    if not spelled or all(token is Wild.MANY for token in spelled):
        return spelled[:1]
    tokens: list[Token | Variable] = []
    colons = 0
    for token in spelled:
        colons += token == COLON
        tokens.append(_CONFINED.get(token, token) if colons < ARN_PARTS - 1 else token)
    for part in range(colons + 1, ARN_PARTS):
        tokens.extend((COLON, Wild.MANY_IN_PART if part < ARN_PARTS - 1 else Wild.MANY))
    return tuple(tokens)


def matcher(pattern: Pattern) -> Matcher:
    """Return the test whether a text matches *pattern* as a whole."""
    if _limited(pattern):
        return _by_parts(pattern)
    if Wild.ONE in pattern:
        return lambda text: _walk(pattern, text)
    chunks = _chunks(pattern)
    if len(chunks) == 1:
        return chunks[0].__eq__
    return between_stars(chunks)


def any_of(patterns: Iterable[Pattern]) -> Matcher:
    """Return the test whether a text matches one of *patterns*; words without wildcards cost one look-up."""
    words: set[str] = set()
    tests: list[Matcher] = []
    for pattern in patterns:
        if any(isinstance(token, Wild) for token in pattern):
            tests.append(matcher(pattern))
        else:
            words.add("".join(map(str, pattern)))
    return one_of(words, tests)


def one_of(words: set[str], tests: list[Matcher]) -> Matcher:
    """Return the test whether a text is one of *words* or passes one of *tests*."""
    if not tests:
        return frozenset(words).__contains__
    if not words and len(tests) == 1:
        return tests[0]

    def matches(text: str) -> bool:
        if text in words:
            return True
        for test in tests:  # noqa: SIM110 -- any() of a generator takes twice as long
            if test(text):
                return True
        return False

    return matches


def _limited(pattern: Pattern) -> bool:
    return Wild.MANY_IN_PART in pattern or Wild.ONE_IN_PART in pattern


def _chunks(pattern: Pattern) -> list[str]:
    chunks = [""]
    for token in pattern:
        if isinstance(token, str):
            chunks[-1] += token
        else:
            chunks.append("")
    return chunks


def between_stars(chunks: list[str]) -> Matcher:
    """Return the test of a pattern from the *chunks*, two or more, between its stars."""
    first, *middle, last = chunks
    middle = [chunk for chunk in middle if chunk]
    least = len(first) + len(last)
    if not middle:
        if not least:
            return lambda _text: True
        if not last:
            return lambda text: text.startswith(first)
        return lambda text: len(text) >= least and text.startswith(first) and text.endswith(last)

    def matches(text: str) -> bool:
        if len(text) < least or not text.startswith(first) or not text.endswith(last):
            return False
        at, end = len(first), len(text) - len(last)
        for chunk in middle:
            at = text.find(chunk, at, end)
            if at < 0:
                return False
            at += len(chunk)
        return True

    return matches


def _by_parts(pattern: Pattern) -> Matcher:
    parts: list[list[Token]] = [[]]
    for token in pattern:
        if token == COLON and len(parts) < ARN_PARTS:
            parts.append([])
        else:
            parts[-1].append(_FREED.get(token, token))
    return part_by_part(tuple(matcher(tuple(part)) for part in parts))


def part_by_part(tests: tuple[Matcher, ...]) -> Matcher:
    """Return the test whether the six parts of an ARN pass each its own of *tests*."""

    def matches(text: str) -> bool:
        values = text.split(":", ARN_PARTS - 1)
        if len(values) != ARN_PARTS:
            return False
        for test, value in zip(tests, values, strict=True):  # noqa: SIM110 -- as above
            if not test(value):
                return False
        return True

    return matches


def _walk(pattern: Pattern, text: str) -> bool:
    """Match greedily, going back only to the last `*`: linear in practice, quadratic at worst."""
    at = here = 0
    star, resume = -1, 0
    while here < len(text):
        token = pattern[at] if at < len(pattern) else None
        if token is Wild.MANY:
            star, resume = at, here
            at += 1
        elif token is Wild.ONE or token == text[here]:
            at += 1
            here += 1
        elif star >= 0:
            resume += 1
            at, here = star + 1, resume
        else:
            return False
    return all(token is Wild.MANY for token in pattern[at:])
