"""`never` and `always` against every request of a small world: no proof says otherwise than a sample."""

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce import catalog
from gen_vpce.access.decision.request import Request
from gen_vpce.access.expectation.all_requests import settle
from gen_vpce.access.expectation.check import Result, check_each
from gen_vpce.access.expectation.decided_request import decided
from gen_vpce.access.expectation.policies_held import Door, Holdings, holdings
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Claim, Expectation, Intent
from gen_vpce.policy.compiler.compile import compile_intent

ACCOUNT = "123456789012"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/"
PRINCIPALS = (
    *(f"arn:aws:iam::{ACCOUNT}:{name}" for name in ("role/App", "role/team-a", "user/ann")),
    "arn:aws:iam::111122223333:role/App",
    "logs.amazonaws.com",
    "anonymous",
)
ACTIONS = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteTable", "dynamodb:Scan")
TABLES = ("Orders", "Items", "Other")

GRANTS = st.fixed_dictionaries(
    {},
    optional={
        "principals": st.sampled_from(
            [["role/App"], ["role/team-*", "user/ann"], ["account/111122223333"], ["aws-services"]]
        ),
        "actions": st.sampled_from(
            [["dynamodb:GetItem"], ["dynamodb:*Item"], ["dynamodb:Scan", "dynamodb:DeleteTable"]]
        ),
        "resources": st.sampled_from([["table/Orders"], ["table/*"], ["table/O*"], ["table/Items"]]),
        "condition": st.sampled_from(
            [{"Bool": {"aws:ViaAWSService": "false"}}, {"StringEquals": {"aws:PrincipalTag/env": "prod"}}]
        ),
    },
)


def said(grant: dict[str, object]) -> str:
    """Return what a grant says whatever the order of its keys: `load` refuses to be told twice."""
    return json.dumps(grant, sort_keys=True)


ENDPOINTS = st.fixed_dictionaries(
    {"allow": st.one_of(st.just("everything"), st.lists(GRANTS, min_size=1, max_size=3, unique_by=said))},
    optional={"deny": st.lists(GRANTS, min_size=1, max_size=2, unique_by=said)},
)
IDENTITY = [
    {
        "name": "only-there",
        "deny_unless_through": ["dynamodb"],
        "actions": ["dynamodb:*"],
        "resources": ["table/O*"],
    }
]
FILES = st.fixed_dictionaries(
    {"endpoints": st.fixed_dictionaries({"dynamodb": ENDPOINTS})},
    optional={
        "identity_policies": st.just(IDENTITY),
        "resource_policies": st.just([{"table": "Orders", "deny_unless_through": ["dynamodb"]}]),
    },
)
FORMS = st.fixed_dictionaries(
    {"action": st.sampled_from([*ACTIONS, "dynamodb:*Item", "dynamodb:*"])},
    optional={
        "principal": st.sampled_from(["role/App", "role/*", "user/ann", "logs.amazonaws.com", "anonymous"]),
        "resource": st.sampled_from(["table/Orders", "table/*", "table/I*"]),
        "through": st.just("dynamodb"),
        "context": st.sampled_from([{"aws:ViaAWSService": "false"}, {"aws:PrincipalTag/env": "prod"}]),
    },
)


def intent_of(file: dict[str, object], claim: str, form: dict[str, object]) -> Intent:
    head = {"version": 1, "name": "orders", "region": "us-east-1", "account": ACCOUNT}
    loaded = load_bytes(json.dumps(head | file | {"expect": [{claim: form}]}).encode(), "intent.yaml")
    assert loaded.intent is not None, loaded.diagnostics
    return loaded.intent


def requests_of(expectation: Expectation, held: Holdings) -> Iterator[tuple[Request, Door | None]]:
    """Yield every request of the small world that is of the form."""
    ways = (held.door("dynamodb"),) if expectation.through else (held.door("dynamodb"), None)
    for who, action, table, door in product(PRINCIPALS, ACTIONS, TABLES, ways):
        if "aws:PrincipalTag/env" in expectation.context and not who.startswith("arn:"):
            continue  # only callers of an account have tags
        asked = (
            (expectation.principal, who),
            (expectation.action, action),
            (expectation.resource, TABLE + table),
        )
        if all(pattern is None or matches(pattern, word) for pattern, word in asked):
            through = door.id if door else None
            yield Request(who, action, TABLE + table, context=expectation.context, through=through), door


def matches(pattern: str, word: str) -> bool:
    """Whether *word* matches a pattern with at most one star."""
    head, star, tail = pattern.partition("*")
    if not star:
        return word == pattern
    return len(word) >= len(head + tail) and word.startswith(head) and word.endswith(tail)


@given(FILES, st.sampled_from(["never", "always"]), FORMS)
def test_proof_agrees_with_every_request_of_a_small_world(
    file: dict[str, object], claim: str, form: dict[str, object]
) -> None:
    intent = intent_of(file, claim, form)
    (expectation,) = intent.expect
    held = holdings(intent, compile_intent(intent).documents)
    (checked,) = check_each([expectation], held, Path())
    assert checked.result is not Result.UNDECIDED
    passing = {decided(request, door, held, None).passes for request, door in requests_of(expectation, held)}
    wrong = expectation.claim is Claim.NEVER
    if checked.result is Result.PASSED:
        assert wrong not in passing


@given(FILES, st.sampled_from(["never", "always"]), FORMS)
def test_counterexample_is_a_request_of_the_form_that_can_be_made(
    file: dict[str, object], claim: str, form: dict[str, object]
) -> None:
    intent = intent_of(file, claim, form)
    (expectation,) = intent.expect
    held = holdings(intent, compile_intent(intent).documents)
    found = settle(expectation, held, None).counterexample
    if found is None:
        return
    request = found.request
    assert found.passes is (expectation.claim is Claim.NEVER)
    assert expectation.through in (None, found.door and found.door.name)
    assert matches(expectation.principal or "*", request.principal)
    assert matches(expectation.action or "*", request.action)
    assert matches(expectation.resource or "*", request.resource)
    assert expectation.context.items() <= request.context.items()
    assert is_possible(request, "us-east-1" if found.door else None)


def is_possible(request: Request, region: str | None) -> bool:
    """Whether the action is known and acts on resources of the type, in the Region and of a real account."""
    service = catalog.service("dynamodb")
    assert service is not None
    action = service.actions.get(request.action.partition(":")[2].lower())
    if action is None or not action.resource_types:
        return action is not None and request.resource == "*"
    parts = request.resource.split(":", 5)
    head = parts[5].split("/")
    kinds = {arn.split(":", 5)[5].split("/")[0::2][-1] for arn in map(arn_of, action.resource_types)}
    owner = parts[4]
    return (
        head[0::2][-1] in kinds
        and parts[3] in (region or parts[3], "")
        and owner.isdigit()
        and len(owner) == 12
    )


def arn_of(kind: str) -> str:
    service = catalog.service("dynamodb")
    assert service is not None
    return service.resource_types[kind].arn


@pytest.mark.parametrize(
    ("pattern", "word", "holds"),
    [("a*c", "abc", True), ("a*", "b", False), ("ab*b", "ab", False), ("a", "a", True)],
)
def test_matching_of_the_small_world(pattern: str, word: str, holds: bool) -> None:
    assert matches(pattern, word) is holds
