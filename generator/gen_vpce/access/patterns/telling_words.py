"""Words enough to tell every combination of a key's patterns from every other one."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from gen_vpce.access.patterns import automaton
from gen_vpce.access.patterns.automaton import OTHERS
from gen_vpce.access.patterns.pattern import Charset, Pattern, Wild
from gen_vpce.access.patterns.work_limit import Effort

_MANY = 64
_LONGEST = 64

_KEPT = 16_384

Harmful = Callable[[Pattern], bool]

_known: dict[object, tuple[tuple[str, ...], int]] = {}
"""The words of what was asked already, and the effort that they took; patterns of one text are one object."""


def telling_words(
    bases: Sequence[Pattern],
    others: Iterable[Pattern],
    effort: Effort,
    *,
    harmful: Harmful = lambda _pattern: False,
    shape: Pattern | None = None,
) -> list[str]:
    """Return words that match one of *bases*, one for each combination of *others* that such words match.

    All words match *shape* where one is given. A pattern that is *harmful* is one that whoever asks would
    rather not match: combinations that only add such patterns may be left out.

    Proofs about one policy ask for the same words again and again: they are kept, with the effort that they
    take, so that an answer does not depend on what was asked before.
    """
    family = tuple(dict.fromkeys(others))
    key = tuple(dict.fromkeys(bases)), family, tuple(map(harmful, family)), shape
    known = _known.get(key)
    if known is None:
        left = effort.left
        found: dict[str, None] = {}
        for base in key[0]:
            found.update(dict.fromkeys(_words_of(base, family, effort, harmful, shape)))
        if len(_known) >= _KEPT:
            _known.clear()
        known = _known[key] = tuple(found), left - effort.left
    else:
        effort.spend(known[1])
    return list(known[0])


def _words_of(
    base: Pattern, family: tuple[Pattern, ...], effort: Effort, harmful: Harmful, shape: Pattern | None
) -> Iterator[str]:
    if base.literal is not None:
        if shape is None or shape.matches(base.literal):
            yield base.literal
        return
    required = [base] if shape is None or shape is base else [base, shape]
    inside = [
        each
        for each in family
        if each.literal is not None and all(need.matches(each.literal) for need in required)
    ]
    yield from (str(each.literal) for each in inside)
    wide = [
        each
        for each in family
        if each.literal is None and each not in required and base.may_meet(each) and not each.covers(base)
    ]
    yield from _other_words(required, wide, inside, effort, harmful)


def _other_words(
    required: list[Pattern], wide: list[Pattern], inside: list[Pattern], effort: Effort, harmful: Harmful
) -> Iterable[str]:
    """Return the words that are none of the literals *inside*: those say nothing about the rest."""
    taken = {each.literal for each in inside}
    found = _nested(required, wide, taken, effort) or _explored(
        [*required, *wide], len(required), effort, harmful
    )
    if taken.isdisjoint(found):
        return found
    return _explored([*required, *wide, *inside], len(required), effort, harmful)


def _nested(
    required: list[Pattern], wide: list[Pattern], taken: set[str | None], effort: Effort
) -> list[str] | None:
    """Return the words of patterns of which any two are disjoint or one inside the other, None for others.

    Then there is no more to tell apart than one word for each pattern, outside of those within it.
    """
    effort.spend(1 + len(wide) ** 2 // 16)
    if len(required) > 1 or len(wide) > _MANY or any(each.caseless for each in (*required, *wide)):
        return None
    if not all(required[0].covers(each) for each in wide):
        return None
    found = []
    for each in (*required, *wide):
        around = [other for other in wide if other.covers(each)]
        if any(other not in around and other.may_meet(each) and not each.covers(other) for other in wide):
            return None
        word = next((word for word in filled(each) if word not in taken), None)
        if word is None or [other for other in wide if other.matches(word)] != around:
            return None
        found.append(word)
    return found


def _explored(patterns: list[Pattern], required: int, effort: Effort, harmful: Harmful) -> list[str]:
    spare = [harmful(each) for each in patterns]
    return list(automaton.words(patterns, required, spare.__getitem__, effort))


def filled(base: Pattern) -> Iterator[str]:
    """Yield new words of a pattern with wildcards, the plainest first: `x` for `*` and for `?*`."""
    before = (None, *base.tokens)
    grows = any(isinstance(token, Wild) and token.many for token in base.tokens)
    for length in range(1, _LONGEST if grows else 2):
        for char in OTHERS:
            yield "".join(
                _filling(token, char, length - isinstance(last, Wild))
                for last, token in zip(before, base.tokens, strict=False)
            )


def _filling(token: str | Wild, char: str, length: int) -> str:
    if isinstance(token, str):
        return token
    one = str(ord(char) % 10) if token.charset is Charset.DIGIT else char
    return one * length if token.many else one
