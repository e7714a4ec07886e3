"""The rows of `who` and `where` on random intents with policies of resources, against single requests."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.decision.compiled_policy import compile_policy
from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import ContextValue, Request, facts
from gen_vpce.access.expectation.decided_request import decided
from gen_vpce.access.reach.passing import Way
from gen_vpce.inquiry.reaching import Answer, Reached, where, who
from gen_vpce.policy.document import Effect, Policy

OWN = "123456789012"
THEIRS = "222222222222"
KEY = "1234abcd-12ab-34cd-56ef-1234567890ab"
HOME, STRANGE, SECOND = "o-a1b2c3d4e5", "o-zzzzzzzzzz", "o-bbbbbbbbbb"


class Kind(Struct, frozen=True):
    """A resource with a policy; `actions` say on what in it they act."""

    word: str
    name: str
    endpoint: str
    arn: str
    actions: dict[str, tuple[str, ...]]

    @property
    def short(self) -> str:
        return f"{self.word}{':' if self.word == 'secret' else '/'}{self.name}"

    @property
    def service(self) -> str:
        return next(iter(self.actions)).partition(":")[0]


def _placed(service: str, rest: str) -> str:
    return f"arn:aws:{service}:us-east-1:{OWN}:{rest}"


SELF = ("",)
OBJECTS = ("/a", "/b")
KINDS = (
    Kind(
        *("table", "Orders", "dynamodb", _placed("dynamodb", "table/Orders")),
        {"dynamodb:GetItem": SELF, "dynamodb:Query": ("", "/index/i"), "dynamodb:DeleteTable": SELF},
    ),
    Kind(
        *("bucket", "orders", "s3", "arn:aws:s3:::orders"),
        {"s3:GetObject": OBJECTS, "s3:PutObject": OBJECTS, "s3:ListBucket": SELF, "s3:PutBucketPolicy": SELF},
    ),
    Kind(
        *("key", KEY, "kms", _placed("kms", f"key/{KEY}")),
        {"kms:Decrypt": SELF, "kms:Encrypt": SELF, "kms:PutKeyPolicy": SELF},
    ),
    Kind(
        *("queue", "orders", "sqs", _placed("sqs", "orders")),
        {"sqs:SendMessage": SELF, "sqs:ReceiveMessage": SELF, "sqs:SetQueueAttributes": SELF},
    ),
    Kind(
        *("topic", "orders", "sns", _placed("sns", "orders")),
        {"sns:Publish": SELF, "sns:Subscribe": SELF, "sns:SetTopicAttributes": SELF},
    ),
    Kind(
        *("secret", "o/d-a1B2c3", "secretsmanager", _placed("secretsmanager", "secret:o/d-a1B2c3")),
        {"secretsmanager:GetSecretValue": SELF, "secretsmanager:PutResourcePolicy": SELF},
    ),
    Kind(
        *("repository", "t/o", "ecr.api", _placed("ecr", "repository/t/o")),
        {"ecr:BatchGetImage": SELF, "ecr:PutImage": SELF, "ecr:SetRepositoryPolicy": SELF},
    ),
)
SESSION = f"arn:aws:sts::{OWN}:assumed-role/App/s1"
CALLERS = (
    *(f"arn:aws:iam::{OWN}:{name}" for name in ("role/App", "role/terraform", "user/Bob", "root")),
    *(f"arn:aws:iam::{THEIRS}:{name}" for name in ("role/X", "role/Y", "root")),
    *(f"arn:aws:sts::{OWN}:federated-user/fed", "arn:aws:iam::333333333333:user/Z"),
    *("cloudtrail.amazonaws.com", "sns.amazonaws.com", "anonymous"),
)
ELEMENTS: tuple[Any, ...] = (
    *("*", {"AWS": "*"}, {"AWS": f"arn:aws:iam::{OWN}:root"}, {"AWS": THEIRS}, {"AWS": SESSION}),
    {"AWS": [f"arn:aws:iam::{THEIRS}:role/X", f"arn:aws:iam::{OWN}:role/App"]},
    {"Service": "cloudtrail.amazonaws.com"},
    {"Service": ["sns.amazonaws.com"], "AWS": "333333333333"},
)
CONDITIONS: tuple[Any, ...] = (
    *(None, None, None, {"Bool": {"aws:SecureTransport": "true"}}),
    {"StringEquals": {"aws:PrincipalOrgID": HOME}},
    {"StringEquals": {"aws:PrincipalTag/team": "a"}},
    {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{OWN}:role/*"}},
    {"StringNotEquals": {"aws:PrincipalAccount": THEIRS}},
    {"Null": {"aws:PrincipalTag/team": "true"}},
    {"StringEquals": {"aws:SourceVpce": "<vpce:%s>"}},
)
SPARED = ("role/terraform", "user/Bob", f"account/{THEIRS}", "organization", f"arn:aws:iam::{THEIRS}:role/X")
KEYS: dict[str, tuple[ContextValue, ...]] = {
    "aws:PrincipalOrgID": (HOME, STRANGE, SECOND),
    "aws:ViaAWSService": ("true", "false", None),
    "aws:SecureTransport": ("true", "false", None),
    "aws:PrincipalTag/team": ("a", "b", None),
}


def made(chosen: random.Random, kinds: list[Kind]) -> dict[str, Any]:
    """Return an intent with a policy for each of *kinds*, and sometimes one for callers."""
    said: dict[str, Any] = {
        "version": 1,
        "name": "made",
        "region": "us-east-1",
        "account": OWN,
        "organization": HOME,
        "endpoints": {each.endpoint: _endpoint(chosen, each) for each in kinds},
        "resource_policies": [_policy(chosen, each) for each in kinds],
    }
    if chosen.random() < 0.4:
        only = {"name": "only", "actions": [f"{kinds[0].service}:*"], "resources": ["*"]}
        said["identity_policies"] = [{**only, "deny_unless_through": [kinds[0].endpoint]}]
    return said


def _endpoint(chosen: random.Random, kind: Kind) -> dict[str, Any]:
    some = chosen.sample(sorted(kind.actions), 2)
    caller = chosen.choice(["role/App", "account", "organization", f"account/{THEIRS}", "*"])
    allow = chosen.choice(
        ["everything", [{"principals": [caller], "actions": some}], [{"access": ["read", "write"]}]]
    )
    deny = {"actions": some[:1], "condition": {"StringNotEquals": {"aws:PrincipalTag/team": "a"}}}
    return {"allow": allow, "deny": [deny]} if chosen.random() < 0.4 else {"allow": allow}


def _policy(chosen: random.Random, kind: Kind) -> dict[str, Any]:
    organizations = ["organization", f"organization/{SECOND}"][: chosen.randint(1, 2)]
    said: dict[str, Any] = {kind.word: kind.name, "deny_unless_organization": organizations}
    if chosen.random() < 0.6:
        said["deny_unless_through"] = [kind.endpoint]
        if chosen.random() < 0.5:
            del said["deny_unless_organization"]
    said["except_principals"] = ["role/terraform", *chosen.sample(SPARED, chosen.randint(0, 2))]
    said["except_principals"] = list(dict.fromkeys(said["except_principals"]))
    said["except_aws_services"] = chosen.random() < 0.8
    said["statements"] = [_statement(chosen, kind) for _ in range(chosen.randint(0, 3))]
    if kind.word == "key":
        root = {"AWS": f"arn:aws:iam::{OWN}:{chosen.choice(['root', 'role/terraform'])}"}
        said["statements"].append({"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"})
    if not said["statements"]:
        del said["statements"]
    return said


def _statement(chosen: random.Random, kind: Kind) -> dict[str, Any]:
    actions = chosen.sample(sorted(kind.actions), 2)
    said = {
        "Effect": chosen.choice(["Allow", "Allow", "Deny"]),
        "Principal": chosen.choice(ELEMENTS),
        "Action": chosen.choice([actions, actions[0]]),
    }
    if kind.word == "bucket":
        both = [kind.arn, f"{kind.arn}/*"]
        element = chosen.choice(["Resource", "Resource", "Resource", "NotResource"])
        said[element] = chosen.choice([f"{kind.arn}/a*", both[1], both if element == "Resource" else both[1]])
    elif kind.word != "repository":
        said["Resource"] = "*" if kind.word in ("key", "secret") else kind.arn
    condition = chosen.choice(CONDITIONS)
    if condition:
        said["Condition"] = {
            operator: {key: value.replace("%s", kind.endpoint) for key, value in asked.items()}
            for operator, asked in condition.items()
        }
    return said


def sampled(chosen: random.Random, way: Way, kind: Kind, callers: tuple[str, ...]) -> Iterator[Request]:
    for _ in range(40):
        caller = chosen.choice(callers)
        action, inside = chosen.choice(sorted(kind.actions.items()))
        context = {key: chosen.choice(values) for key, values in KEYS.items()}
        if not caller.startswith("arn:"):
            context |= {"aws:PrincipalOrgID": None, "aws:PrincipalTag/team": None}
        elif f"::{OWN}:" in caller:
            context["aws:PrincipalOrgID"] = HOME
        resource = kind.arn + chosen.choice(inside)
        yield Request(caller, action, resource, None, context, way.door.id if way.door else None)


def rows_of(way: Way) -> list[Layers]:
    pieces = [each.row.piece for each in way.rows]
    policies = (
        Policy((each.requests, *(replace(other, effect=Effect.DENY) for other in each.exceptions)))
        for each in pieces
    )
    return [Layers(endpoint=compile_policy(each)) for each in policies]


def asked_of(chosen: random.Random, kinds: list[Kind]) -> Iterator[tuple[Callable[[str, str], Answer], str]]:
    for kind in kinds:
        yield who, kind.short
    yield where, chosen.choice(CALLERS)


FEW = range(8)
SEEDS = [*FEW, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(len(FEW), 200))]


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_hold_what_passes_and_nothing_else(seed: int, tmp_path: Path) -> None:
    chosen = random.Random(seed)  # noqa: S311 -- a sample, repeatable
    kinds = chosen.sample(KINDS, chosen.choice([1, 2]))
    file = tmp_path / "intent.yaml"
    file.write_text(yaml.safe_dump(made(chosen, kinds)), encoding="utf-8")
    for ask, name in asked_of(chosen, kinds):
        answer = ask(name, str(file))
        if answer.reached is None:  # a key that nobody could give back is refused before
            assert {each.code for each in answer.diagnostics} == {"GV257"}
            return
        _check(answer.reached, chosen, kinds, CALLERS if ask is who else (name,))


def _check(found: Reached, chosen: random.Random, kinds: list[Kind], callers: tuple[str, ...]) -> None:
    about = [each for each in kinds if each.short == found.asked] or kinds
    for way in found.ways:
        rows = rows_of(way)
        for each in way.rows:
            assert each.row.is_settled, each.row.text
            assert each.example is not None, each.row.text
            assert decided(each.example, way.door, found.held, None).passes, each.row.text
        for kind in about:
            if way.door and way.door.service != kind.service:
                continue
            for request in sampled(chosen, way, kind, callers):
                passes = decided(request, way.door, found.held, None).passes
                asked = facts(request, found.held.home)
                inside = any(decide(each, asked).outcome is Outcome.ALLOWED for each in rows)
                assert inside is passes, request
