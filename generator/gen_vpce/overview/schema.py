"""The schema of the overview, made from its types: `python -m gen_vpce.overview.schema`.

`schemas/overview.schema.json` is what this prints; a test holds it current.
"""

import json
import sys
from typing import Any

import msgspec

from gen_vpce.overview.model import Overview

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """Return the JSON Schema of an overview."""
    (made,), parts = msgspec.json.schema_components([Overview], ref_template="#/$defs/{name}")
    return {
        "$schema": _DIALECT,
        "title": "gen-vpce report --format json",
        **made,
        "$defs": {name: _closed(part) for name, part in sorted(parts.items())},
    }


def _closed(part: dict[str, Any]) -> dict[str, Any]:
    """Return an object of which every member is there and no other; null is the last of what one can be.

    msgspec puts it first or last, depending on its version.
    """
    if part.get("type") != "object" or "properties" not in part:
        return part
    plain = {
        name: {key: _null_last(value) for key, value in of.items() if key != "default"}
        for name, of in part["properties"].items()
    }
    return {**part, "properties": plain, "required": list(plain), "additionalProperties": False}


def _null_last(value: object) -> object:
    return sorted(value, key=lambda each: each == {"type": "null"}) if isinstance(value, list) else value


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n")
