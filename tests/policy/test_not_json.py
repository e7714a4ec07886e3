"""What was to be JSON and is something else: every reader of JSON says what it looks like."""

import json

import pytest

from gen_vpce.policy.not_json import way_out
from gen_vpce.policy.read import read
from gen_vpce.terraform.adoption.source import read_source

YAML = "it looks like YAML; the AWS command line prints JSON with --output json"
TABLE = YAML.replace("YAML", "a table")
COLUMNS = YAML.replace("YAML", "text in columns")
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
        ('{\n  // all of it\n  "Statement": []\n}', COMMENT),
        ('{"Statement": /* none */ []}', COMMENT),
        ('{"Statement": []} # none', COMMENT),
    ],
)
def test_the_hint_says_what_the_text_looks_like(text: str, hint: str) -> None:
    (problem,) = read(text, "p.json").diagnostics
    assert (problem.code, problem.hint) == ("GV700", hint)
    (problem,) = read_source(text, "p.json").diagnostics
    assert (problem.code, problem.hint) == ("GV650", hint)


@pytest.mark.parametrize("text", ["", "{", '{"a": 1,}', "nothing of the kind", 'resource "x" "y" {}', '"a'])
def test_nothing_is_said_where_nothing_is_sure(text: str) -> None:
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(text)
    assert way_out(text, caught.value.pos) is None
