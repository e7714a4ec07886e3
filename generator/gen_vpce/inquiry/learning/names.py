"""Names that are alike: patterns for those that share their beginning, and their end."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from gen_vpce.access.patterns.plain_glob import one_of_arns

_PARTS = 6
_ENDS = re.compile(r"[/:_.-]")
_TYPE = re.compile(r"[A-Za-z-]+[/:]")
_WORD = re.compile(r"[A-Za-z0-9]")
_ID_TYPE = re.compile(r"[a-z]{1,8}-")
_ID = re.compile(r"[0-9a-f-]{8,}")
_WITHOUT_TYPE = frozenset({"sqs", "sns"})
_NOT_SHARED = frozenset({"s3"})
"""Names of buckets are everybody's: a pattern of them lets in the buckets of strangers."""


def patterns_for(arns: Iterable[str], many: int, is_good: Callable[[str], bool]) -> dict[str, str]:
    """Return for each of *arns* that is alike others the pattern that stands for them.

    A pattern ends where a part of a name ends (`table/orders-*`, `parameter/app/*`), and stands for *many*
    names or more. The longest beginnings come first; *is_good* has the last word on each.
    """
    left = set(arns)
    found: dict[str, str] = {}
    for members in _alike(left):
        free = members & left
        if len(free) < many:
            continue
        pattern = _pattern(members_start(free), free)
        if pattern is not None and is_good(pattern):
            found |= dict.fromkeys(free, pattern)
            left -= free
    return found


def _alike(arns: set[str]) -> Iterator[set[str]]:
    """Yield sets of ARNs with the same beginning, those with the longest one first."""
    groups: dict[str, set[str]] = {}
    for arn in arns:
        for start in _starts(arn):
            groups.setdefault(start, set()).add(arn)
    for start in sorted(groups, key=lambda each: (-len(each), each)):
        yield groups[start]


def _starts(arn: str) -> Iterator[str]:
    """Yield the beginnings of *arn* that end where a part of the resource's name ends."""
    name = _name_at(arn)
    if name is None or "*" in arn:
        return
    for end in _ENDS.finditer(arn, name):
        if end.end() < len(arn) and _WORD.search(arn, name, end.end()):
            yield arn[: end.end()]


@lru_cache(maxsize=65536)
def _name_at(arn: str) -> int | None:
    """Return where the name in *arn* begins, behind its type; None where names are not generalised."""
    parts = arn.split(":", _PARTS - 1)
    if len(parts) < _PARTS or parts[2] in _NOT_SHARED:
        return None
    at = len(arn) - len(parts[5])
    typed = None if parts[2] in _WITHOUT_TYPE else _TYPE.match(arn, at)
    return typed.end() if typed else at


def members_start(members: Iterable[str]) -> str:
    """Return the longest beginning that all of *members* share and that ends where a part of a name ends."""
    shared = set.intersection(*(set(_starts(each)) for each in members))
    return max(shared, key=len)


def _pattern(start: str, members: Iterable[str]) -> str | None:
    """Return the pattern of *members*: their beginning and, where they share one, their end."""
    rests = [each[len(start) :] for each in members]
    at = _name_at(start) or 0
    if _ID_TYPE.fullmatch(start, at) and all(map(_ID.fullmatch, rests)):
        return None  # ids of AWS's, i-0123..., have the beginning that all of their type have
    return f"{start}*{_end(rests)}"


def _end(rests: list[str]) -> str:
    """Return the end that all of *rests* share, from where a part of a name begins; empty for none."""
    shortest = min(rests, key=len)
    for end in _ENDS.finditer(shortest):
        tail = shortest[end.start() :]
        if len(tail) < len(shortest) and all(rest.endswith(tail) and rest != tail for rest in rests):
            return tail
    return ""


@lru_cache(maxsize=65536)
def matches(pattern: str) -> Callable[[str], bool]:
    """Return the test whether an ARN is one that *pattern* stands for."""
    return one_of_arns([pattern])


def stands_for(originals: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each pattern of *originals* with the names behind it, where these are others."""
    for pattern, names in sorted(originals.items()):
        others = tuple(sorted(set(names) - {pattern}))
        if others:
            yield pattern, others


def short(arn: str) -> str:
    """Return the part of *arn* that names the resource; what is no ARN as it is."""
    return arn.split(":", 5)[-1] if arn.startswith("arn:") else arn
