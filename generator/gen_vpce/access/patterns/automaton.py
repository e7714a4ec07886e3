"""All words that a family of patterns tells apart, one of each kind.

Every pattern is a row of bits, one bit a position; a set of positions of all patterns at once is a single
integer, and a step over a character is a few bit operations on it. Walking from the start over every
character that the patterns distinguish reaches each combination of matches that there is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from string import ascii_letters, digits

from gen_vpce.access.patterns.pattern import Charset, Pattern, Wild
from gen_vpce.access.patterns.work_limit import Effort

# Characters for "any other", most readable first.
OTHERS = "x" + ascii_letters.replace("x", "") + "".join(map(chr, range(0x100, 0x400)))


class Joint:
    """The patterns side by side. `state` integers hold a bit for each position that is still possible."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.letters: dict[str, int] = {}
        self.wilds: dict[Wild, int] = {}
        self.many = 0
        self.accepts: list[int] = []
        self.spans: list[int] = []
        start, base = 0, 0
        for each in patterns:
            self._lay(each, base)
            length = len(each.tokens)
            start |= 1 << base
            self.accepts.append(1 << base + length)
            self.spans.append((1 << length + 1) - 1 << base)
            base += length + 1
        self.start = self._closed(start)
        self.other = next(char for char in OTHERS if char not in self.letters)
        self._tables: dict[str, tuple[int, int]] = {}
        self._colon = any(wild.charset in (Charset.SEGMENT, Charset.NAME) for wild in self.wilds)
        self._slash = any(wild.charset is Charset.NAME for wild in self.wilds)
        self._digit = any(wild.charset is Charset.DIGIT for wild in self.wilds)

    def _lay(self, each: Pattern, base: int) -> None:
        for place, token in enumerate(each.tokens):
            bit = 1 << base + place
            if isinstance(token, Wild):
                self.wilds[token] = self.wilds.get(token, 0) | bit
                self.many |= bit if token.many else 0
                continue
            for char in (token.lower(), token.upper()) if each.caseless else (token,):
                self.letters[char] = self.letters.get(char, 0) | bit

    def _closed(self, state: int) -> int:
        """Add the positions behind a `*` that stands for nothing; wildcards may follow each other."""
        while (wider := state | (state & self.many) << 1) != state:
            state = wider
        return state

    def _table(self, char: str) -> tuple[int, int]:
        """Return the positions that *char* leads on from, and those that may keep it for themselves."""
        advance, stay = self.letters.get(char, 0), 0
        for wild, bits in self.wilds.items():
            if wild.charset.holds(char):
                advance, stay = (advance, stay | bits) if wild.many else (advance | bits, stay)
        return advance, stay

    def step(self, state: int, char: str) -> int:
        """Return the positions after reading *char*."""
        table = self._tables.get(char)
        if table is None:
            table = self._tables[char] = self._table(char)
        return self._closed((state & table[0]) << 1 | state & table[1])

    def choices(self, state: int) -> Iterator[str]:
        """Yield the characters that may lead to different places: those asked for, and one for the rest."""
        yield self.other
        for char, bits in self.letters.items():
            if state & bits:
                yield char
        if self._colon:
            yield ":"
        if self._slash:
            yield "/"
        if self._digit:
            yield next((char for char in digits if not state & self.letters.get(char, 0)), "0")


def words(
    patterns: Sequence[Pattern], required: int, harmful: Callable[[int], bool], effort: Effort
) -> Iterable[str]:
    """Return a shortest word for each combination of patterns that the first *required* ones are part of.

    A combination is left out when another one differs only in lacking patterns that `harmful(index)` marks:
    whoever looks for a word that few of those match loses nothing.
    """
    joint = Joint(patterns)
    spans = joint.spans[:required]
    must = sum(joint.accepts[:required])
    accepts = sum(joint.accepts)
    firm = sum(span for index, span in enumerate(joint.spans) if index < required or not harmful(index))
    parents: dict[int, tuple[int, str] | None] = {joint.start: None}
    queue = [joint.start]
    fronts: dict[int, list[int]] = {}
    found: dict[int, str] = {}
    for state in queue:
        accepted = state & accepts
        if accepted & must == must and accepted not in found:
            found[accepted] = _spelt(parents, state)
        for char in joint.choices(state):
            after = joint.step(state, char)
            effort.spend()
            if after in parents or not all(after & span for span in spans):
                continue
            front = fronts.setdefault(after & firm, [])
            effort.spend(len(front) // 32)
            if _is_new(front, after):
                parents[after] = (state, char)
                queue.append(after)
    return found.values()


def _is_new(front: list[int], state: int) -> bool:
    """Whether no state of *front* is part of *state*; keeps *front* free of states that hold another one."""
    if any(other & state == other for other in front):
        return False
    front[:] = [other for other in front if state & other != state]
    front.append(state)
    return True


def _spelt(parents: dict[int, tuple[int, str] | None], state: int) -> str:
    chars = []
    while (step := parents[state]) is not None:
        state, char = step
        chars.append(char)
    return "".join(reversed(chars))
