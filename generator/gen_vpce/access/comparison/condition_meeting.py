"""Conditions that must all hold, each operator and key once, as a Condition element can say it.

JSON has one list of values under an operator and a key, and its values are alternatives (or, where the
operator is negated, all to be avoided). So two questions about one key under one operator become one list
where that means the same; else one of them moves to an operator that asks the same (with `IfExists`, where
the other one asks that the key be there), or becomes an exception for the requests that do not meet it.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
"""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from gen_vpce.access.patterns.pattern import Syntax, pattern
from gen_vpce.policy.document import Condition, Scalar
from gen_vpce.policy.operators import FOR_ALL, FOR_ANY, OPERATORS, Family

Slot = tuple[str, str]

_TWINS = {
    "StringEquals": "StringLike",
    "StringNotEquals": "StringNotLike",
    "ArnEquals": "ArnLike",
    "ArnLike": "ArnEquals",
    "ArnNotEquals": "ArnNotLike",
    "ArnNotLike": "ArnNotEquals",
}
_OPPOSITES = {
    **{f"String{name}": f"StringNot{name}" for name in ("Equals", "Like", "EqualsIgnoreCase")},
    **{f"Arn{name}": f"ArnNot{name}" for name in ("Equals", "Like")},
    **{f"{kind}Equals": f"{kind}NotEquals" for kind in ("Numeric", "Date")},
    "IpAddress": "NotIpAddress",
}
_OPPOSITES |= {negated: name for name, negated in _OPPOSITES.items()}
_ALWAYS_ARNS = frozenset({"aws:principalarn"})
_SPECIAL = ("*", "?", "$")


def conjoined(conditions: Iterable[Condition]) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """Return *conditions* with one condition in each slot, and those that found no place."""
    placed: dict[Slot, Condition] = {}
    homeless = tuple(condition for condition in conditions if not _is_placed(placed, condition))
    return tuple(placed.values()), homeless


def not_meeting(condition: Condition) -> tuple[Condition, ...] | None:
    """Return the conditions of the requests that do not meet *condition*, None where they cannot be said."""
    if condition.operator == "Null":
        flipped = {"true": "false", "false": "true"}
        (value, *more) = (str(each).lower() for each in condition.values)
        return None if more or value not in flipped else (replace(condition, values=(flipped[value],)),)
    opposite = _OPPOSITES.get(condition.operator)
    if opposite is None or any("$" in str(value) for value in condition.values):
        return None
    if OPERATORS[opposite].family is Family.ARN and condition.key.lower() not in _ALWAYS_ARNS:
        return None  # a value that is no ARN meets neither
    qualifiers = {FOR_ALL: FOR_ANY, FOR_ANY: FOR_ALL, None: None}
    turned = replace(condition, operator=opposite, qualifier=qualifiers[condition.qualifier], if_exists=False)
    if condition.qualifier:
        return None if condition.if_exists else (turned,)
    takes_absence = condition.if_exists or OPERATORS[condition.operator].negated
    if takes_absence and OPERATORS[opposite].negated:
        return turned, Condition("Null", condition.key, ("false",))
    return (turned,)


def _is_placed(placed: dict[Slot, Condition], condition: Condition) -> bool:
    """Put *condition* among those that are *placed*, alone or together with another one, if it fits."""
    twin = _TWINS.get(condition.operator)
    forms = [condition]
    is_arn = twin is not None and OPERATORS[twin].family is Family.ARN
    if twin and (is_arn or not any(sign in str(value) for value in condition.values for sign in _SPECIAL)):
        forms.append(replace(condition, operator=twin))
    forms += [replace(form, if_exists=True) for form in forms if _may_say_if_exists(placed, form)]
    for form in forms:
        slot = (form.written_operator, form.key.lower())
        joined = _both(placed[slot], form) if slot in placed else form
        if joined is not None:
            placed[slot] = joined
            return True
    return False


def _may_say_if_exists(placed: dict[Slot, Condition], condition: Condition) -> bool:
    """Whether *condition* asks the same with `IfExists` beside those that are *placed*."""
    if condition.if_exists or condition.operator == "Null":
        return False
    if _is_met_without_key(condition):
        return True
    same_key = (each for each in placed.values() if each.key.lower() == condition.key.lower())
    return any(each.operator != "Null" and not _is_met_without_key(each) for each in same_key)


def _is_met_without_key(condition: Condition) -> bool:
    if condition.if_exists or condition.qualifier == FOR_ALL:
        return True
    operator = OPERATORS.get(condition.operator)
    return operator is None or (operator.negated and condition.qualifier is None)


def _both(one: Condition, other: Condition) -> Condition | None:
    """Return the condition under the same operator that asks for both, None where there is none."""
    mine, theirs = _by_text(one.values), _by_text(other.values)
    if mine.keys() == theirs.keys():
        return one
    operator = OPERATORS.get(one.operator)
    if operator is None or operator.family is Family.NULL or one.qualifier == FOR_ANY:
        return None
    if any("$" in value for value in (*mine, *theirs)):
        return None
    if operator.negated:
        return replace(one, values=tuple({**mine, **theirs}.values()))
    if operator.family in (Family.STRING, Family.ARN):
        return _narrower(one, mine, theirs)
    return None


def _narrower(one: Condition, mine: Mapping[str, Scalar], theirs: Mapping[str, Scalar]) -> Condition | None:
    """Return *one* with the values that both lists take in, None where two values only overlap."""
    takes_wildcards = OPERATORS[one.operator].takes_wildcards
    is_arn = OPERATORS[one.operator].family is Family.ARN
    syntax = Syntax.ARN if is_arn else Syntax.GLOB if takes_wildcards else Syntax.CASELESS
    if one.operator == "StringEquals":
        syntax = Syntax.TEXT
    kept: dict[str, Scalar] = {}
    for text, value in mine.items():
        for their_text, their_value in theirs.items():
            wide, narrow = pattern(text, syntax), pattern(their_text, syntax)
            if narrow.covers(wide):
                kept[text] = value
            elif wide.covers(narrow):
                kept[their_text] = their_value
            elif wide.may_meet(narrow):
                return None
    return replace(one, values=tuple(kept.values())) if kept else None


def _by_text(values: Iterable[Scalar]) -> dict[str, Scalar]:
    return {str(value).lower() if isinstance(value, bool) else str(value): value for value in values}
