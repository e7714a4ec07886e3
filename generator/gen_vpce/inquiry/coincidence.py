"""With which values of their symbols two texts are the same, or one matches the other."""

import re
from collections.abc import Iterable, Mapping

from gen_vpce.policy.symbols import has_marker, marker, split_markers

Assignment = Mapping[str, str]
"""The name of a symbol -> its value, which may be the marker of another symbol."""

SAMPLE = "sample"
"""What a star stands for."""
_ARN = 6


class TooManyError(ValueError):
    """There are more ways in which symbols may coincide than are tried, or one that is not understood."""


def unified(one: str, other: str) -> Assignment | None:
    """Return values with which two texts are the same or match: none needed is {}, none possible None."""
    if one.startswith("arn:") and other.startswith("arn:"):
        parts = one.split(":", _ARN - 1), other.split(":", _ARN - 1)
        if len(parts[0]) != len(parts[1]):
            if "*" in one or "*" in other:
                raise TooManyError  # a star may stand for several segments
            return None
        found = [_part(*pair) for pair in zip(*parts, strict=True)]
        known = [each for each in found if each is not None]
        return merged(known) if len(known) == len(found) else None
    return _part(one, other)


def _part(one: str, other: str) -> Assignment | None:
    if one == other or "*" in (one, other):
        return {}
    if not has_marker(one):
        one, other = other, one
    if not has_marker(one):
        return {} if _matches(one, other) or _matches(other, one) else None
    if has_marker(other):
        return _both(one, other)
    before, name, after = _single(one)
    literal = other.rstrip("*") if other.count("*") == 1 and other.endswith("*") else other
    if "*" in literal or "?" in literal:
        raise TooManyError
    if literal != other:  # it ends in a star
        if before.startswith(literal):
            return {}
        return {name: f"{literal[len(before) :]}{SAMPLE}"} if literal.startswith(before) else None
    fits = literal.startswith(before) and literal.endswith(after) and len(literal) >= len(before + after)
    return {name: literal[len(before) : len(literal) - len(after)]} if fits else None


def _both(one: str, other: str) -> Assignment | None:
    """Return values with which two texts with symbols are the same."""
    ours, theirs = split_markers(one), split_markers(other)
    if ours[::2] == theirs[::2]:
        return {a: marker(b) for a, b in zip(ours[1::2], theirs[1::2], strict=True) if a != b}
    begins = ours[0].startswith(theirs[0]) or theirs[0].startswith(ours[0])
    ends = ours[-1].endswith(theirs[-1]) or theirs[-1].endswith(ours[-1])
    if begins and ends:
        raise TooManyError
    return None


def _single(text: str) -> tuple[str, str, str]:
    parts = split_markers(text)
    if len(parts) != 3 or "*" in text or "?" in text:
        raise TooManyError
    return parts[0], parts[1], parts[2]


def _matches(pattern: str, text: str) -> bool:
    parts = {"*": ".*", "?": "."}
    return re.fullmatch("".join(parts.get(char) or re.escape(char) for char in pattern), text) is not None


def merged(assignments: Iterable[Assignment]) -> Assignment | None:
    """Return what all of *assignments* say, None where two of them differ."""
    together: dict[str, str] = {}
    for name, value in (pair for each in assignments for pair in each.items()):
        if together.setdefault(name, value) != value:
            return None
    return together
