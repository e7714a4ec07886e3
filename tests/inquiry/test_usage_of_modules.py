"""What `generate` newly denies says how often it was used."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.support.command import STOCK, here
from tests.support.trail import ENDPOINT, event, trail

from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.report import formats

OTHER = "vpce-0b1b2c3d4e5f67890"
REPORT_SCHEMA = json.loads((shipped("schemas") / "report.schema.json").read_text())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "intent.yaml").write_text(STOCK)
    assert here("generate", "-q", cwd=tmp_path).returncode == 0
    (tmp_path / "intent.yaml").write_text(STOCK.replace("[read, write]", "[read]"))
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/StockTable"
    mine = {"resources": [arn], "vpcEndpointAccountId": "123456789012"}
    events = [event(name, {"tableName": "StockTable"}, **mine) for name in ("PutItem", "GetItem")]
    (tmp_path / "events.json").write_bytes(trail(events))
    other = [event("GetItem", {}, endpoint=OTHER, **mine)]
    (tmp_path / "other.json").write_bytes(trail(other))
    return tmp_path


def test_what_was_used_is_a_warning_at_the_policy(folder: Path) -> None:
    done = here("generate", "--check", "--traffic", "events.json", "--format", "json", cwd=folder)
    report = json.loads(done.stdout)
    Draft202012Validator(REPORT_SCHEMA).validate(report)
    assert report["exit_code"] == 3
    (found,) = report["findings"]
    assert (found["code"], found["severity"]) == ("GV904", "warning")
    assert found["location"]["file"] == "policies/dynamodb.endpoint.json"
    assert (found["usage"]["events"], found["usage"]["requests"]) == (1, 1)
    assert "calling dynamodb:PutItem on" in found["details"][1]


FORMATS = {
    "text": "policies/dynamodb.endpoint.json: warning[GV904]: the new policy of dynamodb denies requests",
    "json": '"code": "GV904", "severity": "warning"',
    "github": "::warning file=policies/dynamodb.endpoint.json,line=1,endLine=1,col=1,endColumn=1,title=GV904",
    "sarif": '"ruleId": "GV904", "ruleIndex": 0, "level": "warning"',
    "markdown": "- **warning** `GV904` at policies/dynamodb.endpoint.json:1:1: the new policy of dynamodb",
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_tells_it(name: str, folder: Path) -> None:
    told = here("generate", "--check", "--diff", "--traffic", "events.json", "--format", name, cwd=folder)
    assert told.returncode == 3
    shown = " ".join((told.stderr if name == "text" else told.stdout).split())
    assert FORMATS[name] in shown
    assert "used: 1 event of 1 different request that succeeded would be denied" in shown
    assert "calling dynamodb:PutItem on" in shown


def test_every_format_has_one() -> None:
    assert set(FORMATS) == set(formats.FORMATS)


@pytest.mark.parametrize(
    ("options", "severity", "said"),
    [
        (("--traffic", "other.json"), "note", "not seen in these files: no event of"),
        (
            ("--traffic", "other.json", "--traffic", "events.json"),
            "warning",
            "events of several endpoints are",
        ),
        (
            ("--traffic", "other.json", "--traffic", "events.json", "--endpoint", OTHER),
            "note",
            "not seen in these files",
        ),
        (
            ("--traffic", "events.json", "--endpoint", f"dynamodb={OTHER}"),
            "note",
            f"no event of these files came through {OTHER}",
        ),
    ],
)
def test_the_endpoint_is_that_which_is_named(
    options: tuple[str, ...], severity: str, said: str, folder: Path
) -> None:
    done = here("generate", "--check", "--diff", *options, cwd=folder)
    assert f"{severity}[GV904]" in done.stderr
    assert said in " ".join(done.stderr.split())


def test_events_of_endpoints_of_other_accounts_do_not_count(folder: Path) -> None:
    theirs = [event("PutItem", {"tableName": "StockTable"}, endpoint="vpce-f40dc59d")]
    (folder / "events.json").write_bytes(trail(theirs))
    done = here("generate", "--check", "--traffic", "events.json", cwd=folder)
    assert "note[GV904]" in done.stderr
    assert "no event of these files tells that it came through it" in " ".join(done.stderr.split())


DEPLOYMENTS = """\
version: 1
name: stock
deployments:
  dev: {region: us-east-1, account: "123456789012"}
  prod: {region: us-east-1, account: "111122223333"}
endpoints:
  dynamodb:
    allow:
      - name: StockTable
        access: [read, write]
        resources: [table/StockTable]
"""


def test_each_deployment_has_its_own_events(folder: Path) -> None:
    made = folder / "many"
    made.mkdir()
    (made / "intent.yaml").write_text(DEPLOYMENTS)
    assert here("generate", "-q", "many", cwd=folder).returncode == 0
    (made / "intent.yaml").write_text(DEPLOYMENTS.replace("[read, write]", "[read]"))
    done = here("generate", "--check", "--traffic", "events.json", "--format", "json", "many", cwd=folder)
    found = {each["location"]["file"]: each for each in json.loads(done.stdout)["findings"]}
    used = {file.split("/")[2]: each["usage"]["events"] for file, each in found.items()}
    assert used == {"dev": 1, "prod": None}


def test_nothing_is_read_where_nothing_is_newly_denied(folder: Path) -> None:
    (folder / "intent.yaml").write_text(STOCK.replace("[read, write]", "[read, write, list]"))
    done = here("generate", "--check", "--traffic", "events.json", cwd=folder)
    assert (done.returncode, "GV904" in done.stderr) == (3, False)


ARCHIVE = """\
version: 1
name: archive
region: us-east-1
account: "123456789012"
endpoints:
  s3:
    allow:
      - {name: Archive, access: [read], resources: [bucket/archive]}
