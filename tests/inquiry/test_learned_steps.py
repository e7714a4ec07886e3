"""The steps of generalisation: what each makes a pattern of, and what none of them does."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from tests.support.trail import ACCOUNT, event, session_of

from gen_vpce import catalog
from gen_vpce.inquiry.judge import Judge, judge_intent
from gen_vpce.inquiry.learning.expectations import expectation_lines
from gen_vpce.inquiry.learning.generalise import Steps
from gen_vpce.inquiry.learning.learn import Grant
from gen_vpce.inquiry.learning.make import Made, make
from gen_vpce.inquiry.learning.names import patterns_for
from gen_vpce.inquiry.learning.text import Place
from gen_vpce.inquiry.learning.trial import denied_of, passing_though_denied
from gen_vpce.intent.load import load_bytes
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.limits import LIMITS, size
from gen_vpce.traffic.event import Event
from gen_vpce.traffic.prefixes import Prefixes
from gen_vpce.traffic.reduction import Often, Seen, reduce_events

PLACE = Place("learned", "eu-west-1", ACCOUNT)
NARROW = Steps(objects=3, resources=3, roles=3)
HOME = f"eu-west-1:{ACCOUNT}"


def did(
    name: str, parameters: dict[str, Any], who: str = "app/Web", service: str = "dynamodb", **more: Any
) -> dict[str, Any]:
    identity = session_of(f"arn:aws:iam::{ACCOUNT}:role/{who}")
    return event(name, parameters, service=service, identity=identity, **more)


def on(table: str, who: str = "app/Web", name: str = "GetItem", **more: Any) -> dict[str, Any]:
    return did(name, {"tableName": table}, who, **more)


def made(events: Sequence[dict[str, Any]], steps: Steps) -> tuple[Made, dict[Seen, Often]]:
    prefixes = Prefixes(steps.objects, steps.depth)
    decoded = (msgspec.json.decode(json.dumps(each), type=Event) for each in events)
    requests = reduce_events(decoded, folding=prefixes).requests
    return make(requests, prefixes, PLACE, steps), requests


def grants(events: Sequence[dict[str, Any]], **steps: int) -> list[Grant]:
    found, requests = made(events, Steps(**steps))
    assert denied_of(found.text, requests) == ()
    return [grant for each in found.learned.grants.values() for grant in each]


def names(values: Sequence[str]) -> list[str]:
    return [value.split(":", 5)[-1] for value in values]


PATTERNS: list[tuple[list[str], int, list[str]]] = [
    ([f"dynamodb:{HOME}:table/orders-{each}" for each in "abc"], 3, ["table/orders-*"]),
    ([f"dynamodb:{HOME}:table/orders-{each}" for each in "ab"], 3, ["table/orders-a", "table/orders-b"]),
    ([f"dynamodb:{HOME}:table/{each}" for each in ("Orders", "Stock", "Users")], 3,
     ["table/Orders", "table/Stock", "table/Users"]),
    ([f"ssm:{HOME}:parameter/app/prod/{each}" for each in "abc"], 3, ["parameter/app/prod/*"]),
    ([f"ssm:{HOME}:parameter/{each}" for each in ("app/a/x", "app/a/y", "app/b/x", "app/b/y")], 2,
     ["parameter/app/a/*", "parameter/app/b/*"]),
    ([f"iam::{ACCOUNT}:role/team-{each}-worker" for each in "abc"], 3, ["role/team-*-worker"]),
    ([f"iam::{ACCOUNT}:role/app/{each}" for each in ("Web", "Worker", "Cron")], 3, ["role/app/*"]),
    ([f"sqs:{HOME}:jobs-{each}" for each in "abc"], 3, ["jobs-*"]),
    ([f"sns:{HOME}:{each}" for each in "abc"], 3, ["a", "b", "c"]),
    ([f"logs:{HOME}:log-group:/app/web:log-stream:{each}" for each in "abc"], 3,
     ["log-group:/app/web:log-stream:*"]),
    ([f"secretsmanager:{HOME}:secret:app/{each}-??????" for each in "abc"], 3, ["secret:app/*-??????"]),
    ([f"kms:{HOME}:key/mrk-{each * 32}" for each in "abc"], 3, [f"key/mrk-{each * 32}" for each in "abc"]),
    ([f"ec2:{HOME}:instance/i-{each * 17}" for each in "abc"], 3,
     [f"instance/i-{each * 17}" for each in "abc"]),
    ([f"s3:::logs-{each}" for each in "abc"], 3, ["logs-a", "logs-b", "logs-c"]),
]  # fmt: skip


@pytest.mark.parametrize(("arns", "many", "expected"), PATTERNS)
def test_names_that_begin_alike_are_a_pattern(arns: list[str], many: int, expected: list[str]) -> None:
    full = [f"arn:aws:{arn}" for arn in arns]
    found = patterns_for(full, many, lambda _: True)
    assert sorted({found.get(arn, arn).split(":", 5)[-1] for arn in full}) == expected


def test_resources_become_a_pattern_by_caller_and_action_with_their_names_noted() -> None:
    events = [on(f"orders-{each}") for each in "abc"] + [on("orders-a", name="PutItem"), on("Stock")]
    reading, *rest = sorted(grants(events, resources=3), key=lambda each: -each.evidence.events)
    assert (names(reading.resources), reading.actions) == (
        ["table/Stock", "table/orders-*"],
        ("dynamodb:GetItem",),
    )
    assert [names(seen) for seen in reading.stands_for.values()] == [
        [f"table/orders-{each}" for each in "abc"]
    ]
    assert [(names(each.resources), each.actions) for each in rest] == [
        (["table/orders-a"], ("dynamodb:PutItem",))
    ]


def test_roles_become_a_pattern_unless_one_that_matches_did_not_do_it() -> None:
    events = [on("Orders", f"app/{each}") for each in ("Web", "Cron", "Jobs")]
    (grant,) = grants(events, roles=3)
    assert names(grant.principals) == ["role/app/*"]
    apart = grants([*events, on("Stock", "app/Other")], roles=3)
    assert names(apart[0].principals + apart[1].principals) == [
        "role/app/Cron", "role/app/Jobs", "role/app/Web", "role/app/Other",
    ]  # fmt: skip


def test_no_pattern_lets_pass_what_was_denied() -> None:
    denied = on("orders-secret", errorCode="AccessDeniedException")
    (grant,) = grants([*(on(f"orders-{each}") for each in "abc"), denied], resources=3)
    assert names(grant.resources) == ["table/orders-a", "table/orders-b", "table/orders-c"]
    roles = [on("Orders", f"app/{each}") for each in "abc"]
    (grant,) = grants([*roles, on("Orders", "app/d", errorCode="AccessDenied")], roles=3)
    assert len(grant.principals) == 3


def test_what_was_denied_and_passes_by_another_grant_is_told() -> None:
    events = [
        did(
            "PutObject",
            {"bucketName": "b", "key": f"logs/{each}"},
            service="s3",
            **({"errorCode": "AccessDenied"} if each == "secret" else {}),
        )
        for each in ("a", "b", "secret")
    ]
    found, requests = made(events, Steps(objects=2))
    (row,) = passing_though_denied(found.text, requests)
    assert [need.resource for need in row.seen.needs] == ["arn:aws:s3:::b/logs/*"]


QUEUES = f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}"
KEY = f"arn:aws:kms:{HOME}:key/1"
PERMITTING = [
    [did("PutObjectAcl", {"bucketName": "b", "key": f"x/{each}"}, service="s3") for each in "abc"],
    [did("PutResourcePolicy", {}, resources=[f"arn:aws:dynamodb:{HOME}:table/o-{each}"]) for each in "abc"],
    [did("SetQueueAttributes", {"queueUrl": f"{QUEUES}/q-{each}"}, service="sqs") for each in "abc"],
    [did("PutKeyPolicy", {"keyId": KEY}, f"app/{each}", service="kms") for each in "abc"],
]  # fmt: skip


@pytest.mark.parametrize("events", PERMITTING)
def test_actions_that_change_permissions_are_never_generalised(events: list[dict[str, Any]]) -> None:
    found = grants(events, objects=2, resources=2, roles=2, level=1)
    assert found
    for grant in found:
        assert not grant.stands_for
        assert not any("*" in value for value in (*grant.principals, *grant.actions, *grant.resources))


def level_of(service: str, kind: str, level: str) -> list[str]:
    known = catalog.service(service)
    assert known is not None
    return [
        each.name for each in known.actions.values() if each.level == level and kind in each.resource_types
    ]


def test_an_access_level_is_granted_where_most_of_it_is_used_and_nothing_of_it_is_dangerous() -> None:
    reads = level_of("dynamodb", "table", "read")
    assert not any(catalog.is_dangerous(f"dynamodb:{name}") for name in reads)
    arn = [{"ARN": f"arn:aws:dynamodb:{HOME}:table/Orders", "accountId": ACCOUNT}]
    most = [did(name, {}, resources=arn) for name in reads[: len(reads) * 9 // 10]]
    (grant,) = grants(most, level=80)
    assert (grant.access, grant.actions) == (("read",), ())
    assert set(grant.stands_for["read"]) < {f"dynamodb:{name}" for name in reads}
    assert grants(most, level=95)[0].access == ()
    writes = level_of("dynamodb", "table", "write")
    almost = [did(name, {}, resources=arn) for name in writes if name != "DeleteTable"]
    assert all(grant.access == () for grant in grants(almost, level=50))


def test_what_aws_owns_is_granted_by_the_feature_that_needs_it() -> None:
    document = "arn:aws:ssm:eu-west-1::document/AWS-RunPatchBaseline"
    layer = "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/abc"
    anonymous = {"type": "AWSAccount", "accountId": "ANONYMOUS_PRINCIPAL"}
    events = [
        did("GetDocument", {"name": "AWS-RunPatchBaseline"}, service="ssm", resources=[document]),
        event("GetObject", {}, service="s3", resources=[layer], identity=anonymous),
    ]  # fmt: skip
    found, _ = made(events, Steps())
    assert {
        name: [(each.owned, names(each.principals)) for each in grants]
        for name, grants in found.learned.grants.items()
    } == {"ssm": [("documents", ["role/app/Web"])], "s3": [("ecr", [])]}
    assert isinstance(judge_intent("intent.yaml", found.text.encode()), Judge)


def test_expectations_are_proposed_that_hold() -> None:
    events = [on("Orders"), on("Orders"), on("Orders", name="DeleteItem")]
    found, requests = made(events, Steps())
    lines = list(expectation_lines(found, requests))
    assert f"action: dynamodb:GetItem, resource: arn:aws:dynamodb:{HOME}:table/Orders" in lines[2]
    never = [line for line in lines if "never" in line]
    assert "  - never: {action: dynamodb:DeleteTable, through: dynamodb}" in never
    assert not any("DeleteItem" in line for line in never)
    assert load_bytes((found.text + "\n".join(lines)).encode(), "intent.yaml").diagnostics == ()


def test_each_step_is_noted_with_the_grant() -> None:
    stranger = {"type": "AWSAccount", "accountId": "444455556666", "principalId": "AIDA1"}
    objects = [did("GetObject", {"bucketName": "b", "key": f"logs/{each}"}, service="s3") for each in "abc"]
    tables = [on(f"orders-{each}", f"app/{who}") for each in "abcdefg" for who in ("Web", "Cron", "Jobs")]
    found, _ = made([*objects, *tables, event("GetItem", {"tableName": "X"}, identity=stranger)], NARROW)
    notes = {line.strip() for line in found.text.splitlines() if "generalised" in line}
    assert notes == {
        "# generalised: account/444455556666 stands for callers who are known by their account alone",
        "# generalised: role/app/* stands for 3: role/app/Cron, role/app/Jobs, role/app/Web",
        (
            "# generalised: table/orders-* stands for 7: table/orders-a, table/orders-b, table/orders-c, "
            "table/orders-d and 3 more"
        ),
        "# generalised: b/logs/* stands for the objects that were seen below it",
    }


def sizes(text: str) -> dict[str, int]:
    intent = load_bytes(text.encode(), "intent.yaml").intent
    assert intent is not None
    return {each.subject: size(each.kind, each.policy) for each in compile_intent(intent).documents}


def test_a_policy_that_is_too_long_is_generalised_by_as_little_as_will_do_and_tells() -> None:
    events = [
        on(f"orders-{tenant:03}-{kind}-with-a-name-that-takes-its-characters", name=f"{name}Item")
        for tenant in range(90)
        for kind, name in (("open", "Get"), ("done", "Put"), ("sent", "Update"))
    ]
    never = 10**6
    found, requests = made(events, Steps(resources=never, roles=never))
    assert denied_of(found.text, requests) == ()
    assert sizes(found.text)["dynamodb"] <= LIMITS[PolicyKind.ENDPOINT].longest
    (said,) = found.shortened
    assert said.startswith("dynamodb: to stay within the characters that AWS takes, resources are patterns")
    resources = {each for grant in found.learned.grants["dynamodb"] for each in grant.resources}
    assert any("*" in each for each in resources)
    assert any("*" not in each for each in resources)


def test_a_policy_that_cannot_be_made_shorter_is_as_it_is() -> None:
    events = [on(f"{number:03}" * 60) for number in range(150)]
    found, _ = made(events, Steps())
    assert sizes(found.text)["dynamodb"] > LIMITS[PolicyKind.ENDPOINT].longest
    assert (found.shortened, found.too_long) == ((), ("dynamodb",))


def test_in_the_end_roles_match_patterns_though_they_did_something_else() -> None:
    events = [
        on(f"orders-{table:02}-{'x' * 40}", f"fleet/worker-{role:02}")
        for role in range(40)
        for table in range(12)
        if (role * 7 + table * 5) % 11 > 3
    ]
    found, requests = made(events, Steps())
    assert denied_of(found.text, requests) == ()
    assert found.too_long == ()
    assert sizes(found.text)["dynamodb"] <= LIMITS[PolicyKind.ENDPOINT].longest


def test_at_last_callers_may_do_what_they_do_on_each_of_their_resources() -> None:
    names = ["GetItem", "PutItem", "Query", "UpdateItem", "DeleteTable"]
    events = [
        on(f"{sha256(bytes([number])).hexdigest()[:24]}", f"{'xyz'[number % 3]}{number % 12}", name)
        for number in range(150)
        for place, name in enumerate(names)
        if (number * 7 + place * 5) % 11 > 5
    ]
    found, requests = made(
        [*events, {**events[0], "errorCode": "AccessDenied", "eventName": "Scan"}], Steps(level=101)
    )
    assert denied_of(found.text, requests) == ()
    assert found.too_long == ()
    assert sizes(found.text)["dynamodb"] <= LIMITS[PolicyKind.ENDPOINT].longest
    (said,) = found.shortened
    assert "each action of a caller is granted on each of its resources of a type" in said
    seen = {(use.principal, use.resource) for use in found.uses.found if use.action == "dynamodb:DeleteTable"}
    grants = found.learned.grants["dynamodb"]
    granted = {
        (who, on_what)
        for grant in grants
        for who in grant.principals
        for on_what in grant.resources
        if "dynamodb:DeleteTable" in grant.actions
    }
    assert granted == seen
    assert "dynamodb:Scan" not in {action for grant in grants for action in grant.actions}
    assert 0 < sum(bool(grant.unseen) for grant in grants) < len(grants)
    assert "pairs of which nobody used" in found.text


DANGER = [
    ("s3:PutBucketPolicy", True, True),
    ("sqs:SetQueueAttributes", True, True),
    ("kms:CreateGrant", True, True),
    ("kms:ScheduleKeyDeletion", False, True),
    ("dynamodb:DeleteTable", False, True),
    ("secretsmanager:GetSecretValue", False, True),
    ("dynamodb:GetResourcePolicy", False, False),
    ("dynamodb:GetItem", False, False),
    ("sqs:SendMessage", False, False),
    ("what:Ever", True, True),
]


@pytest.mark.parametrize(("action", "permits", "is_dangerous"), DANGER)
def test_what_is_dangerous_is_known(action: str, permits: bool, is_dangerous: bool) -> None:
    assert (catalog.changes_permissions(action), catalog.is_dangerous(action)) == (permits, is_dangerous)
