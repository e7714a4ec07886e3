"""What is newly denied says how often it was used, and what the events cannot prove."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.support.command import here
from tests.support.made_plans import BUCKET, IDENTITY, OF_OLD, OLD, READS, SEPARATE, WRITES, updated
from tests.support.plans import NO_SETTINGS, allow, change, plan_data, policy, read
from tests.support.trail import event, trail

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.inquiry.usage import Change, Events, asked_by
from gen_vpce.report import github, sarif
from gen_vpce.report.gate_markdown import render as markdown
from gen_vpce.report.json import render as as_json
from gen_vpce.report.model import Report
from gen_vpce.report.text import render as text
from gen_vpce.terraform.gate import gate
from gen_vpce.traffic.parallel import reduce_files

ID = str(OLD["id"])
REPORT_SCHEMA = json.loads((shipped("schemas") / "report.schema.json").read_text())
NARROWER = updated(OLD | {"policy": WRITES}, policy=READS)


def did(
    name: str, *, at: str = "2026-11-01T09:00:00Z", through: str | None = ID, **more: Any
) -> dict[str, Any]:
    return event(name, {"tableName": "Orders"}, endpoint=through, eventTime=at, awsRegion="us-east-1", **more)


def judged(plan: dict[str, Any], events: Sequence[dict[str, Any]], folder: Path) -> tuple[Diagnostic, ...]:
    file = folder / "events.json"
    file.write_bytes(trail(events))

    def reading(changes: Sequence[Change]) -> Events:
        return Events(*reduce_files([str(file)], asked_by(changes)))

    return gate(read(plan), folder, NO_SETTINGS, reading)


def denied(found: Sequence[Diagnostic]) -> Diagnostic:
    (one,) = [each for each in found if each.code == "GV621"]
    return one


def test_what_was_used_is_counted_with_the_last_time_and_an_example(tmp_path: Path) -> None:
    puts = [did("PutItem", at=f"2026-11-0{day}T09:00:00Z", eventID=f"e{day}") for day in (1, 3, 2)]
    others = [did("PutItem", errorCode="AccessDenied"), did("PutItem", through="vpce-1"), did("GetItem")]
    found = denied(judged(NARROWER, [*puts, *others], tmp_path))
    assert found.usage is not None
    assert found.usage[:5] == (3, 1, "2026-11-03T09:00:00Z", "e3", 0)
    assert found.details[-2] == (
        "used: 3 events of 1 different request that succeeded would be denied, last at 2026-11-03T09:00:00Z "
        "(event e3); the events are of 2026-11-01T09:00:00Z to 2026-11-03T09:00:00Z"
    )
    assert "calling dynamodb:PutItem on" in found.details[-1]


def test_what_was_not_seen_says_so_with_what_the_files_cannot_prove(tmp_path: Path) -> None:
    events = [
        did("DescribeTable", at=f"2026-11-0{day}T09:00:00Z", eventCategory="Management") for day in (1, 3)
    ]
    found = denied(judged(NARROWER, events, tmp_path))
    assert found.usage is not None
    assert (found.usage.events, found.usage.last) == (0, None)
    assert found.details[-3:] == (
        (
            "not seen in these files: no event of 2026-11-01T09:00:00Z to 2026-11-03T09:00:00Z needs what is "
            "newly denied"
        ),
        (
            "no data events of dynamodb: nothing is said about GetItem and its like; turn on data events of "
            "AWS::DynamoDB::Table to see them"
        ),
        "no events on 1 day: 2026-11-02",
    )


SEPARATELY = plan_data(
    change("update", OF_OLD | {"policy": WRITES}, OF_OLD | {"policy": READS}, address=SEPARATE)
)
DELETED = plan_data(
    change("update", OLD | {"policy": WRITES}, OLD | {"policy": policy(allow("s3:GetObject"))}),
)
USED: list[tuple[str, dict[str, Any], list[dict[str, Any]], int | None, int, str]] = [
    ("a separate policy", SEPARATELY, [did("PutItem")], 1, 0, "used: 1 event"),
    ("another endpoint's events alone", NARROWER, [did("PutItem", through="vpce-1")], None, 0,
     f"how often it was used is not known: no event of these files came through {ID}"),
    ("no events at all", NARROWER, [], None, 0, "how often it was used is not known: no events were read"),
    ("what depends on a key that no event holds",
     updated(OLD | {"policy": WRITES}, policy=policy(allow("dynamodb:*", Condition={
         "StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}))),
     [did("PutItem")], 0, 1, "not known of 1 event more, which depend on what events do not hold (--facts)"),
    ("several requests", updated(OLD | {"policy": WRITES}, policy=policy(allow("dynamodb:Scan"))),
     [did("PutItem"), did("GetItem"), did("Query")], 2, 0, "used: 2 events of 2 different requests"),
    ("what the service carries alone", DELETED,
     [did("PutItem"), event("GetObject", {"bucketName": "b", "key": "k"}, service="s3", endpoint=ID)], 1, 0,
     "used: 1 event"),
]  # fmt: skip


@pytest.mark.parametrize("case", USED, ids=[each[0] for each in USED])
def test_usage_is_that_of_the_endpoint(
    case: tuple[str, dict[str, Any], list[dict[str, Any]], int | None, int, str], tmp_path: Path
) -> None:
    _, plan, events, used, unknown, said = case
    found = denied(judged(plan, events, tmp_path))
    assert found.usage is not None
    assert (found.usage.events, found.usage.unknown) == (used, unknown)
    assert any(said in line for line in found.details), found.details


@pytest.mark.parametrize("address", [IDENTITY, BUCKET])
def test_policies_of_other_kinds_and_of_nobody_say_that_they_were_not_asked(
    address: str, tmp_path: Path
) -> None:
    old, new = (policy(allow(action)) for action in ("s3:*", "s3:GetObject"))
    plan = plan_data(change("update", {"policy": old}, {"policy": new}, address=address))
    found = denied(judged(plan, [did("PutItem")], tmp_path))
    assert found.usage is not None
    assert found.usage.events is None
    assert found.details[-1].endswith(
        "events are asked about the policies of endpoints, buckets, keys, queues, repositories, secrets, "
        "tables and topics, where the plan shows whose they are"
    )


def test_requests_are_not_shown_where_the_policy_is_sensitive(tmp_path: Path) -> None:
    old, new = OLD | {"policy": WRITES}, OLD | {"policy": READS}
    plan = plan_data(change("update", old, new, after_sensitive={"policy": True}))
    found = denied(judged(plan, [did("PutItem")], tmp_path))
    assert any(line.startswith("used: 1 event") for line in found.details)
    assert not any("PutItem" in line for line in found.details)


def test_without_a_reading_findings_are_as_before() -> None:
    found = gate(read(NARROWER), Path("no-such-folder"), NO_SETTINGS)
    assert denied(found).usage is None


def test_every_format_tells_it(tmp_path: Path) -> None:
    found = judged(NARROWER, [did("PutItem")], tmp_path)
    report = Report("gate", 0, found)
    for render in (text, markdown, as_json, github.render, sarif.render):
        assert "used: 1 event of 1 different request" in render(report)
    (shown,) = [each for each in json.loads(as_json(report))["findings"] if each["code"] == "GV621"]
    assert (shown["usage"]["events"], shown["usage"]["requests"]) == (1, 1)


def test_the_command_reads_the_events_for_what_is_denied(tmp_path: Path) -> None:
    (tmp_path / "events.json").write_bytes(trail([did("PutItem")]))
    (tmp_path / "plan.json").write_text(json.dumps(NARROWER))
    done = here("gate", "plan.json", "--traffic", "events.json", cwd=tmp_path)
    assert done.returncode == 0
    assert "used: 1 event of 1 different request that succeeded would be denied" in done.stderr
    both = here("gate", "--traffic", "-", cwd=tmp_path)
    assert (both.returncode, "both the plan and the events" in both.stderr) == (2, True)
    facts = here("gate", "plan.json", "--facts", "facts.yaml", cwd=tmp_path)
    assert (facts.returncode, "--facts is about the events of --traffic" in facts.stderr) == (2, True)
    missing = here("gate", "plan.json", "--traffic", "none", cwd=tmp_path)
    assert (missing.returncode, "`none` names no file" in missing.stderr) == (2, True)
    shown = here("gate", "plan.json", "--traffic", "events.json", "--format", "json", cwd=tmp_path)
    Draft202012Validator(REPORT_SCHEMA).validate(json.loads(shown.stdout))
