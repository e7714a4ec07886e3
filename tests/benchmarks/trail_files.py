"""Makes files of a trail: `python -m tests.benchmarks.trail_files FOLDER [FILES]`, 2,000 events in each.

500 files are the million of events that docs/traffic.md tells of.
"""

import gzip
import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

from tests.support.trail import ACCOUNT, event, session_of

EVENTS = 2_000


def make(folder: Path, files: int) -> list[Path]:
    """Write *files* files to *folder*, those that are not there yet; the same each time."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number:04}.json.gz" for number in range(files)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(_write, paths, range(files)))
    return paths


def _write(path: Path, number: int) -> None:
    if path.exists():
        return
    events = list(_made(Random(number), number))  # noqa: S311 -- the same each time
    content = json.dumps({"Records": events}, separators=(",", ":")).encode()  # as AWS writes it
    path.write_bytes(gzip.compress(content, 6))


def _made(random: Random, day: int) -> Iterator[dict[str, Any]]:
    """Yield events of five roles on six tables, three buckets and a key; a third comes by no endpoint."""
    for number in range(EVENTS):
        common: dict[str, Any] = {
            "identity": session_of(
                f"arn:aws:iam::{ACCOUNT}:role/R{random.randrange(5)}", f"i-{random.random()}"
            ),
            "eventTime": f"2026-11-{1 + day % 28:02}T{number * 24 // EVENTS:02}:00:00Z",
            "eventID": f"{random.getrandbits(128):032x}",
            "requestID": f"{random.getrandbits(128):032x}",
            "userAgent": "aws-sdk-java/2.31 Linux/6.1 OpenJDK_64-Bit_Server_VM/21 exec-env/AWS_ECS_FARGATE "
            * 2,
            "additionalEventData": {"SignatureVersion": "SigV4", "x-amz-id-2": "y" * 76},
            "tlsDetails": {
                "tlsVersion": "TLSv1.3",
                "cipherSuite": "TLS_AES_128_GCM_SHA256",
                "clientProvidedHostHeader": "service.us-east-1.amazonaws.com",
            },
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


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 500)
