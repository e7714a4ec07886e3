"""YAML is read safely: nothing is guessed, nothing blows up, and every value knows its place."""

import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce.intent.load import load
from gen_vpce.intent.text.characters import MAX_BYTES
from gen_vpce.intent.text.node import Node, plain, written
from gen_vpce.intent.text.source import MAX_DEPTH, MAX_NODES, read
from gen_vpce.intent.text.yaml_flow import flow

TEXT = [
    *("yes", "no", "on", "off", "Yes", "TRUE", "True", "NULL", "Null", "<<", "=", "1" * 41),
    *(
        "22:30",
        "1:30:00",
        "2012-10-17",
        "012345670123",
        "007",
        "0x1F",
        "0o17",
        "1_000",
        "+1",
        ".5",
        "5.",
        "1e",
    ),
    *(".inf", ".nan", "--1", "01.5", "role/App", "arn:aws:iam::123456789012:role/App", "dynamodb:*"),
]
VALUES = [
    *(("true", True), ("false", False), ("null", None), ("~", None), ("", None)),
    *(("0", 0), ("-7", -7), ("12", 12), ("123456789012", 123456789012)),
    *(("1.10", 1.1), ("-0.5", -0.5), ("1e3", 1000.0), ("2.5E-1", 0.25)),
]


def _root(text: str) -> Node:
    answer = read(text.encode(), "intent.yaml")
    assert answer.diagnostics == ()
    assert answer.root is not None
    return answer.root


@pytest.mark.parametrize("text", TEXT)
def test_text_stays_text(text: str) -> None:
    assert plain(_root(f"key: {text}\n")) == {"key": text}


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_few_scalars_are_more_than_text(text: str, value: object) -> None:
    node = _root(f"key: {text}\n").at(("key",))
    assert (node.value, type(node.value), node.text) == (value, type(value), text)


@pytest.mark.parametrize("text", ["true", "null", "12", "1.5", ""])
def test_quotes_and_the_string_tag_make_text(text: str) -> None:
    root = _root(f"single: '{text}'\ndouble: \"{text}\"\ntagged: !!str {text}\n")
    assert plain(root) == dict.fromkeys(("single", "double", "tagged"), text)


def test_written_keeps_every_scalar_as_it_was_typed() -> None:
    assert written(_root("a: {b: 1.10, c: [true, 012]}\n")) == {"a": {"b": "1.10", "c": ["true", "012"]}}


def test_places_count_characters_from_one() -> None:
    root = _root("# ü\nnäme: [é, {b: c}]\nlist:\n  - x: 1 # why\n    y: 2\n")
    first, nested = root.at(("näme", 0)), root.at(("näme", 1, "b"))
    block = root.at(("list", 0))
    assert (str(first.span), first.span.end_column, first.span.text) == (
        "intent.yaml:2:8",
        9,
        "näme: [é, {b: c}]",
    )
    assert (nested.key and str(nested.key), str(nested.span)) == ("intent.yaml:2:12", "intent.yaml:2:15")
    assert (str(block.span), block.span.end_column) == ("intent.yaml:4:5", 9)


def test_a_byte_order_mark_and_every_line_ending_are_fine() -> None:
    root = _root("\ufeffa: 1\r\nb: 2\rc: 3\n")
    assert plain(root) == {"a": 1, "b": 2, "c": 3}
    assert str(root.at(("c",)).span) == "intent.yaml:3:4"


def test_aliases_repeat_a_value_under_another_key() -> None:
    root = _root("a: &x {b: 1}\nc: *x\nd: [*x, *x]\n")
    assert plain(root) == {"a": {"b": 1}, "c": {"b": 1}, "d": [{"b": 1}, {"b": 1}]}
    assert str(root.at(("c",)).key) == "intent.yaml:2:1"


def test_a_small_file_cannot_stand_for_a_large_one() -> None:
    bomb = "a0: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    answer = read(bomb.encode(), "intent.yaml")
    assert [found.code for found in answer.diagnostics] == ["GV111"]
    assert f"{MAX_NODES:,}" in answer.diagnostics[0].message


@pytest.mark.parametrize("depth", [MAX_DEPTH + 2, 100_000])
def test_depth_is_bounded(depth: int) -> None:
    assert [found.code for found in read(b"[" * depth, "intent.yaml").diagnostics] == ["GV111"]


def test_size_is_bounded() -> None:
    largest = b"# " + b"x" * (MAX_BYTES - 9) + b"\na: 1\n"
    assert len(largest) <= MAX_BYTES
    assert read(largest, "intent.yaml").diagnostics == ()
    assert [found.code for found in read(largest + b" " * 9, "intent.yaml").diagnostics] == ["GV102"]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    answer = read(raw, "intent.yaml")
    assert answer.root is not None or answer.diagnostics


@given(st.text("ab:-[]{}&*!|>'\"%@`#,? \n\t~.0", max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    answer = read(text.encode(), "intent.yaml")
    assert answer.root is not None or answer.diagnostics


def _is_composed(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text)


_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"))
_TEXTS = st.text(_CHARACTERS).filter(_is_composed) | st.sampled_from(TEXT)
_KEYS = _TEXTS.filter(lambda key: key != "<<")
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(_KEYS, _VALUES, max_size=4))
def test_what_is_written_on_one_line_is_read_back(value: dict[str, object]) -> None:
    assert plain(_root(flow(value))) == value


def test_other_yaml_readers_agree_on_what_is_text() -> None:
    assert yaml.safe_load(flow(TEXT)) == TEXT


def test_reading_a_file_that_is_not_there(tmp_path: Path) -> None:
    missing, folder = load(tmp_path / "intent.yaml", "intent.yaml"), load(tmp_path, "modules")
    assert [found.code for found in (*missing.diagnostics, *folder.diagnostics)] == ["GV101", "GV101"]
    assert "no such file" in missing.diagnostics[0].message
    assert "directory" in folder.diagnostics[0].message
