"""What is said of policies with symbols holds whatever the symbols are: held against values for them."""

from random import Random

import pytest
from msgspec.structs import replace
from tests.support.amount import amount
from tests.support.symbol_policies import FORMS, KIND, TABLE, VALUES, statement, with_values

from gen_vpce.access.comparison.compare import Verdict, compare
from gen_vpce.inquiry.coincidence import TooManyError
from gen_vpce.inquiry.contrast import contrasts
from gen_vpce.inquiry.part import Part
from gen_vpce.inquiry.symbol_worlds import worlds
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Policy, PolicyKind, Statement


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Condition("NumericLessThan", "s3:max-keys", ("⟨name⟩",)), ()),
        (
            Condition("IpAddress", "aws:SourceIp", ("⟨name⟩",)),
            (Condition("IpAddress", "aws:SourceIp", ("10.0.0.0/8",)),),
        ),
        (Condition("IpAddress", "aws:SourceIp", ("10.0.⟨name⟩.0/24",)), ()),
    ],
)
def test_what_is_not_compared_as_text_is_not_decided(one: Condition, other: tuple[Condition, ...]) -> None:
    base = allow("*", "dynamodb:*").statements[0]
    old, new = (Policy((replace(base, conditions=each),)) for each in ((one,), other))
    assert said(old, new) is Verdict.UNDECIDED


@pytest.mark.parametrize("resource", ["arn:aws:dynamodb:*", TABLE.format("111122223333", "*a*⟨name⟩")])
def test_what_is_not_understood_is_not_decided(resource: str) -> None:
    with pytest.raises(TooManyError):
        list(worlds(allow(ORDERS, "a:b"), allow(resource, "a:b"), FORMS))
