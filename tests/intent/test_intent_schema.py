"""The schema speaks to people too: editors show it on hover, and the reference is made from it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from gen_vpce.intent.annotations import example_of, target
from gen_vpce.intent.reference import reference
from gen_vpce.intent.schema import expect_schema, intent_schema
from gen_vpce.intent.violations import _RULES, FORMS

DOCS = Path(__file__).parents[2] / "docs"
# Keywords that only say where a rule holds, or what a value means.
SILENT = {
    "$schema", "$defs", "$ref", "title", "description", "examples", "default", "properties", "propertyNames",
    "items", "allOf", "if", "then", "else",
}  # fmt: skip


def _subschemas(at: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(at, list):
        for inner in at:
            yield from _subschemas(inner)
    elif isinstance(at, dict):
        yield at
        for keyword, inner in at.items():
            if keyword in ("properties", "$defs"):
                yield from (found for held in inner.values() for found in _subschemas(held))
            elif keyword not in ("examples", "default", "enum", "const", "required"):
                yield from _subschemas(inner)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(intent_schema())


def test_every_property_is_described_and_most_have_an_example() -> None:
    schema = intent_schema()
    for holder in _subschemas(schema):
        for name, at in holder.get("properties", {}).items():
            known = target(schema, at)
            if name not in ("AWS", "Service", "Federated", "CanonicalUser"):
                assert at.get("description") or known.get("description"), name


def test_every_example_is_valid() -> None:
    schema = intent_schema()
    for holder in _subschemas(schema):
        for at in holder.get("properties", {}).values():
            example = example_of(schema, at)
            if example is not None:
                validator = Draft202012Validator({**at, "$defs": schema["$defs"]})
                assert list(validator.iter_errors(example)) == [], at


def test_every_rule_has_words() -> None:
    used = {keyword for holder in _subschemas(intent_schema()) for keyword in holder}
    assert used - SILENT <= set(_RULES)


def test_the_reference_is_current() -> None:
    assert (DOCS / "intent.md").read_text(encoding="utf-8") == reference()


def test_every_pattern_has_its_rule_in_words() -> None:
    patterns = {
        at["pattern"]
        for schema in (intent_schema(), expect_schema())
        for at in _subschemas(schema)
        for at in (at, at.get("propertyNames", {}))
        if "pattern" in at
    }
    assert patterns == set(FORMS)
