"""`gen-vpce replay` as a person calls it."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.support.command import here
from tests.support.trail import ACCOUNT, ENDPOINT, ROLE, event, lines, trail

from gen_vpce.diagnostics.shipped import shipped

SCHEMA = json.loads((shipped("schemas") / "replay.schema.json").read_text())
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Orders",
            "Effect": "Allow",
            "Principal": "*",
            "Action": ["dynamodb:GetItem", "dynamodb:Query"],
            "Resource": f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/Orders",
        }
    ],
}
GOOD = [event("GetItem", {"tableName": "Orders"})] * 3
EXAMPLE = "00000000-0000-4000-8000-000000000001"
BAD = [event("PutItem", {"tableName": "Orders"}, eventTime="2026-11-02T00:00:00Z")] * 2

UNTOLD = [
    event("GetItem"),
    event("Invent", eventCategory=None),
    event("GetItem", {"tableName": "Orders"}, identity={"type": "Unknown"}),
    event("PutItem", {"tableName": "Orders"}, errorCode="ThrottlingException"),
    event("Query", {"tableName": "Orders"}, errorCode="VpceAccessDenied", eventCategory="NetworkActivity"),
    event("GetItem", {"tableName": "Orders"}, identity={"type": "AWSAccount", "accountId": "444455556666"}),
    event("GetItem", {"tableName": "Orders"}, eventTime=None, eventID=None),
    event(endpoint="vpce-f40dc59d"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "p.json").write_text(json.dumps(POLICY))
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/a.json.gz").write_bytes(gzip.compress(trail(GOOD)))
    (tmp_path / "logs/b.json").write_bytes(lines(GOOD))
    return tmp_path


def test_what_passes_exits_with_0_and_says_what_was_read_first(folder: Path) -> None:
    done = here("replay", "p.json", "logs", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("6 events of 2 files, 2026-11-01T09:00:00Z to 2026-11-01T09:00:00Z\n")
    assert done.stdout.endswith("\npasses: 1 request, 6 events\n")


def test_what_breaks_exits_with_1_and_is_listed_with_the_closest_statement(folder: Path) -> None:
    (folder / "logs/c.json").write_bytes(trail(BAD))
    done = here("replay", "p.json", "logs", cwd=folder)
    assert done.returncode == 1
    assert "would be denied, and succeeded: 1 request, 2 events" in done.stdout
    (row,) = [line for line in done.stdout.splitlines() if "dynamodb:PutItem" in line]
    assert row.split()[:5] == ["2", "2026-11-02T00:00:00Z", EXAMPLE, ROLE, "dynamodb:PutItem"]
    assert (
        "no statement of the endpoint policy allows dynamodb:PutItem on table/Orders; closest: Orders" in row
    )
    assert "1 of what would be denied passed the policy in force" in done.stdout


def test_stdin_and_a_policy_in_force(folder: Path) -> None:
    done = here(
        "replay", "p.json", "-", "--against", "p.json", cwd=folder, stdin=lines(BAD).decode(),
    )  # fmt: skip
    assert done.returncode == 1
    assert "passed the policy in force" not in done.stdout


@pytest.mark.parametrize("name", ["json", "markdown", "github", "sarif"])
def test_every_format_tells_what_breaks(name: str, folder: Path) -> None:
    (folder / "logs/c.json").write_bytes(trail(BAD))
    done = here("replay", "p.json", "logs", "--format", name, cwd=folder)
    assert (done.returncode, done.stderr) == (1, "")
    assert "PutItem" in done.stdout
    if name in ("json", "sarif"):
        json.loads(done.stdout)


def test_json_has_every_request_with_its_verdict(folder: Path) -> None:
    (folder / "logs/c.json").write_bytes(trail(BAD))
    data = json.loads(here("replay", "p.json", "logs", "--format", "json", cwd=folder).stdout)
    shown: list[dict[str, Any]] = data["requests"]
    assert [(each["event"]["name"], each["count"], each["verdict"]) for each in shown] == [
        ("GetItem", 6, "passes"),
        ("PutItem", 2, "denied"),
    ]
    assert shown[0]["needs"] == [
        {
            "action": "dynamodb:GetItem",
            "resource": f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/Orders",
            "owner": None,
        }
    ]
    assert data["coverage"]["events"] == 8
    assert data["endpoints"][0]["id"] == ENDPOINT
    assert [each["code"] for each in data["findings"]] == ["GV900"]


@pytest.mark.parametrize("events", [b"", b"[]", lines([*GOOD, *BAD, *UNTOLD]) + b"{"])
@pytest.mark.parametrize("against", [(), ("--against", "p.json")])
def test_the_json_is_what_its_schema_says(events: bytes, against: tuple[str, ...], folder: Path) -> None:
    statement = POLICY["Statement"][0] | {"Condition": {"Null": {"aws:SourceIdentity": "true"}}}  # type: ignore[operator]
    (folder / "p.json").write_text(json.dumps(POLICY | {"Statement": [statement]}))
    (folder / "c.json").write_bytes(events)
    given = ("c.json", "--endpoint", ENDPOINT, *against, "--format", "json")
    done = here("replay", "p.json", *given, cwd=folder)
    data = json.loads(done.stdout)
    Draft202012Validator(SCHEMA).validate(data)
    assert data["exit_code"] == done.returncode


def test_findings_have_one_shape() -> None:
    report = json.loads((shipped("schemas") / "report.schema.json").read_text())
    for name in ("finding", "severity", "setting", "location", "usage"):
        assert SCHEMA["$defs"][name] == report["$defs"][name]


def test_several_endpoints_are_listed_and_one_is_asked_for(folder: Path) -> None:
    (folder / "logs/c.json").write_bytes(trail([event(endpoint="vpce-f40dc59d", service="s3")]))
    done = here("replay", "p.json", "logs", cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "7 events",
        f"  {ENDPOINT}: 6 events (dynamodb 6), owner {ACCOUNT}",
        f"  vpce-f40dc59d: 1 event (s3 1), owner {ACCOUNT}",
        "error: the events came through several endpoints",
        "hint: add --endpoint ID, or --endpoint all to take them all",
    ]
    one = here("replay", "p.json", "logs", "--endpoint", ENDPOINT, cwd=folder)
    assert one.returncode == 0
    assert "left out, through vpce-f40dc59d: 1 event (s3 1)" in one.stdout
    assert here("replay", "p.json", "logs", "--endpoint", "all", cwd=folder).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("p.json", "missing"), "`missing` names no file"),
        (("p.json", "logs", "--endpoint", "orders"), "`orders` names no endpoint by its id"),
        (("p.json", "logs", "--endpoint", "x=vpce-1"), "unknown endpoint `x`"),
        (("p.json", "logs", "--type", "gate"), "unknown type of endpoint `gate`"),
        (("p.json", "empty.json"), "no events were read"),
    ],
)
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...], said: str, folder: Path) -> None:
    (folder / "empty.json").write_bytes(b"")
    done = here("replay", *arguments, cwd=folder)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_policy_that_cannot_be_read_is_told_before_the_events_are(folder: Path) -> None:
    (folder / "p.json").write_text("{")
    done = here("replay", "p.json", "logs", cwd=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "GV700" in done.stderr


def test_what_was_not_read_is_told_and_the_rest_is_decided(folder: Path) -> None:
    (folder / "logs/c.json").write_bytes(b"Hello")
    done = here("replay", "p.json", "logs", cwd=folder)
    assert done.returncode == 0
    assert "not read: 1 file not read: not JSON: logs/c.json" in done.stdout


def test_unknown_requests_fail_unless_they_are_allowed(folder: Path) -> None:
    POLICY["Statement"][0]["Condition"] = {"StringEquals": {"aws:PrincipalOrgID": "o-abc1234567"}}  # type: ignore[index]
    (folder / "p.json").write_text(json.dumps(POLICY))
    del POLICY["Statement"][0]["Condition"]  # type: ignore[attr-defined]
    done = here("replay", "p.json", "logs", cwd=folder)
    assert done.returncode == 1
    assert "not known, and succeeded: 1 request, 6 events" in done.stdout
    assert "depends on aws:PrincipalOrgID" in done.stdout
    assert here("replay", "p.json", "logs", "--allow-unknown", cwd=folder).returncode == 0


def test_facts_and_the_endpoints_of_an_account_are_read_from_files(folder: Path) -> None:
    (folder / "logs/c.json").write_bytes(trail([event(endpoint="vpce-f40dc59d", service="s3")]))
    described = {
        "VpcEndpoints": [{"VpcEndpointId": ENDPOINT, "ServiceName": "com.amazonaws.eu-west-1.dynamodb"}]
    }
    (folder / "described.json").write_text(json.dumps(described))
    (folder / "facts.yaml").write_text("version: 1\n")
    given = ("--endpoints", "described.json", "--facts", "facts.yaml")
    done = here("replay", "p.json", "logs", *given, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    (folder / "facts.yaml").write_text("version: 3\n")
    wrong = here("replay", "p.json", "logs", *given, cwd=folder)
    assert wrong.returncode == 1
    assert "facts.yaml:1:10" in wrong.stderr
    (folder / "described.json").write_text("{}")
    assert "GV671" in here("replay", "p.json", "logs", "--endpoints", "described.json", cwd=folder).stderr


STOCK_OF_TWO = f"""\
version: 1
name: stock
deployments:
  dev: {{region: eu-west-1, account: "{ACCOUNT}"}}
  prod: {{region: eu-west-1, account: "444455556666"}}
