"""The callers that policies tell apart: every one that a statement names, and those that none names.

Each caller leaves out those that are named more exactly: an account is the rest of the account beside its
named roles. So what is said of one caller is said of no other, and depends on nothing that is known of the
caller.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from gen_vpce.access.patterns.pattern import Syntax, pattern
from gen_vpce.policy.document import (
    EVERYONE,
    Condition,
    Effect,
    Policy,
    Principals,
    Statement,
)

_ARN_PARTS = 6
_EQUAL = frozenset({"StringEquals", "StringLike", "StringEqualsIgnoreCase", "ArnEquals", "ArnLike"})
_NOT_EQUAL = frozenset(
    {"StringNotEquals", "StringNotLike", "StringNotEqualsIgnoreCase", "ArnNotEquals", "ArnNotLike"}
)
_TELLING = _EQUAL | _NOT_EQUAL


class CallerKind(StrEnum):
    """How a caller is told from others, the most exact first."""

    ARN = "arn"  # aws:PrincipalArn; may hold wildcards
    ENTRY = "entry"  # an entry of a Principal element that no key tells: a session, a service, a provider
    ACCOUNT = "account"  # aws:PrincipalAccount, beside those that are named
    PATH = "organization-path"  # aws:PrincipalOrgPaths, beside those that are named
    ORGANIZATION = "organization"  # aws:PrincipalOrgID, beside those that are named
    AWS_SERVICES = "aws-services"  # aws:PrincipalIsAWSService, beside those that are named
    OTHERS = "others"  # everyone else who belongs to an account
    ANONYMOUS = "anonymous"  # requests without credentials


class Caller(Struct, frozen=True, order=True):
    """One caller. `value` is an ARN, an id, or an entry with its type: `Service:ec2.amazonaws.com`."""

    kind: CallerKind
    value: str = ""

    @property
    def has_account(self) -> bool:
        """Whether it belongs to an account: only then it has identity policies."""
        if self.kind is CallerKind.ENTRY:
            return self.value.startswith("AWS:")
        return self.kind not in (CallerKind.AWS_SERVICES, CallerKind.ANONYMOUS)


OTHERS = Caller(CallerKind.OTHERS)
ANONYMOUS = Caller(CallerKind.ANONYMOUS)
SERVICES = Caller(CallerKind.AWS_SERVICES)

_KEYS = {
    "aws:principalarn": CallerKind.ARN,
    "aws:principalaccount": CallerKind.ACCOUNT,
    "aws:principalorgid": CallerKind.ORGANIZATION,
    "aws:principalorgpaths": CallerKind.PATH,
}


def callers_in(policies: Iterable[Policy], *, roots_only: bool) -> tuple[Caller, ...]:
    """Return the callers that *policies* tell apart, those who are everyone else last.

    *roots_only* is the rule of gateway endpoints: an account in the Principal element is its root user only.
    """
    found = {each: None for policy in policies for each in _named(policy, roots_only=roots_only)}
    last = (SERVICES, OTHERS, ANONYMOUS)
    return (*sorted(each for each in found if each not in last), *last)


def _named(policy: Policy, *, roots_only: bool) -> Iterator[Caller]:
    for statement in policy:
        for element in (statement.principals, statement.not_principals):
            for type_, values in element.by_type if element else ():
                for value in values:
                    yield from _entry(type_, value, roots_only=roots_only)
        for condition in statement.conditions:
            kind = _KEYS.get(condition.key.lower())
            if kind is None or condition.operator not in _TELLING:
                continue
            for value in map(str, condition.values):
                if value.strip("*?") and "${" not in value:
                    yield Caller(kind, value)


def _entry(type_: str, value: str, *, roots_only: bool) -> Iterator[Caller]:
    if value == "*" or type_ == "*":
        return
    if type_ != "AWS":
        yield Caller(CallerKind.ENTRY, f"{type_}:{value}")
        return
    parts = value.split(":")
    is_root = len(parts) == _ARN_PARTS and parts[5] == "root"
    account = parts[4] if is_root else value if value.isdigit() else None
    if account is None and len(parts) == _ARN_PARTS and parts[2] == "iam":
        yield Caller(CallerKind.ARN, value)
    elif account is None:
        yield Caller(CallerKind.ENTRY, f"AWS:{value}")
    elif roots_only:
        yield Caller(CallerKind.ARN, value if is_root else f"arn:*:iam::{account}:root")
    else:
        yield Caller(CallerKind.ACCOUNT, account)


def narrower(caller: Caller, others: Iterable[Caller]) -> tuple[Caller, ...]:
    """Return those of *others* that *caller* leaves out, since they are named more exactly."""
    return tuple(other for other in others if other != caller and _lies_in(other, caller))


def _lies_in(one: Caller, other: Caller) -> bool:
    if other.kind is CallerKind.ARN:
        return one.kind is CallerKind.ARN and _inside(one.value, other.value)
    if other.kind is CallerKind.ENTRY or one.has_account is not other.has_account:
        return False
    if other.kind is CallerKind.ACCOUNT and one.kind is CallerKind.ARN:
        return _account(one.value) in (other.value, "*")
    if other.kind is CallerKind.PATH and one.kind is CallerKind.PATH:
        return _inside(one.value, other.value)
    if other.kind is one.kind:
        return other.kind in (CallerKind.ACCOUNT, CallerKind.ORGANIZATION) and _inside(one.value, other.value)
    return list(CallerKind).index(one.kind) < list(CallerKind).index(other.kind)


def _inside(one: str, other: str) -> bool:
    """Whether every text that *one* matches is one that *other* matches, and not the other way round."""
    inner, outer = pattern(one, Syntax.ARN), pattern(other, Syntax.ARN)
    return outer.covers(inner) and not inner.covers(outer)


def _account(arn: str) -> str:
    parts = arn.split(":", _ARN_PARTS - 1)
    return parts[4] if len(parts) == _ARN_PARTS else ""


def requests_by(caller: Caller, others: Iterable[Caller]) -> tuple[Statement, tuple[Statement, ...]]:
    """Return the statement that matches all requests by *caller*, and those that match what it leaves out."""
    element, conditions = _who(caller)
    asked = Statement(
        Effect.ALLOW, principals=element, actions=("*",), resources=("*",), conditions=conditions
    )
    spared = []
    for other in narrower(caller, others):
        element, conditions = _who(other)
        spared.append(
            Statement(
                Effect.DENY, principals=element, actions=("*",), resources=("*",), conditions=conditions
            )
        )
    return asked, tuple(spared)


_LIKE = {
    CallerKind.ACCOUNT: "aws:PrincipalAccount",
    CallerKind.ORGANIZATION: "aws:PrincipalOrgID",
}
_OF_KIND = {
    CallerKind.AWS_SERVICES: (Condition("Bool", "aws:PrincipalIsAWSService", ("true",)),),
    CallerKind.OTHERS: (Condition("Null", "aws:PrincipalArn", ("false",)),),
    CallerKind.ANONYMOUS: (
        Condition("Null", "aws:PrincipalArn", ("true",)),
        Condition("Null", "aws:PrincipalServiceName", ("true",)),
    ),
}


def _who(caller: Caller) -> tuple[Principals, tuple[Condition, ...]]:
    """Return the Principal element and the conditions that *caller* and nobody else meets."""
    if caller.kind is CallerKind.ENTRY:
        type_, _, name = caller.value.partition(":")
        return Principals(((type_, (name,)),)), ()
    return EVERYONE, _OF_KIND.get(caller.kind) or tuple(_named_by(caller))


def _named_by(caller: Caller) -> Iterator[Condition]:
    """Yield the conditions for a caller that a value tells.

    The account of an ARN follows from it; said beside it, it spares the proofs most statements about others.
    """
    value = (caller.value,)
    if caller.kind is CallerKind.ARN:
        account = _account(caller.value)
        yield Condition("ArnLike", "aws:PrincipalArn", value)
        if account.isdigit():
            yield Condition("StringEquals", "aws:PrincipalAccount", (account,))
    elif caller.kind is CallerKind.PATH:
        yield Condition("StringLike", "aws:PrincipalOrgPaths", value, "ForAnyValue")
    else:
        yield Condition("StringLike", _LIKE[caller.kind], value)
