"""The schemas accept IAM's grammar and refuse, with a sentence, what is not in it."""

import json
from typing import Any

import pytest

from gen_vpce import catalog
from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.operators import OPERATORS, Family
from gen_vpce.policy.schema import Violation, violations

KINDS = (PolicyKind.ENDPOINT, PolicyKind.IDENTITY, PolicyKind.RESOURCE)
VALUES = {
    Family.STRING: "prod",
    Family.ARN: "arn:aws:iam::123456789012:role/*",
    Family.NUMERIC: 7,
    Family.DATE: "2030-01-31T00:00:00Z",
    Family.BOOL: "true",
    Family.BINARY: "QmluYXJ5",
    Family.IP: "10.0.0.0/16",
    Family.NULL: True,
}


def statement(kind: PolicyKind = PolicyKind.ENDPOINT, **elements: object) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "Sid": "Orders",
        "Effect": "Allow",
        "Action": "dynamodb:GetItem",
        "Resource": "*",
    }
    if kind is not PolicyKind.IDENTITY:
        plain["Principal"] = "*"
    return {name: value for name, value in (plain | elements).items() if value is not None}


def policy(*statements: dict[str, Any], **elements: object) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)} | elements


def messages(data: object, kind: PolicyKind = PolicyKind.ENDPOINT) -> list[str]:
    return [violation.message for violation in violations(kind, data)]


@pytest.mark.parametrize("kind", KINDS)
def test_plain_policy_of_each_kind(kind: PolicyKind) -> None:
    assert violations(kind, policy(statement(kind))) == []


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("form", ["{}", "{}IfExists", "ForAllValues:{}", "ForAnyValue:{}IfExists"])
def test_every_operator_in_every_form(name: str, form: str) -> None:
    value = VALUES[OPERATORS[name].family]
    for values in (value, [value, value]):
        found = messages(policy(statement(Condition={form.format(name): {"aws:SomeKey": values}})))
        assert bool(found) is (name == "Null" and form != "{}")


