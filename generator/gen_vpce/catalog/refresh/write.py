"""Writes data files in one spelling and seals them with a digest."""

import hashlib
import json
from pathlib import Path
from typing import Any

_UNSEALED = "index.json"


def write(path: Path, content: dict[str, Any], depth: int = 2) -> None:
    """Write *content* as JSON, one entry of the outer *depth* levels a line, for small diffs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(f"{_text(content, depth)}\n".encode())


def measure(data: Path) -> str:
    """Return the SHA-256 over the names and contents of all sealed files below *data*."""
    total = hashlib.sha256()
    for path in sorted(data.rglob("*.json")):
        if path.name != _UNSEALED:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            total.update(f"{content}  {path.relative_to(data).as_posix()}\n".encode())
    return total.hexdigest()


def seal(data: Path) -> str:
    """Record the digest of the data in its index and return it."""
    index = json.loads((data / "index.json").read_bytes())
    digest = measure(data)
    write(data / "index.json", index | {"digest": digest})
    return digest


def _text(value: object, depth: int) -> str:
    if depth and isinstance(value, dict) and value:
        members = (f"{_text(key, 0)}:{_text(each, depth - 1)}" for key, each in value.items())
        return "{\n" + ",\n".join(members) + "\n}"
    if depth and isinstance(value, list) and value:
        return "[\n" + ",\n".join(_text(each, depth - 1) for each in value) + "\n]"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
