"""What was to be JSON and is something else: every reader of JSON says what it looks like."""

import json
from pathlib import Path

import pytest
from tests.support.plans import read_text
from typer.testing import CliRunner

from gen_vpce.cli.app import app
from gen_vpce.policy.not_json import way_out, why
from gen_vpce.policy.read import read
from gen_vpce.terraform.adoption.source import read_source

YAML = "it looks like YAML; the AWS command line prints JSON with --output json"
TABLE = YAML.replace("YAML", "a table")
COLUMNS = YAML.replace("YAML", "text in columns")
PEOPLE = "it looks like what Terraform prints for people; `terraform show -json PLANFILE` prints JSON"
COMMENT = "JSON has no comments: remove this one"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('Version: "2012-10-17"\nStatement: []\n', YAML),
        ("---\nVpcEndpoints: []\n", YAML),
        ("- Effect: Allow\n", YAML),
        ("VpcEndpoints:\n- VpcEndpointId: vpce-1\n", YAML),
        ("--------\n| DescribeVpcEndpoints |\n+------+\n", TABLE),
        ("|  VpcEndpointId |\n", TABLE),
        ("VPCENDPOINTS\tvpce-1\tGateway\n", COLUMNS),
        ("Terraform used the selected providers to generate the following plan.\n", PEOPLE),
        ("\x1b[0m\x1b[1maws_vpc_endpoint.x: Refreshing state... [id=vpce-1]\n", PEOPLE),
        ('data.aws_region.r["a"]: Reading...\n', PEOPLE),
        ("\nNo changes. Your infrastructure matches the configuration.\n", PEOPLE),
        ("OpenTofu will perform the following actions:\n", PEOPLE),
        ("  # module.x.aws_vpc_endpoint.s3 will be created\n", PEOPLE),
        ('# aws_vpc_endpoint.s3:\nresource "aws_vpc_endpoint" "s3" {\n', PEOPLE),
        ('{\n  // all of it\n  "Statement": []\n}', COMMENT),
        ('{"Statement": /* none */ []}', COMMENT),
        ('{"Statement": []} # none', COMMENT),
    ],
)
def test_the_hint_says_what_the_text_looks_like(text: str, hint: str) -> None:
    (problem,) = read(text, "p.json").diagnostics
    assert (problem.code, problem.hint) == ("GV700", hint)
    (problem,) = read_source(text, "p.json").diagnostics
    assert (problem.code, problem.hint) == ("GV670", hint)
    (unread,) = read_text(text).problems
    if hint != COMMENT:
        assert unread.hint in (hint, f"{hint}; give it what `terraform show -json PLANFILE` prints")


def test_the_catalogue_says_it_of_what_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "services.txt").write_text("SERVICEDETAILS\tcom.amazonaws.us-east-1.s3\n")
    done = CliRunner().invoke(app, ["catalog", "--described", str(tmp_path / "services.txt")])
    assert done.exit_code == 2
    assert COLUMNS in " ".join(done.output.split())


@pytest.mark.parametrize("text", ["", "{", '{"a": 1,}', "nothing of the kind", 'resource "x" "y" {}', '"a'])
def test_nothing_is_said_where_nothing_is_sure(text: str) -> None:
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(text)
    assert way_out(text, caught.value.pos) is None


TOO_MUCH = {
    "nested too deeply": (b"[" * 9000, "it is nested too deeply"),
    "a long number": (b'{"a": ' + b"9" * 5000 + b"}", "a number has too many digits"),
    "not UTF-8": (b'{"a": "\xe9"}', "byte 0xe9 at offset 7 is not UTF-8"),
}


@pytest.mark.parametrize("kind", TOO_MUCH)
def test_what_python_cannot_read_is_told_without_a_word_of_python(kind: str) -> None:
    raw, said = TOO_MUCH[kind]
    with pytest.raises((ValueError, RecursionError)) as caught:
        json.loads(raw.decode())
    assert why(caught.value) == said


@pytest.mark.parametrize("kind", ["nested too deeply", "a long number"])
@pytest.mark.parametrize(
    "command",
    [
        ["lint"],
        ["adopt"],
        ["catalog", "--described"],
        ["simulate", "--batch"],
        ["compare", "--batch"],
    ],
    ids=" ".join,
)
def test_no_reader_of_json_fails_at_what_python_cannot_read(
    command: list[str], kind: str, tmp_path: Path
) -> None:
    raw, said = TOO_MUCH[kind]
    path = tmp_path / "given.json"
    path.write_bytes(raw)
    done = CliRunner().invoke(app, [*command, str(path)], env={"COLUMNS": "500"})
    told = done.stdout + done.stderr
    assert done.exit_code in {1, 2}, told
    assert said in told
