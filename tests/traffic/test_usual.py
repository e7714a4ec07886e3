"""Files of a trail are read part by part, and what comes of that is what comes of their events one by one."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.made_events import made
from tests.support.trail import event, session_of

from gen_vpce.traffic import usual
from gen_vpce.traffic.events import _Reading, held_in
from gen_vpce.traffic.reduction import Reduction, reduce_batches, reduce_events
from gen_vpce.traffic.reduction_options import Asked, Prefixed
from gen_vpce.traffic.troubles import Troubles
from gen_vpce.traffic.usual import NotUsualError, UsualFile

FILE = "f"
PATTERNS = ("arn:aws:s3:::b/logs/*", "arn:aws:s3:::*/1", "arn:aws:s3:::a/*", "arn:aws:s3:::b*")
ASKED = {
    "patterns": Asked(patterns=PATTERNS),
    "every object": Asked(patterns=None),
    "prefixes": Asked(patterns=None, prefixes=Prefixed(2, 1)),
    "sessions": Asked(sessions=True),
    "everywhere": Asked(patterns=PATTERNS, everywhere=("s3.amazonaws.com", "dynamodb.amazonaws.com")),
    "keys": Asked(("aws:useragent",)),
    "time": Asked(since="2026-11-01T05:00:00Z", until="2026-11-03"),
}
BROKEN: list[Any] = [
    {"eventSource": 5},
    {"eventName": "GetItem"},
    {**event(), "resources": [{"ARN": 5}]},
    {**event(), "userIdentity": []},
    {},
    7,
]
UNUSUAL: list[dict[str, Any]] = [
    {**event(), "userIdentity": {"accountId": "111122223333", "invokedBy": "AWS Internal"}},
    {**event(), "userIdentity": {"type": "OfNextYear"}},
    {**event(), "userIdentity": None},
    {**event(), "eventCategory": "Insight"},
    {**event(), "eventTime": None},
    event("GetObject", {"bucketName": "b", "key": "1", "Key": "logs/1"}, service="s3"),
    event("Query", {"tableName": "A", "note": [{"a": 1}, {"eventVersion": "1"}]}),
    event("Query", {"tableName": '},{"eventVersion":'}),
]


def as_written(events: Sequence[Any]) -> bytes:
    return json.dumps({"Records": events}, separators=(",", ":"), ensure_ascii=False).encode()


def reduced(content: bytes, asked: Asked) -> tuple[Reduction, Troubles]:
    """Return what is made of a file, and what was wrong with it."""
    troubles, folding = Troubles(), asked.folding()
    batches = held_in(FILE, iter([content]), troubles, asked, folding)
    return reduce_batches(batches, folding=folding, **_as(asked)), troubles


def reduced_plainly(content: bytes, asked: Asked) -> tuple[Reduction, Troubles]:
    """Return the same by the one way that knows every form."""
    troubles = Troubles()
    read = _Reading(FILE, troubles)
    events = [
        each for each in read.block(content) if asked.takes(each.event_time or "", each.event_time or "")
    ]
    read.end()
    return reduce_events(events, folding=asked.folding(), **_as(asked)), troubles


def _as(asked: Asked) -> dict[str, Any]:
    return {"keys": asked.keys, "sessions": asked.sessions, "everywhere": asked.everywhere}


@given(
    events=st.lists(st.one_of(made(), made(), st.sampled_from(UNUSUAL), st.sampled_from(BROKEN)), max_size=8)
    | st.lists(made(), max_size=12),
    how=st.sampled_from(sorted(ASKED)),
    size=st.sampled_from([1, 700, 1 << 17]),
    rest=st.sampled_from([b"", b"\n", b" x", b"]}"]),
    cut=st.sampled_from([0, 0, 0, 1, 30]),
)
def test_a_file_read_by_parts_is_what_its_events_are(
    events: list[Any], how: str, size: int, rest: bytes, cut: int
) -> None:
    content = as_written(events)
    content = content[: len(content) - cut] + rest
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(usual, "_PART", size)
        assert reduced(content, ASKED[how]) == reduced_plainly(content, ASKED[how])


@given(events=st.lists(made(), min_size=1, max_size=6), how=st.sampled_from(["patterns", "prefixes"]))
def test_what_was_read_before_a_file_broke_leaves_no_trace(events: list[dict[str, Any]], how: str) -> None:
    asked = ASKED[how]
    whole, folding, troubles = as_written(events), asked.folding(), Troubles()
    lowest = event("GetObject", {"bucketName": "b", "key": "logs/0"}, service="s3")
    broken = as_written([lowest, *events, lowest]).replace(b"logs/0", b"logs/\xff")[:-2] + b"}]}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(usual, "_PART", 1)
        files = (whole, broken, whole)
        batches = (
            each for content in files for each in held_in(FILE, iter([content]), troubles, asked, folding)
        )
        found = reduce_batches(batches, folding=folding)
    expected = [each for content in (whole, whole) for each in _Reading(FILE, Troubles()).block(content)]
    assert found == reduce_events(expected, folding=asked.folding())


@pytest.mark.parametrize("note", [b"1e999", b"1" + b"0" * 5000, b'"\xff"'])
@pytest.mark.parametrize("how", ["patterns", "keys"])
def test_parameters_that_are_no_text_or_number_of_python_break_nothing(how: str, note: bytes) -> None:
    events = [
        event("GetObject", {"bucketName": "b", "key": "k", "note": 0}, service="s3"),
        event("Query", {"tableName": "T", "note": 0}),
    ]
    content = as_written(events).replace(b'"note":0', b'"note":' + note)
    found, troubles = reduced(content, ASKED[how])
    assert {need.resource for seen in found.requests for need in seen.needs} == {
        "arn:aws:s3:::b/k",
        "arn:aws:dynamodb:eu-west-1:111122223333:table/T",
    }
    assert troubles == Troubles()


def test_a_file_is_cut_between_events_as_aws_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(usual, "_PART", 1)
    file = UsualFile(as_written([event(eventID=str(number)) for number in range(5)]))
    assert [[each.event_id for each in part] for part in file] == [["0"], ["1"], ["2"], ["3"], ["4"]]
    assert file.events == 5


@pytest.mark.parametrize("content", [b'{"Records":[]}', b'{"Records":{}}', b'{"Records":[{}]}', b"{}", b""])
def test_a_file_without_usual_events_is_none(content: bytes) -> None:
    file = UsualFile(content)
    with pytest.raises(NotUsualError):
        list(file)
    assert file.events is None


@pytest.mark.parametrize("identity", [session_of(), {"type": "Root", "accountId": "1", "arn": "arn:x"}])
def test_usual_events_tell_the_essentials(identity: dict[str, Any]) -> None:
    made_ = event(identity=identity, errorCode="AccessDenied")
    ((found,),) = UsualFile(as_written([made_]))
    who = found.essentials().user_identity
    assert who is not None
    assert (who.type, who.account_id) == (identity["type"], identity["accountId"])
    assert found.essentials().error_code == "AccessDenied"
