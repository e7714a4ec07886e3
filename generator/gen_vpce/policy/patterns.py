"""Wildcard patterns of actions and ARNs: which of a list are said already by another one.

`*` stands for any text and `?` for exactly one character. In an ARN a wildcard stays within its segment
for the first five colons and crosses everything after them:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

Covers = Callable[[str, str], bool]

_ARN_SEGMENTS = 6


def has_wildcard(pattern: str) -> bool:
    """Whether *pattern* stands for more than its own text."""
    return "*" in pattern or "?" in pattern


def action_covers(pattern: str, other: str) -> bool:
    """Whether every action that *other* matches is matched by *pattern*; letter case does not count."""
    return _covers(pattern.casefold(), other.casefold())


def arn_covers(pattern: str, other: str) -> bool:
    """Whether every ARN that *other* matches is matched by *pattern*; letter case counts."""
    if pattern == "*":
        return True
    mine, theirs = pattern.split(":", _ARN_SEGMENTS - 1), other.split(":", _ARN_SEGMENTS - 1)
    return len(mine) == len(theirs) and all(map(_covers, mine, theirs))


def spare(patterns: Iterable[str], covers: Covers) -> frozenset[str]:
    """Return those of *patterns* that another one of them says already.

    Of two that mean the same the shorter one is kept, then the one that sorts first. A pattern with a policy
    variable covers nothing but itself: `${*}` is a plain star.
    """
    unique = frozenset(patterns)
    wide = [pattern for pattern in unique if has_wildcard(pattern) and "${" not in pattern]
    return frozenset(
        pattern
        for pattern in unique
        if any(
            other != pattern and covers(other, pattern) and _wins(other, pattern, covers) for other in wide
        )
    )


def _wins(pattern: str, other: str, covers: Covers) -> bool:
    return not covers(other, pattern) or (len(pattern), pattern) < (len(other), other)


def _covers(pattern: str, other: str) -> bool:
    if not has_wildcard(pattern):
        return pattern == other
    return _compiled(pattern).fullmatch(other) is not None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    # A `?` must not cover another pattern's `*`, which stands for texts of any length.
    parts = {"*": ".*", "?": "[^*]"}
    return re.compile("".join(parts.get(char) or re.escape(char) for char in pattern), re.DOTALL)
