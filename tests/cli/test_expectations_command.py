"""`gen-vpce test` as a person calls it."""

import json
from pathlib import Path

import jsonschema
import pytest
from tests.support.command import STOCK, gen_vpce

from gen_vpce.diagnostics.shipped import shipped

EXPECT = """\
expect:
  - allow: {principal: role/App, action: dynamodb:PutItem, resource: table/StockTable, through: dynamodb}
  - never: {action: dynamodb:ListTables, through: dynamodb}
"""
WRONG = "  - never: {action: dynamodb:DeleteTable, through: dynamodb}\n"
SEPARATE = "version: 1\nintent: modules/stock/intent.yaml\n"
POLICY = """\
{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "dynamodb:Get*", "Resource": "*"}
]}
"""
OF_POLICY = """\
version: 1
policy: policies/p.json
service: dynamodb
region: us-east-1
account: "123456789012"
expect:
  - allow: {principal: role/App, action: dynamodb:GetItem, resource: table/Orders}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    stock = tmp_path / "modules" / "stock"
    stock.mkdir(parents=True)
    (stock / "intent.yaml").write_text(STOCK + EXPECT)
    return tmp_path


def test_all_pass_in_silence(folder: Path) -> None:
    run = gen_vpce("test", ".", cwd=folder)
    assert run.stdout == "modules/stock/intent.yaml ..\n2 passed, 0 failed, 0 undecided\n"
    assert (run.returncode, run.stderr) == (0, "")
    assert [path.name for path in (folder / "modules" / "stock").iterdir()] == ["intent.yaml"]


def test_failure_shows_request_statement_and_line(folder: Path) -> None:
    intent = folder / "modules" / "stock" / "intent.yaml"
    intent.write_text(STOCK + EXPECT + WRONG)
    run = gen_vpce("test", "-v", "modules/stock", cwd=folder)
    assert run.returncode == 1
    lines = run.stdout.splitlines()
    words = "allow role/App dynamodb:PutItem on table/StockTable through dynamodb"
    assert lines[0] == f"modules/stock/intent.yaml:12 PASSED {words}"
    assert lines[2] == "modules/stock/intent.yaml:14 FAILED never dynamodb:DeleteTable through dynamodb"
    assert lines[4].strip("= ") == "FAILURES"
    assert "modules/stock/intent.yaml:14:5: error[GV722]" in lines[5]
    assert lines[8] == "modules/stock/intent.yaml:8:9: note: `StockTable` comes from here: Allow"
    assert lines[-1] == "2 passed, 1 failed, 0 undecided"


def test_generate_writes_nothing_that_fails_its_expectations(folder: Path) -> None:
    stock = folder / "modules" / "stock"
    (stock / "intent.yaml").write_text(STOCK + EXPECT + WRONG)
    run = gen_vpce("generate", cwd=folder)
    assert run.returncode == 1
    assert "error[GV722]" in run.stderr
    assert not (stock / "main.tf").exists()
    (stock / "intent.yaml").write_text(STOCK + EXPECT)
    assert gen_vpce("generate", cwd=folder).returncode == 0
    assert (stock / "main.tf").exists()


def test_generate_reads_policies_of_callers_beside_the_intent(folder: Path) -> None:
    stock = folder / "modules" / "stock"
    request = "principal: role/App, action: dynamodb:GetItem, resource: table/StockTable"
    own = f"  - deny: {{{request}, identity: app.json}}\n"
    (stock / "intent.yaml").write_text(STOCK + EXPECT + own)
    statement = {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": "*"}
    (stock / "app.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": statement}))
    assert gen_vpce("generate", cwd=folder).returncode == 0
    (stock / "app.json").write_text(json.dumps({"Statement": statement | {"Action": "*"}}))
    run = gen_vpce("generate", cwd=folder)
    assert run.returncode == 1
    assert "error[GV721]" in run.stderr
    assert "modules/stock/app.json:1:15: note" in run.stderr


def test_file_of_its_own_tests_an_intent(folder: Path) -> None:
    (folder / "stock.expect.yaml").write_text(SEPARATE + EXPECT + WRONG)
    run = gen_vpce("test", "stock.expect.yaml", cwd=folder)
    assert run.returncode == 1
    assert run.stdout.startswith("stock.expect.yaml ..F\n")
    assert "stock.expect.yaml:6:5: error[GV722]" in run.stdout
    assert "modules/stock/intent.yaml:8:9: note" in run.stdout


def test_file_of_its_own_tests_a_policy(folder: Path) -> None:
    (folder / "policies").mkdir()
    (folder / "policies" / "p.json").write_text(POLICY)
    (folder / "p.yaml").write_text(OF_POLICY)
    unknown = gen_vpce("test", "p.yaml", cwd=folder)
    assert unknown.returncode == 1
    assert "p.yaml ?\n" in unknown.stdout
    assert "hint: add `endpoint_kind: gateway` or `endpoint_kind: interface` to the file" in unknown.stdout
    assert "policies/p.json:2:3: note: Statement[0] comes from here: Allow" in unknown.stdout
    for kind, mark in (("interface", "."), ("gateway", "F")):
        (folder / "p.yaml").write_text(f"endpoint_kind: {kind}\n{OF_POLICY}")
        assert gen_vpce("test", "p.yaml", cwd=folder).stdout.startswith(f"p.yaml {mark}\n")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (f"{SEPARATE}region: us-east-1\n{EXPECT}", "3:9: error[GV727]: `region` goes with `policy`"),
        (f"{SEPARATE}policy: p.json\n{EXPECT}", "3:9: error[GV727]: the test names an intent and a policy"),
        (OF_POLICY.replace("region: us-east-1\n", ""), "error[GV727]: the test of a policy has no `region`"),
        (OF_POLICY.replace("us-east-1", "us-est-1"), "error[GV210]: unknown Region `us-est-1`"),
        (
            OF_POLICY.replace("service: dynamodb", "service: dynamo"),
            "error[GV212]: `dynamo` is not a service",
        ),
        (OF_POLICY, "error[GV725]: `policies/p.json` cannot be read as a policy"),
        (SEPARATE, "1:1: error[GV203]: the test has no `expect`"),
        (
            SEPARATE.replace("stock/", "none/") + EXPECT,
            "modules/none/intent.yaml: error[GV101]: `modules/none/intent.yaml` cannot be read",
        ),
        (
            SEPARATE + EXPECT.replace("through: dynamodb", "through: kms"),
            "error[GV244]: the file has no endpoint `kms`",
        ),
        (
            OF_POLICY.replace("table/Orders}", "table/Orders, through: dynamodb}"),
            "error[GV244]: the file has no endpoint `dynamodb`",
        ),
    ],
)
def test_file_that_cannot_be_tested_says_why(folder: Path, text: str, finding: str) -> None:
    (folder / "t.yaml").write_text(text)
    run = gen_vpce("test", "t.yaml", cwd=folder)
    assert run.returncode == 1
    assert finding in run.stdout
    assert run.stdout.splitlines()[-1].startswith("0 passed, 0 failed, 0 undecided, ")


def test_json_has_every_expectation(folder: Path) -> None:
    (folder / "t.yaml").write_text(SEPARATE + EXPECT + WRONG)
    run = gen_vpce("test", "--format", "json", "t.yaml", cwd=folder)
    data = json.loads(run.stdout)
    schema = json.loads((shipped("schemas") / "report.schema.json").read_bytes())
    jsonschema.Draft202012Validator(schema).validate(data)
    assert [each["result"] for each in data["expectations"]] == ["passed", "passed", "failed"]
    assert data["summary"]["text"] == "2 passed, 1 failed, 0 undecided"
    assert data["expectations"][2]["location"]["line"] == 6


@pytest.mark.parametrize("form", ["github", "sarif", "markdown"])
def test_other_formats_carry_the_findings(folder: Path, form: str) -> None:
    (folder / "t.yaml").write_text(SEPARATE + EXPECT + WRONG)
    run = gen_vpce("test", "--format", form, "t.yaml", cwd=folder)
    assert run.returncode == 1
    assert "GV722" in run.stdout


def test_path_that_is_not_there_is_an_error(folder: Path) -> None:
    run = gen_vpce("test", "nothing.yaml", cwd=folder)
    assert run.returncode == 1
    assert "error[GV521]" in run.stdout
