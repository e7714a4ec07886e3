"""Every form that events arrive in is read by its content, and what cannot be read is counted and named."""

import bz2
import gzip
import io
import json
import lzma
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.trail import event, lines, trail

from gen_vpce.traffic import files
from gen_vpce.traffic.event import Event
from gen_vpce.traffic.events import events_of
from gen_vpce.traffic.files import NoSuchFilesError, named_files
from gen_vpce.traffic.troubles import Troubles

NAMES = ["GetItem", "PutItem", "Query"]
EVENTS = [event(name) for name in NAMES]


def read(path: Path) -> tuple[list[Event], Troubles]:
    troubles = Troubles()
    return list(events_of(named_files([str(path)]), troubles)), troubles


def envelope(detail: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": "0",
        "detail-type": "AWS API Call via CloudTrail",
        "source": "aws.s3",
        "detail": detail,
    }


FORMS: dict[str, bytes] = {
    "a file of a trail": trail(EVENTS),
    "a file of a trail, indented": json.dumps({"Records": EVENTS}, indent=2).encode(),
    "a byte order mark": b"\xef\xbb\xbf" + trail(EVENTS),
    "an event a line": lines(EVENTS),
    "an event a line, with empty lines": b"\n" + lines(EVENTS).replace(b"\n", b"\r\n\r\n"),
    "a trail's file a line": lines([{"Records": EVENTS[:1]}, {"Records": EVENTS[1:]}]),
    "an array": json.dumps(EVENTS).encode(),
    "events of EventBridge, one a line": lines([envelope(each) for each in EVENTS]),
    "events of EventBridge, as an array": json.dumps([envelope(each) for each in EVENTS]).encode(),
    "lookup-events": json.dumps(
        {"Events": [{"EventId": "1", "CloudTrailEvent": json.dumps(each)} for each in EVENTS]}, indent=4
    ).encode(),
    "filter-log-events": json.dumps(
        {"events": [{"logStreamName": "x", "message": json.dumps(each)} for each in EVENTS]}
    ).encode(),
    "a subscription of CloudWatch Logs": json.dumps(
        {"messageType": "DATA_MESSAGE", "logEvents": [{"message": json.dumps(each)} for each in EVENTS]}
    ).encode(),
    "documents that follow each other, indented": b"\n".join(
        json.dumps(each, indent=2).encode() for each in EVENTS
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_recognised_by_its_content(form: str, tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(FORMS[form])
    found, troubles = read(path)
    assert [each.event_name for each in found] == NAMES
    assert list(troubles.sentences()) == []


@pytest.mark.parametrize("form", ["an event a line", "a file of a trail, indented", "an array"])
@pytest.mark.parametrize("size", [7, 64, 700])
def test_a_large_file_is_read_in_blocks(
    form: str, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_BLOCK", size)
    path = tmp_path / "events"
    path.write_bytes(FORMS[form])
    found, troubles = read(path)
    assert [each.event_name for each in found] == NAMES
    assert list(troubles.sentences()) == []


@pytest.mark.parametrize("size", [7, 64, 1 << 26])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("form", FORMS)
def test_what_windows_powershell_writes_is_read(
    form: str, encoding: str, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_BLOCK", size if form == "an event a line" else 1 << 26)
    path = tmp_path / "events"
    path.write_bytes(f"\ufeff{FORMS[form].decode()}".encode(encoding))
    found, troubles = read(path)
    assert [each.event_name for each in found] == NAMES
    assert list(troubles.sentences()) == []


def zstd(data: bytes) -> bytes:
    return bytes(pytest.importorskip("zstandard").ZstdCompressor().compress(data))


PACKED: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "zstd": zstd}


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("members", [1, 2])
def test_packed_files_are_recognised_by_their_first_bytes(packed: str, members: int, tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    path.write_bytes(b"".join(PACKED[packed](lines(EVENTS)) for _ in range(members)))
    found, troubles = read(path)
    assert [each.event_name for each in found] == NAMES * members
    assert list(troubles.sentences()) == []


@pytest.mark.parametrize("packed", PACKED)
def test_a_damaged_file_is_named_and_the_others_are_read(packed: str, tmp_path: Path) -> None:
    whole = PACKED[packed](trail(EVENTS * 50))
    (tmp_path / "a").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "b").write_bytes(trail(EVENTS))
    (tmp_path / "c").write_bytes(whole[:20] + b"\x00" * 40 + whole[60:])
    found, troubles = read(tmp_path)
    assert len(found) == 3
    assert list(troubles.sentences()) == [
        f"2 files not read: the compressed data is damaged or cut off: {tmp_path / 'a'}, {tmp_path / 'c'}"
    ]


def test_gzip_is_read_without_the_fast_library_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "isal", None)
    (tmp_path / "a").write_bytes(gzip.compress(trail(EVENTS)))
    (tmp_path / "b").write_bytes(gzip.compress(trail(EVENTS))[:40])
    found, troubles = read(tmp_path)
    assert len(found) == 3
    assert troubles.files["the compressed data is damaged or cut off"].count == 1


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="Python reads zstd itself")
def test_without_a_reader_of_zstd_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    (tmp_path / "a").write_bytes(b"\x28\xb5\x2f\xfd and so on")
    found, troubles = read(tmp_path)
    assert found == []
    assert "zstd needs Python 3.14, or: pip install zstandard" in troubles.files


BROKEN: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 0, "1 file not read: no events in it: {file}"),
    "no JSON": (b"Hello\n", 0, "1 file not read: not JSON: {file}"),
    "a table of something else": (
        b"eventname,eventsource,eventtime\nGetItem,a,b\n",
        0,
        "1 file not read: not JSON, and no answer of the query that `gen-vpce traffic sql` prints: {file}",
    ),
    "a ZIP archive": (b"PK\x03\x04...", 0, "1 file not read: a ZIP archive: unpack it first: {file}"),
    "packed by bzip2": (bz2.compress(b"{}"), 0, "1 file not read: packed by bzip2: unpack it first: {file}"),
    "packed by xz": (lzma.compress(b"{}"), 0, "1 file not read: packed by xz: unpack it first: {file}"),
    "Parquet": (
        b"PAR1...",
        0,
        (
            "1 file not read: Parquet, which is not read: query it, and save the answer of "
            "`gen-vpce traffic sql`: {file}"
        ),
    ),
    "UTF-16 that is cut off": (
        trail(EVENTS).decode().encode("utf-16")[:-11],
        0,
        "1 file not read: not JSON after document 0: Input data was truncated: {file}",
    ),
    "cut off": (
        trail(EVENTS)[:-5],
        0,
        "1 file not read: not JSON after document 0: Input data was truncated: {file}",
    ),
    "other JSON": (
        b'{"a": 1}',
        0,
        "1 event not read: no event of CloudTrail: eventSource or eventName is missing: {file}: document 1",
    ),
    "one line of three": (
        lines(EVENTS[:2]) + b"{cut",
        2,
        "1 event not read: not JSON: {file}: line 3",
    ),
    "one event of a trail": (
        trail([EVENTS[0], {"eventSource": 1}, EVENTS[1]]),
        2,
        "1 event not read: the event does not have CloudTrail's form: {file}: document 1, event 2",
    ),
    "one event without a name": (
        trail([EVENTS[0], {"eventSource": "s3.amazonaws.com"}]),
        1,
        (
            "1 event not read: no event of CloudTrail: eventSource or eventName is missing: "
            "{file}: document 1, event 2"
        ),
    ),
    "one text of lookup-events": (
        json.dumps(
            {"Events": [{"CloudTrailEvent": "{"}, {"CloudTrailEvent": json.dumps(EVENTS[0])}]}
        ).encode(),
        1,
        "1 event not read: not JSON: {file}: document 1, event 1",
    ),
    "a number in lookup-events": (
        json.dumps({"Events": [{"CloudTrailEvent": 1}, {"CloudTrailEvent": json.dumps(EVENTS[0])}]}).encode(),
        1,
        "1 event not read: the event does not have CloudTrail's form: {file}: document 1, event 1",
    ),
    "something in an array": (
        json.dumps([1, EVENTS[0]]).encode(),
        1,
        "1 event not read: the event does not have CloudTrail's form: {file}: entry 1",
    ),
    "an array that is nested too deeply": (
        b"[" * 9000,
        0,
        "1 file not read: not JSON: nested too deeply: {file}",
    ),
    "a document that is nested too deeply": (
        b'{"a":' * 9000,
        0,
        "1 file not read: not JSON after document 0: nested too deeply: {file}",
    ),
    "one line that is nested too deeply": (
        lines(EVENTS[:1]) + b'{"a":' * 9000 + b"\n" + lines(EVENTS[1:2]),
        2,
        "1 event not read: not JSON: {file}: line 2",
    ),
    "bytes that are not UTF-8": (
        lines(EVENTS[:1]) + b'{"eventSource": "\xff"}\n',
        1,
        "1 event not read: not JSON: {file}: line 2",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_broken_is_counted_and_named_and_the_rest_is_read(kind: str, tmp_path: Path) -> None:
    content, count, sentence = BROKEN[kind]
    path = tmp_path / "events.json"
    path.write_bytes(content)
    found, troubles = read(path)
    assert len(found) == count
    assert list(troubles.sentences()) == [sentence.replace("{file}", str(path))]


def test_a_reason_names_the_first_places_and_counts_all(tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_bytes(b"{}\n" * 5)
    _, troubles = read(path)
    assert next(iter(troubles.sentences())).endswith(f"line 1, {path}: line 2, {path}: line 3, ...")
    assert next(iter(troubles.sentences())).startswith("5 events not read: ")


def test_folders_patterns_and_files_are_taken_once_and_digests_left_out(tmp_path: Path) -> None:
    for name in ("b/x.json", "a/y.json.gz", "a/.hidden", "CloudTrail-Digest/z.json", ".git/config"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    given = [str(tmp_path / "a/*"), str(tmp_path), str(tmp_path / "b/x.json"), "-"]
    assert named_files(given) == [*(str(tmp_path / name) for name in ("a/y.json.gz", "b/x.json")), "-"]


@pytest.mark.parametrize("name", ["missing.json", "missing/*.json"])
def test_a_path_that_names_nothing_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(NoSuchFilesError, match=r"missing.* names no file"):
        named_files([str(tmp_path / name)])


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_stdin_is_read(pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(pack(lines(EVENTS)))))
    assert [each.event_name for each in events_of(["-"], Troubles())] == NAMES


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(
    field=st.sampled_from(sorted(event(resources=["arn:aws:s3:::x"]))), value=JSON, cut=st.integers(0, 300)
)
def test_a_mutated_event_is_read_or_counted_and_never_stops_the_rest(
    field: str, value: object, cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    mutated = event(resources=["arn:aws:s3:::x"]) | {field: value}
    text = json.dumps(mutated).encode()
    path = tmp_path_factory.mktemp("events") / "events"
    path.write_bytes(lines([EVENTS[0]]) + text + b"\n" + text[:cut] + b"\n" + lines([EVENTS[1]]))
    found, troubles = read(path)
    counted = sum(reason.count for reason in troubles.events.values())
    assert len(found) + counted == (4 if cut and not text[:cut].isspace() else 3)
    assert [found[0].event_name, found[-1].event_name] == ["GetItem", "PutItem"]


def test_only_what_is_needed_is_decoded() -> None:
    decoded = msgspec.json.decode(json.dumps(event(parameters={"tableName": "Orders"})), type=Event)
    assert bytes(decoded.request_parameters) == b'{"tableName": "Orders"}'
    assert (decoded.event_id, decoded.source_ip_address) == (
        "00000000-0000-4000-8000-000000000001",
        "10.0.1.10",
    )
