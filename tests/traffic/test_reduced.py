"""Reduced requests stand for the events: no verdict changes, and what they do not tell is refused."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.made_events import POINT, made
from tests.support.trail import event, trail

from gen_vpce.diagnostics.shipped import schema_file
from gen_vpce.inquiry.judge import Judge, judge, resources_in
from gen_vpce.inquiry.learning.generalise import Steps
from gen_vpce.inquiry.learning.make import make
from gen_vpce.inquiry.learning.text import Place
from gen_vpce.inquiry.replay import Replay, replay
from gen_vpce.traffic.parallel import reduce_files
from gen_vpce.traffic.prefixes import Prefixes
from gen_vpce.traffic.reduced import NotToldError, lines_of
from gen_vpce.traffic.reduction import Reduction
from gen_vpce.traffic.reduction_options import Asked, Prefixed

SCHEMA = jsonschema.Draft202012Validator(json.loads(schema_file("reduced").read_text(encoding="utf-8")))
EVERYTHING = Asked(("aws:useragent", "s3:prefix", "kms:encryptioncontext:app"), sessions=True, patterns=None)


def written(path: Path, reduction: Reduction, asked: Asked) -> str:
    path.write_bytes(b"".join(lines_of(reduction, asked)))
    return str(path)


def read(asked: Asked, *files: str) -> Reduction:
    reduction, troubles = reduce_files(files, asked)
    assert not list(troubles.sentences())
    return reduction


STATEMENTS = st.builds(
    lambda effect, action, resource, condition: {
        "Effect": effect,
        "Principal": "*",
        "Action": action,
        "Resource": resource,
        **condition,
    },
    st.sampled_from(["Allow", "Allow", "Deny"]),
    st.sampled_from(["*", "s3:*", "s3:GetObject", "dynamodb:*", "kms:Decrypt"]),
    st.sampled_from(
        [
            "*",
            "arn:aws:s3:::b/*",
            "arn:aws:s3:::*/logs/?",
            f"{POINT}/object/*",
            "arn:aws:dynamodb:*:*:table/A",
            "arn:aws:s3:::a/${aws:username}/*",
            "arn:aws:s3:::b/a",
        ]
    ),
    st.sampled_from(
        [
            {},
            {"Condition": {"StringLike": {"aws:UserAgent": "a*"}}},
            {"Condition": {"StringEquals": {"s3:prefix": "logs/"}}},
            {"Condition": {"StringEquals": {"kms:EncryptionContext:app": "A"}}},
            {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}},
            {"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app/*"}}},
        ]
    ),
)


def said(found: Replay) -> Counter[tuple[Any, ...]]:
    """Return how many events have each verdict; an example may be another one of its class."""
    counts: Counter[tuple[Any, ...]] = Counter()
    for row in found.rows:
        key = (row.seen.event, row.seen.caller, row.seen.was, row.said.verdict, row.said.depends_on is None)
        counts[key] += row.often.count
    return counts


@given(
    events=st.lists(made(), min_size=1, max_size=10), statements=st.lists(STATEMENTS, min_size=1, max_size=3)
)
def test_no_verdict_changes_by_reducing(
    events: list[dict[str, Any]], statements: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("reduced")
    policy, logs = folder / "p.json", folder / "events.json"
    policy.write_text(json.dumps({"Version": "2012-10-17", "Statement": statements}))
    logs.write_bytes(trail(events))
    asked_of = judge(str(policy), gateway=True)
    assert isinstance(asked_of, Judge)
    by_policy = Asked(tuple(sorted(asked_of.keys)), asked_of.sessions, tuple(resources_in(asked_of, None)))
    every = Asked((*EVERYTHING.keys, *by_policy.keys), sessions=True, patterns=None)
    not_folded = Asked(by_policy.keys, by_policy.sessions, None)
    kinds = [read(each, str(logs)) for each in (not_folded, by_policy)]
    for number, asked in enumerate((every, by_policy)):
        rows = written(folder / f"{number}.jsonl", read(asked, str(logs)), asked)
        kinds.append(read(by_policy, rows))
    verdicts = [
        said(replay(kind, asked_of, dict.fromkeys(kind.coverage.endpoints, asked_of.ways), None))
        for kind in kinds
    ]
    assert verdicts[1:] == verdicts[:1] * 3
    assert all(kind.coverage == kinds[0].coverage for kind in kinds)
    assert kinds[2] == kinds[3] == kinds[1]


@given(events=st.lists(made(), min_size=1, max_size=10), objects=st.integers(1, 3), depth=st.integers(1, 2))
def test_what_is_learned_does_not_change_by_reducing(
    events: list[dict[str, Any]], objects: int, depth: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("reduced")
    (folder / "events.json").write_bytes(trail(events))
    by_prefix = Asked(patterns=None, prefixes=Prefixed(objects, depth))
    sources = [str(folder / "events.json")]
    for asked in (EVERYTHING, by_prefix):
        name = f"{asked.prefixes is None}.jsonl"
        sources.append(written(folder / name, read(asked, sources[0]), asked))
    texts = []
    for source in sources:
        prefixes = Prefixes(objects, depth)
        found, _ = reduce_files([source], by_prefix, folding=prefixes)
        steps = Steps(objects, depth)
        texts.append(make(found.requests, prefixes, Place("n", "eu-west-1", "111122223333"), steps).text)
    assert texts[1:] == texts[:1] * 2


@given(events=st.lists(made(), max_size=8), cut=st.integers(0, 8))
def test_the_lines_are_the_same_whatever_the_order_and_fit_the_schema(
    events: list[dict[str, Any]], cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("reduced")
    asked = Asked(EVERYTHING.keys, sessions=False, patterns=("arn:aws:s3:::b/logs/*",))
    (folder / "whole.json").write_bytes(trail(events))
    parts = [written(folder / "0", Reduction(), asked)]
    for number, part in enumerate((events[cut:], events[:cut]), start=1):
        if part:
            (folder / f"{number}.json").write_bytes(trail(part))
            rows = read(asked, str(folder / f"{number}.json"))
            parts.append(written(folder / str(number), rows, asked))
    whole = read(asked, str(folder / "whole.json")) if events else Reduction()
    lines = list(lines_of(whole, asked))
    assert list(lines_of(read(asked, *parts), asked)) == lines
    (folder / "joined.gz").write_bytes(gzip.compress(b"".join(Path(each).read_bytes() for each in parts)))
    assert list(lines_of(read(asked, str(folder / "joined.gz")), asked)) == lines
    for line in lines:
        SCHEMA.validate(json.loads(line))


POLICY = Asked(("aws:useragent",), patterns=("arn:aws:s3:::b/*", "arn:aws:s3:::b/x"))
LACKS: list[tuple[Asked, Asked, str | None]] = [
    (EVERYTHING, POLICY, None),
    (POLICY, POLICY, None),
    (POLICY, Asked(patterns=("arn:aws:s3:::b/x", "*", "arn:aws:dynamodb:*:*:table/*")), None),
    (POLICY, Asked(("aws:PrincipalOrgID", "aws:UserAgent"), patterns=()), None),
    (POLICY, Asked(("aws:SourceIdentity",), patterns=()), "the condition key aws:sourceidentity"),
    (POLICY, Asked(sessions=True), "the sessions of roles"),
    (POLICY, Asked(patterns=("arn:aws:s3:::c/*",)), "which objects are arn:aws:s3:::c/*"),
    (POLICY, Asked(patterns=("arn:*",)), "which objects are arn:*"),
    (POLICY, Asked(patterns=None, prefixes=Prefixed(5, 1)), "every object of S3"),
    (Asked(patterns=None, prefixes=Prefixed(5, 1)), Asked(patterns=None, prefixes=Prefixed(5, 1)), None),
    (
        Asked(patterns=None, prefixes=Prefixed(5, 1)),
        Asked(patterns=None, prefixes=Prefixed(4, 1)),
        "objects of S3 otherwise than by --objects 5 --depth 1",
    ),
    (
        Asked(patterns=None, prefixes=Prefixed(5, 1)),
        POLICY,
        "the condition key aws:useragent",
    ),
    (EVERYTHING, Asked(patterns=None, prefixes=Prefixed(4, 2)), None),
]


@pytest.mark.parametrize(("kept", "asked", "lack"), LACKS)
def test_what_is_not_told_any_more_is_refused(
    kept: Asked, asked: Asked, lack: str | None, tmp_path: Path
) -> None:
    rows = written(tmp_path / "rows", Reduction(), kept)
    if lack is None:
        read(asked, rows)
        return
    with pytest.raises(NotToldError) as refused:
        read(asked, rows)
    assert refused.value.message == f"`{rows}` does not tell {lack}"
    assert refused.value.hint.startswith("reduce the events with --")


def test_a_session_is_its_role_where_nobody_asks_for_it(tmp_path: Path) -> None:
    (tmp_path / "events").write_bytes(trail([event()]))
    rows = written(tmp_path / "rows", read(EVERYTHING, str(tmp_path / "events")), EVERYTHING)
    assert read(Asked(), rows) == read(Asked(), str(tmp_path / "events"))


def test_a_line_of_another_form_is_counted_and_named_and_another_version_refused(tmp_path: Path) -> None:
    (tmp_path / "events").write_bytes(trail([event()]))
    lines = list(lines_of(read(Asked(), str(tmp_path / "events")), Asked()))
    (tmp_path / "rows").write_bytes(b"".join([lines[0], b"{}\n", b"Hello\n", lines[1]]))
    reduction, troubles = reduce_files([str(tmp_path / "rows")], Asked())
    assert len(reduction.requests) == 1
    assert list(troubles.sentences()) == [
        (
            "2 events not read: the line does not have the form of a reduced request: "
            f"{tmp_path / 'rows'}: line 2, {tmp_path / 'rows'}: line 3"
        )
    ]
    (tmp_path / "rows").write_bytes(lines[0].replace(b'"version":1', b'"version":2'))
    with pytest.raises(NotToldError, match="has version 2 of reduced requests, this gen-vpce reads 1"):
        read(Asked(), str(tmp_path / "rows"))
    (tmp_path / "rows").write_bytes(lines[0][:40] + b"\n")
    with pytest.raises(NotToldError, match="the first line does not have the form of reduced requests"):
        read(Asked(), str(tmp_path / "rows"))


@given(
    days=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    since=st.integers(1, 9),
    until=st.integers(1, 10),
)
def test_only_the_days_that_are_asked_for_count(
    days: list[int], since: int, until: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("days") / "events"
    path.write_bytes(trail([event(eventTime=f"2026-11-{day:02}T12:00:00Z") for day in days]))
    asked = Asked(since=f"2026-11-{since:02}", until=f"2026-11-{until:02}")
    reduction, _ = reduce_files([str(path)], asked)
    assert reduction.coverage.events == sum(since <= day < until for day in days)


def test_a_file_that_is_cut_off_between_two_lines_is_named(tmp_path: Path) -> None:
    asked = Asked(patterns=None)
    events = [event("GetItem", {"tableName": table}) for table in "ABC"]
    (tmp_path / "events.json").write_bytes(trail(events))
    reduction, _ = reduce_files([str(tmp_path / "events.json")], asked)
    whole = list(lines_of(reduction, asked))
    short = [*whole[:-1], *whole]  # one file behind another
    for name, text in (("whole.jsonl", whole), ("short.jsonl", short)):
        (tmp_path / name).write_bytes(b"".join(text))
    assert list(reduce_files([str(tmp_path / "whole.jsonl")], asked)[1].sentences()) == []
    (said,) = reduce_files([str(tmp_path / "short.jsonl")], asked)[1].sentences()
    assert "cut off: its first line tells of 3 requests, 2 follow" in said
