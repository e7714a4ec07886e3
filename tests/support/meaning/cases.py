"""Random cases of `simulate --batch` from small alphabets, so that patterns and requests often meet."""

from random import Random
from typing import Any

ACCOUNTS = ("111111111111", "222222222222")
PRINCIPALS = (
    *ACCOUNTS,
    "arn:aws:iam::111111111111:role/App",
    "arn:aws:iam::111111111111:user/ann",
    "arn:aws:iam::222222222222:role/App",
    "arn:aws:sts::111111111111:assumed-role/App/s",
    "arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/X",
    "ec2.amazonaws.com",
    "anonymous",
)
NAMED = (
    *("*", "111111111111", "222222222222", "arn:aws:iam::111111111111:root"),
    *("arn:aws:iam::111111111111:role/App", "arn:aws:iam::111111111111:user/ann"),
    "arn:aws:sts::111111111111:assumed-role/App/s",
)
ACTIONS = ("s3:GetObject", "s3:PutObject", "dynamodb:GetItem", "kms:Decrypt", "sts:AssumeRole")
ACTION_PATTERNS = ("*", "s3:*", "S3:get*", "dynamodb:?etItem", "*:*Object", "kms:Decrypt", "sts:*")
RESOURCES = (
    *("*", "arn:aws:s3:::b", "arn:aws:s3:::b/x/y", "arn:aws:s3:::b/*"),
    *("arn:aws:dynamodb:us-east-1:111111111111:table/T", "arn:aws:kms:us-east-1:111111111111:key/1"),
    "arn:aws:iam::222222222222:role/B",
)
RESOURCE_PATTERNS = (
    *("*", "arn:aws:s3:::b", "arn:aws:s3:::b/*", "arn:aws:s3:::?/x*", "arn:aws:s3:::b/${*}"),
    *("arn:aws:dynamodb:*:*:table/*", "arn:aws:dynamodb", "arn:*:table/T", "arn:aws:kms:*:1?1111111111:*"),
    *("arn:aws:s3:::${k}/*", "arn:aws:s3:::${l, 'b'}/*", "arn:aws:iam::*:role/${aws:username}"),
)
TEXTS = ("a", "A", "b", "ab", "", "a*", "b/x")
TEXT_PATTERNS = ("a", "a*", "?", "*", "", "${k}", "${l, 'a'}", "a${*}", "b/*", "*/x")
ARNS = (
    *("arn:aws:iam::111111111111:role/App", "arn:aws:iam::*:role/*", "arn:aws:iam::111111111111:*"),
    *("arn:*:role/App", "*", "arn:aws:iam::111111111111:role/${k}"),
)
NUMBERS = ("1", "2", "10", "1.0", "x", 2, 2.5)
DATES = ("2020-01-01", "2020-01-01T00:00:00Z", "1577836800", "2021-06-01T12:00:00+02:00", "soon")
ADDRESSES = ("10.0.0.1", "10.1.0.1", "192.0.2.1", "2001:db8::1", "x")
BLOCKS = ("10.0.0.0/8", "10.1.0.0/16", "192.0.2.1", "2001:db8::/32", "0.0.0.0/0", "<x>")
BOOLS = (True, False, "true", "false", "True")

KEYS: dict[str, tuple[Any, ...]] = {
    "k": TEXTS,
    "l": TEXTS,
    "aws:PrincipalArn": ARNS[:1],
    "n": NUMBERS,
    "d": DATES,
    "i": ADDRESSES,
    "f": BOOLS,
}


_ORDERED = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
_QUESTIONS: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[Any, ...]], ...] = (
    (("StringEquals", "StringNotEquals", "StringLike", "StringNotLike"), ("k", "l"), TEXT_PATTERNS),
    (("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"), ("K",), TEXT_PATTERNS),
    (("ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"), ("aws:PrincipalArn", "k"), ARNS),
    (("StringEquals", "StringNotEquals"), ("aws:PrincipalAccount", "aws:ResourceAccount"), ACCOUNTS),
    (("StringEquals",), ("aws:PrincipalType", "aws:username"), ("User", "AssumedRole", "Account", "ann")),
    (tuple(f"Numeric{name}" for name in _ORDERED), ("n",), NUMBERS),
    (tuple(f"Date{name}" for name in _ORDERED), ("d",), DATES),
    (("IpAddress", "NotIpAddress"), ("i",), BLOCKS),
    (("Bool",), ("f", "aws:ViaAWSService", "aws:PrincipalIsAWSService"), BOOLS),
    (("BinaryEquals",), ("k",), ("a", "QQ==")),
)


