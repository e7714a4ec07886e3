"""The protocol of `simulate --batch`: the form of answers, bad lines, policies that come again."""

import json
from typing import Any

import pytest

from gen_vpce.access.batch import answers

ALLOW = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}
DENY = {"Statement": {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}
REQUEST = {"principal": "anonymous", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k"}


def answer(line: str) -> dict[str, Any]:
    """Return the one answer to a stream of one line."""
    (found,) = answers([line])
    return dict(json.loads(found.text))


def test_an_answer_has_these_fields() -> None:
    line = json.dumps({"id": "x", "endpoint_policy": ALLOW, "request": REQUEST})

    assert answer(line) == {
        "id": "x",
        "decision": "allowed",
        "layer": "endpoint",
        "statement": "0",
        "because": "Statement[0] of the endpoint policy allows s3:GetObject on b/k",
    }


@pytest.mark.parametrize("identity", ["a", 7, None, ["a", {"b": 1}]])
def test_an_id_comes_back_as_it_is(identity: object) -> None:
    assert answer(json.dumps({"id": identity, "request": REQUEST}))["id"] == identity


def test_null_is_missing_and_other_fields_do_not_matter() -> None:
    nothing = dict.fromkeys(
        (
            *("endpoint_policy", "endpoint_kind", "identity_policies", "resource_policy", "scps", "rcps"),
            *("permission_boundaries", "session_policies"),
        )
    )
    request = {**REQUEST, "resource_account": None, "context": None, "derive": None}

    assert answer(json.dumps({**nothing, "request": request, "expected": [1]}))["decision"] == "allowed"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("x", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "a case is an object"),
        ("{}", "needs `request`"),
        ('{"id": 1, "id": 2}', "the key `id` stands twice"),
        ({"request": []}, "needs `request`"),
        ({"request": {"principal": "anonymous", "action": "a:b"}}, "`resource`"),
        ({"request": {**REQUEST, "action": 1}}, "`action`"),
        ({"request": {**REQUEST, "derive": 1}}, "derive is true or false"),
        ({"request": {**REQUEST, "resource_account": 111111111111}}, "resource_account"),
        ({"request": {**REQUEST, "context": []}}, "context is an object"),
        ({"request": {**REQUEST, "context": {"k": {"a": 1}}}}, "a value of k"),
        ({"request": {**REQUEST, "context": {"k": [None]}}}, "a value of k"),
        ({"request": REQUEST, "endpoint_kind": "gatway"}, '"gatway"'),
        ({"request": REQUEST, "endpoint_kind": []}, "endpoint_kind"),
        ({"request": REQUEST, "endpoint_policy": "p"}, "endpoint_policy: a policy is an object"),
        ({"request": REQUEST, "endpoint_policy": {"Statement": {"Effect": "Alow", "Action": "*"}}}, "Alow"),
        ({"request": REQUEST, "identity_policies": ALLOW}, "identity_policies is a list"),
        ({"request": REQUEST, "identity_policies": [ALLOW, []]}, "identity_policies[1]"),
        ({"request": REQUEST, "scps": [ALLOW]}, "scps[0] is a list of policies"),
        ({"request": REQUEST, "rcps": {}}, "rcps is a list of levels"),
    ],
)
def test_a_bad_line_is_answered_with_an_error(line: str | dict[str, Any], words: str) -> None:
    text = line if isinstance(line, str) else json.dumps({"id": 5, **line})
    (found,) = answers([text])
    data = json.loads(found.text)

    assert found.bad
    assert data["id"] == (None if isinstance(line, str) else 5)
    assert words in data["error"]
    assert set(data) == {"id", "error"}


def test_a_bad_line_does_not_stop_the_stream_and_an_empty_one_has_no_answer() -> None:
    good = json.dumps({"request": REQUEST})

    assert [line.bad for line in answers([good, "\n", "x\n", "  ", good])] == [False, True, False]


def test_a_bad_policy_stays_bad_when_it_comes_again() -> None:
    line = json.dumps({"request": REQUEST, "endpoint_policy": {"Statement": 1}})

    assert [each.bad for each in answers([line] * 3)] == [True] * 3


def test_answers_come_as_lines_come() -> None:
    given = []

    def lines() -> Any:
        for number in range(3):
            given.append(number)
            yield json.dumps({"id": number, "request": REQUEST})

    stream = answers(lines())
    next(stream)
    assert given == [0]


def test_policies_that_come_again_mean_the_same_in_every_place_and_layout() -> None:
    cases = [
        {"endpoint_policy": ALLOW, "note": DENY, "request": REQUEST},
        {"note": ALLOW, "endpoint_policy": DENY, "request": REQUEST},
        {"request": {**REQUEST, "context": {"k": '"endpoint_policy": {}'}}, "endpoint_policy": ALLOW},
        {"note": {"endpoint_policy": DENY}, "endpoint_policy": ALLOW, "request": REQUEST},
        {"resource_policy": DENY, "endpoint_policy": ALLOW, "request": REQUEST},
        {"id": '"endpoint_policy"', "endpoint_policy": ALLOW, "request": REQUEST},
    ]
    expected = ["allowed", "explicitly_denied", "allowed", "allowed", "explicitly_denied", "allowed"]
    layouts = [{}, {"indent": None, "separators": (",", ":")}, {"sort_keys": True}]
    lines = [json.dumps(case, **layout) for layout in layouts for case in cases]  # type: ignore[arg-type]

    for _ in range(3):
        assert [json.loads(line.text)["decision"] for line in answers(lines * 2)] == expected * 6


def test_the_kind_of_the_endpoint_is_part_of_what_comes_again() -> None:
    policy = {
        "Statement": {"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "*", "Resource": "*"}
    }
    request = {**REQUEST, "principal": "arn:aws:iam::111111111111:role/App"}
    kinds = ["gateway", "interface", None]
    lines = [
        json.dumps({"endpoint_policy": policy, "endpoint_kind": kind, "request": request}) for kind in kinds
    ]

    found = [json.loads(line.text)["decision"] for line in answers(lines * 3)]
    assert found == ["implicitly_denied", "allowed", "undecided"] * 3
