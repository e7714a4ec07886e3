"""What it costs to replay the events of CloudTrail, beside unpacking and parsing the same files."""

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from tests.benchmarks.clock import python, show, timed
from tests.support.command import STOCK
from tests.support.trail import ACCOUNT, event, session_of, trail

from gen_vpce.traffic.event import Document
from gen_vpce.traffic.files import blocks
from gen_vpce.traffic.troubles import Troubles

_ROUNDS = 3
_FILES, _EVENTS = 50, 2_000
_COMMAND = ("-m", "gen_vpce", "replay", "intent.yaml", "logs", "--quiet", "--allow-unknown")


def run() -> None:
    """100,000 events in 50 files: unpacked and parsed alone, then a replay, by one process and by all."""
    with TemporaryDirectory() as name:
        top = Path(name)
        (top / "intent.yaml").write_text(STOCK.replace("123456789012", ACCOUNT).replace("StockTable", "T0"))
        (top / "logs").mkdir()
        for number in range(_FILES):
            content = trail(list(_made(Random(number), number)))  # noqa: S311 -- the same each time
            (top / f"logs/{number:03}.json.gz").write_bytes(gzip.compress(content, 6))
        script = top / "replay.py"
        script.write_text(_SCRIPT)
        timings = [timed("unpack and parse", lambda: _floor(top / "logs"), rounds=_ROUNDS)]
        for jobs in (1, os.cpu_count() or 1):
            call = python(script.name, str(jobs), cwd=top)
            timings.append(timed(f"replay, {jobs} at once", call, rounds=_ROUNDS))
        show(timings, each=_FILES * _EVENTS // 1_000, unit="1,000 events")
        print(f"\n  memory of one process: {_peak(top):.0f} MB")


_SCRIPT = f"""\
import subprocess, sys
done = subprocess.run([sys.executable, *{_COMMAND!r}, "--jobs", sys.argv[1]], check=False)
sys.exit(done.returncode not in (0, 1))
"""


def _floor(folder: Path) -> int:
    decoder = msgspec.json.Decoder(Document)
    files = sorted(map(str, folder.iterdir()))
    return sum(
        len(decoder.decode(block).records or ()) for file in files for block in blocks(file, Troubles())
    )


def _peak(top: Path) -> float:
    """Return the most memory that one call takes at once, in MB."""
    call = [sys.executable, *_COMMAND, "--jobs", "1"]
    child = subprocess.Popen(call, cwd=top, stdout=subprocess.DEVNULL)
    _, _, usage = os.wait4(child.pid, 0)
    return usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def _made(random: Random, day: int) -> Iterator[dict[str, Any]]:
    """Yield events of five roles on six tables, three buckets and a key; a third comes by no endpoint."""
    for number in range(_EVENTS):
        common: dict[str, Any] = {
            "identity": session_of(
                f"arn:aws:iam::{ACCOUNT}:role/R{random.randrange(5)}", f"i-{random.random()}"
            ),
            "eventTime": f"2026-11-{1 + day % 28:02}T{number * 24 // _EVENTS:02}:00:00Z",
            "userAgent": "aws-sdk-java/2.31 Linux/6.1 OpenJDK_64-Bit_Server_VM/21 exec-env/AWS_ECS_FARGATE "
            * 2,
            "additionalEventData": {"SignatureVersion": "SigV4", "x-amz-id-2": "y" * 76},
        } | ({} if random.random() < 0.67 else {"endpoint": None})
        kind = random.random()
        if kind < 0.5:
            table = f"T{random.randrange(6)}"
            arn = {"accountId": ACCOUNT, "ARN": f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/{table}"}
            name = random.choice(["GetItem", "PutItem", "Query"])
            yield event(name, {"tableName": table, "key": {"id": number}}, resources=[arn], **common)
        elif kind < 0.85:
            bucket = {"accountId": ACCOUNT, "ARN": f"arn:aws:s3:::b{random.randrange(3)}"}
            key = f"data/{random.randrange(10**7)}.parquet"
            parameters = {"bucketName": bucket["ARN"].rpartition(":")[2], "key": key}
            on = [{"ARN": f"{bucket['ARN']}/{key}"}, bucket]
            yield event("GetObject", parameters, service="s3", resources=on, **common)
        else:
            arn = {"accountId": ACCOUNT, "ARN": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"}
            yield event(
                "Decrypt",
                {"encryptionContext": {"id": str(number)}},
                service="kms",
                resources=[arn],
                **common,
            )
