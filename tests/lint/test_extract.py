"""Policies are found wherever AWS and Terraform print them, and findings point into that text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.oracles import FOLDER

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


TERRAFORM = """\
# resource "aws_vpc_endpoint" "comment" { policy = "{" }
variable "region" { default = "eu-west-1" }

resource "aws_vpc_endpoint" "object" {
  service_name = "com.amazonaws.${var.region}.dynamodb" # the table
  policy = jsonencode({
    Version = "2012-10-17", "Statement" : [{
      Sid       = "A-1"   // not a Sid
      Effect    = "Allow"
      Principal = "*"
      Action    = ["dynamodb:GetItem", "dynamodb:Query",] /* both */
      Resource  = "arn:aws:dynamodb:*:*:table/$${aws:username}"
      Condition = { Bool = { "aws:SecureTransport" = true }, NumericLessThan = { "aws:EpochTime" = 5 } }
    }]
  })
  timeouts { create = "5m" }
}

resource "aws_iam_policy" "heredoc" {
  policy = <<-EOT
    {"Version": "2012-10-17", "Statement":
      [{"Sid": "B-1", "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::$${aws:username}/*"}]}
  EOT
}

resource "aws_organizations_policy" "string" {
  type    = "RESOURCE_CONTROL_POLICY"
  content = "{\\"Statement\\": {\\"Sid\\": \\"C-1\\", \\"Effect\\": \\"Deny\\", \\"Action\\": \\"s3:*\\"}}"
}

resource "aws_iam_policy" "reference" {
  policy = data.aws_iam_policy_document.x.json
}

resource "aws_iam_policy" "interpolated" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "${var.bucket}/*" }] })
}
"""


def test_policies_that_are_written_out_in_terraform_are_read_at_their_place() -> None:
    policies, problems = policies_in(TERRAFORM, "main.tf")
    assert [each.attachment.kind for each in policies] == [
        PolicyKind.ENDPOINT,
        PolicyKind.IDENTITY,
        PolicyKind.RCP,
    ]
    first = json.loads(policies[0].positions.text)["Statement"][0]
    assert first["Resource"] == "arn:aws:dynamodb:*:*:table/${aws:username}"
    assert first["Condition"] == {
        "Bool": {"aws:SecureTransport": True},
        "NumericLessThan": {"aws:EpochTime": 5},
    }
    assert [(each.code, each.severity) for each in problems] == [("GV397", Severity.NOTE)] * 2
    found = [each for each in lint_text(TERRAFORM, "main.tf", Attachment()) if each.code == "GV316"]
    assert [spelled(TERRAFORM, each) for each in found] == ['"A-1"', '"B-1"', '\\"C-1\\"']


values = st.recursive(
    st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex(r"[A-Za-z_][\w-]{0,6}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=12,
)


def written(value: object, *, short: bool) -> str:
    """Return *value* as an HCL expression; *short* uses line ends for commas and bare names for keys."""
    if isinstance(value, dict):
        between, sign = ("\n", " = ") if short else (", ", " : ")
        names = [name if short and name.isascii() else json.dumps(name, ensure_ascii=False) for name in value]
        elements = [written(each, short=short) for each in value.values()]
        return (
            "{"
            + between.join(f"{name}{sign}{each}" for name, each in zip(names, elements, strict=True))
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(written(each, short=short) for each in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
    return json.dumps(value)


@given(st.dictionaries(st.just("Statement"), values, min_size=1), st.booleans())
def test_a_literal_means_what_terraform_takes_it_for(value: dict[str, object], short: bool) -> None:
    import pygohcl

    source = f'resource "aws_iam_policy" "x" {{\n  policy = jsonencode({written(value, short=short)})\n}}\n'
    policies, problems = policies_in(source, "x.tf")
    assert problems == ()
    assert json.loads(policies[0].positions.text) == value
    pygohcl.loads(source)


@given(st.text())
def test_no_text_brings_the_reader_down(text: str) -> None:
    for name in ("x.json", "x.tf"):
        lint_text(text, name, Attachment())


@given(st.text(st.sampled_from('resource "aws_iam_policy" x{}[]()=,:\n<EOT$%\\#/*'), max_size=80))
def test_no_text_of_hcl_signs_brings_the_reader_down(text: str) -> None:
    lint_text(f'resource "aws_iam_policy" "x" {{\n policy = {text}', "x.tf", Attachment())


def test_a_file_without_a_policy_is_a_finding() -> None:
    for name, text in (("x.json", '{"a": 1}'), ("x.tf", 'variable "x" {}'), ("x.json", "[]")):
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