def seeded(seed: int) -> Random:
    """Return a source of the same cases at every run."""
    return Random(seed)  # noqa: S311 - nothing here is a secret


def case(random: Random) -> dict[str, Any]:
    """Return a whole case; every layer may be missing."""
    layers = {
        "endpoint_policy": lambda: policy(random, principal=True),
        "resource_policy": lambda: policy(random, principal=True),
        "identity_policies": lambda: _group(random),
        "scps": lambda: [_group(random, least=1) for _ in range(random.randint(0, 2))],
        "rcps": lambda: [_group(random, least=1) for _ in range(random.randint(0, 2))],
        "permission_boundaries": lambda: _group(random),
        "session_policies": lambda: _group(random),
    }
    chosen = random.sample(sorted(layers), random.choice((1, 1, 2, 2, 3, 4)))
    return {
        "endpoint_kind": random.choice(("gateway", "interface")),
        **{name: layers[name]() for name in chosen},
        "request": request(random),
    }


def _group(random: Random, least: int = 0) -> list[dict[str, Any]]:
    return [policy(random, principal=False) for _ in range(random.randint(least, 2))]


def policy(random: Random, *, principal: bool) -> dict[str, Any]:
    """Return a policy of a few statements, of either version of the language."""
    version = random.choice(
        ({"Version": "2012-10-17"}, {"Version": "2012-10-17"}, {"Version": "2008-10-17"}, {})
    )
    return {
        **version,
        "Statement": [statement(random, principal=principal) for _ in range(random.choice((0, 1, 1, 2, 3)))],
    }


def statement(random: Random, *, principal: bool) -> dict[str, Any]:
    """Return a statement, with a Principal element or without; most of its elements match anything."""
    made: dict[str, Any] = {"Effect": random.choice(("Allow", "Allow", "Allow", "Deny"))}
    for name, choices in (("Action", ACTION_PATTERNS), ("Resource", RESOURCE_PATTERNS)):
        if random.random() < 0.5:
            made[name] = "*"
        else:
            made[random.choice((name, name, name, f"Not{name}"))] = _values(random, choices)
    if principal:
        made[random.choice(("Principal", "Principal", "Principal", "NotPrincipal"))] = _principal(random)
    for _ in range(random.choice((0, 1, 1, 2))):
        operator, key, values = _question(random)
        made.setdefault("Condition", {}).setdefault(operator, {})[key] = values
    return made


def _principal(random: Random) -> Any:
    if random.random() < 0.3:
        return "*"
    values = _values(random, NAMED)
    return random.choice(({"AWS": values}, {"AWS": values}, {"Service": "ec2.amazonaws.com"}))


def _question(random: Random) -> tuple[str, str, Any]:
    if random.random() < 0.1:
        key = random.choice(("k", "n", "aws:PrincipalArn"))
        return "Null", key, random.choice((True, False, "true", "false"))
    operators, keys, choices = random.choice(_QUESTIONS)
    qualifier = random.choice(("", "", "", "ForAllValues:", "ForAnyValue:"))
    name = f"{qualifier}{random.choice(operators)}{random.choice(('', '', 'IfExists'))}"
    return name, random.choice(keys), _values(random, choices)


def request(random: Random) -> dict[str, Any]:
    """Return a request whose context holds some of the keys that the policies ask for."""
    keys = random.sample(sorted(KEYS), random.randint(0, len(KEYS)))
    return {
        "principal": random.choice(PRINCIPALS),
        "action": random.choice(ACTIONS),
        "resource": random.choice(RESOURCES),
        "resource_account": random.choice(ACCOUNTS),
        "derive": random.random() < 0.8,
        "context": {key: random.choice((None, *[_values(random, KEYS[key])] * 9)) for key in keys},
    }


def _values(random: Random, choices: tuple[Any, ...]) -> Any:
    if random.random() < 0.6:
        return random.choice(choices)
    return [random.choice(choices) for _ in range(random.choice((0, 1, 2, 2, 3)))]
