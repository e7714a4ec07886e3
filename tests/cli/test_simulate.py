"""`gen-vpce simulate` as a person calls it."""

import json
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from tests.support.command import COMMAND, STOCK, environment, gen_vpce

POLICY = """\
{"Version": "2012-10-17", "Statement": [
  {"Sid": "Orders", "Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*",
   "Condition": {"ForAllValues:StringEquals": {"k": ["a", "b"]}}}]}
"""
DENY = '{"Statement": {"Sid": "No", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}}'
TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/StockTable"
ASK = (
    "--principal",
    "arn:aws:iam::123456789012:role/App",
    "--action",
    "dynamodb:GetItem",
    "--resource",
    TABLE,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with an intent and some policies."""
    (tmp_path / "intent.yaml").write_text(STOCK, encoding="utf-8")
    (tmp_path / "p.json").write_text(POLICY, encoding="utf-8")
    (tmp_path / "deny.json").write_text(DENY, encoding="utf-8")
    return tmp_path


def test_the_answer_names_the_statement_and_its_place(folder: Path) -> None:
    done = gen_vpce("simulate", "--policy", "p.json", *ASK, cwd=folder)

    assert done.returncode == 0
    first, place, line = done.stdout.splitlines()
    assert first == "allowed: Orders of the endpoint policy allows dynamodb:GetItem on table/StockTable"
    assert place.strip() == "at p.json:2:3"
    assert '"Sid": "Orders"' in line


def test_a_denial_is_no_failure_unless_another_answer_is_expected(folder: Path) -> None:
    other = ("simulate", "--policy", "p.json", *ASK, "--context", "k=a", "--context", "k=c")

    assert gen_vpce(*other, cwd=folder).returncode == 0
    assert gen_vpce(*other, "--expect", "deny", cwd=folder).returncode == 0
    assert gen_vpce(*other, "--expect", "allow", cwd=folder).returncode == 1
    assert "implicitly denied: " in gen_vpce(*other, cwd=folder).stdout


def test_json_is_the_answer_of_a_batch_with_the_place(folder: Path) -> None:
    done = gen_vpce("simulate", "--policy", "p.json", *ASK, "--format", "json", cwd=folder)

    assert json.loads(done.stdout) == {
        "decision": "allowed",
        "layer": "endpoint",
        "statement": "Orders",
        "because": "Orders of the endpoint policy allows dynamodb:GetItem on table/StockTable",
        "place": {"file": "p.json", "line": 2, "column": 3},
    }


@pytest.mark.parametrize(
    ("options", "decision"),
    [
        (("--policy", "p.json", "--kind", "identity"), "allowed"),
        (("--policy", "p.json", "--identity", "deny.json"), "implicitly denied"),
        (("--policy", "p.json", "--scp", "deny.json", "--rcp", "deny.json"), "allowed"),
        (("--policy", "p.json", "--boundary", "deny.json"), "implicitly denied"),
        (("--policy", "p.json", "--session", "p.json"), "allowed"),
        (("--identity", "p.json", "--resource-account", "222222222222"), "implicitly denied"),
        (("--policy", "p.json", "--context", "k"), "allowed"),
    ],
)
def test_every_layer_can_be_given(options: tuple[str, ...], decision: str, folder: Path) -> None:
    assert gen_vpce("simulate", *options, *ASK, cwd=folder).stdout.startswith(f"{decision}: ")


def test_an_intent_brings_its_names_and_the_line_behind_a_statement(folder: Path) -> None:
    ask = ("--principal", "role/App", "--action", "dynamodb:GetItem", "--resource", "table/StockTable")
    done = gen_vpce("simulate", ".", *ask, "--through", "dynamodb", cwd=folder)

    assert done.stdout.startswith("allowed: StockTable of the endpoint policy allows dynamodb:GetItem")
    assert "intent.yaml:8:9" in done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("simulate",), 2, "--principal and --action"),
        (("simulate", *ASK), 2, "--policy FILE"),
        (("simulate", "--policy", "p.json", *ASK, "--kind", "endpont"), 2, "did you mean `endpoint`?"),
        (("simulate", "--policy", "p.json", *ASK, "--endpoint-kind", "gatway"), 2, "did you mean `gateway`?"),
        (("simulate", "--policy", "p.json", *ASK, "--format", "jsn"), 2, "did you mean `json`?"),
        (("simulate", "--policy", "p.json", *ASK, "--expect", "alow"), 2, "did you mean `allow`?"),
        (("simulate", "--policy", "none.json", *ASK), 1, "error[GV711]"),
        (("simulate", "--policy", "intent.yaml", *ASK), 1, "error[GV700]"),
        (("simulate", "none", *ASK), 1, "none"),
        (("simulate", ".", *ASK[2:], "--principal", "rol/App"), 1, "did you mean `role`?"),
        (("simulate", ".", *ASK, "--through", "dynamo"), 1, "did you mean `dynamodb`?"),
        (("simulate", "--batch", "none.jsonl"), 2, "none.jsonl"),
    ],
)
def test_what_is_wrong_is_said_with_the_way_out(
    arguments: tuple[str, ...], code: int, words: str, folder: Path
) -> None:
    done = gen_vpce(*arguments, cwd=folder)

    assert words in " ".join(done.stderr.split())
    assert done.returncode == code
    assert done.stdout == ""


def test_a_batch_is_answered_line_by_line(folder: Path) -> None:
    line = json.dumps({"id": 1, "request": {"principal": "anonymous", "action": "a:b", "resource": "*"}})
    (folder / "cases.jsonl").write_text(f"{line}\n", encoding="utf-8")

    good = gen_vpce("simulate", "--batch", "cases.jsonl", cwd=folder)
    bad = gen_vpce("simulate", "--batch", "-", cwd=folder, stdin=f"{line}\nx\n{line}\n")

    assert (good.returncode, len(good.stdout.splitlines())) == (0, 1)
    assert (bad.returncode, len(bad.stdout.splitlines())) == (1, 3)
    assert json.loads(bad.stdout.splitlines()[1]).keys() == {"id", "error"}


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(folder: Path) -> None:
    line = json.dumps({"request": {"principal": "anonymous", "action": "a:b", "resource": "*"}})
    (folder / "cases.jsonl").write_bytes(f"\ufeff{line}\r\n\r\n{line}".encode())

    done = gen_vpce("simulate", "--batch", "cases.jsonl", cwd=folder)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 2)


def test_whoever_asks_through_a_pipe_is_answered_before_the_next_question(folder: Path) -> None:
    line = json.dumps({"request": {"principal": "anonymous", "action": "a:b", "resource": "*"}})
    command = [*COMMAND, "simulate", "--batch", "-"]
    with Popen(command, cwd=folder, env=environment(), stdin=PIPE, stdout=PIPE, text=True) as asked:
        assert asked.stdin is not None
        assert asked.stdout is not None
        for _ in range(2):
            asked.stdin.write(f"{line}\n")
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline())["decision"] == "undecided"
        asked.stdin.close()
        assert asked.wait() == 0
