"""What one statement asks of one key: a set of values, and an answer for a key that is missing.

The elements Action and Resource are keys that are never missing. Every term answers for one value;
what it means for several values at once is its quantifier's business.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from gen_vpce.access.decision.condition_tests import point, text_of
from gen_vpce.access.patterns.pattern import Pattern, Syntax, pattern
from gen_vpce.access.patterns.value_ranges import Axis, Range, accepted
from gen_vpce.policy.document import Condition
from gen_vpce.policy.operators import FOR_ALL, FOR_ANY, OPERATORS, Comparison, Family

Value: TypeAlias = str | Fraction
"""A text, or a point of the line that the key's values lie on."""

Beliefs: TypeAlias = frozenset[str]
"""Texts of opaque patterns that are taken for matching; the others of the same key are taken for not."""

NONE: Beliefs = frozenset()

Quantifier: TypeAlias = Callable[[Iterable[object]], bool]
"""`all` for ForAllValues, `any` for ForAnyValue."""


class UndecidableError(Exception):
    """What a statement asks is outside what the procedure can decide; the text says what."""


class PatternTerm(Struct, frozen=True, eq=False):
    """The value matches one of `patterns`; or, not `wanted`, none of them but the `shape` if there is one."""

    patterns: tuple[Pattern, ...]
    wanted: bool = True
    absent: bool = False
    quantifier: Quantifier | None = None
    shape: Pattern | None = None
    literals: frozenset[str] = frozenset()
    globs: tuple[Pattern, ...] = ()
    opaque: tuple[Pattern, ...] = ()

    def __post_init__(self) -> None:
        force_setattr(
            self, "literals", frozenset(each.literal for each in self.patterns if each.literal is not None)
        )
        force_setattr(
            self, "globs", tuple(each for each in self.patterns if each.literal is None and not each.opaque)
        )
        force_setattr(self, "opaque", tuple(each for each in self.patterns if each.opaque))

    def on(self, value: Value, beliefs: Beliefs = NONE) -> bool:
        """Whether the term holds for *value*."""
        value = str(value)
        if value in self.literals:
            return self.wanted
        for each in self.globs:
            if each.matches(value):
                return self.wanted
        for each in self.opaque:
            if each.text in beliefs and each.matches(value):
                return self.wanted
        return not self.wanted and (self.shape is None or bool(self.shape.matches(value)))

    def implies(self, other: "Term") -> bool:
        """Whether *other* holds wherever this term does; a False may be a missed True."""
        if not isinstance(other, PatternTerm) or not _comparable(self, other):
            return False
        if self.wanted and other.wanted:
            return _covered(self, other)
        if other.shape is not None and not self._is_within(other.shape):
            return False
        if not self.wanted and not other.wanted:
            return _covered(other, self)
        return self.wanted and not self.may_meet(other.literals, (*other.globs, *other.opaque))

    def _is_within(self, shape: Pattern) -> bool:
        """Whether every value has the *shape*; a False may be a missed True."""
        if not self.wanted:
            return self.shape is not None
        return all(shape.covers(each) for each in self.patterns)

    def excludes(self, other: "Term") -> bool:
        """Whether no value satisfies both terms; a False may be a missed True."""
        if not isinstance(other, PatternTerm) or self.quantifier or other.quantifier:
            return False
        if self.absent and other.absent:
            return False
        if self.wanted and other.wanted:
            return not self.may_meet(other.literals, (*other.globs, *other.opaque))
        inner, outer = (self, other) if self.wanted else (other, self)
        return inner.wanted and not outer.wanted and _covered(inner, outer)

    def may_meet(self, literals: frozenset[str], wide: Iterable[Pattern]) -> bool:
        """Whether some pattern may share a word with *literals* or with one of *wide*."""
        if not self.literals.isdisjoint(literals):
            return True
        mine = (*self.globs, *self.opaque)
        if any(each.matches(word) for each in mine for word in literals):
            return True
        return any(
            any(each.matches(word) for word in self.literals) or any(each.may_meet(own) for own in mine)
            for each in wide
        )


def _covered(inner: PatternTerm, outer: PatternTerm) -> bool:
    """Whether each pattern of *inner* lies inside one of *outer*."""
    for each in inner.patterns:
        if each.literal is not None and each.literal in outer.literals:
            continue
        if not any(wide.covers(each) for wide in outer.globs) and each not in outer.opaque:
            return False
    return True


@lru_cache(maxsize=4096)
def pattern_term(patterns: tuple[Pattern, ...], wanted: bool) -> PatternTerm:
    """Return the term of an element: the same object for the same patterns."""
    return PatternTerm(patterns, wanted)


