"""`gen-vpce traffic` as a person calls it."""

import json
from pathlib import Path

import duckdb
import pytest
from tests.support.command import here
from tests.support.trail import ACCOUNT, event, trail

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::b/logs/*",
            "Condition": {"StringLike": {"aws:UserAgent": "aws-cli/*"}},
        }
    ],
}
OWNED = [{"ARN": "arn:aws:s3:::b", "accountId": ACCOUNT}]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "p.json").write_text(json.dumps(POLICY))
    for day in (1, 2, 3):
        keys = [f"logs/{day}", f"logs/{day}b", f"other/{day}"]
        events = [
            event(
                "GetObject",
                {"bucketName": "b", "key": key},
                service="s3",
                resources=OWNED,
                eventTime=f"2026-11-0{day}T00:00:00Z",
            )
            for key in keys
        ]
        path = tmp_path / f"bucket/AWSLogs/{ACCOUNT}/CloudTrail/eu-west-1/2026/11/0{day}/x.json"
        path.parent.mkdir(parents=True)
        path.write_bytes(trail(events))
    return tmp_path


def test_reduced_requests_are_replayed_as_the_events_are(folder: Path) -> None:
    done = here("traffic", "reduce", "bucket", "--policy", "p.json", "-o", "r.jsonl", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "9 events of 3 files, 9 of them through endpoints, 2 different requests\n"
    assert len((folder / "r.jsonl").read_text().splitlines()) == 3
    raw, rows = (here("replay", "p.json", source, cwd=folder) for source in ("bucket", "r.jsonl"))
    assert rows.returncode == raw.returncode == 1
    assert rows.stdout.replace("9 events of 1 file,", "9 events of 3 files,") == raw.stdout
    piped = here("replay", "p.json", "-", cwd=folder, stdin=(folder / "r.jsonl").read_text())
    assert piped.stdout == rows.stdout


def test_reduced_requests_are_learned_from_as_the_events_are(folder: Path) -> None:
    options = ("--region", "eu-west-1", "--account", ACCOUNT, "--objects", "2")
    raw = here("learn", "bucket", *options, cwd=folder)
    for chosen in ((), ("--objects", "2")):
        done = here("traffic", "reduce", "bucket", *chosen, cwd=folder)
        (folder / "r.jsonl").write_text(done.stdout)
        rows = here("learn", "r.jsonl", *options, cwd=folder)
        assert rows.returncode == raw.returncode == 0
        told = [
            text.partition("# One reader")[0].replace("of 1 file", "of 3 files")
            for text in (rows.stdout, raw.stdout)
        ]
        assert told[0].partition("endpoints:")[2] == told[1].partition("endpoints:")[2]


def test_only_the_days_that_are_asked_for_are_read(folder: Path) -> None:
    (folder / f"bucket/AWSLogs/{ACCOUNT}/CloudTrail/eu-west-1/2026/11/01/x.json").write_text("not read")
    done = here("traffic", "reduce", "bucket", "--since", "2026-11-02", "--until", "2026-11-03", cwd=folder)
    assert done.stderr == "3 events of 2 files, 3 of them through endpoints, 3 different requests\n"


WRONG: list[tuple[tuple[str, ...], str, str]] = [
    (("missing",), "error: `missing` names no file", "give CloudTrail files"),
    (
        ("bucket", "--key", "aws:PrincipalOrgID"),
        "no event holds the condition key `aws:PrincipalOrgID`",
        "docs/",
    ),
    (("bucket", "--since", "yesterday"), "`yesterday` is not a date", "write it as 2026-11-01"),
    (
        ("bucket", "--since", "2026-11-02", "--until", "2026-11-02"),
        "--until 2026-11-02 is not behind --since 2026-11-02",
        "the first day left out",
    ),
    (
        ("bucket", "--policy", "p.json", "--objects", "5"),
        "--objects does not go with --policy",
        "one of the two",
    ),
    (("bucket", "--policy", "nothing.json"), "nothing.json", ""),
]


@pytest.mark.parametrize(("arguments", "message", "hint"), WRONG)
def test_wrong_usage_says_what_to_do(
    arguments: tuple[str, ...], message: str, hint: str, folder: Path
) -> None:
    done = here("traffic", "reduce", *arguments, cwd=folder)
    assert done.returncode in (1, 2)
    assert message in done.stderr
    assert hint in done.stderr


def test_rows_that_do_not_tell_what_a_policy_asks_are_refused(folder: Path) -> None:
    here("traffic", "reduce", "bucket", "-o", "r.jsonl", cwd=folder)
    done = here("replay", "p.json", "r.jsonl", cwd=folder)
    assert done.returncode == 2
    assert done.stderr == (
        "error: `r.jsonl` does not tell the condition key aws:useragent\n"
        "hint: reduce the events with --policy for each policy that is asked\n"
    )


def test_nothing_read_is_no_success(folder: Path) -> None:
    (folder / "empty.json").write_text("{}")
    done = here("traffic", "reduce", "empty.json", cwd=folder)
    assert done.returncode == 2
    assert "not read: 1 event not read: no event of CloudTrail" in done.stderr


def test_the_answer_of_the_query_is_replayed_as_the_events_are(folder: Path) -> None:
    printed = here(
        "traffic",
        "sql",
        *("--dialect", "duckdb", "--policy", "p.json", "--table", "logs"),
        *("--location", f"{folder}/bucket/**/*.json"),
        cwd=folder,
    )
    assert (printed.returncode, printed.stderr) == (0, "")
    made, _, query = printed.stdout.partition("\n\n")
    database = duckdb.connect()
    database.execute(made)
    database.execute(f"COPY ({query}) TO '{folder}/answer.csv' (HEADER)")
    raw, rows = (here("replay", "p.json", source, cwd=folder) for source in ("bucket", "answer.csv"))
    assert rows.returncode == raw.returncode == 1
    assert rows.stdout.replace("9 events of 1 file,", "9 events of 3 files,") == raw.stdout
    reduced = [
        here("traffic", "reduce", source, "--policy", "p.json", cwd=folder).stdout
        for source in ("bucket", "answer.csv")
    ]
    assert reduced[0] == reduced[1]


