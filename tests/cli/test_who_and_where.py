"""`gen-vpce who` and `where`: what they print, and what they say of names that they do not know."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.modules import MODULES
from typer.testing import CliRunner

from gen_vpce.cli.app import app
from gen_vpce.diagnostics.schema import Validator, whole_schema

KEY = "key/1234abcd-12ab-34cd-56ef-1234567890ab"
MODULE = str(MODULES / "key-only-through-endpoint")


def run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, words)
    return done.exit_code, done.stdout, done.stderr


def test_who_says_who_passes_outside_and_why() -> None:
    code, said, _ = run("who", KEY, MODULE)
    assert code == 0
    lines = said.splitlines()
    assert lines[0] == f"{KEY} (arn:aws:kms:us-east-1:123456789012:{KEY})"
    assert lines[2] == "outside of the endpoints:"
    rows = [line for line in lines if line.startswith("  + ")]
    where = f"kms everything on {KEY} (us-east-1, 123456789012)"
    own = "account 123456789012"
    of_aws = f"role/aws-service-role/* of {own}, role/aws:ec2-infrastructure* of {own}"
    named = f"{of_aws} or role/terraform of {own}"
    assert rows == [
        f"  + {named}: {where}",
        f"  + everyone in {own}: {where}, when an AWS service makes the call for someone",
    ]


def test_where_says_what_a_caller_reaches() -> None:
    code, said, _ = run("where", "role/App", MODULE)
    assert code == 0
    assert f"except: kms everything on {KEY}" in said
    assert "for example: arn:aws:iam::123456789012:role/App calling " in said


@pytest.mark.parametrize("words", [("who", KEY), ("where", "anonymous")])
def test_the_json_fits_its_schema(words: tuple[str, str]) -> None:
    code, said, _ = run(*words, MODULE, "--format", "json")
    assert code == 0
    data: dict[str, Any] = json.loads(said)
    assert list(Validator(whole_schema("reached.schema.json")).errors(data)) == []
    assert data["asked"] == words[1]
    (way,) = data["ways"]
    assert way["through"] is None
    assert all(row["exact"] and row["example"] for row in way["rows"])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("who", "queue/x", MODULE), "error[GV231]: `queue/x` is not a Key Management Service resource"),
        (("where", "rol/x", MODULE), "error[GV220]: `rol/x` is not a caller"),
        (("where", "arn:aws:iam::123456789012:saml-provider/x", MODULE), "error[GV220]"),
        (("where", "arn:aws:iam::123456789012:group/x", MODULE), "error[GV220]"),
        (("where", "arn:aws:iam::aws:role/x", MODULE), "is not a caller\nhint: requests come from arn:aws"),
        (("where", "arn:aws:s3:::orders", MODULE), "error[GV220]: `arn:aws:s3:::orders` is not a caller"),
        (("who", "arn:aws:nosuch:us-east-1:123456789012:x", MODULE), "error[GV227]"),
        (("who", KEY, "no-such-folder"), "error[GV101]: `no-such-folder` cannot be read"),
        (("who", KEY, f"{MODULE}#dev"), "error[GV250]"),
    ],
)
def test_names_that_are_not_known(words: tuple[str, ...], says: str) -> None:
    code, said, wrong = run(*words)
    assert (code, said) == (1, "")
    assert says in wrong


def test_a_broken_intent_is_told(tmp_path: Path) -> None:
    (tmp_path / "intent.yaml").write_text("version: 1\nname: x\n", encoding="utf-8")
    code, _, wrong = run("who", "bucket/x", str(tmp_path))
    assert code == 1
    assert "GV203" in wrong


def test_an_unknown_format_is_wrong_usage() -> None:
    code, _, wrong = run("who", KEY, MODULE, "--format", "yaml")
    assert code == 2
    assert "text, json" in wrong


def test_a_resource_of_a_service_that_the_file_says_nothing_of_is_reached_by_everyone() -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:f"
    code, said, _ = run("who", arn, MODULE)
    assert code == 0
    assert "outside of the endpoints:\n  + everyone: lambda everything on function:f" in said


@pytest.mark.parametrize(
    ("principal", "row"),
    [
        ("anonymous", f"anonymous callers: everything, except on {KEY} (kms, us-east-1, 123456789012)"),
        ("logs.amazonaws.com", f"logs.amazonaws.com: everything, except on {KEY} (kms, "),
        ("arn:aws:iam::123456789012:root", "the root user of account 123456789012: everything, except: kms"),
        ("arn:aws:iam::111122223333:role/X", f"role/X of account 111122223333: everything, except on {KEY}"),
    ],
)
def test_nobody_reaches_a_key_that_does_not_let_him_in(principal: str, row: str) -> None:
    code, said, _ = run("where", principal, MODULE)
    assert code == 0
    assert f"  + {row}" in said


@pytest.mark.parametrize(
    ("principal", "says"),
    [
        ("arn:aws:iam::111122223333:role/X", "a caller of account 111122223333; closest: EnableIamPolicies"),
        ("logs.amazonaws.com", "logs.amazonaws.com; closest: EnableIamPolicies, principal differs"),
        ("anonymous", "anonymous callers; closest: EnableIamPolicies, principal differs"),
    ],
)
def test_simulate_says_whom_nothing_but_the_policy_of_the_resource_lets_in(principal: str, says: str) -> None:
    asked = ("--principal", principal, "--action", "kms:Decrypt", "--resource", KEY)
    _, said, _ = run("simulate", MODULE, *asked, "--context", "aws:ViaAWSService=true")
    assert "implicitly denied: no statement of the resource policy allows kms:Decrypt" in said
    assert f" to {says}" in said
