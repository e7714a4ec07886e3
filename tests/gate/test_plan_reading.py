"""Reading a plan: any text is answered, nothing unread matters, and the whole is never in memory."""

import copy
import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.support.amount import amount
from tests.support.plans import allow, change, configured, endpoint, found, plan_data, policy, read, read_text

from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.terraform import json_stream
from gen_vpce.terraform.gate import gate
from gen_vpce.terraform.json_stream import JsonStream
from gen_vpce.terraform.plan import read_plan
from gen_vpce.terraform.resource_types import READ
from gen_vpce.terraform.settings import Settings

NOWHERE = Path("no-such-folder")
SCHEMA = json.loads((shipped("schemas") / "plan.schema.json").read_text())
OLD = endpoint()
NEW = OLD | {"policy": policy(allow("*")), "route_table_ids": []}
PLAN = plan_data(
    change("update", OLD, NEW),
    change("delete", {"policy": policy()}, None, address="aws_iam_policy.p"),
    resource_drift=[change("update", OLD, NEW)],
    configuration=configured({"aws_vpc_endpoint.this": {"policy": ["path.module"]}}),
)

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
WORDS = st.sampled_from(
    [
        "resources",
        "module_calls",
        "resource_changes",
        "actions",
        "policy",
        "after_unknown",
        "format_version",
        "errored",
        "1.2",
        "create",
        "aws_vpc_endpoint",
        "change",
        "before",
        "after",
        "type",
        "address",
        "expressions",
        "root_module",
        "configuration",
        "resource_drift",
    ]
)
JSON = st.recursive(
    SCALARS | WORDS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=25,
)


def everything(stream: JsonStream) -> object:
    """Read a value through the narrowest door: each container one by one."""
    if stream.kind() == "{":
        return {key: everything(stream) for key in stream.members()}
    if stream.kind() == "[":
        return [everything(stream) for _ in stream.items()]
    return stream.take()


@given(JSON, st.sampled_from([None, 1, "\t"]), st.integers(1, 40))
def test_a_stream_gives_what_the_parser_gives(value: object, indent: Any, chunk: int) -> None:
    text = json.dumps(value, indent=indent)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "_CHUNK", chunk)
        for way in (everything, JsonStream.take):
            stream = JsonStream(io.StringIO(text))
            assert way(stream) == value
            stream.end()
        stream = JsonStream(io.StringIO(text))
        stream.pass_over()
        stream.end()


@given(st.text(alphabet='{}[]",:\\ 1atrue\n', max_size=30), st.integers(1, 9))
def test_a_stream_refuses_what_the_parser_refuses(text: str, chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_stream, "_CHUNK", chunk)
        stream = JsonStream(io.StringIO(text))
        try:
            expected: object = json.loads(text)
        except ValueError:
            with pytest.raises(ValueError, match=r".*"):
                everything(stream), stream.end()
        else:
            if len(set(text)) == len(text):  # a key that stands twice is the caller's business
                assert everything(stream) == expected


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(raw: bytes) -> None:
    assert gate(read_plan(io.BufferedReader(io.BytesIO(raw))), NOWHERE, Settings())  # type: ignore[arg-type]


@settings(max_examples=amount(300))
@given(JSON)
def test_any_json_is_answered(value: object) -> None:
    gate(read(value), NOWHERE, Settings())
    gate(read(plan_data() | (value if isinstance(value, dict) else {})), NOWHERE, Settings())


@settings(max_examples=amount(300))
@given(st.data())
def test_any_damage_to_a_plan_is_answered(data: st.DataObject) -> None:
    plan = copy.deepcopy(PLAN)
    place: Any = plan
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(place[key], (dict, list)) and place[key] and data.draw(st.booleans()):
            place = place[key]
            continue
        place[key] = data.draw(JSON)
        break
    gate(read(plan), NOWHERE, Settings())


