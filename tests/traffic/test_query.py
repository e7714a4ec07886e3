"""The query gives what reading the events here gives: DuckDB runs it, and parsers know its other dialects."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.amount import amount
from tests.support.made_events import POINT, busy, made, on_objects
from tests.support.trail import event, trail

from gen_vpce.traffic import files
from gen_vpce.traffic.files import named_files
from gen_vpce.traffic.parallel import reduce_files
from gen_vpce.traffic.reduced import NotToldError, lines_of
from gen_vpce.traffic.reduction_options import Asked, Prefixed
from gen_vpce.traffic.sql import parameters
from gen_vpce.traffic.sql.dialect import DIALECTS
from gen_vpce.traffic.sql.query import Source, query
from gen_vpce.traffic.sql.table import Bucket, athena_table, duckdb_view

REAL = os.environ.get("GEN_VPCE_REAL_EVENTS", "")
"""A folder of files of a trail: nobody's real ones are in the repository."""

PATTERNS = (
    "arn:aws:s3:::b/logs/*",
    "arn:aws:s3:::*/1",
    f"{POINT}/object/*",
    "arn:aws:s3:::a/${aws:username}/*",
)
PREFIXES = [Prefixed(objects, depth) for objects in (1, 2, 3) for depth in (1, 2)]
Database = duckdb.DuckDBPyConnection
KEYS = (
    "aws:currenttime",
    "aws:federatedprovider",
    "aws:multifactorauthpresent",
    "aws:requestedregion",
    "aws:securetransport",
    "aws:sourceidentity",
    "aws:sourceip",
    "aws:tokenissuetime",
    "aws:useragent",
    "aws:userid",
    "aws:username",
    "aws:vpceaccount",
    "aws:vpcsourceip",
    "kms:encryptioncontext:app",
    "s3:prefix",
    "s3:versionid",
)
"""Every key that events hold: a new one has to be read from the answer, too."""


@pytest.fixture(scope="module")
def database() -> Database:
    return duckdb.connect()


def asked_of(database: Database, place: str, asked: Asked, source: Source, answer: Path) -> None:
    database.execute(duckdb_view(source.table, place))
    database.execute(f"COPY ({query('duckdb', asked, source)}) TO '{answer}' (HEADER)")


def lines(read: Sequence[str], asked: Asked) -> list[bytes]:
    reduction, troubles = reduce_files(read, asked)
    assert list(troubles.sentences()) == []
    return list(lines_of(reduction, asked))


