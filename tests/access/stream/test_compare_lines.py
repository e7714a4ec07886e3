"""The batch of comparisons: one answer a line, and an error for a line that is none."""

import json
from typing import Any

import pytest

from gen_vpce.access.stream.compare_lines import answers
from gen_vpce.access.stream.simulate_lines import answers as simulated

GET = {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}
ALL = {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}


def one(pair: object) -> tuple[dict[str, Any], bool]:
    (line,) = answers([json.dumps(pair).encode()])
    return json.loads(line.text), line.bad


def test_an_answer_and_its_witness() -> None:
    answer, bad = one({"id": "a", "old": GET, "new": ALL, "kind": "identity"})
    assert not bad
    witness = answer.pop("witness_allowed")
    assert answer == {
        "id": "a",
        "verdict": "wider",
        "newly_allowed": True,
        "newly_denied": False,
        "witness_denied": None,
    }
    for policy, decision in ((GET, "implicitly_denied"), (ALL, "allowed")):
        (line,) = simulated([json.dumps({"endpoint_policy": policy, "request": witness}).encode()])
        assert json.loads(line.text)["decision"] == decision


def test_an_undecided_answer_has_a_reason() -> None:
    lines = answers([json.dumps({"id": 1, "old": GET, "new": ALL, "kind": "identity"}).encode()], effort=0)
    answer = json.loads(next(iter(lines)).text)
    assert answer["newly_allowed"] is None
    assert answer["verdict"] == "undecided"
    assert "statement 1 takes more work than the effort allows" in answer["reason"]


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        ([], "a pair is an object"),
        ({"id": 7, "new": GET}, "a pair needs `old`"),
        ({"id": 7, "old": {}, "new": GET}, "old: a policy needs"),
        ({"id": 7, "old": GET, "new": GET, "kind": "bucket"}, "kind is one of endpoint, identity"),
        ({"id": 7, "old": GET, "new": GET, "endpoint_kind": 1}, "endpoint_kind is one of gateway"),
    ],
)
def test_a_bad_pair(pair: object, words: str) -> None:
    answer, bad = one(pair)
    assert bad
    assert words in answer["error"]
    assert answer["id"] == (7 if pair else None)


def test_a_bad_line_does_not_stop_the_others() -> None:
    good = json.dumps({"id": 2, "old": GET, "new": GET})
    first, second = answers([b"{", b"\n", good.encode()])
    assert first.bad
    assert not second.bad
    assert json.loads(second.text)["verdict"] == "equivalent"
