"""Policies in words: one vocabulary, the same for the same statement, and nothing left unsaid."""

import pytest
from tests.support.grants import (
    AWS_SERVICES,
    TABLE,
    by_account,
    by_arn,
    by_organization,
    grant,
    owned_by,
    table,
)
from tests.support.intents import gateway, identity_policy, intent, table_policy

from gen_vpce.intent.model import Grant, PrincipalKind
from gen_vpce.policy.action_wording import actions_in_words
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.condition_wording import condition_in_words
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Policy, Principals, Statement
from gen_vpce.policy.operators import FOR_ALL, FOR_ANY, OPERATORS
from gen_vpce.policy.wording import Row, row, rows


def row_of(given: Grant) -> Row:
    (document,) = compile_intent(intent(gateway(everything=False, allow=(given,)))).documents
    return rows(document.policy)[0]


def test_everything_for_everyone() -> None:
    assert row_of(grant()) == Row("Allow", "everyone", "everything", "everything", "always")


@pytest.mark.parametrize(
    ("parts", "who"),
    [
        ({"principals": by_arn("arn:aws:iam::123456789012:role/App")}, "role/App of account 123456789012"),
        ({"principals": by_account("111122223333")}, "everyone in account 111122223333"),
        ({"principals": by_organization("o-a", "o-b")}, "everyone in organization o-a or o-b"),
        ({"principals": AWS_SERVICES}, "AWS services"),
    ],
)
def test_conditions_on_the_caller_say_who(parts: dict[str, object], who: str) -> None:
    told = row_of(grant(**parts))
    assert (told.who, told.when) == (who, "always")


def test_conditions_on_the_owner_say_on_what() -> None:
    told = row_of(grant(resource_owners=owned_by(PrincipalKind.ACCOUNT, "123456789012")))
    assert told.on_what == "everything owned by account 123456789012"


def test_resources_by_name_and_by_tag_are_rows_of_their_own() -> None:
    given = grant(levels=("list",), resources=(table(),), resource_tags=("team=a", "team=b*", "stage=c"))
    (document,) = compile_intent(intent(gateway(everything=False, allow=(given,)))).documents
    named, stage, team = rows(document.policy)
    assert named.on_what.startswith("table/Orders and ")
    assert stage.on_what == "everything tagged stage=c"
    assert team.on_what == "everything tagged team=a or team=b*"
    assert "ListExports" in team.what  # acts on a table
    assert "ListTables" not in team.what  # acts on nothing that can have a tag


def test_resources_of_one_place_are_told_together() -> None:
    assert row_of(grant(resources=(table("Items"), table()))).on_what == (
        "table/Items, table/Items/index/*, table/Orders and table/Orders/index/* "
        "(dynamodb, us-east-1, 123456789012)"
    )


def test_a_whole_level_is_named() -> None:
    told = row_of(grant(levels=("read",), actions=("dynamodb:PutItem",), resources=(table(),)))
    assert told.what.startswith("dynamodb: read (BatchGetItem, ")
    assert told.what.endswith("), PutItem")


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (Condition("StringEquals", "aws:PrincipalTag/a", ("b", "c")), "everyone tagged a=b or a=c"),
        (Condition("StringLike", "aws:PrincipalOrgPaths", ("o/r/*",), FOR_ANY), "everyone below o/r/*"),
        (
            Condition(
                "ArnLike",
                "aws:PrincipalArn",
                ("arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Ops_*",),
            ),
            "permission-set/Ops of account 123456789012",
        ),
    ],
)
def test_callers_by_tag_unit_and_permission_set(condition: Condition, told: str) -> None:
    said = row(Statement(Effect.ALLOW, principals=EVERYONE, actions=("*",), conditions=(condition,)))
    assert (said.who, said.when) == (told, "always")


@pytest.mark.parametrize(
    "condition",
    [
        Condition("StringNotEquals", "aws:PrincipalTag/a", ("b",)),
        Condition("StringNotLike", "aws:PrincipalOrgPaths", ("o/r/*",), FOR_ALL),
        Condition("StringLike", "aws:PrincipalOrgPaths", ("o/r/*",), FOR_ALL),
    ],
)
def test_who_is_left_out_is_told_as_a_condition(condition: Condition) -> None:
    said = row(Statement(Effect.ALLOW, principals=EVERYONE, actions=("*",), conditions=(condition,)))
    assert said.who == "everyone"
    assert condition.key in said.when


