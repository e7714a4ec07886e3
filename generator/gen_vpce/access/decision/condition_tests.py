"""What a condition asks of a request: one closure for each, compiled once and called for every request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from gen_vpce.access.patterns.glob import (
    Matcher,
    Pattern,
    Spelled,
    Variable,
    any_of,
    arn_pattern,
    fill,
    spell,
    spell_literally,
)
from gen_vpce.access.patterns.plain_glob import one_of_arns, one_of_texts
from gen_vpce.access.patterns.truth import Keys, Truth, Unknown
from gen_vpce.policy.document import Condition, Scalar
from gen_vpce.policy.operators import FOR_ALL, OPERATORS, Comparison, Family, Operator

if TYPE_CHECKING:
    from fractions import Fraction

    from gen_vpce.access.patterns.value_ranges import Axis

Test: TypeAlias = Callable[[Keys], Truth]

_NOTHING = ("",)  # to AWS an empty string is a null data set where sets are compared


def condition_test(condition: Condition, *, variables: bool) -> Test:
    """Return the test of *condition* on a request's keys; with *variables*, `${...}` is a policy variable."""
    operator = OPERATORS[condition.operator]
    values = tuple(text_of(value) for value in condition.values)
    match operator.family:
        case Family.NULL:
            return _null(condition.key.lower(), values)
        case Family.NUMERIC | Family.DATE | Family.IP:
            return _asking(condition, operator, _in_ranges(operator, values))
        case _ if variables and operator.takes_variables and any("${" in value for value in values):
            return _with_variables(condition, operator, values)
        case _:
            return _asking(condition, operator, _one_of(operator, values))


def text_of(value: Scalar) -> str:
    """Return a value of a policy or a request as the text that is compared."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _null(key: str, values: tuple[str, ...]) -> Test:
    wanted = {value.lower() for value in values}
    if_absent, if_present = "true" in wanted, "false" in wanted

    def test(keys: Keys) -> Truth:
        value = keys.get(key)
        if isinstance(value, Unknown) and value.may_be_absent and if_absent is not if_present:
            return value
        return if_absent if value is None else if_present

    return test


def _asking(condition: Condition, operator: Operator, matches: Matcher) -> Test:
    """Return the test whether the values of the key match or, negated, do not."""
    key, wanted = condition.key.lower(), not operator.negated
    if operator.negated and operator.family is Family.ARN:
        matches, wanted = _other_arn(matches), True
    if condition.qualifier:
        return _of_a_set(condition, matches, wanted=wanted)
    if_absent = condition.if_exists or operator.negated

    def test(keys: Keys) -> Truth:
        values = keys.get(key)
        if values is None:
            return if_absent
        if not isinstance(values, tuple):
            return values
        for value in values:
            if matches(value):
                return wanted
        return not wanted

    return test


def _other_arn(matches: Matcher) -> Matcher:
    """Return the test whether a value is an ARN that *matches* does not take.

    What is not an ARN satisfies neither `ArnLike` nor `ArnNotLike`.
    """
    return lambda value: is_arn(value) and not matches(value)


def is_arn(value: str) -> bool:
    """Whether *value* has the six parts of an ARN."""
    return value.startswith("arn:") and value.count(":") >= 5


def _of_a_set(condition: Condition, matches: Matcher, *, wanted: bool) -> Test:
    key = condition.key.lower()
    every = condition.qualifier == FOR_ALL
    if_absent = condition.if_exists or every

    def test(keys: Keys) -> Truth:
        values = keys.get(key)
        if values is None or values == _NOTHING:
            return if_absent
        if not isinstance(values, tuple):
            return values
        answers = (matches(value) is wanted for value in values)
        return all(answers) if every else any(answers)

    return test


def _with_variables(condition: Condition, operator: Operator, values: tuple[str, ...]) -> Test:
    """Return the test whose variables get the values of the request at hand, request by request."""
    spelled = tuple(_spelled(operator, value) for value in values)
    key = condition.key.lower()
    without = _asking(condition, operator, _nothing)

    def test(keys: Keys) -> Truth:
        if key not in keys:
            return without(keys)
        known, unknown = variable_values(spelled, keys)
        matches = _one_pattern_of(operator, filled(spelled, known))
        return unknown or _asking(condition, operator, matches)(keys)

    return test


def variable_values(spelled: tuple[Spelled, ...], keys: Keys) -> tuple[dict[str, str], Unknown | None]:
    """Return what *keys* say of the variables in *spelled*, and the first one whose value is not known.

    A key with several values is not a value: AWS takes single-valued keys as variables only.
    """
    known: dict[str, str] = {}
    for token in (token for each in spelled for token in each if isinstance(token, Variable)):
        values = keys.get(token.key)
        if isinstance(values, tuple):
            if len(values) == 1:
                known[token.key] = values[0]
        elif values is not None:
            return known, values
    return known, None


def filled(spelled: tuple[Spelled, ...], known: dict[str, str]) -> list[Pattern]:
    """Return the patterns whose variables all have a value; one without a value matches nothing."""
    patterns = (fill(each, known) for each in spelled)
    return [pattern for pattern in patterns if pattern is not None]


def _spelled(operator: Operator, value: str) -> Spelled:
    if not operator.takes_wildcards:
        return spell_literally(value, variables=True)
    spelled = spell(value, variables=True)
    return arn_pattern(spelled) if operator.family is Family.ARN else spelled


def _one_of(operator: Operator, values: tuple[str, ...]) -> Matcher:
    """Return the test whether a text of a request matches one of the policy's *values*."""
    if operator.comparison is Comparison.EQUALS_IGNORE_CASE:
        folded = frozenset(value.lower() for value in values)
        return lambda value: value.lower() in folded
    if operator.comparison is Comparison.EQUALS:
        return frozenset(values).__contains__
    return one_of_arns(values) if operator.family is Family.ARN else one_of_texts(values)


def _one_pattern_of(operator: Operator, patterns: list[Pattern]) -> Matcher:
    """Return the same test for values whose variables are filled in."""
    if operator.takes_wildcards:
        return any_of(patterns)
    return _one_of(operator, tuple("".join(map(str, pattern)) for pattern in patterns))


def _nothing(_value: str) -> bool:
    return False


def _in_ranges(operator: Operator, values: tuple[str, ...]) -> Matcher:
    """Return the test of numbers, dates and addresses; what is none of them matches nothing."""
    from gen_vpce.access.patterns.value_ranges import Axis, accepted

    axis = {Family.NUMERIC: Axis.NUMBER, Family.DATE: Axis.DATE, Family.IP: Axis.ADDRESS}[operator.family]
    ranges = [found for value in values if (found := accepted(axis, operator.comparison, value)) is not None]

    def matches(value: str) -> bool:
        at = point(axis, value)
        return at is not None and any(at in each for each in ranges)

    return matches


@lru_cache(maxsize=4096)
def point(axis: "Axis", value: str) -> "Fraction | None":
    """Return the number, date or address that *value* is, or None for a block of addresses and other text."""
    from gen_vpce.access.patterns.value_ranges import accepted

    found = accepted(axis, Comparison.EQUALS, value)
    return found.low if found is not None and found.low == found.high else None
