"""What intents expect of their policies: what holds, what does not, and what is said about it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from gen_vpce import catalog
from gen_vpce.access.expectation.check import Checked, Result, check_each, check_expectations
from gen_vpce.access.expectation.policies_held import Holdings, holdings
from gen_vpce.access.expectation.request_form import possible_requests
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.diagnostics.codes import all_codes
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Intent
from gen_vpce.policy.compiler.compile import compile_intent

CASES = yaml.safe_load((Path(__file__).parent / "expectations.yaml").read_text(encoding="utf-8"))
HEAD = 'version: 1\nname: orders\nregion: us-east-1\naccount: "123456789012"\norganization: o-a1b2c3d4e5\n'


def intent_of(body: str) -> Intent:
    loaded = load_bytes((HEAD + body).encode(), "intent.yaml")
    assert loaded.intent is not None, loaded.diagnostics
    return loaded.intent


def held_by(intent: Intent) -> Holdings:
    compiled = compile_intent(intent)
    return holdings(intent, compiled.documents)


def checked(body: str, folder: Path = Path()) -> list[Checked]:
    intent = intent_of(body)
    return list(check_each(intent.expect, held_by(intent), folder))


def said(found: Diagnostic) -> dict[str, str]:
    shown = {"code": found.code, "says": found.message, "hint": found.hint or ""}
    return shown | ({"related": found.related[0].span.text.strip()} if found.related else {})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["expect"])
def test_expectation_comes_out_as_written_down(case: dict[str, Any]) -> None:
    holding = case["on"]
    (found,) = checked(f"{HOLDINGS[holding]}expect:\n  - {case['expect']}\n")
    assert found.result == case["is"]
    if case["is"] == "passed":
        assert not found.findings
    else:
        (finding,) = found.findings
        assert said(finding) == case["finds"]
        assert finding.span == found.expectation.span
        assert finding.severity is all_codes()[finding.code].severity


HOLDINGS = {
    "absence": """\
endpoints:
  s3:
    allow:
      - {name: Team, actions: [s3:GetObject], condition: {StringEquals: {aws:PrincipalTag/team: blue}}}
      - {name: Nobodys, actions: [s3:PutObject], condition: {"Null": {aws:PrincipalTag/team: "true"}}}
""",
    "table": """\
