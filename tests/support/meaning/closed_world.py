"""Worlds so small that every request in them can be asked, and policies that speak of nothing else.

A world holds a request of every kind that the words of its policies tell apart: callers, actions, resources
and values inside and outside of each, and the absent key. So two policies differ for some request of all that
there are exactly where they differ for one of these. A policy is then the set of the requests that it allows,
as the bits of a number; the sets come from the plain evaluator of `naive_decision`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from itertools import product
from operator import and_, or_
from random import Random
from typing import Any

from tests.support.meaning.naive_decision import Asked

Data = dict[str, Any]
Bits = int
Statements = tuple[Data, ...]

_OURS = "111122223333"
_TABLE = f"arn:aws:dynamodb:us-east-1:{_OURS}:table/"


class World:
    """The words of policies, and every request that they tell apart.

    *key* is a condition key, *values* what requests hold of it, None for its absence; *holders* are the
    callers whose requests can hold it at all.
    """

    def __init__(
        self,
        *,
        words: Sequence[Sequence[Data]],
        callers: Sequence[str],
        actions: Sequence[str],
        resources: Sequence[str],
        key: str,
        values: Sequence[str | None],
        holders: Sequence[str],
    ) -> None:
        self.words = words
        self.requests: Sequence[Data] = tuple(
            {"principal": who, "action": what, "resource": on, "context": {key: value} if value else {}}
            for who, what, on, value in product(callers, actions, resources, values)
            if value is None or who in holders
        )
        self._asked = tuple(map(Asked, self.requests))
        self._known: dict[str, Bits] = {}

    @cached_property
    def statements(self) -> Statements:
        """Every statement that can be said; an Allow with NotPrincipal is refused by AWS."""
        every = ({"Effect": effect} for effect in ("Allow", "Deny"))
        made = (dict(reduce(or_, parts)) for parts in product(every, *self.words))
        return tuple(each for each in made if each["Effect"] == "Deny" or "NotPrincipal" not in each)

    def matched(self, statement: Mapping[str, Any]) -> Bits:
        """Return the requests that *statement*, IAM's JSON, matches."""
        parts = [
            {name: value} for name, value in statement.items() if name not in ("Effect", "Condition", "Sid")
        ]
        conditions = statement.get("Condition", {})
        parts += [
            {"Condition": {operator: {key: value}}}
            for operator, keys in conditions.items()
            for key, value in keys.items()
        ]
        return reduce(and_, (self._matched({"Effect": statement["Effect"], **part}) for part in parts))

    def _matched(self, part: Data) -> Bits:
        text = json.dumps(part, sort_keys=True)
        if text not in self._known:
            policy = {"Version": "2012-10-17", "Statement": [part]}
            self._known[text] = sum(
                1 << number
                for number, asked in enumerate(self._asked)
                if asked.matching(policy, part["Effect"])
            )
        return self._known[text]

    @property
    def everything(self) -> Bits:
        """All requests."""
        return (1 << len(self.requests)) - 1

    def allowed(self, statements: Iterable[Data]) -> Bits:
        """Return the requests that a policy of *statements* allows."""
        sides = {"Allow": 0, "Deny": 0}
        for each in statements:
            sides[each["Effect"]] |= self.matched(each)
        return sides["Allow"] & ~sides["Deny"]

    def shown(self, bits: Bits) -> list[Data]:
        """Return the requests of *bits*, at most three."""
        return [request for number, request in enumerate(self.requests) if bits >> number & 1][:3]

    def pairs(self, random: Random) -> Iterator[tuple[Statements, Statements]]:
        """Yield pairs of policies of one or two statements, most of them one change apart."""
        while True:
            old = self._policy(random)
            yield old, self._changed(random, old) if random.random() < 0.7 else self._policy(random)

    def _policy(self, random: Random) -> Statements:
        return tuple(random.choice(self.statements) for _ in range(random.choice((1, 2, 2))))

    def _changed(self, random: Random, old: Statements) -> Statements:
        """Return *old* with a statement more, one less, or one element of one replaced."""
        how = random.random()
        if how < 0.2 and len(old) > 1:
            return old[:1]
        if how < 0.4 and len(old) < 2:
            return (*old, random.choice(self.statements))
        at = random.randrange(len(old))
        group = random.choice(self.words)
        names = {name for each in group for name in each}
        new = {name: value for name, value in old[at].items() if name not in names} | random.choice(group)
        if new["Effect"] == "Allow" and "NotPrincipal" in new:
            new["Effect"] = "Deny"
        return (*old[:at], new, *old[at + 1 :])


