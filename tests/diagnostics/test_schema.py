"""Two libraries read each schema: the fast one must never take for sound what the other refuses."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gen_vpce.diagnostics.schema import Validator, whole_schema
from gen_vpce.diagnostics.shipped import schema_file
from gen_vpce.intent.schema import expect_schema, intent_schema, open_schema

MODULES = Path(__file__).parents[2] / "modules"
PLAN = {"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": []}
EXPECT = {
    "version": 1,
    "expect": [{"deny": {"principal": "*", "action": "s3:GetObject", "resource": "arn:aws:s3:::a/b"}}],
}
# What values are replaced by: other types, the edges of numbers, text that only looks empty or ended.
OTHERS = (
    None, True, False, 0, 1, 1.0, -1, 0.5, 10**30, "", " ", "\t", "\x1c", "\x85", "\ufeff", "\u2028", "\xa0",
    "a\n", "true", "*", "1", "١٢٣٤٥٦٧٨٩٠١٢", [], [1], ["*"], ["*", "*"], {}, {"": 1}, {"a": None},
)  # fmt: skip


def samples() -> Iterator[tuple[object, object]]:
    """Yield a schema and sound data for it, of every kind that is read."""
    for policy in MODULES.glob("*/policies/**/*.json"):
        data = json.loads(policy.read_text("utf-8"))
        kind = policy.suffixes[-2].removeprefix(".")
        if kind == "resource" and not any("Resource" in each for each in data["Statement"]):
            kind = "repository"  # a policy of ECR stands on the repository itself
        yield whole_schema(f"policy-{kind}.schema.json"), data
    for intent in MODULES.glob("*/intent.yaml"):
        data = yaml.safe_load(intent.read_text("utf-8"))
        yield open_schema() if "deployments" in data else intent_schema(), data
    yield expect_schema(), EXPECT
    yield json.loads(schema_file("plan").read_text("utf-8")), PLAN


SAMPLES = list(samples())


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    if isinstance(value, dict):
        for key, each in value.items():
            yield from places(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from places(each, (*path, index))


def replaced(value: object, path: tuple[str | int, ...], other: object) -> object:
    if not path:
        return other
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {key: replaced(each, rest, other) if key == step else each for key, each in value.items()}
    assert isinstance(value, list)
    return [replaced(each, rest, other) if index == step else each for index, each in enumerate(value)]


@pytest.mark.parametrize(("schema", "sound"), SAMPLES)
def test_sound_data_is_sound(schema: object, sound: object) -> None:
    assert list(Validator(schema).errors(sound)) == []


@given(st.data())
def test_both_libraries_refuse_the_same(data: st.DataObject) -> None:
    schema, sound = data.draw(st.sampled_from(SAMPLES))
    path = data.draw(st.sampled_from(list(places(sound))))
    broken = replaced(sound, path, data.draw(st.sampled_from(OTHERS)))
    expected = [error.message for error in Draft202012Validator(schema).iter_errors(broken)]
    assert [error.message for error in Validator(schema).errors(broken)] == expected


@pytest.mark.parametrize("blank", ["\x1c", "\x1f", "\x85", "\ufeff", "\u2003", "\u2029", "\xa0"])
def test_what_only_looks_like_text_is_refused(blank: str) -> None:
    reason = intent_schema()["properties"]["accept"]["additionalProperties"]
    assert list(Validator(reason).errors(blank)) != []


def test_what_is_nested_too_deep_for_the_fast_library_is_still_checked() -> None:
    deep: object = 1
    for _ in range(600):
        deep = [deep]
    assert list(Validator({"type": "object"}).errors(deep)) != []
    assert list(Validator({"type": "array"}).errors(deep)) == []


def test_a_type_that_json_lacks_is_still_checked() -> None:
    assert list(Validator({"type": "string"}).errors({1, 2})) != []
