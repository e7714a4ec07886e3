"""What is said of policies with symbols holds whatever the symbols are: held against values for them."""

from random import Random

import pytest
from msgspec.structs import replace
from tests.support.amount import amount

from gen_vpce.access.comparison.compare import Verdict, compare
from gen_vpce.configuration.value.symbol import Form
from gen_vpce.inquiry.contrast import contrasts
from gen_vpce.inquiry.part import Part
from gen_vpce.inquiry.symbol_worlds import TooManyError, worlds
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Policy, PolicyKind, Principals, Statement

KIND = EndpointKind.INTERFACE
FORMS = {"account": Form.ACCOUNT, "other": Form.ACCOUNT, "name": Form.TEXT, "org": Form.ORGANIZATION}
TABLE = "arn:aws:dynamodb:us-east-1:{}:table/{}"
RESOURCES = (
    *("*", TABLE.format("⟨account⟩", "Orders"), TABLE.format("⟨account⟩", "⟨name⟩")),
    *(
        TABLE.format("111122223333", "Orders"),
        TABLE.format("⟨other⟩", "Orders"),
        TABLE.format("⟨account⟩", "*"),
    ),
    TABLE.format("*", "Orders"),
)
CALLERS = (
    EVERYONE,
    Principals((("AWS", ("⟨account⟩",)),)),
    Principals((("AWS", ("111122223333",)),)),
    Principals((("AWS", ("arn:aws:iam::⟨account⟩:role/App",)),)),
)
CONDITIONS = (
    (),
    (Condition("StringEquals", "aws:PrincipalOrgID", ("⟨org⟩",)),),
    (Condition("StringEquals", "aws:PrincipalOrgID", ("o-a1b2c3d4e5",)),),
    (Condition("StringEquals", "aws:PrincipalAccount", ("⟨account⟩",)),),
    (Condition("StringNotEquals", "aws:PrincipalAccount", ("111122223333",)),),
)
VALUES = {
    "account": ("111122223333", "444455556666", "777788889999"),
    "other": ("111122223333", "444455556666", "777788889999"),
    "name": ("Orders", "Audit"),
    "org": ("o-a1b2c3d4e5", "o-zzzzzzzzzz"),
}


def statement(random: Random) -> Statement:
    return Statement(
        random.choice((Effect.ALLOW, Effect.ALLOW, Effect.DENY)),
        principals=random.choice(CALLERS),
        actions=random.choice((("dynamodb:GetItem",), ("dynamodb:*",))),
        resources=(random.choice(RESOURCES),),
        conditions=random.choice(CONDITIONS),
    )


def pair(random: Random) -> tuple[Policy, Policy]:
    old = tuple(statement(random) for _ in range(random.choice((1, 2))))
    if random.random() < 0.5:
        return Policy(old), Policy((*old, statement(random)))
    changed = replace(old[0], **{random.choice(("actions", "resources", "conditions")): None})
    other = statement(random)
    new = replace(
        changed,
        actions=changed.actions or other.actions,
        resources=changed.resources or other.resources,
        conditions=changed.conditions or other.conditions,
    )
    return Policy(old), Policy((new, *old[1:]))


def with_values(policy: Policy, values: dict[str, str]) -> Policy:
    def text(written: str) -> str:
        for name, value in values.items():
            written = written.replace(f"⟨{name}⟩", value)
        return written

    def filled(one: Statement) -> Statement:
        who = one.principals
        assert who is not None
        return replace(
            one,
            principals=Principals(tuple((kind, tuple(map(text, texts))) for kind, texts in who.by_type)),
            resources=tuple(map(text, one.resources or ())),
            conditions=tuple(
                replace(each, values=tuple(map(text, map(str, each.values)))) for each in one.conditions
            ),
        )

    return replace(policy, statements=tuple(map(filled, policy.statements)))


def said(old: Policy, new: Policy) -> Verdict:
    sides = (Part("x", PolicyKind.ENDPOINT, each, KIND, FORMS) for each in (old, new))
    (found,) = contrasts(*([side] for side in sides))
    return found.comparison.verdict