endpoints:
  dynamodb:
    allow:
      - {{name: Stock, access: [read], resources: [table/Stock]}}
"""
NAMES: list[tuple[str, int, str, str]] = [
    ("stock#dev", 0, "passes: 1 request, 1 event", ""),
    ("stock/intent.yaml#dev", 0, "passes: 1 request, 1 event", ""),
    ("stock#prod", 1, "would be denied, and succeeded: 1 request, 1 event", ""),
    ("stock", 1, "`stock/intent.yaml` is about 2 deployments, and one is asked about",
     "name one: `stock/intent.yaml#dev`, `stock/intent.yaml#prod`"),
    ("stock#prd", 1, "`stock/intent.yaml` has no deployment `prd`", "did you mean `prod`?"),
    ("stock#x", 1, "`stock/intent.yaml` has no deployment `x`", "its deployments are dev, prod"),
    ("one#dev", 1, "`one/intent.yaml` has no deployments, and `#dev` names one", "write `one/intent.yaml`"),
]  # fmt: skip


@pytest.fixture
def deployments(tmp_path: Path) -> Path:
    (tmp_path / "events.json").write_bytes(trail([event("GetItem", {"tableName": "Stock"})]))
    head, _, endpoints = STOCK_OF_TWO.partition("endpoints:")
    one = f"{head.partition('deployments:')[0]}region: eu-west-1\naccount: '{ACCOUNT}'\nendpoints:{endpoints}"
    for name, text in (("stock", STOCK_OF_TWO), ("one", one)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "intent.yaml").write_text(text)
    return tmp_path


@pytest.mark.parametrize(("name", "code", "said", "hint"), NAMES)
def test_one_deployment_is_asked_by_its_name(
    name: str, code: int, said: str, hint: str, deployments: Path
) -> None:
    done = here("replay", name, "events.json", cwd=deployments)
    assert (done.returncode, said in done.stdout + done.stderr) == (code, True), done.stderr
    assert hint in done.stderr


def test_deployments_stand_beside_each_other_and_tell_what_is_reduced(deployments: Path) -> None:
    done = here("replay", "stock#prod", "events.json", "--against", "stock#dev", cwd=deployments)
    assert (done.returncode, "1 of what would be denied passed the policy in force" in done.stdout) == (
        1,
        True,
    )
    reduced = here(
        "traffic", "reduce", "events.json", "--policy", "stock#dev", "-o", "r.jsonl", cwd=deployments
    )
    assert reduced.returncode == 0
    assert here("replay", "stock#dev", "r.jsonl", cwd=deployments).returncode == 0
    for command in (("replay", "stock#dev", "--against"), ("traffic", "reduce", "--policy")):
        wrong = here(*command, "stock#pro", "events.json", cwd=deployments)
        assert (wrong.returncode, "did you mean `prod`?" in wrong.stderr) == (1, True)


def test_the_policy_of_a_bucket_alone_is_refused_with_what_asks_it(tmp_path: Path) -> None:
    (tmp_path / "events.json").write_bytes(trail(GOOD))
    (tmp_path / "b.bucket.resource.json").write_text(json.dumps(POLICY))
    done = here("replay", "b.bucket.resource.json", "events.json", cwd=tmp_path)
    assert done.returncode == 1
    assert "`b.bucket.resource.json` holds no policy of an endpoint" in done.stderr
    assert "what a change of a resource's policy takes away is told by `gate --traffic`" in done.stderr


NOBODY: list[tuple[list[dict[str, Any]], tuple[str, ...], str]] = [
    (
        GOOD,
        ("--endpoint", "vpce-9"),
        f"through `vpce-9`: nothing is proven hint: they came through {ENDPOINT}",
    ),
    (GOOD, ("--endpoint", ENDPOINT[:-1]), f"nothing is proven hint: did you mean `{ENDPOINT}`?"),
    (
        [event(endpoint=None)],
        (),
        "through an endpoint: nothing is proven hint: none of them names an endpoint",
    ),
    ([event(endpoint=None)], ("--endpoint", "all"), "through an endpoint: nothing is proven"),
    ([event(endpoint=None)], ("--endpoint", ENDPOINT), f"through `{ENDPOINT}`: nothing is proven"),
]


@pytest.mark.parametrize(("events", "options", "said"), NOBODY)
def test_where_no_event_came_through_the_endpoint_nothing_is_proven(
    events: list[dict[str, Any]], options: tuple[str, ...], said: str, folder: Path
) -> None:
    (folder / "events.json").write_bytes(trail(events))
    done = here("replay", "p.json", "events.json", *options, cwd=folder)
    assert done.returncode == 2
    told = " ".join(done.stderr.split())
    assert told.startswith("no event of these files came through")
    assert said in told


def test_one_of_several_endpoints_may_have_no_events(folder: Path) -> None:
    done = here("replay", "p.json", "logs", "--endpoint", ENDPOINT, "--endpoint", "vpce-9", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "through vpce-9 (policy): 0 events (none)" in done.stdout


def test_what_the_policy_in_force_denies_too_is_told_beside_it(folder: Path) -> None:
    done = here("replay", "p.json", "-", "--against", "p.json", cwd=folder, stdin=lines(BAD).decode())
    assert "closest: Orders, action differs; the policy in force denies it, too" in done.stdout
