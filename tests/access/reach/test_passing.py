"""The rows of `who` and `where` against single requests, decided as `simulate` decides them."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.support.modules import MODULES

from gen_vpce.access.decision.compiled_policy import compile_policy
from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import ContextValue, Request, facts
from gen_vpce.access.reach.passing import Way
from gen_vpce.inquiry.reaching import Answer, Reached, where, who
from gen_vpce.inquiry.simulation import Question, simulate
from gen_vpce.policy.document import Effect, Policy

ACCOUNT = "123456789012"
KEY = "1234abcd-12ab-34cd-56ef-1234567890ab"
MADE = """
version: 1
name: made
region: us-east-1
account: "123456789012"
organization: o-a1b2c3d4e5
endpoints:
  s3:
    allow:
      - name: App
        principals: [role/App, account/111122223333]
        access: [read, write]
        resources: [bucket/orders]
      - name: Own
        principals: [organization]
        actions: ["s3:GetObject"]
        condition: {Bool: {"aws:SecureTransport": true}}
    deny:
      - name: Keep
        actions: ["s3:DeleteObject"]
        condition: {StringNotEquals: {"aws:PrincipalTag/team": orders}}
  far:
    service: s3
    type: interface
    allow: everything
identity_policies:
  - {name: only, deny_unless_through: [s3, far], actions: ["s3:Put*"], resources: [bucket/orders]}
