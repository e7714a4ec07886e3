"""A file against its JSON Schema: every violation becomes one finding where a person wrote it."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from gen_vpce.diagnostics.schema import Validator
from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.intent.findings import Findings
from gen_vpce.intent.node import Node, Path, plain, without
from gen_vpce.intent.violations import explain, violations

# Their entries only make sense whole.
_WHOLE = frozenset({"identity_policies", "resource_policies", "expect"})


@cache
def intent_schema() -> Mapping[str, Any]:
    """Return the schema of the intent, as JSON data."""
    import json

    loaded: Mapping[str, Any] = json.loads((shipped("schemas") / "intent.schema.json").read_bytes())
    return loaded


@cache
def expect_schema() -> Mapping[str, Any]:
    """Return the schema of a file of expectations, with what it takes from the intent's put inside."""
    import json

    text = (shipped("schemas") / "expect.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text.replace('"intent.schema.json#/', '"#/'))
    return loaded | {"$defs": intent_schema()["$defs"]}


@cache
def _validator(schema: Callable[[], Mapping[str, Any]]) -> Validator:
    return Validator(schema())


def check(
    root: Node, found: Findings, schema: Callable[[], Mapping[str, Any]] = intent_schema
) -> Node | None:
    """Add a finding for each violation, and return the tree without what broke the schema.

    None is returned when too little is left to say anything about the rest.
    """
    dropped: set[Path] = set()
    for error in _validator(schema).errors(plain(root)):
        for broken in violations(error, root, schema()):
            explain(broken, found)
            is_spare = broken.keyword == "additionalProperties"
            lacks_a_key = broken.keyword == "required" and not broken.path
            if not lacks_a_key:
                dropped.update(path if is_spare else _whole(path) for path in broken.broken)
    return None if () in dropped else without(root, dropped)


def _whole(path: Path) -> Path:
    """Return the smallest value around a broken one that can be left out without changing the rest."""
    match path:
        case (str(section), int(), *_) if section in _WHOLE:
            return path[:2]
        case ("endpoints", str(), "type" | "service", *_):
            return path[:2]
        case ("endpoints", str(), "statements", int(), *_):
            return path[:4]
        case _:
            return path
