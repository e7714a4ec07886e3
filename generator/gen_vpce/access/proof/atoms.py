"""One dimension of a request, cut into atoms: values that every statement at hand treats alike.

An atom is a bit mask of the rules that its value satisfies, with one such value. Dimensions are
independent, so the rules that a whole request matches are the AND of its atoms' masks.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple, TypeAlias

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.access.patterns.pattern import NO_TEXT, SOMETHING, Pattern
from gen_vpce.access.patterns.telling_words import telling_words
from gen_vpce.access.patterns.value_ranges import Axis, representatives, shown
from gen_vpce.access.patterns.work_limit import Effort
from gen_vpce.access.proof.condition_terms import (
    NONE,
    Beliefs,
    FlagTerm,
    PatternTerm,
    RangeTerm,
    Term,
    UndecidableError,
    Value,
)
from gen_vpce.access.proof.statement_terms import Rule

_FLAG = "Bool"
_LINES = {"Numeric": {Axis.NUMBER}, "Date": {Axis.DATE, Axis.NUMBER}, "IPAddress": {Axis.ADDRESS}}
"""The types of keys whose values are points, with the lines that all of them lie on."""

GUESS = "?"
"""The key of a fact that says: this atom takes a policy variable's match for granted."""

Fact: TypeAlias = tuple[str, object]


class Atom(NamedTuple):
    """The rules that a value satisfies, and the facts that make up the value."""

    mask: int
    facts: tuple[Fact, ...] = ()


class Asked(NamedTuple):
    """What the rule behind one bit asks of a key."""

    bit: int
    terms: tuple[Term, ...]


class Interest(NamedTuple):
    """Which texts are of interest: those that match one of `bases`, and `shape` where one is given.

    Of texts that differ only in matching more `harmful` patterns, one is enough.
    """

    bases: tuple[Pattern, ...] = (SOMETHING,)
    harmful: frozenset[Pattern] = frozenset()
    shape: Pattern | None = None


EVERYTHING = Interest()


def patterns_of(asked: Iterable[Asked]) -> list[Pattern]:
    """Return the patterns of the terms of *asked*, and the shapes that their values must have."""
    found: list[Pattern] = []
    for _, terms in asked:
        for term in terms:
            if isinstance(term, (PatternTerm, FlagTerm)):
                found += term.patterns
            if isinstance(term, PatternTerm) and term.shape is not None:
                found.append(term.shape)
    return found