@pytest.mark.parametrize("prefix", ["dynamodb", "s3", "ec2", "kms", "ecr", "execute-api"])
def test_every_action_and_resource_form_of_the_catalogue(prefix: str) -> None:
    service = catalog.service(prefix)
    assert service is not None
    actions = [f"{prefix}:{action.name}" for action in service.actions.values()]
    assert messages(policy(statement(Action=actions))) == []


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": "*"},
        {"AWS": ["123456789012", "arn:aws:iam::123456789012:root"]},
        {"AWS": "arn:aws-cn:iam::123456789012:role/path/to/App"},
        {"AWS": "arn:aws:sts::123456789012:assumed-role/App/session"},
        {"AWS": "AROAEXAMPLEEXAMPLE123"},
        {"Service": ["dynamodb.amazonaws.com", "ecs-tasks.amazonaws.com.cn"]},
        {"Federated": "arn:aws:iam::123456789012:saml-provider/Corp"},
        {"CanonicalUser": "0" * 64},
    ],
)
def test_principals_that_aws_takes(principal: object) -> None:
    assert messages(policy(statement(Principal=principal))) == []


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:dynamodb:us-east-1:123456789012:table/Orders",
        "arn:aws:s3:::bucket/*",
        "arn:*:dynamodb:*:*:table/*",
        "arn:aws:s3:::home/${aws:username}/*",
        "arn:aws:dynamodb:us-east-1:${aws:PrincipalAccount}:table/*",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        ["*"],
    ],
)
def test_resources_that_aws_takes(resource: object) -> None:
    assert messages(policy(statement(Resource=resource))) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "[] does not fit; expected The policy"),
        ({}, "Statement is missing"),
        (policy(), "[] does not fit; expected a list of one statement or more"),
        (
            policy(statement(), Version="2012-10-18"),
            '"2012-10-18" does not fit; expected the version 2012-10-17',
        ),
        (policy(statement(), Statment=1), "Statment is unknown here; did you mean Statement?"),
        (policy(statement(Effect="Alow")), '"Alow" does not fit; expected Allow or Deny'),
        (policy(statement(Effect=None)), "Effect is missing"),
        (policy(statement(Sid="with-hyphen")), '"with-hyphen" does not fit; expected a statement id'),
        (policy(statement(Sid="line\n")), '"line\\n" does not fit; expected a statement id'),
        (policy(statement(Principal=None)), "expected exactly one of Principal and NotPrincipal"),
        (policy(statement(NotAction="*")), "expected exactly one of Action and NotAction"),
        (policy(statement(Resource=None)), "expected exactly one of Resource and NotResource"),
        (policy(statement(Resources="*")), "Resources is unknown here; did you mean Resource?"),
        (policy(statement(Action="GetItem")), '"GetItem" does not fit; expected an action such as'),
        (policy(statement(Action=[])), "[] does not fit; expected a list of one value or more"),
        (policy(statement(Action=7)), "7 does not fit; expected an action"),
        (
            policy(statement(Resource="table/Orders")),
            '"table/Orders" does not fit; expected an ARN with six parts',
        ),
        (
            policy(statement(Resource="arn:aws:dynamodb:us-east-1:1234:table/a")),
            "does not fit; expected an ARN",
        ),
        (
            policy(statement(Resource="arn:aws:dynamodb:us-east-1:1234*:table/a")),
            "does not fit; expected an ARN",
        ),
        (
            policy(statement(Principal="123456789012")),
            '"123456789012" does not fit; expected "*" for everyone',
        ),
        (policy(statement(Principal={"AWS": "12345"})), '"12345" does not fit; expected an account id of 12'),
        (policy(statement(Principal={"AWS": "arn:aws:iam::123456789012:role/*"})), "without wildcards"),
        (policy(statement(Principal={"Aws": "*"})), "Aws is unknown here; did you mean AWS?"),
        (policy(statement(Principal={})), "{} does not fit; expected principals by type"),
        (
            policy(statement(Condition={"StringEqual": {"aws:a": "b"}})),
            "expected a condition operator, such as",
        ),
        (
            policy(statement(Condition={"Bool": {"SecureTransport": "true"}})),
            "expected a condition key with its",
        ),
        (
            policy(statement(Condition={"Bool": {"aws:SecureTransport": "yes"}})),
            '"yes" does not fit; expected true',
        ),
        (policy(statement(Condition={"IpAddress": {"aws:SourceIp": "10.0.0"}})), "expected an IPv4 or IPv6"),
        (policy(statement(Condition={"NumericEquals": {"aws:a": "x"}})), "expected a number"),
        (policy(statement(Condition={"ArnLike": {"aws:a": "role/x"}})), "expected an ARN, with or without"),
        (policy(statement(Condition={"StringLike": {"aws:a": None}})), "null does not fit; expected a text"),
        (
            policy(statement(Condition={"StringLike": {"aws:a": []}})),
            "[] does not fit; expected a list of one",
        ),
    ],
)
def test_what_is_refused_and_how(data: object, message: str) -> None:
    found = messages(data)
    assert len(found) == 1 or data in ([], {})
    assert message in found[0]


def test_identity_policies_take_no_principal() -> None:
    named = policy(statement(PolicyKind.ENDPOINT))
    assert messages(named, PolicyKind.IDENTITY) == [
        "Principal is unknown here; expected Sid, Effect, Action, NotAction, Resource, NotResource, Condition"
    ]


def test_violations_lead_to_the_statement_in_order() -> None:
    broken = policy(statement(Effect="Alow"), statement(), statement(Action="x", Sid="-"), Id="a b")
    found = violations(PolicyKind.ENDPOINT, broken)
    assert [(violation.path, violation.statement) for violation in found] == [
        (("Id",), None),
        (("Statement", 0, "Effect"), 0),
        (("Statement", 2, "Action"), 2),
        (("Statement", 2, "Sid"), 2),
    ]
    assert isinstance(found[0], Violation)


def test_long_values_are_cut_short() -> None:
    (message,) = messages(policy(statement(Action="x" * 500)))
    assert len(message) < 200


@pytest.mark.parametrize(
    "path", sorted(shipped("schemas").glob("policy-*.schema.json")), ids=lambda path: path.stem
)
def test_every_part_of_a_schema_can_complete_a_sentence(path: Any) -> None:
    pending = [json.loads(path.read_text())]
    while pending:
        part = pending.pop()
        if isinstance(part, dict):
            assert "description" in part or not {"enum", "pattern", "minItems", "minProperties"} & part.keys()
            pending.extend(part.values())