def _conditions(key: str, *asked: tuple[str, str]) -> Sequence[Data]:
    return ({}, *({"Condition": {operator: {key: value}}} for operator, value in asked))


_VPC = "aws:SourceVpc"
_EVERYBODY = (
    *(f"arn:aws:sts::{_OURS}:assumed-role/App/s", f"arn:aws:iam::{_OURS}:user/Ann", _OURS),
    *("arn:aws:iam::444455556666:user/Bob", "ec2.amazonaws.com", "s3.amazonaws.com", "anonymous"),
)

NAMES = World(
    words=(
        (
            {"Principal": "*"},
            {"Principal": {"AWS": _OURS}},
            {"Principal": {"AWS": f"arn:aws:iam::{_OURS}:role/App"}},
            {"Principal": {"Service": "ec2.amazonaws.com"}},
            {"NotPrincipal": {"AWS": [f"arn:aws:iam::{_OURS}:root", f"arn:aws:iam::{_OURS}:role/App"]}},
        ),
        (
            {"Action": "*"},
            {"Action": "dynamodb:*"},
            {"Action": "dynamodb:GetItem"},
            {"NotAction": "dynamodb:GetItem"},
        ),
        (
            {"Resource": "*"},
            {"Resource": f"{_TABLE}*"},
            {"Resource": f"{_TABLE}t"},
            {"NotResource": f"{_TABLE}t"},
        ),
        _conditions(
            _VPC,
            ("StringEquals", "vpc-a"),
            ("StringNotEquals", "vpc-a"),
            ("StringLike", "vpc-a*"),
            ("StringEqualsIfExists", "vpc-a"),
            ("Null", "true"),
            ("ForAllValues:StringEquals", "vpc-a"),
        ),
    ),
    callers=_EVERYBODY,
    actions=("dynamodb:GetItem", "dynamodb:PutItem", "s3:GetObject"),
    resources=(f"{_TABLE}t", f"{_TABLE}u", "arn:aws:s3:::b/o"),
    key=_VPC,
    values=("vpc-a", "vpc-ab", "vpc-z", None),
    holders=_EVERYBODY,
)
"""Who and what is named or left out, and the operators that decide on absence."""

_TEAM = "aws:PrincipalTag/team"
_MEMBERS = tuple(f"arn:aws:iam::{_OURS}:user/{name}" for name in ("Ann", "Bob", "Cyd"))

PATTERNS = World(
    words=(
        (
            {"Principal": "*"},
            {"Principal": {"AWS": [f"arn:aws:iam::{_OURS}:user/Ann", f"arn:aws:iam::{_OURS}:user/Bob"]}},
            {"Principal": {"AWS": f"arn:aws:iam::{_OURS}:user/Ann"}},
        ),
        (
            {"Action": "dynamodb:Get*"},
            {"Action": "dynamodb:*Item"},
            {"Action": ["dynamodb:GetItem", "dynamodb:PutItem"]},
            {"NotAction": "dynamodb:*Item"},
        ),
        (
            {"Resource": f"{_TABLE}a*"},
            {"Resource": f"{_TABLE}*b"},
            {"Resource": f"{_TABLE}?"},
            {"NotResource": [f"{_TABLE}a*", f"{_TABLE}*b"]},
        ),
        _conditions(
            _TEAM,
            ("StringLike", "a*"),
            ("StringNotLike", "*b"),
            ("StringEquals", "ab"),
            ("StringEqualsIgnoreCase", "AB"),
            ("Null", "false"),
            ("StringNotLikeIfExists", "a*"),
        ),
    ),
    callers=(*_MEMBERS, "anonymous", "ec2.amazonaws.com"),
    actions=(
        *("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:BatchGetItem", "dynamodb:GetRecords"),
        *("dynamodb:GetNewItem", "s3:PutObject"),
    ),
    resources=(
        *(f"{_TABLE}{name}" for name in ("a", "b", "c", "ab", "ac", "cb", "cc")),
        "arn:aws:s3:::b/o",
    ),
    key=_TEAM,
    values=("a", "ab", "acb", "AB", "aB", "Ab", "b", "cb", "c", None),
    holders=_MEMBERS,
)
"""Patterns that meet in part, values in upper and lower case, and a key that only some callers can have."""
