"""Random policies whose pieces overlap in as many ways as real ones do."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from gen_vpce.policy.document import EVERYONE, Condition, Effect, Policy, Principals, Scalar, Statement

ACTIONS = (
    "*", "s3:*", "s3:Get*", "s3:GetObject", "s3:PutObject", "s3:*Object", "s3:?etObject", "S3:getobject",
    "dynamodb:*", "dynamodb:GetItem", "dynamodb:*Item", "*:Get*",
)  # fmt: skip
RESOURCES = (
    "*", "arn:aws:s3:::logs", "arn:aws:s3:::logs/*", "arn:aws:s3:::logs/2024/*", "arn:aws:s3:::*",
    "arn:aws:s3:::*/secret*", "arn:aws:s3:::l?gs/*", "arn:aws:dynamodb:*:111111111111:table/*",
    "arn:aws:dynamodb:us-east-1:111111111111:table/Orders", "arn:aws:dynamodb:*:*:table/Orders",
    "arn:aws:dynamodb:*", "arn:*:dynamodb:*:222222222222:*",
)  # fmt: skip
PRINCIPALS = (
    EVERYONE,
    Principals((("AWS", ("111111111111",)),)),
    Principals((("AWS", ("arn:aws:iam::111111111111:role/Orders",)),)),
    Principals((("AWS", ("arn:aws:iam::111111111111:user/ann", "222222222222")),)),
    Principals((("AWS", ("111111111111", "arn:aws:iam::111111111111:user/ann")),)),
    Principals((("Service", ("ec2.amazonaws.com",)),)),
)
TEXTS: dict[str, tuple[str, ...]] = {
    "aws:SourceVpce": ("vpce-1", "vpce-2", "vpce-*"),
    "s3:prefix": ("home/*", "home/ann/*", "*/ann/*", "home/ann/x", "Home/*", "*"),
    "aws:PrincipalOrgID": ("o-1", "o-2"),
    "aws:PrincipalTag/team": ("blue", "b*", "red"),
    "aws:PrincipalAccount": ("111111111111", "222222222222", "1*"),
    "aws:ResourceAccount": ("111111111111", "222222222222", "?11111111111"),
}
ARNS = (
    "arn:aws:iam::111111111111:role/Orders", "arn:aws:iam::111111111111:role/*", "arn:aws:iam::*:user/ann",
    "arn:aws:iam::*:role/O*", "arn:aws:iam::222222222222:*", "arn:aws:*::111111111111:*",
)  # fmt: skip
TAGS = ("env", "e*", "team", "*a*")
BLOCKS = ("10.0.0.0/8", "10.1.0.0/16", "192.0.2.0/24", "0.0.0.0/0", "203.0.113.7/32")
TEXT_OPERATORS = ("StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase")
NUMBER_OPERATORS = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")


class Pieces(NamedTuple):
    """What policies are made of; the first of `principals` is everyone."""

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    principals: tuple[Principals, ...]
    condition: Callable[[Random], Condition]


def seeded(seed: int) -> Random:
    """Return the same numbers for the same *seed*, on every machine."""
    return Random(seed)  # noqa: S311 -- nothing here is secret


def _condition(random: Random) -> Condition:
    if_exists = random.random() < 0.2
    operator, key, values = random.choice(_ASKING)(random)
    if operator == "Null":
        return Condition(operator, key, values)
    if key == "aws:TagKeys":
        qualifier = random.choice(("ForAllValues", "ForAnyValue"))
        return Condition(operator, key, values, qualifier, if_exists)
    return Condition(operator, key, values, None, if_exists)


Asked = tuple[str, str, tuple[Scalar, ...]]


def _principal_arn(random: Random) -> Asked:
    operator = random.choice(("ArnLike", "ArnNotLike", "ArnEquals", "ArnNotEquals"))
    return operator, "aws:PrincipalArn", some(random, ARNS)


def _boolean(random: Random) -> Asked:
    key = random.choice(("aws:SecureTransport", "aws:PrincipalIsAWSService"))
    return "Bool", key, (random.choice(("true", "false")),)


def _null(random: Random) -> Asked:
    return "Null", random.choice((*TEXTS, "aws:SourceIp")), (random.choice(("true", "false")),)


def _address(random: Random) -> Asked:
    return random.choice(("IpAddress", "NotIpAddress")), "aws:SourceIp", some(random, BLOCKS)


def _number(random: Random) -> Asked:
    return f"Numeric{random.choice(NUMBER_OPERATORS)}", "s3:max-keys", (random.randint(8, 12),)


def _tags(random: Random) -> Asked:
    return random.choice(TEXT_OPERATORS[:4]), "aws:TagKeys", some(random, TAGS)


def _text(random: Random) -> Asked:
    key = random.choice(tuple(TEXTS))
    return random.choice(TEXT_OPERATORS), key, some(random, TEXTS[key])


_ASKING = (_principal_arn, _boolean, _null, _address, _number, _tags, _text, _text)


def some(random: Random, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return one or two of *values*."""
    return tuple(random.sample(values, random.choice((1, 1, 2))))


_REAL = Pieces(ACTIONS, RESOURCES, PRINCIPALS, _condition)


def random_policy(random: Random, *, principals: bool, statements: int = 3, pieces: Pieces = _REAL) -> Policy:
    """Return a policy of up to *statements* statements, with a Principal in each where asked for."""
    return Policy(
        tuple(_statement(random, pieces, principals=principals) for _ in range(random.randint(1, statements)))
    )


def variant(random: Random, policy: Policy, pieces: Pieces = _REAL) -> Policy:
    """Return *policy* with a statement left out, put in or exchanged, as most pairs in practice are."""
    statements = list(policy.statements)
    place = random.randrange(len(statements))
    principals = statements[0].principals is not None or statements[0].not_principals is not None
    change = random.choice(("drop", "add", "swap", "keep"))
    if change == "drop" and len(statements) > 1:
        del statements[place]
    elif change == "add":
        statements.insert(place, _statement(random, pieces, principals=principals))
    elif change == "swap":
        statements[place] = _statement(random, pieces, principals=principals)
    else:
        random.shuffle(statements)
    return Policy(tuple(statements))


def _statement(random: Random, pieces: Pieces, *, principals: bool) -> Statement:
    effect = random.choice((Effect.ALLOW, Effect.ALLOW, Effect.DENY))
    actions = tuple(random.sample(pieces.actions, random.choice((1, 1, 2, 3))))
    resources = tuple(random.sample(pieces.resources, random.choice((1, 1, 2))))
    not_action, not_resource = random.random() < 0.15, random.random() < 0.15
    not_principal = random.random() < 0.15
    who = random.choice(pieces.principals) if random.random() < 0.5 else EVERYONE
    return Statement(
        effect,
        principals=who if principals and not not_principal else None,
        not_principals=random.choice(pieces.principals[1:]) if principals and not_principal else None,
        actions=None if not_action else actions,
        not_actions=actions if not_action else None,
        resources=None if not_resource else resources,
        not_resources=resources if not_resource else None,
        conditions=tuple(pieces.condition(random) for _ in range(random.choice((0, 0, 1, 1, 2)))),
    )