class RangeTerm(Struct, frozen=True):
    """The value lies in one of `ranges` of the line (or, not `wanted`, in none)."""

    axis: Axis
    ranges: tuple[Range, ...]
    wanted: bool = True
    absent: bool = False
    quantifier: Quantifier | None = None

    def on(self, value: Value, _beliefs: Beliefs = NONE) -> bool:
        """Whether the term holds for a point of its axis, or for a text that may be one."""
        at = point(self.axis, value) if isinstance(value, str) else value
        return (at is not None and any(at in each for each in self.ranges)) is self.wanted

    def implies(self, other: "Term") -> bool:
        """Whether *other* holds wherever this term does; a False may be a missed True."""
        if not isinstance(other, RangeTerm) or not _comparable(self, other):
            return False
        if self.axis is not other.axis or self.wanted is not other.wanted:
            return False
        inner, outer = (self, other) if self.wanted else (other, self)
        return all(any(wide.covers(each) for wide in outer.ranges) for each in inner.ranges)


class FlagTerm(Struct, frozen=True):
    """The value, `true` or `false`, is one of `values`; a text is so in any case."""

    values: frozenset[str]
    absent: bool = False
    quantifier: Quantifier | None = None

    def on(self, value: Value, _beliefs: Beliefs = NONE) -> bool:
        """Whether the term holds for *value*."""
        return str(value).lower() in self.values

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The values as patterns, for a key that holds other texts than `true` and `false`."""
        return tuple(pattern(value, Syntax.CASELESS) for value in sorted(self.values))

    def implies(self, other: "Term") -> bool:
        """Whether *other* holds wherever this term does."""
        return isinstance(other, FlagTerm) and _comparable(self, other) and self.values <= other.values


class NullTerm(Struct, frozen=True):
    """The key is missing (`absent`) or there (`present`)."""

    absent: bool
    present: bool
    quantifier: Quantifier | None = None

    def on(self, _value: Value, _beliefs: Beliefs = NONE) -> bool:
        """Whether the term holds for a key that is there."""
        return self.present

    def implies(self, other: "Term") -> bool:
        """Whether *other* holds wherever this term does."""
        return self == other


Term: TypeAlias = PatternTerm | RangeTerm | FlagTerm | NullTerm


def _comparable(term: Term, other: Term) -> bool:
    return term.quantifier == other.quantifier and (other.absent or not term.absent)


_SYNTAX = {
    Comparison.EQUALS: Syntax.TEXT,
    Comparison.EQUALS_IGNORE_CASE: Syntax.CASELESS,
    Comparison.LIKE: Syntax.GLOB,
}
ARN_SHAPE = pattern("arn:*:*:*:*:*", Syntax.ARN)
"""What a value has to be for a negated ARN operator to hold: an ARN."""

_AXES = {Family.NUMERIC: Axis.NUMBER, Family.DATE: Axis.DATE, Family.IP: Axis.ADDRESS}
_QUANTIFIERS: dict[str | None, Quantifier] = {FOR_ALL: all, FOR_ANY: any}


def term_of(condition: Condition, *, variables: bool) -> Term:
    """Return what *condition* asks; *variables* says whether the policy's version reads `${...}`.

    A value that is not a number, date or address matches nothing. Raises `UndecidableError` for an operator
    whose meaning is not known.
    """
    values = tuple(map(text_of, condition.values))
    return _term(replace(condition, key="", values=values), variables)


@lru_cache(maxsize=4096)
def _term(condition: Condition, variables: bool) -> Term:
    """Return the term of a condition whose values are texts; the same object for the same condition."""
    operator = OPERATORS.get(condition.operator)
    if operator is None:
        raise UndecidableError(f"{condition.written_operator} is not an operator with a known meaning")
    values = tuple(map(str, condition.values))
    if operator.family is Family.NULL:
        folded = {value.lower() for value in values}
        return NullTerm("true" in folded, "false" in folded)
    quantifier = _QUANTIFIERS.get(condition.qualifier)
    absent = condition.if_exists or (quantifier is all if quantifier else operator.negated)
    if operator.family in _AXES:
        axis = _AXES[operator.family]
        ranges = (accepted(axis, operator.comparison, value) for value in values)
        known = tuple(each for each in ranges if each is not None)
        return RangeTerm(axis, known, not operator.negated, absent, quantifier)
    variables = variables and operator.takes_variables
    if operator.family is Family.BOOL and not (variables and any("${" in value for value in values)):
        return FlagTerm(frozenset(value.lower() for value in values), absent, quantifier)
    syntax = Syntax.ARN if operator.family is Family.ARN else _SYNTAX[operator.comparison]
    patterns = tuple(pattern(value, syntax, variables=variables) for value in values)
    shape = ARN_SHAPE if operator.negated and operator.family is Family.ARN else None
    return PatternTerm(patterns, not operator.negated, absent, quantifier, shape)
