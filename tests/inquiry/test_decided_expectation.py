"""What is said of expectations about source holds whatever its symbols are: held against values for them."""

from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace
from tests.support.amount import amount
from tests.support.symbol_policies import FORMS, KIND, VALUES, statement, with_values

from gen_vpce import catalog
from gen_vpce.access.expectation.check import Checked, Result
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.policies.model import Endpoint, Home
from gen_vpce.configuration.value.symbol import Form
from gen_vpce.diagnostics import Span
from gen_vpce.inquiry import asked_form
from gen_vpce.inquiry.decided_expectation import Asked, decide
from gen_vpce.inquiry.source_endpoints import Reading, SourceEndpoint
from gen_vpce.intent.model import Claim, Expectation
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Policy, Statement
from gen_vpce.policy.positions import Positions

NOWHERE = Span("")
HOME = Home("us-east-1", "⟨account⟩", "aws")
TABLES = (
    "arn:aws:dynamodb:us-east-1:⟨account⟩:table/Orders",
    "arn:aws:dynamodb:us-east-1:111122223333:table/Orders",
    "arn:aws:dynamodb:us-east-1:⟨other⟩:table/Audit",
)
CALLERS = (
    "arn:aws:iam::⟨account⟩:role/App",
    "arn:aws:iam::111122223333:role/App",
    "arn:aws:iam::⟨other⟩:user/ann",
    "anonymous",
)
CONTEXT = {"aws:PrincipalOrgID": ("o-a1b2c3d4e5",), "aws:VpcSourceIp": ("10.1.2.3",)}


def asked(*readings: Reading, doubt: str | None = None, home: Home = HOME) -> Asked:
    found = Endpoint("aws_vpc_endpoint.x", Place(Positions("", "x"), (0, 0)))
    service = catalog.endpoint_service("dynamodb")
    endpoint = SourceEndpoint(found, service, KIND, "us-east-1", readings, doubt)
    return Asked(found.address, endpoint, home, Path())


def reading(policy: Policy, assumed: Mapping[str, bool] | None = None) -> Reading:
    return Reading(policy, lambda _: NOWHERE, FORMS, assumed or {})


def expectation(random: Random) -> Expectation:
    claim = random.choice(list(Claim))
    one = claim in (Claim.ALLOW, Claim.DENY)
    return Expectation(
        claim,
        NOWHERE,
        "dynamodb:GetItem" if one else random.choice(("dynamodb:*", "dynamodb:GetItem")),
        random.choice(CALLERS) if one else random.choice((None, *CALLERS)),
        random.choice(TABLES) if one else random.choice((None, *TABLES)),
        context=CONTEXT if one else random.choice(({}, CONTEXT)),
    )


@pytest.mark.property
@pytest.mark.parametrize("seed", range(amount(100)))
def test_a_result_holds_for_every_value(seed: int) -> None:
    random = Random(seed)  # noqa: S311 -- the same policies in every run
    for _ in range(4):
        policy = Policy(tuple(statement(random) for _ in range(random.choice((1, 2)))))
        about = expectation(random)
        said = decide(about, asked(reading(policy)))
        if said.result is Result.UNDECIDED:
            continue
        for _ in range(8):
            values = {name: random.choice(known) for name, known in VALUES.items()}
            home = replace(HOME, account=values["account"])
            real = decide(
                asked_form.with_values(about, values),
                asked(reading(with_values(policy, values)), home=home),
            )
            assert real.result is said.result, (policy, about, values)


def allow(*actions: str, resource: str = "*", conditions: tuple[Condition, ...] = ()) -> Policy:
    one = Statement(
        Effect.ALLOW, principals=EVERYONE, actions=actions, resources=(resource,), conditions=conditions
    )
    return Policy((one,))


NEVER_DELETE = Expectation(Claim.NEVER, NOWHERE, "dynamodb:DeleteTable")
PUT = Expectation(Claim.ALLOW, NOWHERE, "dynamodb:PutItem", CALLERS[0], TABLES[0])


def message(checked: Checked) -> str:
    (finding,) = checked.findings
    return finding.message


@pytest.mark.parametrize(
    ("readings", "about", "reason"),
    [
        (
            [(allow("dynamodb:GetItem"), {"var.strict": True}), (allow("*"), {"var.strict": False})],
            NEVER_DELETE,
            "it depends on var.strict",
        ),
        (
            [(allow("dynamodb:GetItem"), {}), (allow("*"), {})],
            NEVER_DELETE,
            "which of its policies is attached",
        ),
        (
            [(allow("*", resource=TABLES[2].replace("Audit", "⟨name⟩")), {})],
            PUT,
            "⟨account⟩, ⟨name⟩, ⟨other⟩",
        ),
        (
            [(allow("*", conditions=(Condition("NumericLessThan", "s3:max-keys", ("⟨name⟩",)),)), {})],
            PUT,
            "⟨name⟩",
        ),
        (
            [(allow("*", conditions=(Condition("StringEquals", "aws:SourceVpce", ("vpce-0a1b2c3d",)),)), {})],
            PUT,
            "⟨aws_vpc_endpoint.x.id⟩",
        ),
    ],
)
def test_what_decides_is_named(
    readings: list[tuple[Policy, dict[str, bool]]], about: Expectation, reason: str
) -> None:
    found = decide(about, asked(*(reading(*each) for each in readings)))
    assert found.result is Result.UNDECIDED
    assert reason in message(found)


def test_a_policy_that_is_not_read_decides_nothing() -> None:
    found = decide(NEVER_DELETE, asked(doubt="the policy is not read: nosuch() is not known"))
    assert (found.result, "nosuch()" in message(found)) == (Result.UNDECIDED, True)


def test_the_own_endpoint_and_its_vpc_are_known() -> None:
    conditions = (
        Condition("StringEquals", "aws:SourceVpce", ("⟨aws_vpc_endpoint.x.id⟩",)),
        Condition("StringEquals", "aws:SourceVpc", ("⟨aws_vpc.main.id⟩",)),
    )
    known = reading(allow("dynamodb:*", conditions=conditions))
    plain = asked(replace(known, forms={**FORMS, "aws_vpc.main.id": Form.VPC}))
    found = replace(plain.endpoint.found, vpc="⟨aws_vpc.main.id⟩")
    inside = replace(plain, endpoint=replace(plain.endpoint, found=found))
    assert decide(PUT, inside).result is Result.PASSED
    assert decide(PUT, plain).result is Result.UNDECIDED