resource_policies:
  - bucket: orders
    deny_unless_through: [s3]
    deny_unless_organization: [organization]
    except_principals: [role/terraform, account/111122223333]
    statements:
      - Effect: Deny
        Principal: "*"
        Action: s3:*
        Resource: arn:aws:s3:::orders/secret/*
        Condition: {Bool: {"aws:SecureTransport": "false"}}
      - {Effect: Deny, Principal: {AWS: "*"}, Action: "s3:PutObject", NotResource: "arn:aws:s3:::orders/a*"}
"""

# The resource that is asked about, and what requests may name.
CASES = {
    "made": (
        "bucket/orders",
        ("arn:aws:s3:::orders", "arn:aws:s3:::orders/a", "arn:aws:s3:::orders/secret/b"),
    ),
    "bucket-only-through-endpoint": (
        *("bucket/orders-archive",),
        ("arn:aws:s3:::orders-archive", "arn:aws:s3:::orders-archive/AWSLogs/123456789012/x"),
    ),
    "key-only-through-endpoint": (f"key/{KEY}", (f"arn:aws:kms:us-east-1:{ACCOUNT}:key/{KEY}",)),
    "topic-only-through-endpoint": ("topic/orders", (f"arn:aws:sns:us-east-1:{ACCOUNT}:orders",)),
    "repository-only-through-endpoints": (
        *("repository/team/orders",),
        (f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/team/orders",),
    ),
    "queue-only-through-endpoint": ("queue/orders.fifo", (f"arn:aws:sqs:us-east-1:{ACCOUNT}:orders.fifo",)),
    "secret-only-from-organization": (
        *("secret:orders/database-a1B2c3",),
        (f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:orders/database-a1B2c3",),
    ),
    "two-endpoints-and-identity-policy": (
        *("table/Orders",),
        (f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Orders",),
    ),
    "dynamodb-read-only": ("table/Any", (f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Any",)),
}
ACTIONS = {
    "s3": ("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:PutBucketPolicy"),
    "kms": ("kms:Decrypt", "kms:PutKeyPolicy"),
    "sqs": ("sqs:SendMessage", "sqs:SetQueueAttributes"),
    "secretsmanager": ("secretsmanager:GetSecretValue", "secretsmanager:PutResourcePolicy"),
    "sns": ("sns:Publish", "sns:Subscribe"),
    "ecr": ("ecr:BatchGetImage", "ecr:PutImage"),
    "dynamodb": ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteTable", "dynamodb:Scan"),
}
PRINCIPALS = (
    *(
        f"arn:aws:iam::{ACCOUNT}:role/{name}"
        for name in ("App", "terraform", "Archiver", "pipeline", "Other")
    ),
    f"arn:aws:iam::{ACCOUNT}:root",
    "arn:aws:iam::111122223333:role/Theirs",
    "arn:aws:iam::999999999999:user/strange",
    f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
    "cloudtrail.amazonaws.com",
    "anonymous",
)
KEYS: dict[str, tuple[ContextValue, ...]] = {
    "aws:PrincipalOrgID": ("o-a1b2c3d4e5", "o-zzzzzzzzzz"),
    "aws:ViaAWSService": ("true", "false"),
    "aws:SecureTransport": ("true", "false"),
    "aws:PrincipalTag/team": ("orders", "other"),
}


QUICK = ("key-only-through-endpoint", "repository-only-through-endpoints", "dynamodb-read-only")
LONG = [pytest.param(name, marks=() if name in QUICK else pytest.mark.long) for name in CASES]


@pytest.fixture(scope="module", params=LONG)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    name = str(request.param)
    if name != "made":
        return name, MODULES / name
    file = tmp_path_factory.mktemp("made") / "intent.yaml"
    file.write_text(MADE, encoding="utf-8")
    return name, file


def reached(answer: Answer) -> Reached:
    assert answer.reached is not None, answer.diagnostics
    return answer.reached


def sampled(way: Way, resources: tuple[str, ...], count: int, seed: str) -> Iterator[Request]:
    chosen = random.Random(seed)  # noqa: S311 -- a sample, repeatable
    actions = ACTIONS[resources[0].split(":")[2]]
    for _ in range(count):
        principal = chosen.choice(PRINCIPALS)
        context = {
            key: chosen.choice(values)
            for key, values in KEYS.items()
            if chosen.random() < 0.6 and not (key.startswith("aws:Principal") and ":iam:" not in principal)
        }
        if f":{ACCOUNT}:" in principal:
            context["aws:PrincipalOrgID"] = "o-a1b2c3d4e5"
        through = way.door.id if way.door else None
        yield Request(principal, chosen.choice(actions), chosen.choice(resources), None, context, through)


def lies_in(way: Way, request: Request, found: Reached) -> bool:
    for each in way.rows:
        piece = each.row.piece
        denied = (replace(other, effect=Effect.DENY) for other in piece.exceptions)
        policy = Policy((piece.requests, *denied))
        asked = facts(request, found.held.home)
        if decide(Layers(endpoint=compile_policy(policy)), asked).outcome is Outcome.ALLOWED:
            return True
    return False


def passes(request: Request, way: Way, path: Path) -> bool:
    through = way.door.name if way.door else None
    simulated = simulate(Question(replace(request, through=through), path))
    assert simulated.answer is not None, simulated.diagnostics
    decision = simulated.answer.decision
    return decision.outcome is Outcome.ALLOWED or (
        decision.outcome is Outcome.UNDECIDED and decision.layer is None
    )


def test_who_and_simulate_never_differ(case: tuple[str, Path]) -> None:
    name, path = case
    asked, resources = CASES[name]
    found = reached(who(asked, str(path)))
    assert found.ways
    outcomes = set()
    for way in found.ways:
        assert all(each.row.is_settled for each in way.rows)
        for request in sampled(way, resources, 60, f"{name} {way.door and way.door.name}"):
            decided = passes(request, way, path)
            outcomes.add(decided)
            assert lies_in(way, request, found) is decided, request
    assert outcomes == {True, False}


def test_every_example_passes(case: tuple[str, Path]) -> None:
    name, path = case
    asked, _ = CASES[name]
    for found in (reached(who(asked, str(path))), reached(where("role/App", str(path)))):
        for way in found.ways:
            for each in way.rows:
                assert each.example is not None, each.row.text
                assert passes(each.example, way, path), each.row.text


@pytest.mark.parametrize("principal", ["role/App", "role/terraform", "cloudtrail.amazonaws.com", "anonymous"])
def test_where_and_simulate_never_differ(case: tuple[str, Path], principal: str) -> None:
    name, path = case
    _, resources = CASES[name]
    found = reached(where(principal, str(path)))
    for way in found.ways:
        if way.door and not way.door.carries(ACTIONS[resources[0].split(":")[2]][0]):
            continue
        for request in sampled(way, resources, 80, f"{name} {principal}"):
            if request.principal.endswith(f"role/{principal[5:]}") or request.principal == principal:
                assert lies_in(way, request, found) is passes(request, way, path), request
