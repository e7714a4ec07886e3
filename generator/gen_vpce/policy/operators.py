"""The condition operators of IAM: their names, what they negate, what their values are.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from enum import StrEnum
from functools import lru_cache
from typing import Final

from msgspec import Struct


class Family(StrEnum):
    """What an operator compares."""

    STRING = "string"
    ARN = "arn"
    NUMERIC = "numeric"
    DATE = "date"
    BOOL = "bool"
    BINARY = "binary"
    IP = "ip"
    NULL = "null"


class Comparison(StrEnum):
    """How an operator compares, its negation put aside; for IP addresses, EQUALS is membership of a range."""

    EQUALS = "equals"
    EQUALS_IGNORE_CASE = "equals-ignore-case"
    LIKE = "like"
    LESS = "less-than"
    LESS_EQUALS = "less-than-equals"
    GREATER = "greater-than"
    GREATER_EQUALS = "greater-than-equals"


class Operator(Struct, frozen=True):
    """One operator in AWS's spelling. A negated one is true where its positive twin is false.

    ArnEquals is ArnLike: both take wildcards, compared part by part.
    """

    name: str
    family: Family
    comparison: Comparison
    negated: bool = False

    @property
    def takes_variables(self) -> bool:
        """Whether `${...}` in its values is a policy variable."""
        return self.family in (Family.STRING, Family.ARN, Family.BOOL)

    @property
    def takes_wildcards(self) -> bool:
        """Whether `*` and `?` in its values stand for other text."""
        return self.comparison is Comparison.LIKE


_ORDERED = (
    ("Equals", Comparison.EQUALS, False),
    ("NotEquals", Comparison.EQUALS, True),
    ("LessThan", Comparison.LESS, False),
    ("LessThanEquals", Comparison.LESS_EQUALS, False),
    ("GreaterThan", Comparison.GREATER, False),
    ("GreaterThanEquals", Comparison.GREATER_EQUALS, False),
)

OPERATORS: Final = {
    operator.name: operator
    for operator in (
        Operator("StringEquals", Family.STRING, Comparison.EQUALS),
        Operator("StringNotEquals", Family.STRING, Comparison.EQUALS, negated=True),
        Operator("StringEqualsIgnoreCase", Family.STRING, Comparison.EQUALS_IGNORE_CASE),
        Operator("StringNotEqualsIgnoreCase", Family.STRING, Comparison.EQUALS_IGNORE_CASE, negated=True),
        Operator("StringLike", Family.STRING, Comparison.LIKE),
        Operator("StringNotLike", Family.STRING, Comparison.LIKE, negated=True),
        Operator("ArnEquals", Family.ARN, Comparison.LIKE),
        Operator("ArnNotEquals", Family.ARN, Comparison.LIKE, negated=True),
        Operator("ArnLike", Family.ARN, Comparison.LIKE),
        Operator("ArnNotLike", Family.ARN, Comparison.LIKE, negated=True),
        *(Operator(f"Numeric{name}", Family.NUMERIC, how, negated) for name, how, negated in _ORDERED),
        *(Operator(f"Date{name}", Family.DATE, how, negated) for name, how, negated in _ORDERED),
        Operator("Bool", Family.BOOL, Comparison.EQUALS_IGNORE_CASE),
        Operator("BinaryEquals", Family.BINARY, Comparison.EQUALS),
        Operator("IpAddress", Family.IP, Comparison.EQUALS),
        Operator("NotIpAddress", Family.IP, Comparison.EQUALS, negated=True),
        Operator("Null", Family.NULL, Comparison.EQUALS),
    )
}
"""Every operator by its name in AWS's spelling."""

FOR_ALL: Final = "ForAllValues"
FOR_ANY: Final = "ForAnyValue"

_BY_FOLD: Final = {name.casefold(): name for name in OPERATORS}
_QUALIFIERS: Final = {name.casefold(): name for name in (FOR_ALL, FOR_ANY)}
_IF_EXISTS: Final = "ifexists"


class Written(Struct, frozen=True):
    """An operator as a policy writes it, taken apart."""

    operator: str
    qualifier: str | None
    if_exists: bool

    @property
    def spelled(self) -> str:
        """The operator as AWS's documentation spells it."""
        prefix = f"{self.qualifier}:" if self.qualifier else ""
        return f"{prefix}{self.operator}{'IfExists' if self.if_exists else ''}"


@lru_cache(maxsize=1024)
def take_apart(written: str) -> Written | None:
    """Return the parts of *written* (`ForAnyValue:StringLikeIfExists`, in any case) in AWS's spelling.

    None where there is no such operator; `Null` takes no `IfExists`.
    """
    prefix, colon, rest = written.casefold().rpartition(":")
    bare = rest.removesuffix(_IF_EXISTS)
    name = _BY_FOLD.get(bare)
    qualifier = _QUALIFIERS.get(prefix)
    if name is None or (colon and qualifier is None) or (name == "Null" and bare != rest):
        return None
    return Written(name, qualifier, bare != rest)