class Ledger(Struct, frozen=True):
    """The rules of one question, a bit each, and what is wished of them.

    A request must match every rule of `must`; it is better when it matches fewer of `bad` and more of `good`.
    """

    rules: tuple[Rule, ...]
    must: int
    bad: int
    good: int

    @property
    def full(self) -> int:
        """The mask of all rules."""
        return (1 << len(self.rules)) - 1

    def asked(self, key: str) -> list[Asked]:
        """Return what the rules ask of *key*, those that leave it free left out."""
        return [
            Asked(1 << place, rule.terms[key]) for place, rule in enumerate(self.rules) if key in rule.terms
        ]

    def trouble(self, mask: int) -> int:
        """Return the bad rules that *mask* matches and the good ones that it does not."""
        return (mask ^ self.good) & (self.bad | self.good)

    def best(self, atoms: Iterable[Atom], effort: Effort) -> list[Atom]:
        """Return the atoms that satisfy `must`, without those that another one is at least as good as.

        One without any trouble is as good as all others, and none is made after it.
        """
        unique: dict[int, Atom] = {}
        for atom in atoms:
            if atom.mask & self.must == self.must:
                trouble = self.trouble(atom.mask)
                if not trouble:
                    return [atom]
                unique.setdefault(trouble, atom)
        kept: list[int] = []
        for trouble in sorted(unique, key=int.bit_count):
            effort.spend(1 + len(kept) // 16)
            if not any(other & trouble == other for other in kept):
                kept.append(trouble)
        return [unique[trouble] for trouble in kept]

    def bases(self, asked: Sequence[Asked]) -> tuple[Pattern, ...]:
        """Return patterns of which every value of interest matches one."""
        for bit, terms in asked:
            for term in terms if bit & self.must else ():
                if not isinstance(term, (PatternTerm, FlagTerm)) or term.quantifier:
                    continue
                if isinstance(term, FlagTerm) or term.wanted:
                    return tuple(SOMETHING if each.covers(SOMETHING) else each for each in term.patterns)
        return (SOMETHING,)

    def harmful(self, asked: Iterable[Asked]) -> frozenset[Pattern]:
        """Return the patterns whose match can only add trouble."""
        harmful: set[Pattern] = set()
        useful: set[Pattern] = set()
        for bit, terms in asked:
            for term in terms:
                if isinstance(term, PatternTerm):
                    hurts = (term.wanted and bit & self.bad) or (not term.wanted and not bit & self.bad)
                    (harmful if hurts else useful).update(term.patterns)
                    if term.shape is not None:
                        (useful if hurts else harmful).add(term.shape)
        return frozenset(harmful - useful)

    def mask(self, asked: Iterable[Asked], value: Value, beliefs: Beliefs = NONE) -> int:
        """Return the rules that *value* satisfies."""
        mask = self.full
        is_nothing = value == ""  # to AWS an empty text is no value where sets are compared
        for bit, terms in asked:
            for term in terms:
                if not (term.absent if is_nothing and term.quantifier else term.on(value, beliefs)):
                    mask &= ~bit
                    break
        return mask

    def absent_mask(self, asked: Iterable[Asked]) -> int:
        """Return the rules that a missing key satisfies."""
        mask = self.full
        for bit, terms in asked:
            if not all(term.absent for term in terms):
                mask &= ~bit
        return mask


def key_atoms(
    ledger: Ledger, key: str, effort: Effort, *, multivalued: bool = False, shape: Pattern | None = None
) -> list[Atom]:
    """Return the atoms of a condition key that is there: one value, or a set of them where *multivalued*.

    Raises `UndecidableError` where one key is asked as a text and as a number, date or address.
    """
    asked = ledger.asked(key)
    if multivalued and all(term.quantifier for _, terms in asked for term in terms if not _is_null(term)):
        return _set_atoms(ledger, key, asked, effort)
    bases = ledger.bases(asked)
    if not all(each.tokens for each in patterns_of(asked)):
        bases = (*bases, NO_TEXT)  # a tag may be empty, which is told apart where a rule says so
    interest = Interest(bases, ledger.harmful(asked), shape)
    values = list(key_values(key, asked, effort, interest))
    effort.spend(len(values) * len(asked) // 4)
    return ledger.best((_atom(ledger, key, asked, value, beliefs) for value, beliefs in values), effort)


def _is_null(term: Term) -> bool:
    return not isinstance(term, (PatternTerm, RangeTerm, FlagTerm))


def _atom(ledger: Ledger, key: str, asked: Sequence[Asked], value: Value, beliefs: Beliefs | None) -> Atom:
    facts: tuple[Fact, ...] = ((key, _shown(asked, value)),)
    if beliefs is not None:
        facts += ((GUESS, key),)
    return Atom(ledger.mask(asked, value, beliefs or NONE), facts)


def _shown(asked: Iterable[Asked], value: Value) -> str:
    if isinstance(value, str):
        return value
    return next(
        shown(term.axis, value) for _, terms in asked for term in terms if isinstance(term, RangeTerm)
    )


def key_values(
    key: str, asked: Sequence[Asked], effort: Effort, interest: Interest = EVERYTHING
) -> Iterator[tuple[Value, Beliefs | None]]:
    """Yield values of *key* that tell the terms of *asked* apart, each with beliefs about opaque patterns.

    The beliefs are None where no opaque pattern has a say.
    """
    terms = [term for _, each in asked for term in each]
    ranges = [term for term in terms if isinstance(term, RangeTerm)]
    patterns = patterns_of(asked)
    known = catalog.condition_key(key)
    is_flag = known.type == _FLAG if known else any(isinstance(term, FlagTerm) for term in terms)
    opaque = {each.text: each for each in patterns if each.opaque}
    if is_flag:
        words: Iterable[str] = ("true", "false")
    elif ranges:
        axes = {term.axis for term in ranges}
        lines = _LINES.get(known.type) if known else axes
        texts = interest.shape or not all(each.covers(SOMETHING) for each in patterns)
        if texts or len(axes) > 1 or not (lines is None or axes <= lines):
            raise UndecidableError(f"{key} is asked with operators of different kinds, or not for its type")
        points = representatives(ranges[0].axis, (each for term in ranges for each in term.ranges))
        yield from ((point, None) for point in points)
        words = ("x",) if lines is None else ()  # a key of texts may hold one that is no point
    else:
        harmful = interest.harmful.__contains__
        words = telling_words(interest.bases, patterns, effort, harmful=harmful, shape=interest.shape)
    for word in words:
        yield from believed(word, opaque.values(), effort)


def believed(word: str, opaque: Iterable[Pattern], effort: Effort) -> Iterator[tuple[str, Beliefs | None]]:
    """Yield *word* once for each way in which the opaque patterns that may match it can do so."""
    possible = [each.text for each in opaque if each.matches(word)]
    if not possible:
        yield word, None
        return
    for count in range(len(possible) + 1):
        for chosen in combinations(possible, count):
            effort.spend()
            yield word, frozenset(chosen)


_Element: TypeAlias = tuple[str, bool]
"""A value as a request holds it, and whether it is guessed."""


def _set_atoms(ledger: Ledger, key: str, asked: Sequence[Asked], effort: Effort) -> list[Atom]:
    """Return the atoms of sets: one value more can clear ForAllValues bits and set ForAnyValue bits."""
    terms = list(dict.fromkeys(term for _, each in asked for term in each))
    every = sum(1 << place for place, term in enumerate(terms) if term.quantifier is all)
    elements: dict[int, _Element] = {}
    for value, beliefs in key_values(key, asked, effort):
        bits = sum(1 << place for place, term in enumerate(terms) if term.on(value, beliefs or NONE))
        elements.setdefault(bits, (_shown(asked, value), beliefs is not None))
    sets: dict[int, tuple[_Element, ...]] = {bits: (element,) for bits, element in elements.items()}
    queue = list(sets)
    for bits in queue:
        for more, element in elements.items():
            effort.spend()
            joined = (bits & more & every) | ((bits | more) & ~every)
            if joined not in sets:
                sets[joined] = (*sets[bits], element)
                queue.append(joined)
    places = {term: 1 << place for place, term in enumerate(terms)}
    needs = [(bit, sum(places[term] for term in dict.fromkeys(each))) for bit, each in asked]
    return ledger.best(
        (
            Atom(
                ledger.full & ~sum(bit for bit, need in needs if bits & need != need),
                _set_facts(key, members),
            )
            for bits, members in sets.items()
        ),
        effort,
    )


def _set_facts(key: str, members: Iterable[_Element]) -> tuple[Fact, ...]:
    facts: tuple[Fact, ...] = ((key, tuple(value for value, _ in members)),)
    return (*facts, (GUESS, key)) if any(guessed for _, guessed in members) else facts