resource_policies:
  - bucket: archive
    statements:
      - Effect: Allow
        Principal: {AWS: "123456789012"}
        Action: "s3:Get*"
        Resource: "arn:aws:s3:::archive/*"
"""
BUCKET = {"resources": [{"ARN": "arn:aws:s3:::archive", "accountId": "123456789012"}]}
OWNED = BUCKET | {"vpcEndpointAccountId": "123456789012"}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    (tmp_path / "intent.yaml").write_text(ARCHIVE)
    assert here("generate", "-q", cwd=tmp_path).returncode == 0
    (tmp_path / "intent.yaml").write_text(f"{ARCHIVE}    deny_unless_through: [s3]\n")
    object_ = {"bucketName": "archive", "key": "k"}
    events = [
        event("GetObject", object_, service="s3", **OWNED),
        event("PutObject", object_, service="s3", endpoint=None, **BUCKET),
        event("DeleteObject", object_, service="s3", endpoint="vpce-1", **BUCKET, vpcEndpointAccountId="1"),
    ]
    (tmp_path / "events.json").write_bytes(trail(events))
    return tmp_path


@pytest.mark.parametrize(
    ("options", "used"),
    [
        ((), {"s3:PutObject": "no endpoint", "s3:DeleteObject": "vpce-1"}),
        (("--endpoint", f"s3={ENDPOINT}"), {"s3:PutObject": "no endpoint", "s3:DeleteObject": "vpce-1"}),
        (("--endpoint", "vpce-1"), {"s3:PutObject": "no endpoint", "s3:GetObject": ENDPOINT}),
        (("--endpoint", "all"), {"s3:PutObject": "no endpoint"}),
    ],
)
def test_what_the_policy_of_a_bucket_takes_away_is_told_by_whatever_way_it_came(
    options: tuple[str, ...], used: dict[str, str], archive: Path
) -> None:
    asked = ("--check", "--traffic", "events.json", "--format", "json", *options)
    told = json.loads(here("generate", *asked, cwd=archive).stdout)["findings"]
    (found,) = [each for each in told if each["code"] == "GV904"]
    assert found["location"]["file"] == "policies/archive.bucket.resource.json"
    assert "the new policy of bucket/archive denies" in found["message"]
    assert found["usage"]["events"] == len(used)
    lines = [line for line in found["details"] if " calling " in line]
    assert {line.split()[3]: line.partition(", through ")[2].partition(",")[0] for line in lines} == used


def test_requests_of_two_endpoints_of_one_name_are_counted_together(archive: Path) -> None:
    (archive / "intent.yaml").write_text(
        f"{ARCHIVE}    deny_unless_through: [s3]\n    deny_unless_organization: [organization]\n"
        "organization: o-a1b2c3d4e5\n"
    )
    object_ = {"bucketName": "archive", "key": "k"}
    events = [
        event("GetObject", object_, service="s3", endpoint=f"vpce-{number}", **OWNED) for number in "12"
    ]
    (archive / "events.json").write_bytes(trail(events))
    done = here("generate", "--check", "--traffic", "events.json", "--format", "json", cwd=archive)
    (found,) = [each for each in json.loads(done.stdout)["findings"] if each["code"] == "GV904"]
    assert (found["usage"]["events"], found["usage"]["unknown"]) == (0, 2)


WRONG_OPTIONS: list[tuple[tuple[str, ...], str]] = [
    (("--traffic", "events.json", "--endpoint", "s3"), "`s3` names no endpoint by its id"),
    (
        ("--traffic", "events.json", "--endpoint", f"s4={ENDPOINT}"),
        "unknown endpoint `s4`; known: s3",
    ),
    (("--endpoint", ENDPOINT), "--endpoint is about the events of --traffic"),
    (("--facts", "facts.yaml"), "--facts is about the events of --traffic"),
]


@pytest.mark.parametrize("changed", [True, False])
@pytest.mark.parametrize(("options", "said"), WRONG_OPTIONS)
def test_wrong_options_about_events_are_told_whether_something_changed_or_not(
    options: tuple[str, ...], said: str, changed: bool, archive: Path
) -> None:
    if not changed:
        (archive / "intent.yaml").write_text(ARCHIVE)
    before = (archive / "policies/archive.bucket.resource.json").read_text()
    done = here("generate", *options, cwd=archive)
    assert (archive / "policies/archive.bucket.resource.json").read_text() == before
    assert (done.returncode, said in " ".join(done.stderr.split())) == (2, True), done.stderr


def test_a_policy_of_a_bucket_that_takes_nothing_away_is_not_asked(archive: Path) -> None:
    (archive / "intent.yaml").write_text(ARCHIVE.replace("s3:Get*", "s3:*"))
    done = here("generate", "--check", "--traffic", "events.json", cwd=archive)
    assert (done.returncode, "GV904" in done.stderr) == (3, False)


def test_a_new_policy_of_a_bucket_stops_what_passed_without_one(archive: Path) -> None:
    (archive / "policies/archive.bucket.resource.json").unlink()
    done = here("generate", "--check", "--traffic", "events.json", cwd=archive)
    told = " ".join(done.stderr.split())
    assert "used: 2 events of 2 different requests that succeeded would be denied" in told