@given(
    events=st.lists(st.one_of(made(), busy()), min_size=1, max_size=12),
    keys=st.lists(st.sampled_from(KEYS), unique=True, max_size=3),
    objects=st.sampled_from([None, (), PATTERNS[:1], PATTERNS, *PREFIXES]),
    sessions=st.booleans(),
)
def test_the_answer_is_reduced_to_what_the_events_are(  # noqa: PLR0917 -- what hypothesis draws
    database: Database,
    events: list[dict[str, Any]],
    keys: list[str],
    objects: tuple[str, ...] | Prefixed | None,
    sessions: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("query")
    (folder / "events.json").write_bytes(trail(events))
    prefixes = objects if isinstance(objects, Prefixed) else None
    asked = Asked(tuple(keys), sessions, None if isinstance(objects, Prefixed) else objects, prefixes)
    asked_of(database, str(folder / "events.json"), asked, Source("events"), folder / "a.csv")
    assert lines([str(folder / "a.csv")], asked) == lines([str(folder / "events.json")], asked)


@settings(max_examples=amount(50))
@given(events=st.lists(on_objects(), min_size=4, max_size=20), prefixes=st.sampled_from(PREFIXES))
def test_objects_are_folded_to_prefixes_as_here(
    database: Database,
    events: list[dict[str, Any]],
    prefixes: Prefixed,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("query")
    (folder / "events.json").write_bytes(trail(events))
    asked = Asked(patterns=None, prefixes=prefixes)
    asked_of(database, str(folder / "events.json"), asked, Source("events"), folder / "a.csv")
    assert lines([str(folder / "a.csv")], asked) == lines([str(folder / "events.json")], asked)


def test_of_each_prefix_no_more_rows_are_answered_than_make_one(database: Database, tmp_path: Path) -> None:
    keys = [f"{folder}/{number}/{rest}" for number in range(40) for folder in "ab" for rest in ("x", "y/z")]
    events = [
        event(
            "GetObject",
            {"bucketName": "b", "key": key},
            service="s3",
            resources=[f"arn:aws:s3:::b/{key}"],
        )
        for key in [*keys, "top"]
    ]
    (tmp_path / "events.json").write_bytes(trail(events))
    asked = Asked(patterns=None, prefixes=Prefixed(3, 1))
    asked_of(database, str(tmp_path / "events.json"), asked, Source("events"), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text().count("\n") == 2 + 3 + 3 + 1
    reduced = lines([str(tmp_path / "a.csv")], asked)
    assert reduced == lines([str(tmp_path / "events.json")], asked)
    assert b'"count":80' in reduced[1]


MANY: dict[str, list[tuple[str, dict[str, str]]]] = {
    "an ACL, which changes permissions": [("PutObject", {"x-amz-acl": "private"})],
    "versions": [("GetObject", {"versionId": "1"}), ("GetObject", {"versionId": "2"})],
    "copies": [("CopyObject", {"x-amz-copy-source": "a/logs/1"})],
    "tags": [("PutObject", {"x-amz-tagging": "a=b"})],
    "grants, which change permissions": [("PutObject", {"x-amz-grant-read": "id=1"})],
    "a lock": [("PutObject", {"x-amz-object-lock-mode": "GOVERNANCE"})],
    "a lock that is passed by": [("DeleteObject", {"x-amz-bypass-governance-retention": "true"})],
    "an event that is kept whole": [("PutObjectAcl", {}), ("GetObject", {})],
}


@pytest.mark.parametrize("kind", MANY)
@pytest.mark.parametrize("prefixes", [Prefixed(2, 1), Prefixed(3, 2)])
def test_many_objects_below_a_prefix_are_what_they_are_here(
    kind: str, prefixes: Prefixed, database: Database, tmp_path: Path
) -> None:
    places = [f"{folder}/{part}{number}" for folder in "ab" for part in ("", "c/") for number in range(4)]
    events = [
        event(name, {"bucketName": "b", "key": key, **more}, service="s3", awsRegion=region)
        for key in places
        for name, more in MANY[kind]
        for region in ("eu-west-1", "cn-north-1")
    ]
    (tmp_path / "events.json").write_bytes(trail(events))
    asked = Asked(patterns=None, prefixes=prefixes)
    asked_of(database, str(tmp_path / "events.json"), asked, Source("events"), tmp_path / "a.csv")
    assert lines([str(tmp_path / "a.csv")], asked) == lines([str(tmp_path / "events.json")], asked)


def test_every_key_that_events_hold_is_tried() -> None:
    from gen_vpce.traffic.keys import KEYS_OF_EVENTS

    assert set(KEYS) == {*KEYS_OF_EVENTS, *KEYS[-3:]}


@settings(max_examples=amount(50))
@given(events=st.lists(busy(), min_size=1, max_size=12))
def test_what_differs_from_call_to_call_makes_no_row(
    database: Database,
    events: list[dict[str, Any]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("query")
    told = [each for each in events if is_told(each)]
    rows = []
    for noise in (False, True):
        more = [{"note": str(number)} if noise else {} for number in range(len(told))]
        changed = [
            {**each, "requestParameters": {**each["requestParameters"], **noted}}
            for each, noted in zip(told, more, strict=True)
        ]
        (folder / "events.json").write_bytes(trail(changed))
        asked_of(database, str(folder / "events.json"), Asked(), Source("events"), folder / "a.csv")
        rows.append(len((folder / "a.csv").read_text().splitlines()))
    assert rows[0] == rows[1]


def is_told(made_: dict[str, Any]) -> bool:
    """Whether a rule is about the event, and its parameters hold no ARN that it does not keep."""
    rule = next(each for each in parameters._RULES if made_["eventName"] in each.events)
    given = made_["requestParameters"]
    if rule.resource is not None:
        return bool(made_.get("resources"))
    others = json.dumps({name: value for name, value in given.items() if name not in rule.kept})
    told = any(isinstance(given.get(name), str) for name in rule.kept[: rule.needed])
    told = told and not any(f'"{name}' in json.dumps(given) for name in rule.unless)
    return told and '"arn:' not in others and all(isinstance(given.get(name, ""), str) for name in rule.kept)


def test_of_other_endpoints_and_days_nothing_but_the_coverage_is_told(
    database: Database, tmp_path: Path
) -> None:
    made_ = [
        event(endpoint=f"vpce-{number}", eventTime=f"2026-11-0{1 + number}T00:00:00Z") for number in range(4)
    ]
    (tmp_path / "events.json").write_bytes(trail(made_))
    source = Source("events", ("vpce-1", "vpce-'2"), since="2026-11-02", until="2026-11-04")
    asked_of(database, str(tmp_path / "events.json"), Asked(), source, tmp_path / "a.csv")
    reduction, _ = reduce_files([str(tmp_path / "a.csv")], Asked())
    assert reduction.coverage.events == 2
    assert set(reduction.coverage.endpoints) == {"vpce-1", "vpce-2"}
    assert [(seen.endpoint, often.count) for seen, often in reduction.requests.items()] == [("vpce-1", 1)]


@pytest.mark.skipif(not REAL, reason="GEN_VPCE_REAL_EVENTS names no folder of real files")
@pytest.mark.parametrize(
    "asked",
    [
        Asked(patterns=None),
        Asked(KEYS, sessions=True),
        Asked(KEYS[:3], patterns=PATTERNS),
        Asked(patterns=None, prefixes=Prefixed(5, 2)),
    ],
)
def test_real_files_give_the_same(database: Database, asked: Asked, tmp_path: Path) -> None:
    asked_of(database, f"{REAL}/*.gz", asked, Source("real"), tmp_path / "a.csv")
    assert lines([str(tmp_path / "a.csv")], asked) == lines(named_files([f"{REAL}/*.gz"]), asked)


@pytest.mark.parametrize("dialect", ["athena", "trino", "duckdb", "spark"])
@pytest.mark.parametrize(
    "asked",
    [
        Asked(patterns=None),
        Asked(KEYS, sessions=True, patterns=("arn:aws:s3:::it's_\\%/*",)),
        Asked(patterns=None, prefixes=Prefixed(5, 3)),
    ],
)
def test_every_dialect_is_one_that_its_parser_knows(dialect: str, asked: Asked) -> None:
    source = Source("logs.cloudtrail_logs", ("vpce-1",), "2026-11-01", "2026-12-01", "day")
    (parsed,) = sqlglot.parse(query(dialect, asked, source), read=dialect)
    assert isinstance(parsed, sqlglot.exp.Union)
    named = [each.alias_or_name for each in parsed.right.selects]
    assert named[:2] == ["gen_vpce", "day"]
    assert named == [each.alias_or_name for each in parsed.left.selects]
    likes = [each.expression.this for each in parsed.find_all(sqlglot.exp.Like)]
    assert ("it's!_\\!%/%" in likes) == (asked.patterns is not None)
    others = {each for each in DIALECTS if each != dialect}
    assert all(query(each, asked, source).partition("scoped AS")[0] != "" for each in others)


@pytest.mark.parametrize(
    "asked", [Asked(KEYS, patterns=PATTERNS), Asked(KEYS, patterns=None, prefixes=Prefixed(5, 3))]
)
def test_what_follows_the_first_part_is_the_same_in_every_dialect(asked: Asked) -> None:
    source = Source("cloudtrail_logs")
    texts = {each: query(each, asked, source).partition("\nscoped AS (")[2] for each in DIALECTS}
    assert len(set(texts.values())) == 1


def test_the_tables_are_ones_that_their_parsers_know() -> None:
    bucket = Bucket("s3://logs/AWSLogs/", ("111122223333",), ("eu-west-1", "us-east-1"), "2026-01-01")
    table = athena_table("cloudtrail_logs", bucket)
    (parsed,) = sqlglot.parse(table, read="athena")
    assert isinstance(parsed, sqlglot.exp.Create)
    assert "'storage.location.template' = 's3://logs/AWSLogs/${account}/CloudTrail/${region}/${day}'" in table
    assert "'projection.day.range' = '2026/01/01,NOW'" in table
    assert "'projection.region.values' = 'eu-west-1,us-east-1'" in table
    assert len(sqlglot.parse(duckdb_view("logs", "it's/*.gz"), read="duckdb")) == 1


BROKEN: dict[str, tuple[str, str]] = {
    "no first row": ("", "does not say what the rows tell apart"),
    "other keys": (
        '{"keys":[],"sessions":false,"patterns":null,"prefixes":null}',
        "the condition key aws:useragent",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_an_answer_that_does_not_tell_is_refused(kind: str, tmp_path: Path) -> None:
    first, message = BROKEN[kind]
    quoted = first.replace('"', '""')
    (tmp_path / "a.csv").write_text(f'"gen_vpce","day","events"\n"{quoted}","","0"\n')
    with pytest.raises(NotToldError, match=message):
        reduce_files([str(tmp_path / "a.csv")], Asked(("aws:useragent",)))


def test_rows_of_another_form_are_counted_and_named(database: Database, tmp_path: Path) -> None:
    (tmp_path / "events.json").write_bytes(trail([event(), event("PutItem", {"tableName": "B"})]))
    asked_of(database, str(tmp_path / "events.json"), Asked(), Source("events"), tmp_path / "a.csv")
    answer = (tmp_path / "a.csv").read_text().splitlines()
    (tmp_path / "a.csv").write_text("\n".join([*answer[:3], "too,few", answer[3].replace(",1,", ",one,")]))
    reduction, troubles = reduce_files([str(tmp_path / "a.csv")], Asked())
    assert len(reduction.requests) == 1
    path = tmp_path / "a.csv"
    assert list(troubles.sentences()) == [
        (
            "2 events not read: the row does not have the form of the query's answer: "
            f"{path}: row 4, {path}: row 5"
        )
    ]
    (tmp_path / "a.csv").write_text("\n".join(answer[:3]) + '\n"cut')
    reduction, troubles = reduce_files([str(tmp_path / "a.csv")], Asked())
    assert list(troubles.sentences()) == [f"1 file not read: the last row is cut off: {path}"]


@pytest.mark.parametrize("size", [64, 700, 5000])
def test_a_large_answer_is_read_in_blocks(
    size: int, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = ["a\nb", 'a"b', "a\n\n", "c"] * 3
    events = [
        event(
            "GetObject",
            {"bucketName": "b", "key": key},
            service="s3",
            resources=[f"arn:aws:s3:::b/{key}"],
        )
        for key in keys
    ]
    (tmp_path / "events.json").write_bytes(trail(events))
    asked = Asked(patterns=None)
    asked_of(database, str(tmp_path / "events.json"), asked, Source("events"), tmp_path / "a.csv")
    expected = lines([str(tmp_path / "events.json")], asked)
    monkeypatch.setattr(files, "_BLOCK", size)
    assert lines([str(tmp_path / "a.csv")], asked) == expected
