"""Conditions in plain words: a clause for each, and what they say of the caller or the resource's owner."""

from gen_vpce.policy.document import Condition, Scalar
from gen_vpce.policy.endpoint_tokens import endpoints_in
from gen_vpce.policy.operators import FOR_ALL, FOR_ANY, OPERATORS
from gen_vpce.policy.short_names import caller_name, these

_VERBS = {
    "StringEquals": "is",
    "StringNotEquals": "is not",
    "StringEqualsIgnoreCase": "is (case aside)",
    "StringNotEqualsIgnoreCase": "is not (case aside)",
    "StringLike": "is like",
    "StringNotLike": "is not like",
    "ArnEquals": "is like",
    "ArnNotEquals": "is not like",
    "ArnLike": "is like",
    "ArnNotLike": "is not like",
    "NumericEquals": "is",
    "NumericNotEquals": "is not",
    "NumericLessThan": "is less than",
    "NumericLessThanEquals": "is at most",
    "NumericGreaterThan": "is more than",
    "NumericGreaterThanEquals": "is at least",
    "DateEquals": "is",
    "DateNotEquals": "is not",
    "DateLessThan": "is before",
    "DateLessThanEquals": "is at the latest",
    "DateGreaterThan": "is after",
    "DateGreaterThanEquals": "is at the earliest",
    "Bool": "is",
    "BinaryEquals": "is",
    "IpAddress": "is in",
    "NotIpAddress": "is not in",
}
_SETS = {FOR_ALL: "every value of ", FOR_ANY: "a value of ", None: ""}

# Keys in lower case; the last part tells whether a request without the key is meant too.
_FACTS = {
    ("aws:viaawsservice", "true", False): "an AWS service makes the call for someone",
    ("aws:viaawsservice", "false", True): "no AWS service makes the call for someone",
    ("aws:principalisawsservice", "true", False): "the caller is an AWS service",
    ("aws:principalisawsservice", "false", True): "the caller is not an AWS service",
    ("aws:securetransport", "true", False): "the call is encrypted",
    ("aws:securetransport", "false", False): "the call is not encrypted",
}
_PLACES = {"aws:sourcevpce": "through endpoint", "aws:sourcevpc": "from VPC"}
_CALLERS = {
    "aws:principalaccount": "everyone in account",
    "aws:principalorgid": "everyone in organization",
    "aws:principalorgpaths": "everyone below",
    "aws:principalarn": "",
}
_TAGGED = "aws:principaltag/"
_TAGGED_RESOURCE = "aws:resourcetag/"
_PICKING = frozenset({"StringEquals", "StringLike", "StringEqualsIgnoreCase", "ArnEquals", "ArnLike"})
_PICKING_PATHS = frozenset({"ForAnyValue:StringLike", "ForAnyValue:StringEquals"})
_OWNERS = {
    "aws:resourceaccount": "owned by account",
    "aws:resourceorgid": "owned by organization",
    "aws:resourceorgpaths": "owned below",
}


def condition_in_words(condition: Condition) -> str:
    """Return one condition as a clause: `aws:PrincipalTag/env is prod`."""
    values = tuple(map(_text, condition.values))
    if condition.operator == "Null":
        return f"{condition.key} is {'absent' if values == ('true',) else 'there'}"
    return _fact(condition, values) or _place(condition, values) or _comparison(condition, values)


def caller_in_words(condition: Condition) -> str | None:
    """Return whom a condition picks out of all callers, or None where it is about something else."""
    if (condition.key.casefold(), condition.values) == ("aws:principalisawsservice", ("true",)):
        return None if condition.if_exists else "AWS services"
    return _picked(condition, _CALLERS)


def owner_in_words(condition: Condition) -> str | None:
    """Return which resources a condition picks by owner or tag, or None where it is about something else."""
    if condition.key.casefold().startswith(_TAGGED_RESOURCE) and condition.written_operator in _PICKING:
        key = condition.key[len(_TAGGED_RESOURCE) :]
        return f"tagged {these([f'{key}={_text(value)}' for value in condition.values], 'or')}"
    return _picked(condition, _OWNERS)


def tagged_in_words(condition: Condition) -> str | None:
    """Return the callers that a condition picks by a tag of theirs, or None where it is about more."""
    key = condition.key[len(_TAGGED) :]
    if not condition.key.casefold().startswith(_TAGGED) or condition.written_operator not in _PICKING:
        return None
    return f"everyone tagged {these([f'{key}={_text(value)}' for value in condition.values], 'or')}"


def _picked(condition: Condition, phrases: dict[str, str]) -> str | None:
    phrase = phrases.get(condition.key.casefold())
    picking = (
        {"ForAnyValue:StringLike", "ForAnyValue:StringEquals"} if "below" in (phrase or "") else _PICKING
    )
    if phrase is None or condition.written_operator not in picking:
        return None
    values = tuple(map(_text, condition.values))
    names = values if phrase else tuple(map(_named, values))
    return f"{phrase} {these(names, 'or')}".strip()


def _named(arn: str) -> str:
    """Return the name of a caller by its `aws:PrincipalArn`, which for `root` is the root user alone."""
    of_account, _, name = arn.rpartition(":")
    return (
        f"the root user of {caller_name('AWS', arn)}"
        if name == "root" and of_account
        else caller_name("AWS", arn)
    )


def _fact(condition: Condition, values: tuple[str, ...]) -> str | None:
    if condition.operator != "Bool" or condition.qualifier or len(values) != 1:
        return None
    return _FACTS.get((condition.key.casefold(), values[0].lower(), condition.if_exists))


def _place(condition: Condition, values: tuple[str, ...]) -> str | None:
    where = _PLACES.get(condition.key.casefold())
    comes = {"StringEquals": "comes", "StringNotEquals": "does not come"}.get(condition.operator)
    if where is None or comes is None or condition.qualifier or condition.if_exists:
        return None
    names = [*endpoints_in(" ".join(values)), *(value for value in values if not endpoints_in(value))]
    return f"the call {comes} {where} {these(names, 'or')}"


def _comparison(condition: Condition, values: tuple[str, ...]) -> str:
    verb = _VERBS.get(condition.operator, condition.operator)
    absent = " or absent" if _takes_absence(condition) else ""
    return f"{_SETS.get(condition.qualifier, '')}{condition.key} {verb} {these(values, 'or')}{absent}"


def _takes_absence(condition: Condition) -> bool:
    """Whether a request without the key meets the condition."""
    known = OPERATORS.get(condition.operator)
    negated = known is not None and known.negated and condition.qualifier is None
    return condition.if_exists or negated or condition.qualifier == FOR_ALL


def _text(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value) or '""'
