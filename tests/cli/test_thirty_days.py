"""A new user's month: learn an intent from thirty days, replay it, tighten it, break it on purpose, mend it.

One application (`tests/support/made_days.py`), one story, by the commands alone.
"""

import gzip
import json
import subprocess
from pathlib import Path

import pytest
from tests.support.command import here
from tests.support.made_days import DAYS, SOMEBODY_ELSES, day, role, table
from tests.support.plans import change, endpoint, plan_data
from tests.support.trail import ACCOUNT, ENDPOINT, trail

TOLD = "1,565 events of 30 files, 2026-11-01T08:00:01Z to 2026-11-30T23:00:52Z"
WHERE = ("--region", "eu-west-1", "--account", ACCOUNT)
THROUGH = ("--endpoint", ENDPOINT)
LEDGER = f"{role('Report')} calling dynamodb:UpdateItem on {table('Ledger')}"

USED = (
    "used: 8 events of 2 different requests that succeeded would be denied, last at 2026-11-28T22:00:56Z "
    "(event 00000000-0000-4000-8000-000027000056); the events are of 2026-11-01T08:00:01Z to "
    f"2026-11-30T23:00:52Z used: {role('Backup')} calling dynamodb:Scan on {table('Customers')}, made 4 times"
)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return here(*arguments, cwd=Path())


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a file of events a day, and an intent that was learned from them."""
    folder = tmp_path_factory.mktemp("month")
    (folder / "logs").mkdir()
    for number in range(DAYS):
        packed = gzip.compress(trail(list(day(number))), 1)
        (folder / f"logs/{number + 1:02}.json.gz").write_bytes(packed)
    return folder


def test_a_month_of_an_application(month: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(month)
    intent = Path("shop/intent.yaml")
    _which_endpoint_is_asked()
    _learned(intent)
    _a_module_that_lets_pass_what_succeeded()
    _three_weeks_miss_the_end_of_the_month()
    _tightened(intent)
    _mended(intent)


def _which_endpoint_is_asked() -> None:
    asked = run("learn", "logs", *WHERE)
    assert asked.returncode == 2
    assert f"  {SOMEBODY_ELSES}: 1 event (dynamodb 1), owner {ACCOUNT}" in asked.stderr


def _learned(intent: Path) -> None:
    done = run("learn", "logs", *WHERE, *THROUGH, "--name", "shop", "--into", "shop")
    assert done.returncode == 0, done.stderr
    said = done.stderr.splitlines()
    assert said[0] == TOLD
    assert "not learned, since it was denied at the time: dynamodb DeleteTable 1, dynamodb GetItem 1" in said
    assert "not learned, since it failed at the time: dynamodb PutItem 1" in said
    assert any("14 of 16 different requests since" in line and "(87 %)" in line for line in said)
    assert any(line.startswith(f"would not have passed: {LEDGER}") for line in said)
    assert any("1 of 14 grants rest on one event or one day alone" in line for line in said)
    assert "dynamodb (endpoint): narrower" in done.stderr
    assert '"arn:aws:s3:::shop-invoices/2026/*"' in intent.read_text()


def _a_module_that_lets_pass_what_succeeded() -> None:
    made = run("generate", "shop")
    assert (made.returncode, made.stderr) == (0, "")
    assert run("lint", "shop/policies").returncode == 0
    done = run("replay", "shop", "logs", *THROUGH)
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith(TOLD)
    assert "denied: 2 requests, 2 events" in done.stdout


def _three_weeks_miss_the_end_of_the_month() -> None:
    weeks = [f"logs/{number:02}.json.gz" for number in range(1, 22)]
    early = run("learn", *weeks, *WHERE, *THROUGH, "--into", "early")
    assert "the events span 21 days: what runs once a month, and recovery, is not in them" in early.stderr
    missed = run("replay", "early", "logs", *THROUGH)
    assert missed.returncode == 1
    assert "dynamodb:UpdateItem" in missed.stdout


def _tightened(intent: Path) -> None:
    """Two tables of the weekly backup are taken out: generate, the gate and replay say that it uses them."""
    policy = Path("shop/policies/dynamodb.endpoint.json")
    before, text = policy.read_text(), intent.read_text()
    tables = f'          - "{table("Customers")}"\n          - "{table("Invoices")}"\n'
    assert tables in text
    intent.write_text(text.replace(tables, ""))
    told = run("generate", "shop", "--check", "--diff", "--traffic", "logs", *THROUGH)
    assert told.returncode == 3, told.stderr
    assert USED in " ".join(told.stderr.split())
    assert run("generate", "shop").returncode == 0
    old, new = (endpoint(id=ENDPOINT, policy=each) for each in (before, policy.read_text()))
    Path("plan.json").write_text(json.dumps(plan_data(change("update", old, new))))
    assert USED in " ".join(run("gate", "plan.json", "--traffic", "logs").stderr.split())
    broken = run("replay", "shop", "logs", *THROUGH)
    assert broken.returncode == 1
    assert "would be denied, and succeeded: 2 requests, 8 events" in broken.stdout


def _mended(intent: Path) -> None:
    """What was learned goes back into the intent, and nothing else changes."""
    kept = intent.read_text().splitlines()
    done = run("learn", "logs", "--merge", "shop/intent.yaml", *THROUGH)
    assert done.returncode == 0, done.stderr
    assert set(kept) <= set(intent.read_text().splitlines())
    assert done.stdout.count('- name: "Backup') == 1
    assert done.stdout.count("- name:") == 1
    assert run("generate", "shop").returncode == 0
    assert run("replay", "shop", "logs", *THROUGH).returncode == 0