@pytest.mark.property
@pytest.mark.parametrize("seed", range(amount(200)))
def test_a_verdict_holds_for_every_value(seed: int) -> None:
    random = Random(seed)  # noqa: S311 -- the same policies in every run
    for _ in range(10):
        old, new = pair(random)
        verdict = said(old, new)
        if verdict is Verdict.UNDECIDED:
            continue
        for _ in range(12):
            values = {name: random.choice(known) for name, known in VALUES.items()}
            real = compare(
                with_values(old, values),
                with_values(new, values),
                kind=PolicyKind.ENDPOINT,
                endpoint_kind=KIND,
            ).verdict
            assert real is verdict, (old, new, values)


def allow(resource: str, *actions: str) -> Policy:
    return Policy((Statement(Effect.ALLOW, principals=EVERYONE, actions=actions, resources=(resource,)),))


ORDERS = TABLE.format("⟨account⟩", "Orders")


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        (allow(ORDERS, "dynamodb:GetItem"), allow(ORDERS, "dynamodb:*"), Verdict.WIDER),
        (allow(ORDERS, "dynamodb:*"), allow(ORDERS, "dynamodb:GetItem"), Verdict.NARROWER),
        (allow(ORDERS, "dynamodb:*"), allow(ORDERS, "dynamodb:*", "dynamodb:GetItem"), Verdict.EQUIVALENT),
        (
            allow(ORDERS, "dynamodb:*"),
            allow(TABLE.format("⟨account⟩", "Audit"), "dynamodb:*"),
            Verdict.CHANGED,
        ),
        (allow(ORDERS, "dynamodb:*"), allow(TABLE.format("⟨account⟩", "*"), "dynamodb:*"), Verdict.WIDER),
        (allow(ORDERS, "dynamodb:*"), allow("*", "dynamodb:*"), Verdict.WIDER),
        # It depends: the account may be that one, the two may be the same, the name may be Orders.
        (
            allow(ORDERS, "dynamodb:*"),
            allow(TABLE.format("111122223333", "Orders"), "dynamodb:*"),
            Verdict.UNDECIDED,
        ),
        (
            allow(ORDERS, "dynamodb:*"),
            allow(TABLE.format("⟨other⟩", "Orders"), "dynamodb:*"),
            Verdict.UNDECIDED,
        ),
        (
            allow(ORDERS, "dynamodb:*"),
            allow(TABLE.format("⟨account⟩", "⟨name⟩"), "dynamodb:*"),
            Verdict.UNDECIDED,
        ),
    ],
)
def test_a_difference_is_told_where_the_symbols_do_not_decide(
    old: Policy, new: Policy, verdict: Verdict
) -> None:
    assert said(old, new) is verdict


def test_a_deny_by_a_symbol_that_goes_is_not_taken_for_nothing() -> None:
    """Read as another account's, the Deny has no effect, and removing it none."""
    allowed = allow(TABLE.format("111122223333", "Orders"), "dynamodb:*").statements
    denied = Statement(Effect.DENY, principals=EVERYONE, actions=("dynamodb:*",), resources=(ORDERS,))
    assert said(Policy((*allowed, denied)), Policy(allowed)) is Verdict.UNDECIDED


def test_the_first_world_stands_for_any_value() -> None:
    first, *_ = worlds(allow(ORDERS, "a:b"), allow(ORDERS, "a:c"), FORMS)
    ((value, shown),) = first.stand_ins.items()
    assert (len(value), value.isdigit(), shown) == (12, True, "⟨account⟩")
    assert first.old.statements[0].resources == (TABLE.format(value, "Orders"),)


@pytest.mark.parametrize("resource", ["arn:aws:dynamodb:*", TABLE.format("111122223333", "*a*⟨name⟩")])
def test_what_is_not_understood_is_not_decided(resource: str) -> None:
    with pytest.raises(TooManyError):
        list(worlds(allow(ORDERS, "a:b"), allow(resource, "a:b"), FORMS))
