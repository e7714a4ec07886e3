"""Promises that hold for every intent: valid, unique, deterministic, whatever the order of mappings."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.grants import (
    AWS_SERVICES,
    by_account,
    by_arn,
    by_organization,
    full_arn,
    grant,
    owned_by,
    table,
)
from tests.support.intents import gateway, identity_policy, intent, interface, table_policy

from gen_vpce.diagnostics import Severity
from gen_vpce.intent.model import Grant, Intent, PrincipalKind
from gen_vpce.policy.compiler.compile import Compiled, compile_intent
from gen_vpce.policy.document import PolicyKind, to_data
from gen_vpce.policy.schema import violations
from gen_vpce.policy.wording import rows

ARN = "arn:aws:iam::123456789012:role/"
ACCOUNTS = st.sampled_from(["111122223333", "444455556666"])
NAMES = st.one_of(st.sampled_from(["Read", "ReadRoles", "Read2", "read-2"]), st.text(min_size=1, max_size=8))
PRINCIPALS = st.lists(
    st.one_of(
        st.sampled_from(["App", "Other", "team-*", "ap?"]).map(lambda role: by_arn(ARN + role)[0]),
        ACCOUNTS.map(lambda account: by_account(account)[0]),
        st.just(by_organization("o-a1b2c3d4e5")[0]),
        st.just(AWS_SERVICES[0]),
    ),
    max_size=5,
).map(tuple)
OWNERS = st.lists(ACCOUNTS, max_size=2).map(lambda found: owned_by(PrincipalKind.ACCOUNT, *found))
RESOURCES = st.lists(
    st.sampled_from([table(), table("Items"), table("*"), full_arn("*"), full_arn("arn:aws:dynamodb:*:*:*")]),
    max_size=3,
).map(tuple)
ACTIONS = st.lists(
    st.sampled_from(
        ["dynamodb:GetItem", "dynamodb:getitem", "dynamodb:Get*", "dynamodb:*", "dynamodb:G?tItem"]
    ),
    max_size=3,
).map(tuple)
CONDITIONS = st.dictionaries(
    st.sampled_from(["StringEquals", "StringLike", "stringEquals", "ArnLike", "ForAnyValue:StringEquals"]),
    st.dictionaries(
        st.sampled_from(["aws:PrincipalArn", "aws:PrincipalAccount", "aws:principalaccount", "aws:TagKeys"]),
        st.sampled_from([f"{ARN}x", ["arn:aws:iam::123456789012:role/a", f"{ARN}b"]]),
        min_size=1,
    ),
    max_size=3,
)
GRANTS = st.builds(
    grant,
    NAMES,
    principals=PRINCIPALS,
    levels=st.lists(st.sampled_from(["read", "write", "tagging"]), unique=True, max_size=2).map(tuple),
    actions=ACTIONS,
    resources=RESOURCES,
    resource_owners=OWNERS,
    condition=CONDITIONS,
)
INTENTS = st.builds(
    lambda allow, deny, named: intent(
        interface(iam_prefix="dynamodb", everything=False, allow=allow, deny=deny, principal_element=named),
        gateway(),
        identity_policies=(identity_policy("only-here", "dynamodb"),),
        resource_policies=(table_policy("Orders", "dynamodb"),),
    ),
    st.lists(GRANTS, min_size=1, max_size=4).map(tuple),
    st.lists(GRANTS, max_size=2).map(tuple),
    st.booleans(),
)


def has_errors(compiled: Compiled) -> bool:
    return any(found.severity is Severity.ERROR for found in compiled.diagnostics)


@given(INTENTS)
def test_sids_are_unique_and_every_statement_has_an_origin(made: Intent) -> None:
    for document in compile_intent(made).documents:
        sids = [statement.sid for statement in document.policy if statement.sid is not None]
        assert len(sids) == len(set(sids))
        assert len(document.origins) == len(document.policy.statements)


@given(INTENTS)
def test_the_schema_accepts_what_is_compiled(made: Intent) -> None:
    compiled = compile_intent(made)
    for document in compiled.documents:
        if document.policy.statements:
            assert violations(document.kind, to_data(document.policy)) == []
        else:
            assert has_errors(compiled)


@given(INTENTS)
def test_the_order_of_mappings_makes_no_difference(made: Intent) -> None:
    there, back = compile_intent(made), compile_intent(_turned_around(made))
    assert there.documents == back.documents or has_errors(there)
    assert there.diagnostics == back.diagnostics


@given(INTENTS)
def test_no_list_says_a_thing_twice(made: Intent) -> None:
    for document in compile_intent(made).documents:
        for statement in document.policy:
            for values in (statement.actions, statement.resources):
                folded = [value.casefold() for value in values or ()]
                assert len(folded) == len(set(folded))


@given(INTENTS)
def test_no_condition_is_lost_in_the_json(made: Intent) -> None:
    """JSON has room for each operator and key once; what stands twice must not be lost silently."""
    compiled = compile_intent(made)
    for document in compiled.documents:
        for statement in document.policy:
            written = {(condition.written_operator, condition.key) for condition in statement.conditions}
            assert len(written) == len(statement.conditions) or has_errors(compiled)


@given(INTENTS)
def test_every_statement_has_words(made: Intent) -> None:
    for document in compile_intent(made).documents:
        told = rows(document.policy)
        assert len(told) == len(document.policy.statements)
        assert all((each.who, each.what, each.on_what, each.when) for each in told)


def test_documents_stand_in_the_order_of_the_intent() -> None:
    made = intent(gateway(), interface(), identity_policies=(identity_policy("x", "dynamodb"),))
    assert [(document.kind, document.subject) for document in compile_intent(made).documents] == [
        (PolicyKind.ENDPOINT, "dynamodb"),
        (PolicyKind.ENDPOINT, "kms"),
        (PolicyKind.IDENTITY, "x"),
    ]


def _turned_around(made: Intent) -> Intent:
    return replace(
        made,
        endpoints=tuple(
            replace(
                endpoint,
                allow=tuple(map(_grant_turned_around, endpoint.allow)),
                deny=tuple(map(_grant_turned_around, endpoint.deny)),
            )
            for endpoint in made.endpoints
        ),
    )


def _grant_turned_around(given_grant: Grant) -> Grant:
    condition = {
        operator: dict(reversed(list(keys.items())))
        for operator, keys in reversed(list(given_grant.condition.items()))
    }
    return replace(given_grant, condition=condition)
