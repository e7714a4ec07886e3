"""Who may do what: what a cell says of all requests is true of every single one."""

from collections.abc import Mapping, Sequence
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.meaning.random_policies import seeded

from gen_vpce.access.decision.compiled_policy import compile_policy
from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import Request, facts
from gen_vpce.access.expectation.decided_request import decided
from gen_vpce.access.expectation.policies_held import Door, Holdings, held_policy
from gen_vpce.access.reach.callers import ANONYMOUS, OTHERS, Caller, CallerKind, requests_by
from gen_vpce.access.reach.decide import reach
from gen_vpce.access.reach.model import Cell, Extent, Level, Reach
from gen_vpce.access.reach.resources import Resource, ResourceKind, requests_on
from gen_vpce.diagnostics import Span
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import (
    EVERYONE,
    FULL_ACCESS,
    Condition,
    Effect,
    Policy,
    PolicyKind,
    Principals,
    Statement,
)

ACCOUNT, OTHER = "111111111111", "222222222222"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/Orders"
TABLE = f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Orders"
CALLERS = (
    ROLE, f"arn:aws:iam::{ACCOUNT}:role/Audit", f"arn:aws:iam::{ACCOUNT}:user/ann",
    f"arn:aws:iam::{OTHER}:role/X", "ec2.amazonaws.com", "lambda.amazonaws.com", "anonymous",
)  # fmt: skip
RESOURCES = (TABLE, f"{TABLE}/index/i", f"arn:aws:dynamodb:us-east-1:{OTHER}:table/Else", "*")
ACTIONS = ("GetItem", "Query", "PutItem", "DeleteTable", "ListTables", "TagResource", "PutResourcePolicy")
OF_ACCOUNTS: tuple[Mapping[str, str], ...] = (
    {},
    {"aws:PrincipalOrgID": "o-1"},
    {"aws:PrincipalTag/team": "blue"},
    {"aws:PrincipalOrgID": "o-1", "aws:PrincipalTag/team": "blue", "aws:ResourceOrgID": "o-1"},
)
OF_OTHERS: tuple[Mapping[str, str], ...] = ({}, {"aws:ResourceOrgID": "o-1"})
SAID = (
    Condition("ArnLike", "aws:PrincipalArn", (ROLE,)),
    Condition("ArnNotLike", "aws:PrincipalArn", (ROLE, f"arn:aws:iam::{ACCOUNT}:user/*")),
    Condition("StringEquals", "aws:PrincipalAccount", (ACCOUNT,)),
    Condition("StringEquals", "aws:PrincipalOrgID", ("o-1",)),
    Condition("StringNotEquals", "aws:PrincipalOrgID", ("o-1",), if_exists=True),
    Condition("StringEquals", "aws:PrincipalTag/team", ("blue",)),
    Condition("StringEquals", "aws:ResourceAccount", (ACCOUNT,)),
    Condition("StringEquals", "aws:ResourceOrgID", ("o-1",)),
    Condition("Bool", "aws:PrincipalIsAWSService", ("true",)),
)
WHO = (
    EVERYONE,
    EVERYONE,
    Principals((("AWS", (ACCOUNT,)),)),
    Principals((("AWS", (ROLE,)),)),
    Principals((("Service", ("ec2.amazonaws.com",)),)),
)
WHAT = ("*", "dynamodb:*", "dynamodb:Get*", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:List*", "s3:*")
ON = ("*", TABLE, f"{TABLE}/index/*", "arn:aws:dynamodb:*:*:table/*", "arn:aws:s3:::logs/*")


def door_of(policy: Policy, kind: EndpointKind | None = None, service: str | None = "dynamodb") -> Door:
    roots_only = None if kind is None else kind is EndpointKind.GATEWAY
    held = held_policy(PolicyKind.ENDPOINT, policy, lambda _: Span("p.json"), roots_only=roots_only)
    return Door("dynamodb", held, kind, service, "us-east-1")


def holdings_of(door: Door, *restrictions: Policy, organization: str | None = None) -> Holdings:
    others = tuple(held_policy(PolicyKind.RESOURCE, each, lambda _: Span("r.json")) for each in restrictions)
    return Holdings(ACCOUNT, "us-east-1", "aws", (door,), others, organization=organization)


def reached(policy: Policy, *restrictions: Policy, kind: EndpointKind = EndpointKind.INTERFACE) -> Reach:
    door = door_of(policy, kind)
    return reach(door, holdings_of(door, *restrictions))


def allow(
    *actions: str,
    on: Sequence[str] = ("*",),
    when: Sequence[Condition] = (),
    who: Principals = EVERYONE,
    effect: Effect = Effect.ALLOW,
) -> Statement:
    return Statement(effect, None, who, None, actions, None, tuple(on), None, tuple(when))


def cell(found: Reach, caller: CallerKind, resource: ResourceKind) -> Cell:
    return next(each for each in found.cells if each.caller.kind is caller and each.resource.kind is resource)


def level(cell: Cell, name: str) -> Level:
    return next(each for each in cell.levels if each.level == name)


def extents(cell: Cell) -> dict[str, str]:
    return {each.level: str(each.extent) for each in cell.levels}


def test_full_access_is_all_of_everything_for_everyone() -> None:
    found = reached(FULL_ACCESS)
    assert found.open_to_all is True
    assert {each.extent for one in found.cells for each in one.levels} == {Extent.ALL}
    assert {each.kind for each in found.callers} == {
        CallerKind.AWS_SERVICES,
        CallerKind.OTHERS,
        CallerKind.ANONYMOUS,
    }


def test_a_role_is_told_from_its_account_and_from_everyone_else() -> None:
    named = Condition("ArnEquals", "aws:PrincipalArn", (ROLE,))
    account = Condition("StringEquals", "aws:PrincipalAccount", (ACCOUNT,))
    found = reached(
        Policy((allow("dynamodb:*", when=[named], on=[TABLE]), allow("dynamodb:GetItem", when=[account])))
    )
    assert extents(cell(found, CallerKind.ARN, ResourceKind.NAMED)) == dict.fromkeys(
        ("list", "read", "write", "tagging", "permissions-management"), "all"
    )
    of_account = cell(found, CallerKind.ACCOUNT, ResourceKind.NAMED)
    assert level(of_account, "read").extent is Extent.SOME
    assert level(of_account, "read").whole == ("dynamodb:GetItem",)
    assert level(of_account, "write").extent is Extent.NONE
    assert not cell(found, CallerKind.OTHERS, ResourceKind.NAMED).passes
    assert not cell(found, CallerKind.ANONYMOUS, ResourceKind.OTHERS).passes


def test_a_condition_is_told_with_a_request_on_either_side() -> None:
    blue = Condition("StringEquals", "aws:PrincipalTag/team", ("blue",))
    read = level(
        cell(
            reached(Policy((allow("dynamodb:GetItem", when=[blue]),))), CallerKind.OTHERS, ResourceKind.OTHERS
        ),
        "read",
    )
    assert (read.extent, read.partly) == (Extent.CONDITIONS, ("dynamodb:GetItem",))
    assert read.passing is not None
    assert read.passing.context["aws:PrincipalTag/team"] == "blue"
    assert read.refused is not None


def test_an_action_without_resources_is_called_on_none() -> None:
    found = reached(Policy((allow("dynamodb:ListTables"),)))
    passing = level(cell(found, CallerKind.OTHERS, ResourceKind.OTHERS), "list").passing
    assert passing is not None
    assert (passing.action, passing.resource) == ("dynamodb:ListTables", "*")


def test_a_deny_that_takes_something_away_decides_too() -> None:
    keep = allow("dynamodb:DeleteTable", effect=Effect.DENY)
    idle = allow("dynamodb:DeleteTable", effect=Effect.DENY, on=["arn:aws:dynamodb:*:*:nothing/*"])
    write = level(
        cell(reached(Policy((allow("*"), keep, idle))), CallerKind.OTHERS, ResourceKind.OTHERS), "write"
    )
    assert write.extent is Extent.SOME
    assert write.never == ("dynamodb:DeleteTable",)
    assert [each.statement for each in write.deciding] == [0, 1]


def test_a_policy_that_only_denies_counts_beside_the_endpoints_own() -> None:
    outside = allow("dynamodb:PutItem", on=[TABLE], effect=Effect.DENY)
    found = reached(FULL_ACCESS, Policy((outside,)))
    write = level(cell(found, CallerKind.OTHERS, ResourceKind.NAMED), "write")
    assert "dynamodb:PutItem" in write.never
    assert {each.policy for each in write.deciding} == {0, 1}
    assert found.open_to_all is False


def test_an_account_in_the_principal_element_of_a_gateway_is_its_root_user() -> None:
    named = Policy((allow("*", who=Principals((("AWS", (ACCOUNT,)),))),))
    of_gateway = reached(named, kind=EndpointKind.GATEWAY)
    assert Caller(CallerKind.ARN, f"arn:*:iam::{ACCOUNT}:root") in of_gateway.callers
    assert Caller(CallerKind.ACCOUNT, ACCOUNT) in reached(named).callers


def test_the_actions_of_the_policy_tell_the_service_where_nobody_else_does() -> None:
    door = door_of(Policy((allow("dynamodb:GetItem"),)), service=None)
    found = reach(door, holdings_of(door))
    assert level(cell(found, CallerKind.OTHERS, ResourceKind.OTHERS), "read").whole == ("dynamodb:GetItem",)


@pytest.mark.parametrize("organization", ["o-1", None])
def test_what_is_known_of_the_home_account_counts(organization: str | None) -> None:
    owned = Condition("StringEquals", "aws:ResourceOrgID", ("o-1",))
    door = door_of(Policy((allow("dynamodb:GetItem", on=[TABLE], when=[owned]),)))
    found = reach(door, holdings_of(door, organization=organization))
    read = level(cell(found, CallerKind.OTHERS, ResourceKind.NAMED), "read")
    assert read.extent is (Extent.SOME if organization else Extent.CONDITIONS)


@given(st.integers(0, 2**32))
def test_what_is_said_of_all_requests_holds_for_each(seed: int) -> None:
    random = seeded(seed)
    door = door_of(_policy(random), random.choice([EndpointKind.INTERFACE, EndpointKind.GATEWAY]))
    denying = Policy(tuple(_statement(random, Effect.DENY) for _ in range(random.randrange(2))))
    held = holdings_of(door, denying, organization=random.choice(["o-1", None]))
    found = reach(door, held)
    who_of = {each: _ready(*requests_by(each, found.callers)) for each in found.callers}
    what_of = {each: _ready(*_on(each, found.resources)) for each in found.resources}
    for who, what, action in product(CALLERS, RESOURCES, ACTIONS):
        context = random.choice(OF_ACCOUNTS if who.startswith("arn:") else OF_OTHERS)
        request = Request(who, f"dynamodb:{action}", what, context=context, through=door.id)
        asked = facts(request, held.home)
        callers = {each: decide(ready, asked).outcome for each, ready in who_of.items()}
        resources = {each: decide(ready, asked).outcome for each, ready in what_of.items()}
        _check(request, found, decided(request, door, held, None).passes, callers, resources)


def _check(
    request: Request,
    found: Reach,
    passes: bool | None,
    who: Mapping[Caller, Outcome],
    on: Mapping[Resource, Outcome],
) -> None:
    if Outcome.UNDECIDED in (*who.values(), *on.values()):
        return  # who owns the resource is not told
    assert Outcome.ALLOWED in who.values()
    assert Outcome.ALLOWED in on.values()
    for each in found.cells:
        for said in each.levels:
            if who[each.caller] is not Outcome.ALLOWED or on[each.resource] is not Outcome.ALLOWED:
                continue
            if request.action in said.whole:
                assert passes is not False, (request, said)
            if request.action in said.never:
                assert passes is not True, (request, said)


def _on(resource: Resource, others: Sequence[Resource]) -> tuple[Statement, tuple[Statement, ...]]:
    arns, conditions, elsewhere = requests_on(resource, others)
    return Statement(Effect.ALLOW, None, EVERYONE, None, ("*",), None, arns, None, conditions), elsewhere


def _ready(one: Statement, spared: tuple[Statement, ...]) -> Layers:
    """Return the policy that allows exactly these requests."""
    return Layers(endpoint=compile_policy(Policy((one, *spared))))


def _policy(random: Random) -> Policy:
    effects = [Effect.ALLOW, *random.choices((Effect.ALLOW, Effect.DENY), k=random.randrange(3))]
    return Policy(tuple(_statement(random, effect) for effect in effects))


def _statement(random: Random, effect: Effect) -> Statement:
    return allow(
        *random.sample(WHAT, random.randint(1, 2)),
        on=random.sample(ON, random.randint(1, 2)),
        when=random.sample(SAID, random.choice((0, 0, 1, 2))),
        who=random.choice(WHO),
        effect=effect,
    )


def test_everybody_else_leaves_out_whoever_is_named() -> None:
    asked, spared = requests_by(OTHERS, (Caller(CallerKind.ARN, ROLE), OTHERS, ANONYMOUS))
    policy = compile_policy(Policy((asked, *spared)))
    outcomes = [
        decide(Layers(endpoint=policy), facts(Request(who, "s3:GetObject", "*"))).outcome
        for who in (ROLE, f"arn:aws:iam::{OTHER}:role/X")
    ]
    assert outcomes == [Outcome.EXPLICITLY_DENIED, Outcome.ALLOWED]
