"""What several deployments have in common, said once: texts that differ by the deployments' values alone.

`arn:aws:dynamodb:us-east-1:111111111111:table/orders-dev` of one deployment and its like of another become
`arn:aws:dynamodb:<region>:<account>:table/orders-<stage>`. Nothing is guessed: a text with `<key>` in it
stands for several only where it gives each of them to the letter.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import TypeAlias

Texts: TypeAlias = tuple[str, ...]
"""The texts of one thing: the cells of a row, the message and the hint of a finding."""

Values: TypeAlias = Mapping[str, Mapping[str, str]]
"""By the name of each deployment what `<key>` stands for in it."""

_KEY = re.compile(r"<([a-z][a-z0-9_-]*)>")
_TRIED = 16  # ways to read one text, where several keys have the same value
_PLACE = ("region", "account")


def together(
    things: Mapping[str, Sequence[Texts]], values: Values
) -> Iterator[tuple[Texts, tuple[str, ...]]]:
    """Yield what the deployments have, each thing once, with the names of those that have it.

    *things* are those of each deployment in their order; the order of the first that has a thing counts.
    """
    values = _telling(values)
    left = {name: dict.fromkeys(held) for name, held in things.items()}
    for name, held in things.items():
        for texts in held:
            if texts in left[name]:
                said, found = _widest(texts, name, left, values)
                for each, own in found.items():
                    del left[each][own]
                yield said, tuple(found)


def common(texts: Mapping[str, str], values: Values) -> str | None:
    """Return the text, with `<key>` in it where need be, that gives every one of *texts*; None for none."""
    first = next(iter(texts))
    if len(set(texts.values())) == 1:
        return texts[first]
    values = _telling(values)
    for said in _readings((texts[first],), values[first]):
        if all(_given(said, values[name]) == (text,) for name, text in texts.items()):
            return said[0]
    return None


def _telling(values: Values) -> Values:
    """Return the values that tell deployments apart: of any other, the text is the same as its key."""
    each = list(values.values())
    same = {key for key in (each[0] if each else ()) if len({one.get(key) for one in each}) == 1}
    return {name: {key: one[key] for key in one if key not in same} for name, one in values.items()}


def _widest(
    texts: Texts, name: str, left: Mapping[str, Mapping[Texts, None]], values: Values
) -> tuple[Texts, Mapping[str, Texts]]:
    """Return the reading of *texts* that most deployments have, and what it is in each of them."""
    best = texts, {each: texts for each, held in left.items() if texts in held}
    for said in _readings(texts, values[name]):
        here = {each: _given(said, values[each]) for each in left}
        found = {each: own for each, own in here.items() if own in left[each]}
        if name in found and len(found) > len(best[1]):
            best = said, found
    return best


def _given(said: Texts, values: Mapping[str, str]) -> Texts:
    return tuple(_KEY.sub(lambda found: values.get(found[1], found[0]), text) for text in said)


def _readings(texts: Texts, values: Mapping[str, str]) -> Iterator[Texts]:
    """Yield *texts* with values by their keys: those of the place alone, then all."""
    if any(_KEY.search(text) for text in texts):
        return  # it could not be told from the keys that are put there
    place = {key: values[key] for key in _PLACE if key in values}
    for keys in (place, values):
        by_value: dict[str, list[str]] = {}
        for key, value in keys.items():
            if value and any(value in text for text in texts):
                by_value.setdefault(value, []).append(key)
        if not by_value:
            continue
        longest = sorted(by_value, key=len, reverse=True)
        bounds = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
        pattern = re.compile("|".join(f"{bounds[0]}{re.escape(value)}{bounds[1]}" for value in longest))
        ways = product(*(by_value[value] for value in longest))
        for way, _ in zip(ways, range(_TRIED), strict=False):
            named = dict(zip(longest, way, strict=True))
            yield tuple(pattern.sub(_key_of(named), text) for text in texts)


def _key_of(named: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    """Return what puts `<key>` in the place of a value."""
    return lambda found: f"<{named[found[0]]}>"
