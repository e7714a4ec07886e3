"""The operators.

https://developer.hashicorp.com/terraform/language/expressions/operators
"""

import operator
from collections.abc import Callable

from gen_vpce.configuration.evaluation.world import negated
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.value.conversion import as_bool, as_number, identity
from gen_vpce.configuration.value.value import (
    Boolean,
    Failure,
    Items,
    Members,
    Null,
    Number,
    String,
    Unknown,
    Value,
    derived,
    described,
    is_known,
    unknown,
)

_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": lambda left, right: left - right * int(left / right),
}
_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_LARGEST = 10**30


def binary(sign: str, left: Value, right: Value, place: Place) -> Value:
    """Return what an operator other than `&&` and `||` makes of two values."""
    if sign in ("==", "!="):
        return _equality(left, right, place, wanted=sign == "==")
    one, other = as_number(left), as_number(right)
    if one is None or other is None:
        return derived(f"{described(left)} {sign} {described(right)}", [left, right], place)
    if sign in _ORDER:
        return Boolean(_ORDER[sign](one, other), place)
    try:
        made = _ARITHMETIC[sign](one, other)
    except (ZeroDivisionError, OverflowError):
        raise Failure("a division by zero", place) from None
    if abs(made) > _LARGEST:
        raise Failure("the number is too large", place)
    return Number(int(made) if float(made).is_integer() else made, place)


def _equality(left: Value, right: Value, place: Place, *, wanted: bool) -> Value:
    if identity(left) == identity(right):
        return Boolean(wanted, place)
    if (is_known(left) and is_known(right)) or _differ(left, right) or _differ(right, left):
        return Boolean(not wanted, place)
    name = f"{described(left)} == {described(right)}"
    made = derived(name, [left, right], place)
    return made if wanted else negation(made, place)


def _differ(one: Value, other: Value) -> bool:
    """Whether one is null and the other is a text, a list or an object, however little of it is known."""
    return isinstance(one, Null) and isinstance(other, String | Items | Members)


def negation(value: Value, place: Place) -> Value:
    """Return `!value`."""
    answer = as_bool(value)
    if answer is not None:
        return Boolean(not answer, place)
    name = negated(described(value))
    reason = value.symbol.reason if isinstance(value, Unknown) else "it is not known"
    return unknown(name, reason, place)


def minus(value: Value, place: Place) -> Value:
    """Return `-value`."""
    number = as_number(value)
    return derived(f"-{described(value)}", [value], place) if number is None else Number(-number, place)