@given(st.data())
def test_a_member_that_is_not_read_changes_nothing(data: st.DataObject) -> None:
    plan = copy.deepcopy(PLAN)
    entry = plan["resource_changes"][data.draw(st.integers(0, 1))]
    values = entry["change"]
    read_of_it = (*READ["aws_vpc_endpoint"], *READ["aws_iam_policy"])
    places: list[tuple[dict[str, Any], tuple[str, ...]]] = [
        (plan, (*SCHEMA["properties"], "@level", "@message")),
        (entry, tuple(SCHEMA["$defs"]["resource_change"]["properties"])),
        (values, tuple(SCHEMA["$defs"]["change"]["properties"])),
        (values["before"], read_of_it),
        (values["after_unknown"], read_of_it),
        (values["after_sensitive"], read_of_it),
        (plan["configuration"], ("root_module",)),
        (plan["configuration"]["root_module"], ("resources", "module_calls")),
    ]
    place, known = data.draw(st.sampled_from(places))
    name = data.draw((st.text(max_size=8) | WORDS).filter(lambda name: name not in known))
    place[name] = data.draw(JSON)
    assert found(plan) == found(PLAN)


@given(st.permutations(list(PLAN)))
def test_the_order_of_members_changes_nothing(order: list[str]) -> None:
    assert found({name: PLAN[name] for name in order}) == found(PLAN)


@given(JSON)
def test_what_is_taken_holds_to_the_schema(value: object) -> None:
    """Entries of other types are checked by hand, and entries of a known shape not again."""
    valid = Draft202012Validator({"$ref": "#/$defs/resource_change", "$defs": SCHEMA["$defs"]}).is_valid
    for entry in (value, *(value if isinstance(value, list) else ())):
        twice = read(plan_data(entry, entry))
        assert valid(entry) != any(each.kind == "unreadable" for each in twice.problems)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_plan_in_any_encoding_of_json_is_read(encoding: str) -> None:
    raw = json.dumps(PLAN).encode(encoding)
    plan = read_plan(io.BufferedReader(io.BytesIO(raw)))  # type: ignore[arg-type]
    assert plan.changes == read(PLAN).changes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("[]", "not a JSON object"),
        ("PK\x03\x04", "binary format"),
        ('{"format_version": "1.2"', "ends in the middle"),
        ('{"resource_changes": [}]}', "character 23"),
        ('{"@level":"info","@message":"x"}\n{"@level":"info"}\n', "log of `terraform plan -json`|not JSON"),
        ('{"format_version":"1.0","values":{}}', "a state"),
        ("{}", "not a plan"),
        ('{"configuration":' + '{"root_module":' * 9_999, "ends in the middle|deeper"),
        ('{"resource_changes":[' + "[" * 99_999, "ends in the middle|deeper"),
    ],
)
def test_what_is_no_plan_is_named(text: str, said: str) -> None:
    problems = read_text(text).problems
    assert [each.kind for each in problems] == ["unreadable"]
    assert any(words in problems[0].message for words in said.split("|"))


def test_no_value_is_quoted_from_a_plan_that_is_not_of_the_right_form() -> None:
    secret = {"TOP-SECRET": "TOP-SECRET"}
    broken = change("update", OLD | {"policy": secret}, OLD | {"route_table_ids": [secret]})
    judged = gate(read(plan_data(broken, variables=secret) | {"complete": "TOP-SECRET"}), NOWHERE, Settings())
    assert judged
    assert "TOP-SECRET" not in repr(judged)
    assert "TOP-SECRET" not in repr(
        read_text('{"variables": {"TOP-SECRET": "TOP-SECRET" "TOP-SECRET"').problems
    )


def test_memory_is_that_of_the_largest_entry() -> None:
    foreign = json.dumps(change("no-op", {"text": "x" * 10_000}, None, address="aws_instance.web"))

    class Endless(io.RawIOBase):
        """Fifty megabytes of a plan, made while they are read."""

        def __init__(self) -> None:
            tail = json.dumps(PLAN).partition('"resource_changes": [')[2].encode()
            item = foreign.encode()
            self._parts = iter(
                [
                    b'{"prior_state": [',
                    *[item + b","] * 2_500,
                    b'0], "resource_changes": [',
                    *[item + b","] * 2_500,
                    tail,
                ]
            )
            self._rest = b""

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            self._rest = self._rest or next(self._parts, b"")
            chunk, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
            buffer[: len(chunk)] = chunk
            return len(chunk)

    read(PLAN)  # what is loaded once does not count
    tracemalloc.start()
    plan = read_plan(io.BufferedReader(Endless()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert plan.changes == read(PLAN).changes
    assert peak < 8_000_000
