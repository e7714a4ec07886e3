"""Policies are found wherever AWS and Terraform print them, and findings point into that text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.meaning.oracles import FOLDER

from gen_vpce.diagnostics import Diagnostic, Severity
from gen_vpce.lint.extract import policies_in
from gen_vpce.lint.files import lint_text
from gen_vpce.lint.policy_kind import Attachment, of_name
from gen_vpce.policy.document import PolicyKind

BAD = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "A-1", "Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*"}
    ],
}
ENDPOINT = {
    "id": "vpce-0123456789abcdef0",
    "service_name": "com.amazonaws.eu-west-1.dynamodb",
    "vpc_endpoint_type": "Gateway",
    "policy": json.dumps(BAD),
}
OF_ENDPOINT = {
    "vpc_endpoint_id": "vpce-0123456789abcdef0",
    "policy": json.dumps(BAD),
}
DESCRIBED = {
    "VpcEndpoints": [
        {
            "VpcEndpointId": "vpce-0123456789abcdef0",
            "VpcEndpointType": "Gateway",
            "ServiceName": "com.amazonaws.eu-west-1.dynamodb",
            "PolicyDocument": json.dumps(BAD),
        },
        {"VpcEndpointId": "vpce-11aa22bb", "VpcEndpointType": "Interface", "ServiceName": "com.example.x"},
    ]
}
STATE = {
    "version": 4,
    "resources": [
        {"mode": "data", "type": "aws_vpc_endpoint", "instances": [{"attributes": ENDPOINT}]},
        {"mode": "managed", "type": "aws_vpc_endpoint", "instances": [{"attributes": ENDPOINT}]},
        {"mode": "managed", "type": "aws_vpc_endpoint_policy", "instances": [{"attributes": OF_ENDPOINT}]},
    ],
}
RESOURCES = [
    {"type": "aws_vpc_endpoint_policy", "mode": "managed", "values": OF_ENDPOINT},
    {"type": "aws_vpc_endpoint", "mode": "managed", "values": ENDPOINT},
]
PLAN = {
    "planned_values": {"root_module": {"child_modules": [{"resources": RESOURCES}]}},
    "prior_state": {"values": {"root_module": {"resources": RESOURCES}}},
}


def spelled(text: str, found: Diagnostic) -> str:
    """Return the part of *text* that a finding points at."""
    span = found.span
    assert span
    assert span.line == span.end_line
    return text.splitlines()[span.line - 1][span.column - 1 : span.end_column - 1]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    ("data", "count"),
    [(DESCRIBED, 1), (STATE, 2), (PLAN, 2), ({"values": {"root_module": {"resources": RESOURCES}}}, 2)],
    ids=["described", "state", "plan", "shown"],
)
def test_each_policy_is_found_with_its_endpoint_and_its_place(
    data: object, count: int, indent: int | None
) -> None:
    text = json.dumps(data, indent=indent)
    policies, problems = policies_in(text, "out.json")
    assert problems == ()
    assert [each.attachment.service and each.attachment.service.name for each in policies] == (
        ["dynamodb"] * count
    )
    assert {each.attachment.endpoint_type for each in policies} == {"gateway"}
    assert {each.attachment.region for each in policies} == {"eu-west-1"}
    found = [each for each in lint_text(text, "out.json", Attachment()) if each.code == "GV316"]
    assert [spelled(text, each) for each in found] == ['\\"A-1\\"'] * count


@given(st.text())
def test_no_text_brings_the_reader_down(text: str) -> None:
    lint_text(text, "x.json", Attachment())


def test_a_file_without_a_policy_is_a_finding() -> None:
    for name, text in (("x.json", '{"a": 1}'), ("x.json", "[]")):
        assert [each.code for each in lint_text(text, name, Attachment())] == ["GV396"]


def test_what_is_no_json_is_a_finding_of_the_reader() -> None:
    assert [each.code for each in lint_text("{", "x.json", Attachment())] == ["GV700"]


@pytest.mark.parametrize(
    ("name", "kind", "service"),
    [
        ("policies/dynamodb.endpoint.json", PolicyKind.ENDPOINT, "dynamodb"),
        ("ecr.api_endpoint_policy.json", PolicyKind.ENDPOINT, "ecr.api"),
        ("orders.identity.json", PolicyKind.IDENTITY, None),
        ("Orders.resource.json", PolicyKind.RESOURCE, None),
        ("network_perimeter_scp.json", PolicyKind.SCP, None),
        ("od-only-through-endpoint.identity.json", PolicyKind.IDENTITY, None),
        ("orders-only-through-endpoint.resource.json", PolicyKind.RESOURCE, None),
        ("identity-center.endpoint.json", PolicyKind.ENDPOINT, None),
        ("rcp-for-endpoints-scp.json", PolicyKind.SCP, None),
        ("rcp/policy.json", None, None),
    ],
)
def test_the_name_of_a_file_tells_where_its_policy_belongs(
    name: str, kind: PolicyKind | None, service: str | None
) -> None:
    told = of_name(name)
    assert (told.kind, told.service and told.service.name) == (kind, service)


def test_what_is_given_goes_before_what_is_told() -> None:
    text = json.dumps(BAD).replace("A-1", "A")
    as_told = {each.code for each in lint_text(text, "x.endpoint.json", Attachment())}
    as_given = {each.code for each in lint_text(text, "x.endpoint.json", Attachment(PolicyKind.IDENTITY))}
    assert "GV311" in as_given - as_told


ORACLES = FOLDER / "data-perimeter-policies.jsonl"


@pytest.mark.skipif(not ORACLES.is_file(), reason="the policies of others are not here")
def test_policies_of_practice_have_no_error_but_their_placeholders() -> None:
    kinds = {"vpc_endpoint": "endpoint", "resource_control": "rcp", "service_control": "scp"}
    for line in ORACLES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        name = case["id"]
        on_a_resource = name.startswith("resource_control") and "service_specific" in name
        kind = (
            "resource" if on_a_resource else kinds[name.rpartition("_policies/")[0].partition("_policies")[0]]
        )
        found = lint_text(json.dumps(case["policy"]), name, Attachment(PolicyKind(kind)))
        errors = {each.code for each in found if each.severity is Severity.ERROR}
        assert errors <= {"GV324"}, name