endpoints:
  dynamodb:
    allow:
      - name: OrdersApp
        principals: [role/OrdersApp]
        access: [read, write]
        resources: [table/Orders]
      - name: Admin
        principals: [role/Admin]
        actions: ["dynamodb:*"]
        resources: [table/*]
    deny:
      - name: NoScan
        actions: [dynamodb:Scan]
        resources: [table/Orders]
""",
    "everything": "endpoints: {dynamodb: {allow: everything}, kms: {allow: everything}}\n",
    "compulsory": """\
endpoints: {dynamodb: {allow: everything}}
identity_policies:
  - name: only-there
    deny_unless_through: [dynamodb]
    actions: [dynamodb:*]
    resources: [table/*]
resource_policies:
  - table: Orders
    deny_unless_through: [dynamodb]
    except_aws_services: false
""",
    "shared": """\
endpoints: {s3: {allow: everything}, kms: {allow: everything}}
resource_policies:
  - bucket: shared
    statements:
      - Effect: Allow
        Principal: {Service: cloudtrail.amazonaws.com}
        Action: s3:PutObject
        Resource: arn:aws:s3:::shared/*
      - Effect: Allow
        Principal: {AWS: "111122223333"}
        Action: s3:GetObject
        Resource: arn:aws:s3:::shared/*
  - key: 1234abcd-12ab-34cd-56ef-1234567890ab
    statements:
      - Effect: Allow
        Principal: {AWS: arn:aws:iam::123456789012:role/Admin}
        Action: kms:*
        Resource: "*"
""",
    "conditions": """\
endpoints:
  s3:
    allow:
      - name: Own
        principals: [organization]
        resource_owners: [account]
        actions: [s3:GetObject]
        condition: {DateLessThan: {aws:CurrentTime: "2030-01-01T00:00:00Z"}}
      - name: Tagged
        actions: [s3:PutObject]
        condition:
          StringEquals: {aws:PrincipalTag/env: prod}
          "ForAllValues:StringEquals": {s3:RequestObjectTagKeys: [a, b]}
      - name: Near
        actions: [s3:DeleteObject]
        condition: {IpAddress: {aws:SourceIp: 203.0.113.0/24}}
    statements:
      - Effect: Allow
        Principal: "*"
        Action: s3:ListBucket
        Resource: arn:aws:s3:::home-${aws:PrincipalTag/team}
""",
}


def test_every_finding_of_expectations_is_tried() -> None:
    tried = {case["finds"]["code"] for case in CASES if "finds" in case}
    assert tried == {"GV720", "GV721", "GV722", "GV723", "GV724", "GV726"}


def test_errors_are_in_the_order_of_the_file() -> None:
    body = HOLDINGS["everything"] + (
        "expect:\n  - never: {action: dynamodb:Scan, through: dynamodb}\n"
        "  - allow: {principal: role/A, action: kms:Decrypt, resource: key/1, through: kms}\n"
        "  - deny: {principal: role/A, action: kms:Decrypt, resource: key/1, through: kms}\n"
    )
    intent = intent_of(body)
    found = check_expectations(intent, compile_intent(intent).documents, Path())
    assert [(each.code, each.span.line) for each in found if each.span] == [("GV722", 8), ("GV721", 10)]


def test_what_expects_nothing_is_not_compiled_again() -> None:
    assert check_expectations(intent_of(HOLDINGS["table"]), (), Path()) == ()


@pytest.mark.parametrize("action", ["dynamodb:*", "s3:*", "ec2:*", "sts:*", "kms:Decrypt"])
def test_every_known_action_can_be_asked_somewhere(action: str) -> None:
    possible = possible_requests(action, "aws", "us-east-1")
    assert {name for statement in possible for name in statement.actions or ()} == set(catalog.expand(action))


def test_action_that_aws_may_add_is_not_taken_for_refused() -> None:
    known = list(catalog.expand("dynamodb:Delete*"))
    body = f"endpoints: {{dynamodb: {{allow: everything, deny: [{{actions: {known}}}]}}}}\n"
    (found,) = checked(body + 'expect:\n  - never: {action: "dynamodb:Delete*", through: dynamodb}\n')
    assert found.result is Result.FAILED
    assert "(an action that AWS may add)" in found.findings[0].message


ADMIN = "{principal: role/Admin, action: %s, resource: table/%s, through: dynamodb, identity: %s}"
POLICY = (
    '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "dynamodb:Put*", "Resource": "*"}}'
)


def with_identity(folder: Path, name: str = "own.json", action: str = "dynamodb:PutItem") -> Checked:
    body = f"{HOLDINGS['table']}expect:\n  - allow: {ADMIN % (action, 'Orders', name)}\n"
    (found,) = checked(body, folder)
    return found


def test_own_policies_must_allow_as_well(tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text(POLICY)
    assert with_identity(tmp_path).result is Result.PASSED
    refused = with_identity(tmp_path, action="dynamodb:GetItem")
    assert refused.result is Result.FAILED
    assert "no statement of the identity policies allows dynamodb:GetItem" in refused.findings[0].message
    assert refused.findings[0].hint == (
        "allow dynamodb:GetItem on arn:aws:dynamodb:us-east-1:123456789012:table/Orders in own.json"
    )


def test_own_policy_that_denies_is_shown_in_its_file(tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text(POLICY.replace("Allow", "Deny"))
    (finding,) = with_identity(tmp_path).findings
    assert [(each.span.file, each.span.line) for each in finding.related] == [("own.json", 1)]


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        ('never: {action: "dynamodb:Delete*", through: dynamodb, identity: own.json}', True),
        ("never: {action: dynamodb:PutItem, through: dynamodb, identity: own.json}", False),
        ("never: {principal: anonymous, action: dynamodb:PutItem, identity: own.json}", False),
        ("always: " + ADMIN % ("dynamodb:PutItem", "*", "own.json"), True),
        ("always: " + ADMIN % ("dynamodb:GetItem", "*", "own.json"), False),
        ("always: " + ADMIN % ("dynamodb:Put*", "*", "own.json"), True),
    ],
)
def test_all_requests_pass_the_callers_own_policies(tmp_path: Path, claim: str, holds: bool) -> None:
    (tmp_path / "own.json").write_text(POLICY)
    (found,) = checked(f"{HOLDINGS['table']}expect:\n  - {claim}\n", tmp_path)
    assert (found.result is Result.PASSED) is holds


def test_resource_of_another_account_needs_no_more_than_is_held(tmp_path: Path) -> None:
    (tmp_path / "own.json").write_text(POLICY)
    table = "arn:aws:dynamodb:us-east-1:111122223333:table/Orders"
    claim = f"{{principal: role/A, action: dynamodb:PutItem, resource: '{table}', through: dynamodb"
    body = f"{HOLDINGS['everything']}expect:\n  - allow: {claim}, identity: own.json}}\n"
    (found,) = checked(body, tmp_path)
    assert found.result is Result.PASSED


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (None, "GV725", "no such file or directory"),
        (b'{"Statement": [}', "GV700", "not JSON"),
        (b'{"Statement": []}\xff', "GV725", "byte 18 is not UTF-8"),
        (b'{"Version": "2012-10-17"}', "GV704", "needs the element Statement"),
        (b" " * ((1 << 16) + 1), "GV725", "larger than 65536 bytes"),
    ],
)
def test_policy_file_that_cannot_be_read_leaves_it_undecided(
    tmp_path: Path, content: bytes | None, code: str, says: str
) -> None:
    if content is not None:
        (tmp_path / "own.json").write_bytes(content)
    found = with_identity(tmp_path)
    assert found.result is Result.UNDECIDED
    assert [each.code for each in found.findings] == [code]
    assert says in found.findings[0].message
    file = "intent.yaml" if code == "GV725" else "own.json"
    assert found.findings[0].span is not None
    assert found.findings[0].span.file == file


@pytest.mark.parametrize("name", ["/etc/hostname", "C:/own.json", "folder", "'a\\0b'"])
def test_only_files_beside_the_intent_are_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    found = with_identity(tmp_path, name)
    assert found.result is Result.UNDECIDED
    assert found.findings[0].code == "GV725"
