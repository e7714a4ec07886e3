"""Random policies with symbols, and values for these."""

from collections.abc import Mapping
from random import Random

from msgspec.structs import replace

from gen_vpce.configuration.value.symbol import Form
from gen_vpce.intent.model import EndpointKind
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Policy, Principals, Statement

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
    (Condition("StringEquals", "aws:PrincipalAccount", ("⟨other⟩",)),),
    (Condition("IpAddress", "aws:VpcSourceIp", ("⟨range⟩",)),),
)
VALUES = {
    "account": ("111122223333", "444455556666", "777788889999"),
    "other": ("111122223333", "444455556666", "777788889999"),
    "name": ("Orders", "Audit", "*"),
    "range": ("10.0.0.0/8", "0.0.0.0/0"),
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


def with_values(policy: Policy, values: Mapping[str, str]) -> Policy:
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
