"""A small world of requests, and policies that ask of it in every way, sensible or not.

The keys are those on which a comparison can go wrong: they follow from the caller, hold one of few values,
or are asked with an operator of another type. Values that differ only in case are deliberate.
"""

from random import Random

from tests.support.meaning.random_policies import Pieces, some

from gen_vpce.access.decision.request import ContextValue, Request
from gen_vpce.policy.document import EVERYONE, Condition, Principals

_USER = "arn:aws:iam::123456789012:user/"
_SESSION = "arn:aws:sts::123456789012:assumed-role/App/"

_TEXT = (
    *("StringEquals", "StringNotEquals", "StringLike", "StringNotLike"),
    *("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
)
_ARN = ("ArnLike", "ArnEquals", "ArnNotEquals")
_NUMBER = ("NumericLessThan", "NumericEquals", "NumericNotEquals", "NumericGreaterThanEquals")
_DATE = ("DateLessThan", "DateGreaterThanEquals")
_ADDRESS = ("IpAddress", "NotIpAddress")
_ANY = (*_TEXT, *_ARN, *_NUMBER, *_DATE, *_ADDRESS, "Bool", "Null")
_USUAL = {
    "s3:max-keys": _NUMBER,
    "aws:SourceIp": _ADDRESS,
    "aws:CurrentTime": _DATE,
    "aws:SecureTransport": ("Bool",),
    "aws:PrincipalIsAWSService": ("Bool",),
    "aws:PrincipalArn": (*_TEXT, *_ARN),
}
_ASKED = {
    "aws:username": ("Bob", "bob", "BOB", "b*", "?ob", "true", "5", "10.0.0.0/8"),
    "aws:userid": ("AIDAX", "aidax", "AROAX:s", "AROAX:*", "123456789012", "*:*"),
    "aws:PrincipalAccount": ("123456789012", "1234*", "210987654321", "1"),
    "aws:PrincipalArn": (
        *(f"{_USER}Bob", f"{_USER}bob", f"{_USER}*", "ARN:aws:iam::123456789012:user/bob"),
        *("arn:aws:iam::123456789012:role/App", "arn:aws:iam::*:role/*", "arn:aws:iam::123456789012:root"),
    ),
    "aws:PrincipalType": ("User", "user", "AssumedRole", "*User", "Account"),
    "aws:PrincipalIsAWSService": ("true", "false", "True", "t*"),
    "aws:PrincipalServiceName": ("ec2.amazonaws.com", "EC2.amazonaws.com", "*.amazonaws.com", "s3*"),
    "aws:PrincipalTag/x": ("a", "A", "true", "TRUE", "5", "6", "*", "a*", "x"),
    "aws:PrincipalOrgID": ("o-a", "O-A", "o-*", "true"),
    "aws:ResourceAccount": ("123456789012", "1234*", "210987654321"),
    "aws:SecureTransport": ("true", "false", "TRUE", "t*"),
    "aws:SourceIp": ("10.0.0.0/8", "10.1.0.0/16", "10.0.0.1", "::1"),
    "aws:CurrentTime": ("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"),
    "aws:TagKeys": ("a", "A", "b", "a*"),
    "s3:prefix": ("a/", "a/b", "A/", "a/*", "5"),
    "s3:max-keys": ("5", "10", "7.5", "x"),
}
KEYS = tuple(_ASKED)

_ACTIONS = ("*", "s3:*", "s3:GetObject", "s3:Get*", "dynamodb:*", "dynamodb:GetItem", "S3:GETOBJECT")
_TABLE = "arn:aws:dynamodb:us-east-1:"
_RESOURCES = (
    *("*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/a*", "arn:aws:s3:::b", "arn:aws:dynamodb:*:*:table/*"),
    *(f"{_TABLE}123456789012:table/t", f"{_TABLE}210987654321:table/T"),
)
_NAMED = (
    Principals((("AWS", ("123456789012",)),)),
    Principals((("AWS", (f"{_USER}Bob",)),)),
    Principals((("AWS", (f"{_SESSION}s",)),)),
    Principals((("AWS", ("arn:aws:iam::123456789012:role/App",)),)),
    Principals((("AWS", ("arn:aws:iam::210987654321:root",)),)),
    Principals((("Service", ("ec2.amazonaws.com",)),)),
)

_CALLERS = (
    *(f"{_USER}{name}" for name in ("Bob", "bob", "BOB", "p/bob", "x", "true", "5", "10.0.0.1")),
    *(f"{_SESSION}{name}" for name in "st"),
    *("arn:aws:sts::210987654321:assumed-role/App/s", "arn:aws:sts::123456789012:assumed-role/Other/s"),
    *("arn:aws:iam::210987654321:user/bob", "arn:aws:sts::123456789012:federated-user/f"),
    *("123456789012", "210987654321", "ec2.amazonaws.com", "s3.amazonaws.com", "anonymous"),
)
_OBJECTS = (
    *("arn:aws:s3:::b/a1", "arn:aws:s3:::b/z", "arn:aws:s3:::b", "arn:aws:s3:::c", "*"),
    *(f"{_TABLE}{name}" for name in ("123456789012:table/t", "210987654321:table/T", "123456789012:table/T")),
)
_HELD: dict[str, tuple[ContextValue, ...]] = {
    "aws:PrincipalTag/x": ("a", "A", "true", "false", "TRUE", "5", "6", "5.5", "7", "ab", "x", "zz"),
    "aws:PrincipalOrgID": ("o-a", "O-A", "o-b", "true", "z"),
    "aws:SecureTransport": ("true", "false"),
    "aws:SourceIp": ("10.0.0.1", "10.1.2.3", "192.0.2.1", "::1", "2001:db8::1"),
    "aws:CurrentTime": (
        *("2019-01-01T00:00:00Z", "2020-01-01T00:00:00Z", "2020-06-01T00:00:00Z", "2022-01-01T00:00:00Z"),
    ),
    "aws:TagKeys": (["a"], ["A"], ["a", "b"], ["b"], ["ab"], ["z"], ["a", "A", "z"]),
    "s3:prefix": ("a/", "A/", "a/b", "a/c", "z", "5"),
    "s3:max-keys": ("4", "5", "6", "7.5", "8", "10", "11"),
}
_NEVER_MISSING = ("aws:SecureTransport", "aws:CurrentTime")
_OF_MEMBERS = ("aws:PrincipalTag/x", "aws:PrincipalOrgID", "aws:userid")


def asking(keys: list[str]) -> Pieces:
    """Return the pieces of policies that ask of *keys*."""
    return Pieces(_ACTIONS, _RESOURCES, (EVERYONE, *_NAMED), lambda random: _condition(random, keys))


def request(random: Random, keys: list[str]) -> Request:
    """Return a request that holds *keys* as far as its caller can."""
    who, resource = random.choice(_CALLERS), random.choice(_OBJECTS)
    member = who.startswith("arn:") or who.isdigit()
    context: dict[str, ContextValue] = {}
    for key in keys:
        if key == "aws:userid" and member:
            context[key] = random.choice(_ids(who))
        elif _may_hold(key, member=member) and (key in _NEVER_MISSING or random.random() < 0.75):
            context[key] = random.choice(_HELD[key])
    owner = None if _TABLE in resource else random.choice(("123456789012", "210987654321"))
    action = random.choice(("s3:GetObject", "s3:PutObject", "dynamodb:GetItem", "dynamodb:PutItem"))
    return Request(who, action, resource, owner, context)


def _may_hold(key: str, *, member: bool) -> bool:
    return key in _HELD and (member or key not in _OF_MEMBERS)


def _ids(who: str) -> tuple[str, ...]:
    if who.isdigit():
        return (who,)
    return ("AROAX:s", "arox:s", "AROAX:t", "z:z") if ":sts:" in who else ("AIDAX", "aidax", "z")


def _condition(random: Random, keys: list[str]) -> Condition:
    key = random.choice(keys)
    operator = random.choice(_USUAL.get(key, _TEXT) if random.random() < 0.85 else _ANY)
    if operator == "Null":
        return Condition(operator, key, (random.choice(("true", "false")),))
    qualifier = random.choice(("ForAllValues", "ForAnyValue")) if key == "aws:TagKeys" else None
    return Condition(operator, key, some(random, _ASKED[key]), qualifier, random.random() < 0.2)
