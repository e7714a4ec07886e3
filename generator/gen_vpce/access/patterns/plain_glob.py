"""Patterns without policy variables, which are nearly all: matched straight from their text.

They mean what `glob` says; this is the short way there, without a token for every character.
"""

from collections.abc import Callable, Iterable

from gen_vpce.access.patterns.glob import (
    ARN_PARTS,
    COLON,
    Matcher,
    between_stars,
    matcher,
    one_of,
    part_by_part,
    text_pattern,
)


def text_matcher(text: str) -> Matcher:
    """Return the test of an action or a StringLike value."""
    if "?" in text:
        return matcher(text_pattern(text))
    chunks = text.split("*")
    return between_stars(chunks) if len(chunks) > 1 else text.__eq__


def arn_matcher(text: str) -> Matcher:
    """Return the test of a resource or of a value of an Arn operator."""
    if not text.strip("*"):
        return text_matcher(text[:1])
    parts = text.split(COLON, ARN_PARTS - 1)
    if not any(map(is_wild, parts[:-1])) and len(parts) == ARN_PARTS:
        return text_matcher(text)
    parts += "*" * (ARN_PARTS - len(parts))
    return part_by_part(tuple(map(text_matcher, parts)))


def one_of_texts(texts: Iterable[str]) -> Matcher:
    """Return the test whether a text matches one of *texts*, each an action or a StringLike value."""
    return _one_of(texts, text_matcher, is_wild)


def one_of_arns(texts: Iterable[str]) -> Matcher:
    """Return the test whether an ARN matches one of *texts*, each a resource or an Arn operator's value."""
    return _one_of(texts, arn_matcher, lambda text: is_wild(text) or text.count(COLON) < ARN_PARTS - 1)


def is_wild(text: str) -> bool:
    """Whether *text* stands for other texts than itself."""
    return "*" in text or "?" in text


def _one_of(texts: Iterable[str], make: Callable[[str], Matcher], is_many: Callable[[str], bool]) -> Matcher:
    """Return the test on all of *texts*; the words among them cost one look-up together."""
    words: set[str] = set()
    tests: list[Matcher] = []
    for text in texts:
        if is_many(text):
            tests.append(make(text))
        else:
            words.add(text)
    return one_of(words, tests)