@pytest.mark.parametrize(
    ("actions", "words"),
    [
        (("*",), "everything"),
        (("dynamodb:*",), "dynamodb: everything"),
        (("dynamodb:GetItem", "dynamodb:Batch*"), "dynamodb: GetItem and Batch*"),
        (("dynamodb:GetItem", "s3:GetObject"), "dynamodb: GetItem; s3: GetObject"),
        (("nosuch:Thing",), "nosuch: Thing"),
        (("dynamodb:NoSuchThing",), "dynamodb: NoSuchThing"),
        (tuple(f"nosuch:A{number}" for number in range(9)), "nosuch: A0, A1, A2, A3, A4, A5 and 3 more"),
    ],
)
def test_other_actions_go_by_name(actions: tuple[str, ...], words: str) -> None:
    assert actions_in_words(actions) == words


def test_a_wildcard_that_a_level_says_is_not_said_again() -> None:
    words = actions_in_words(("dynamodb:*Item", "dynamodb:*"), (TABLE,))
    assert words == "dynamodb: everything"
    assert not actions_in_words(("s3:Get*", "s3:List*"), ("arn:aws:s3:::b/*",)).endswith("Get*")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (
            Condition("StringNotEquals", "aws:sourceVpce", ("<vpce:orders>",)),
            "the call does not come through endpoint orders",
        ),
        (
            Condition("StringEquals", "aws:SourceVpc", ("vpc-1", "vpc-2")),
            "the call comes from VPC vpc-1 or vpc-2",
        ),
        (Condition("StringEquals", "aws:PrincipalTag/env", ("prod",)), "aws:PrincipalTag/env is prod"),
        (Condition("StringNotEquals", "aws:a", ("b", "c")), "aws:a is not b or c or absent"),
        (Condition("StringEquals", "aws:a", ("b",), if_exists=True), "aws:a is b or absent"),
        (
            Condition("StringEquals", "aws:TagKeys", ("b",), "ForAllValues"),
            "every value of aws:TagKeys is b or absent",
        ),
        (
            Condition("StringNotLike", "aws:TagKeys", ("b",), "ForAnyValue"),
            "a value of aws:TagKeys is not like b",
        ),
        (
            Condition("Bool", "aws:ViaAWSService", ("false",), if_exists=True),
            "no AWS service makes the call for someone",
        ),
        (Condition("Bool", "aws:ViaAWSService", ("false",)), "aws:ViaAWSService is false"),
        (Condition("Bool", "aws:SecureTransport", (False,)), "the call is not encrypted"),
        (Condition("Null", "aws:TokenIssueTime", (True,)), "aws:TokenIssueTime is absent"),
        (Condition("Null", "aws:TokenIssueTime", ("false",)), "aws:TokenIssueTime is there"),
        (
            Condition("NumericLessThan", "aws:MultiFactorAuthAge", (300,)),
            "aws:MultiFactorAuthAge is less than 300",
        ),
        (Condition("IpAddress", "aws:VpcSourceIp", ("10.0.0.0/8",)), "aws:VpcSourceIp is in 10.0.0.0/8"),
    ],
)
def test_conditions(condition: Condition, words: str) -> None:
    assert condition_in_words(condition) == words


@pytest.mark.parametrize("name", OPERATORS)
def test_every_operator_has_words(name: str) -> None:
    words = condition_in_words(Condition(name, "aws:SomeKey", ("v",)))
    assert words.startswith("aws:SomeKey is ")
    assert name not in words


def test_what_is_excluded_is_told_as_such() -> None:
    odd = Statement(
        Effect.DENY,
        not_principals=Principals((("AWS", ("arn:aws:iam::123456789012:root", "111122223333")),)),
        not_actions=("s3:GetObject",),
        not_resources=("arn:aws:s3:::b",),
    )
    assert row(odd) == Row(
        "Deny",
        "everyone but account 123456789012 and account 111122223333",
        "everything but s3: GetObject",
        "everything but b (s3)",
        "always",
    )


def test_a_condition_on_the_caller_narrows_named_principals() -> None:
    tagged = Condition("StringEquals", "aws:PrincipalAccount", ("111122223333",))
    named = Statement(Effect.ALLOW, None, Principals((("AWS", ("111122223333",)),)), conditions=(tagged,))
    assert row(named).who == "account 111122223333"
    assert row(named).when == "aws:PrincipalAccount is 111122223333"


def test_identity_and_table_policies() -> None:
    made = compile_intent(
        intent(
            gateway(),
            identity_policies=(identity_policy("only-here", "dynamodb"),),
            resource_policies=(table_policy("Orders", "dynamodb"),),
        )
    )
    _, identity, on_table = (rows(document.policy)[0] for document in made.documents)
    elsewhere = (
        "no AWS service makes the call for someone, and the call does not come through endpoint dynamodb"
    )
    assert (identity.who, identity.when) == ("whoever has the policy", elsewhere)
    assert (on_table.who, on_table.when) == ("everyone", f"the caller is not an AWS service, and {elsewhere}")


def test_a_policy_without_statements_has_no_rows() -> None:
    assert rows(Policy(())) == ()
