"""The protocol of `simulate --batch`: the form of answers, bad lines, policies that come again."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce.access.stream import simulate_lines as batch
from gen_vpce.access.stream.json_lines import Line
from gen_vpce.access.stream.request_case import read_whole
from gen_vpce.access.stream.simulate_lines import answers

ALLOW = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}
DENY = {"Statement": {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}}
REQUEST = {"principal": "anonymous", "action": "s3:GetObject", "resource": "arn:aws:s3:::b/k"}


def answer(line: str) -> dict[str, Any]:
    """Return the one answer to a stream of one line."""
    (found,) = answered([line])
    return dict(json.loads(found.text))


def answered(lines: Iterable[str]) -> list[Line]:
    """Return the answers to a stream of *lines*."""
    return list(answers(line.encode() for line in lines))


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

    assert answer(json.dumps({**nothing, "request": request, "expected": [1]}))["decision"] == "undecided"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("x", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "a case is an object"),
        ("{}", "needs `request`"),
        ('{"id": 1, "id": 2}', "the key `id` occurs twice"),
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
    (found,) = answered([text])
    data = json.loads(found.text)

    assert found.bad
    assert data["id"] == (None if isinstance(line, str) else 5)
    assert words in data["error"]
    assert set(data) == {"id", "error"}


def test_a_bad_line_does_not_stop_the_stream_and_an_empty_one_has_no_answer() -> None:
    good = json.dumps({"request": REQUEST})

    assert [line.bad for line in answered([good, "\n", "x\n", "  ", good])] == [False, True, False]


def test_a_bad_policy_stays_bad_when_it_comes_again() -> None:
    line = json.dumps({"request": REQUEST, "endpoint_policy": {"Statement": 1}})

    assert [each.bad for each in answered([line] * 3)] == [True] * 3


def test_answers_come_as_lines_come() -> None:
    given = []

    def lines() -> Any:
        for number in range(3):
            given.append(number)
            yield json.dumps({"id": number, "request": REQUEST}).encode()

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
        assert [json.loads(line.text)["decision"] for line in answered(lines * 2)] == expected * 6


def test_the_kind_of_the_endpoint_is_part_of_what_comes_again() -> None:
    policy = {
        "Statement": {"Effect": "Allow", "Principal": {"AWS": "111111111111"}, "Action": "*", "Resource": "*"}
    }
    request = {**REQUEST, "principal": "arn:aws:iam::111111111111:role/App"}
    kinds = ["gateway", "interface", None]
    lines = [
        json.dumps({"endpoint_policy": policy, "endpoint_kind": kind, "request": request}) for kind in kinds
    ]

    found = [json.loads(line.text)["decision"] for line in answered(lines * 3)]
    assert found == ["implicitly_denied", "allowed", "undecided"] * 3


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b'{"id": "\xff"}', "this is not UTF-8: invalid start byte at byte 9"),
        (b'{"id": NaN, "request": {}}', "NaN is not a number of JSON"),
        (b'{"id": 1, "request": {"principal": "a", "principal": "b"}}', "`principal` occurs twice"),
    ],
)
def test_what_is_not_strict_json_is_an_error_of_its_line_alone(line: bytes, words: str) -> None:
    good = json.dumps({"request": REQUEST}).encode()
    first, bad, last = answers([good, line, good])

    assert words in json.loads(bad.text)["error"]
    assert [each.bad for each in (first, bad, last)] == [False, True, False]


def test_a_request_inside_something_else_is_not_the_line_s_own() -> None:
    other = {**REQUEST, "action": "s3:PutObject"}
    lines = [
        json.dumps({"id": 1, "note": {"request": {**REQUEST, "resource": str(number)}}, "request": other})
        for number in range(2)
    ]
    for line in answered(lines):
        assert json.loads(line.text)["because"] == "no policy was asked about s3:PutObject on b/k"


SMALL = [ALLOW, DENY, {"Statement": []}, {"Statement": 1}, {"request": REQUEST, "id": 1}, None]


def objects(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects with some of *members*, in any order."""
    some = st.fixed_dictionaries({}, optional=members).map(lambda found: list(found.items()))
    return some.flatmap(st.permutations).map(dict)


SCALARS = st.text() | st.booleans() | st.integers() | st.floats() | st.sampled_from(['"', "}", "\\", 10**30])
CONTEXTS = st.dictionaries(
    st.sampled_from(["request", "id", "aws:CurrentTime", "k"]),
    st.none() | SCALARS | st.lists(SCALARS | st.none(), max_size=3),
)

LINES = st.lists(
    st.builds(
        lambda case, layout: json.dumps(case, **layout),
        objects(
            id=st.sampled_from(["a", 7, 10**20, -1, 1.5, "é", 'say "id": 1', {"id": 3}, None]),
            request=st.sampled_from(
                [
                    *(
                        REQUEST,
                        {**REQUEST, "resource_account": None},
                        {**REQUEST, "derive": False},
                        {**REQUEST, "n": 1},
                    ),
                    *({"request": {}}, "x", None, []),
                ]
            )
            | CONTEXTS.map(lambda context: {**REQUEST, "context": context}),
            endpoint_policy=st.sampled_from(SMALL),
            identity_policies=st.sampled_from([[ALLOW], [DENY, ALLOW], [], None, "id"]),
            scps=st.sampled_from([[[ALLOW]], [[DENY]], [[]], [1]]),
            note=st.sampled_from(["request", {"request": REQUEST}, {"x": {"id": 1}}]),
        ),
        st.sampled_from([{}, {"separators": (",", ":")}, {"separators": (" ,\t", " : ")}]),
    ),
    max_size=12,
)


@given(LINES)
def test_lines_are_read_in_their_frames_as_they_are_read_whole(lines: list[str]) -> None:
    framed = answered(lines * 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "read_case", read_whole)
        whole = answered(lines * 2)

    assert framed == whole
