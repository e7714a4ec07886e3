"""Spark gives what one process gives, on the same files; so does the query in its dialect."""

import csv
import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.command import gen_vpce
from tests.support.made_events import POINT, busy, made
from tests.support.outside.tools import REQUIRED
from tests.support.trail import ACCOUNT, event, lines, trail

import gen_vpce as package
from gen_vpce.traffic.files import NoSuchFilesError, named_files
from gen_vpce.traffic.parallel import reduce_files
from gen_vpce.traffic.reduced import NotToldError, lines_of
from gen_vpce.traffic.reduction_options import Asked, Prefixed
from gen_vpce.traffic.spark import Spark, spark
from gen_vpce.traffic.sql.query import Source, query
from gen_vpce.traffic.sql.table import spark_view

REAL = os.environ.get("GEN_VPCE_REAL_EVENTS", "")
MISSING = [
    name
    for name, is_there in (("pyspark", find_spec("pyspark")), ("java", shutil.which("java")))
    if not is_there
]
pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(
        bool(MISSING) and REQUIRED not in os.environ,
        reason=f"{' and '.join(MISSING)} missing: make test-spark",
    ),
    pytest.mark.filterwarnings("ignore"),  # of pyspark's own
]
PATTERNS = (
    "arn:aws:s3:::b/logs/*",
    f"{POINT}/object/*",
    "arn:aws:s3:::a/${aws:username}/*",
    "arn:aws:s3:::it's\\_%",
)
ASKED = [
    Asked(patterns=None),
    Asked(("aws:useragent", "s3:prefix"), sessions=True, patterns=PATTERNS),
    Asked(patterns=None, prefixes=Prefixed(2, 1)),
]


@pytest.fixture(scope="module")
def session() -> Iterator[Spark]:
    with spark() as started:
        yield started


def local(files: Sequence[str], asked: Asked) -> list[bytes]:
    return list(lines_of(reduce_files(files, asked)[0], asked))


def on_spark(session: Spark, given_: Sequence[str], asked: Asked) -> list[bytes]:
    files = session.files(given_, asked.since, asked.until)
    return list(lines_of(session.reduce(files, asked)[0], asked))


@pytest.mark.parametrize("asked", ASKED)
def test_every_form_of_file_gives_what_it_gives_here(session: Spark, asked: Asked, tmp_path: Path) -> None:
    events = [
        event("GetObject", {"bucketName": "b", "key": key}, service="s3", userAgent=agent)
        for key in ("logs/1", "logs/2", "x", "it's")
        for agent in "ab"
    ]
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/a.json.gz").write_bytes(gzip.compress(trail(events)))
    (tmp_path / "folder/b[1]{x}.json").write_bytes(lines(events[:3]))
    (tmp_path / "folder/.hidden").write_bytes(b"Hello")
    reduced = local([str(tmp_path / "folder/a.json.gz")], Asked(ASKED[1].keys, sessions=True, patterns=None))
    (tmp_path / "folder/c.jsonl").write_bytes(b"".join(reduced))
    (tmp_path / "folder/broken").write_bytes(b"Hello")
    assert on_spark(session, [str(tmp_path / "folder")], asked) == local(
        named_files([str(tmp_path / "folder")]), asked
    )
    _, troubles = session.reduce(session.files([str(tmp_path / "folder")]), asked)
    assert [sentence.partition(": file:")[0] for sentence in troubles.sentences()] == [
        "1 file not read: not JSON"
    ]


@given(events=st.lists(st.one_of(made(), busy()), min_size=40, max_size=60))
@settings(max_examples=2, suppress_health_check=list(HealthCheck))
def test_made_events_give_the_same_and_so_does_the_query(
    session: Spark, events: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("spark")
    (folder / "events").mkdir()
    for number in range(4):
        (folder / f"events/{number}.json").write_bytes(trail(events[number::4]))
    for asked in ASKED:
        expected = local(named_files([str(folder / "events")]), asked)
        assert on_spark(session, [str(folder / "events")], asked) == expected
        answer = answered(session, str(folder / "events"), asked, folder / "answer.csv")
        assert local([answer], asked) == expected


def answered(session: Spark, place: str, asked: Asked, path: Path) -> str:
    """Return the file with the answer of the query in Spark's dialect on the files at *place*."""
    for statement in spark_view("logs", place).split(";\n")[:-1]:
        session._session.sql(statement)
    answer = session._session.sql(query("spark", asked, Source("logs")))
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, quoting=csv.QUOTE_ALL)
        rows.writerow(answer.columns)
        rows.writerows(map(list, answer.collect()))
    return str(path)


