"""Files with values of parameters, as the tools of AWS take them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gen_vpce.cli.app import app
from gen_vpce.cloudformation.parameter_file import read_parameters


@pytest.mark.parametrize(
    "data",
    [
        [{"ParameterKey": "Env", "ParameterValue": "prod"}, {"ParameterKey": "Ids", "ParameterValue": "a,b"}],
        ["Env=prod", "Ids=a,b"],
        {"Parameters": {"Env": "prod", "Ids": ["a", "b"]}, "Tags": {"a": "b"}},
        {"Env": "prod", "Ids": "a,b"},
        {"Parameters": ["Env=prod", "Ids=a,b"]},
    ],
)
def test_every_form_gives_the_same_values(data: object) -> None:
    assert read_parameters(json.dumps(data).encode()) == {"Env": "prod", "Ids": "a,b"}


def test_values_become_text_and_a_previous_one_is_left_out() -> None:
    data = [
        {"ParameterKey": "On", "ParameterValue": True},
        {"ParameterKey": "Size", "ParameterValue": 3},
        {"ParameterKey": "Old", "UsePreviousValue": True},
        "Text=a=b",
    ]
    assert read_parameters(json.dumps(data).encode()) == {"On": "true", "Size": "3", "Text": "a=b"}
    assert read_parameters(b'\xef\xbb\xbf{"Env": "x"}') == {"Env": "x"}


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"Env: prod", "it is not JSON"),
        (b"3", "it has none of the forms"),
        (b'["Env"]', "entry 1 has none of the forms"),
        (b'["A=b", {"ParameterKey": "Env"}]', "entry 2 has none of the forms"),
        (b'{"Env": {"a": 1}}', "the value of `Env` is neither text nor a list of texts"),
        (b'{"Env": null}', "the value of `Env` is neither text nor a list of texts"),
        (b"[" * 9000, "it is not JSON: it is nested too deeply"),
        (b"\xff", "it is not JSON: byte 0xff at offset 0 is not UTF-8"),
    ],
)
def test_what_has_no_form_says_so(raw: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_parameters(raw)


TEMPLATE = """\
Parameters: {Bucket: {Type: String}}
Resources:
  S3:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: vpc-0123456789abcdef0
      ServiceName: com.amazonaws.us-east-1.s3
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Principal: "*"
          Action: s3:GetObject
          Resource: !Sub "arn:aws:s3:::${Bucket}/*"
"""


def test_the_command_line_takes_a_file_of_parameters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("s3.yaml").write_text(TEMPLATE)
    Path("p.json").write_text('["Bucket=logs", "Unused=x"]')
    Path("e.yaml").write_text(
        'version: 1\nexpect:\n  - never: {action: s3:GetObject, resource: "arn:aws:s3:::x/*"}\n'
    )
    done = CliRunner().invoke(app, ["lint", "s3.yaml", "--parameters", "p.json"])
    assert (done.exit_code, "1 read whole" in done.stdout) == (0, True), done.stdout
    for options, code in (
        ((), 1),
        (("--parameters", "p.json"), 0),
        (("--parameters", "p.json", "--var", "Bucket=x"), 1),
    ):
        done = CliRunner().invoke(app, ["test", "s3.yaml", "--expect", "e.yaml", *options])
        assert done.exit_code == code, done.stdout
    for name in ("none.json", "s3.yaml"):
        done = CliRunner().invoke(app, ["lint", "s3.yaml", "--parameters", name])
        assert (done.exit_code, name in done.stderr) == (2, True)
