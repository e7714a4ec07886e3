"""Whole decisions through every layer, as `simulate --batch` answers them: a table of cases."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from gen_vpce.access.stream.simulate_lines import answers

TABLE = yaml.safe_load((Path(__file__).parent / "decisions.yaml").read_text(encoding="utf-8"))
REQUEST = {
    "principal": "arn:aws:iam::111111111111:role/App",
    "action": "dynamodb:GetItem",
    "resource": "arn:aws:dynamodb:us-east-1:111111111111:table/Orders",
}
ANSWER = ("decision", "layer", "statement", "because")


def spelled(value: object) -> object:
    """Return *value* with the documents in place of the names of policies."""
    if isinstance(value, str):
        return spelled(TABLE["policies"][value])
    if isinstance(value, list):
        return [spelled(each) for each in value]
    assert isinstance(value, dict)
    return {"Version": "2012-10-17", **value}


def asked(case: dict[str, Any]) -> dict[str, Any]:
    """Return the line of a case as data."""
    fields = {name: value for name, value in case.items() if name not in (*ANSWER, "request")}
    policies = {name: value if name == "endpoint_kind" else spelled(value) for name, value in fields.items()}
    return {"id": 1, **policies, "request": {**REQUEST, **case.get("request", {})}}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{group['fact']}-{number}")
        for group in TABLE["groups"]
        for number, case in enumerate(group["cases"], 1)
    ],
)
def test_a_request_is_decided_as_iam_says(case: dict[str, Any]) -> None:
    (line,) = answers([json.dumps(asked(case)).encode()])
    answer = json.loads(line.text)

    assert not line.bad
    assert answer["id"] == 1
    assert answer["decision"] == case["decision"]
    assert {name: answer[name] for name in ("layer", "statement") if name in case} == {
        name: case[name] for name in ("layer", "statement") if name in case
    }
    assert case.get("because", "") in answer["because"]