@pytest.mark.parametrize("top", ["AWSLogs", "AWSLogs/o-abc1234567", ""])
def test_of_a_bucket_only_the_days_that_are_asked_for_are_opened(
    session: Spark, top: str, tmp_path: Path
) -> None:
    for day in range(1, 6):
        path = tmp_path / f"bucket/{top}/{ACCOUNT}/CloudTrail/eu-west-1/2026/11/0{day}/x.json"
        path.parent.mkdir(parents=True)
        path.write_bytes(trail([event(eventTime=f"2026-11-0{day}T00:00:00Z")]))
    asked = Asked(since="2026-11-02", until="2026-11-04")
    bucket = str(tmp_path / "bucket")
    files = session.files([bucket], asked.since, asked.until)
    assert [name.rpartition("/2026/11/")[2] for name in files] == [f"0{day}/x.json" for day in (2, 3, 4)]
    assert on_spark(session, [bucket], asked) == local(
        named_files([bucket], since=asked.since, until=asked.until), asked
    )


def test_what_names_nothing_or_does_not_tell_is_refused(session: Spark, tmp_path: Path) -> None:
    with pytest.raises(NoSuchFilesError, match="names no file"):
        session.files([str(tmp_path / "nothing*")])
    (tmp_path / "rows").write_bytes(b"".join(local([], Asked())))
    with pytest.raises(NotToldError, match="the condition key aws:useragent"):
        session.reduce(session.files([str(tmp_path / "rows")]), ASKED[1])


@pytest.mark.skipif(not REAL, reason="GEN_VPCE_REAL_EVENTS names no folder of real files")
@pytest.mark.parametrize("asked", ASKED)
def test_real_files_give_the_same(session: Spark, asked: Asked, tmp_path: Path) -> None:
    expected = local(named_files([f"{REAL}/*.gz"]), asked)
    assert on_spark(session, [f"{REAL}/*.gz"], asked) == expected
    assert local([answered(session, f"{REAL}/*.gz", asked, tmp_path / "a.csv")], asked) == expected


def test_the_command_and_the_job_write_what_the_local_one_writes(tmp_path: Path) -> None:
    (tmp_path / "logs.json").write_bytes(trail([event(), event("PutItem", {"tableName": "B"})]))
    expected = gen_vpce("traffic", "reduce", "logs.json", cwd=tmp_path)
    done = gen_vpce("traffic", "reduce", "logs.json", "--engine", "spark", "-o", "one.jsonl", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr.endswith(expected.stderr)
    job = str(Path(package.__file__).with_name("__main__.py"))
    submit = shutil.which("spark-submit", path=str(Path(sys.executable).parent))
    assert submit is not None
    subprocess.run(
        [
            *(submit, "--master", "local[2]", job),
            *("traffic", "reduce", "logs.json", "--engine", "spark"),
            *("-o", (tmp_path / "two.jsonl").as_uri()),
        ],
        cwd=tmp_path,
        env={**os.environ, "PYSPARK_PYTHON": sys.executable},
        check=True,
        capture_output=True,
    )
    for name in ("one.jsonl", "two.jsonl"):
        assert (tmp_path / name).read_text() == expected.stdout
    assert json.loads(expected.stdout.splitlines()[0])["coverage"]["events"] == 2


def test_a_place_that_no_file_system_knows_is_told(tmp_path: Path) -> None:
    done = gen_vpce("traffic", "reduce", "nowhere://bucket/logs", "--engine", "spark", cwd=tmp_path)
    assert done.returncode == 2
    assert 'No FileSystem for scheme "nowhere"' in done.stderr
