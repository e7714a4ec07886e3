"""What it costs to judge a large plan, in time and in memory."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from tests.benchmarks.clock import python, show, timed
from tests.support.plans import allow, change, endpoint, policy

_ROUNDS = 3
_COMMAND = (
    "-m",
    "gen_vpce",
    "gate",
    "--quiet",
    "--format",
    "json=report.json",
    "--allow",
    "access-newly-allowed",
)


def run() -> None:
    """5,000 endpoints, as they are and with 500 new policies; 200 MB of plan with 100 new policies in it."""
    with TemporaryDirectory() as name:
        top = Path(name)
        plans = {
            "5,000 endpoints": (5_000, 0, 0),
            "500 changed": (5_000, 500, 0),
            "200 MB": (100, 100, 40_000),
        }
        timings = [timed("python -c pass", python("-c", "pass", cwd=top), rounds=_ROUNDS)]
        notes = []
        for title, (endpoints, changed, others) in plans.items():
            plan = top / "plan.json"
            with plan.open("w") as out:
                _write(out, endpoints, changed, others)
            timings.append(timed(title, python(*_COMMAND, plan.name, cwd=top), rounds=_ROUNDS))
            notes.append(
                f"{title}: {plan.stat().st_size / 1e6:.0f} MB of plan, {_peak(plan):.0f} MB of memory"
            )
        show(timings)
        print("\n  " + "\n  ".join(notes))


def _peak(plan: Path) -> float:
    """Return the most memory that one call takes at once, in MB."""
    child = subprocess.Popen(
        [sys.executable, *_COMMAND, plan.name], cwd=plan.parent, stderr=subprocess.DEVNULL
    )
    _, _, usage = os.wait4(child.pid, 0)
    return usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def _write(out: TextIO, endpoints: int, changed: int, others: int) -> None:
    out.write('{"format_version": "1.2", "planned_values": {"resources": [')
    _write_all(out, map(_other, range(others)))
    out.write(']}, "resource_changes": [')
    _write_all(out, (_endpoint(number, number < changed) for number in range(endpoints)))
    out.write("," if endpoints and others else "")
    _write_all(out, map(_other, range(others)))
    out.write('], "prior_state": {"values": {"resources": [')
    _write_all(out, map(_other, range(others)))
    out.write("]}}}")


def _write_all(out: TextIO, items: Iterable[object]) -> None:
    for number, item in enumerate(items):
        out.write("," if number else "")
        json.dump(item, out)


def _endpoint(number: int, is_changed: bool) -> object:
    table = f"arn:aws:dynamodb:us-east-1:123456789012:table/Orders{number}"
    old = endpoint(
        id=f"vpce-{number:017x}",
        vpc_id=f"vpc-{number:017x}",
        policy=policy(allow("dynamodb:GetItem", "dynamodb:Query", resource=table)),
    )
    new = (
        {"policy": policy(allow("dynamodb:GetItem", "dynamodb:PutItem", resource=table))}
        if is_changed
        else {}
    )
    address = f'module.orders["{number}"].aws_vpc_endpoint.this'
    return change("update" if is_changed else "no-op", old, old | new, address=address)


def _other(number: int) -> object:
    values = {f"attribute_{each}": f"value \\{number} [{each}] " * 3 for each in range(12)}
    return change("no-op", values, values, address=f"aws_instance.web[{number}]")
