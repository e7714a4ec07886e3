"""Texts as words: what differs from deployment to deployment, and what such a difference is called."""

import re
from collections.abc import Iterable, Iterator, Mapping

from gen_vpce.catalog.id_forms import ACCOUNT_ID

_FORM = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9./:_-]*[A-Za-z0-9])?")
"""A word that stands for one thing: no pattern, no policy variable."""
_WHOLE = (
    r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:/[0-9]{1,2})?",
    r"(?:vpce-svc|vpce|vpc|subnet|sg|rtb|ou|o|r)-[a-z0-9][a-z0-9-]{2,}",
)
"""Names that are one word, whatever stands in them."""
_ENDS = "(?<![A-Za-z0-9])", "(?![A-Za-z0-9])"
_STAGE = (
    r"(?i:(?:non-?|pre-?)?(?:dev|development|test|testing|tst|int|integration|qa|uat|stage|staging|stg|"
    r"sandbox|preview|prod|production|prd|live|shared))"
)
_KEYS: tuple[tuple[str, str], ...] = (
    ("partition", r"aws(?:-[a-z-]+)?"),
    ("other-account", ACCOUNT_ID),
    ("network", r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:/[0-9]{1,2})?"),
    ("vpc", r"vpc-.*"),
    ("endpoint", r"vpce-.*"),
    ("organization", r"o-.*"),
    (
        "stage",
        _STAGE,
    ),
)
"""What a value is called whose text has the form in every deployment."""


def differing(texts: Mapping[str, str], known: Iterable[Mapping[str, str]]) -> Iterator[Mapping[str, str]]:
    """Yield the words that differ between *texts*, those of each deployment; nothing where no word does.

    *known* are the values of each deployment so far: each of them is one word.
    """
    words = [*{value for values in known for value in values.values() if value}]
    longest = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    one = "|".join((longest, *_WHOLE))
    pattern = re.compile(f"{_ENDS[0]}(?:{one}){_ENDS[1]}|[A-Za-z0-9]+|[^A-Za-z0-9]")
    parts = {name: pattern.findall(text) for name, text in texts.items()}
    if len({len(each) for each in parts.values()}) == 1:
        rows: list[tuple[str, ...]] = list(zip(*parts.values(), strict=True))
    else:
        rows = [tuple(_middles(list(parts.values())))]
    for row in dict.fromkeys(rows):
        if len(set(row)) > 1 and all(map(_FORM.fullmatch, row)):
            yield dict(zip(texts, row, strict=True))


def whole(texts: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """Yield *texts* themselves where each of them can be a value."""
    if all(map(_FORM.fullmatch, texts.values())):
        yield texts


def key_for(words: Iterable[str], taken: Iterable[str]) -> str:
    """Return a name for the value that is one of *words* in each deployment; none of those *taken*."""
    each = tuple(words)
    name = next((key for key, form in _KEYS if all(re.fullmatch(form, word) for word in each)), "value")
    used, number = set(taken), 1
    found = name
    while found in used:
        number += 1
        found = f"{name}-{number}"
    return found


def shared(texts: Iterable[str]) -> str:
    """Return the words that *texts* have in common at their beginnings and their ends."""
    parts = [re.findall(r"[A-Za-z0-9]+|[^A-Za-z0-9]", text) for text in texts]
    middle = next(_middles(parts), "")
    first = "".join(parts[0])
    return first.replace(middle, "", 1) if middle else first


def moved(text: str, here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """Return *text* of one deployment with the values of another one in the place of its own."""
    by_value = {value: there[key] for key, value in reversed(tuple(here.items())) if value and key in there}
    longest = "|".join(re.escape(value) for value in sorted(by_value, key=len, reverse=True))
    return re.sub(f"{_ENDS[0]}(?:{longest}){_ENDS[1]}", lambda found: by_value[found[0]], text)


def _middles(parts: list[list[str]]) -> Iterator[str]:
    """Yield what stands between the words that all have at their beginning and those at their end."""
    shortest = min(map(len, parts))
    start = next((i for i in range(shortest) if len({each[i] for each in parts}) > 1), shortest)
    left = shortest - start
    end = next((i for i in range(left) if len({each[-1 - i] for each in parts}) > 1), left)
    for each in parts:
        yield "".join(each[start : len(each) - end])