def test_the_answer_of_the_query_is_learned_from_as_the_events_are(folder: Path) -> None:
    options = ("--region", "eu-west-1", "--account", ACCOUNT, "--objects", "2")
    place = ("--location", f"{folder}/bucket/**/*.json", "--table", "logs")
    printed = here("traffic", "sql", "--dialect", "duckdb", "--objects", "2", *place, cwd=folder)
    made, _, query = printed.stdout.partition("\n\n")
    database = duckdb.connect()
    database.execute(made)
    database.execute(f"COPY ({query}) TO '{folder}/answer.csv' (HEADER)")
    raw, rows = (here("learn", source, *options, cwd=folder) for source in ("bucket", "answer.csv"))
    assert rows.returncode == raw.returncode == 0
    told = [
        text.partition("# One reader")[0].partition("endpoints:")[2] for text in (rows.stdout, raw.stdout)
    ]
    assert told[0] == told[1]
    assert '"arn:aws:s3:::b/logs/*"' in told[0]
    other = here("learn", "answer.csv", *options[:-1], "3", cwd=folder)
    assert other.returncode == 2
    assert other.stderr.startswith(
        "error: `answer.csv` does not tell objects of S3 otherwise than by --objects 2"
    )


def test_athena_gets_its_table_with_the_query(folder: Path) -> None:
    place = ("--location", "s3://logs/AWSLogs", "--account", ACCOUNT, "--region", "eu-west-1")
    since = ("--since", "2026-11-01", "--until", "2026-12-01")
    printed = here("traffic", "sql", "--dialect", "athena", *place, *since, cwd=folder).stdout
    assert printed.startswith("CREATE EXTERNAL TABLE cloudtrail_logs (\n")
    assert "  'projection.day.range' = '2026/11/01,NOW',\n" in printed
    assert "AND eventtime >= '2026-11-01'\n    AND day >= '2026/11/01'\n" in printed
    assert "AND eventtime < '2026-12-01'\n    AND day <= '2026/12/01'\n" in printed


ATHENA = ("--dialect", "athena", "--location", "s3://logs/AWSLogs")
WRONG_SQL: list[tuple[tuple[str, ...], str]] = [
    (("--dialect", "duckdbs"), "unknown dialect `duckdbs`"),
    (
        ("--dialect", "athena", "--location", "s3://logs/AWSLogs"),
        "write --location s3://BUCKET/AWSLogs --account",
    ),
    (("--dialect", "trino", "--location", "s3://logs"), "a --table that has the columns of Athena's"),
    (("--dialect", "spark", "--since", "soon"), "`soon` is not a date"),
    (("--dialect", "spark", "--objects", "5", "--policy", "p.json"), "--objects does not go with --policy"),
    (("--dialect", "spark", "--key", "s3:ExistingObjectTag/team"), "no event holds the condition key"),
    (("--dialect", "spark", "--until", "2026-02-30"), "`2026-02-30` is not a date"),
    (("--dialect", "spark", "--endpoint", "s3"), "`s3` names no endpoint by its id"),
    (("--dialect", "duckdb", "--table", "a; DROP TABLE b"), "`a; DROP TABLE b` is not a table name"),
    ((*ATHENA, "--account", "1"), "write --location s3://BUCKET/AWSLogs --account"),
    ((*ATHENA, "--account", ACCOUNT, "--region", "eu-west-9"), "unknown Region `eu-west-9`"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG_SQL)
def test_a_query_that_cannot_be_made_says_what_to_do(
    arguments: tuple[str, ...], message: str, folder: Path
) -> None:
    done = here("traffic", "sql", *arguments, cwd=folder)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.split())
