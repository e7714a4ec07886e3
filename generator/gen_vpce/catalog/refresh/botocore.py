"""Partitions and Regions from botocore."""

import json
import re
from pathlib import Path
from typing import Any

_PSEUDO = re.compile(r"-global$")


def version(package: Path) -> str:
    """Return the version that botocore's source states."""
    source = (package / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r"^__version__ = '([^']+)'", source, re.MULTILINE)
    if not found:
        raise ValueError("botocore/__init__.py states no version")
    return found[1]


def partitions(package: Path) -> dict[str, Any]:
    """Return the data file of partitions and their Regions."""
    raw = json.loads((package / "data/partitions.json").read_bytes())["partitions"]
    return {
        entry["id"]: {
            "dns_suffix": entry["outputs"]["dnsSuffix"],
            "region_pattern": entry["regionRegex"],
            "regions": {
                name: region["description"]
                for name, region in sorted(entry["regions"].items())
                if not _PSEUDO.search(name)
            },
        }
        for entry in sorted(raw, key=lambda entry: str(entry["id"]))
    }
