"""Title and examples in the intent's schema: the words of findings and of the reference."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from gen_vpce.intent.text.yaml_flow import flow

# These keywords lead to a value inside the value; what was said of the outer one no longer counts.
_INWARD = frozenset({"properties", "items", "additionalProperties", "propertyNames"})


class Annotations(Struct, frozen=True):
    """What the schema says of one value: its noun, an example of it, and examples of its keys."""

    title: str | None
    example: object
    of_keys: Mapping[str, object]

    def like(self) -> str | None:
        """Return the hint that shows the example."""
        return None if self.example is None else f"write it like `{flow(self.example)}`"

    def add(self, key: str) -> str:
        """Return the hint to add a key, with its example."""
        example = self.of_keys.get(key)
        return f"add `{key}`" if example is None else f"add for example `{key}: {flow(example)}`"


def target(schema: Mapping[str, Any], at: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the definition that a subschema refers to, the subschema itself where it refers to none."""
    if "$ref" not in at:
        return at
    found: Any = schema
    for step in at["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return target(schema, found)


def annotations(schema: Mapping[str, Any], keywords: Iterable[str | int]) -> Annotations:
    """Return what the schema says of the value that a keyword, at the end of a schema path, is about."""
    at: Any = schema
    title, example, keys = schema.get("title"), None, schema.get("properties", {})
    *steps, _ = keywords
    for step in steps:
        inside: Any = at if isinstance(at, list) or step in at else target(schema, at)
        at = inside[step]
        if step in _INWARD:
            title, example, keys = None, None, {}
        # A branch of `anyOf` speaks of the same value, which has its noun already.
        if isinstance(at, dict) and not isinstance(step, int):
            referred = target(schema, at)
            title = at.get("title") or referred.get("title") or title
            example = example_of(schema, at) or example
            keys = referred.get("properties", keys)
    return Annotations(title, example, {key: example_of(schema, keys[key]) for key in keys})


def example_of(schema: Mapping[str, Any], at: Mapping[str, Any]) -> object:
    """Return the first example of a subschema or of what it refers to; None where there is none."""
    return next(iter([*at.get("examples", ()), *target(schema, at).get("examples", ())]), None)
