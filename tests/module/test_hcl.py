"""Values become HCL that says what they say, and nothing more."""

import unicodedata

import pygohcl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.hostile import HOSTILE, texts

from gen_vpce.module import hcl


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", '"plain"'),
        ('a"b\\c', r'"a\"b\\c"'),
        ("a\nb\rc\td", r'"a\nb\rc\td"'),
        ("${x} %{y} $x %y $$", '"$${x} %%{y} $x %y $$"'),
        ("ü и 漢", '"ü и 漢"'),
        ("e\u0301", '"é"'),
        ("\u202e\ufeff\U000e0041", r'"\u202e\ufeff\U000e0041"'),
        (True, "true"),
        (None, "null"),
        (3, "3"),
        ([], "[]"),
        ((), "[]"),
        ({}, "{}"),
        (["a", 1], '["a", 1]'),
        ({"a": "b", "key two": ["c"]}, '{\n  a         = "b"\n  "key two" = ["c"]\n}'),
        ({"null": 1, "for": 2, "é": 3}, '{\n  "null"   = 1\n  "for"    = 2\n  "\\u00e9" = 3\n}'),
        (hcl.reference("var", "x"), "var.x"),
        (hcl.call("replace", hcl.module_file("a.json"), "b"), 'replace(file("${path.module}/a.json"), "b")'),
        (hcl.equal(hcl.reference("a", "b"), "c"), 'a.b == "c"'),
    ],
)
def test_value_becomes_text(value: hcl.Value, text: str) -> None:
    assert hcl.value_text(value) == text


def test_long_list_gets_a_line_for_each_item() -> None:
    assert hcl.attributes({"x": ["a" * 60, "b" * 60], "y": 1}) == (
        f'x = [\n  "{"a" * 60}",\n  "{"b" * 60}",\n]\ny = 1'
    )


def test_equals_signs_are_aligned_among_neighbours_on_one_line_alone() -> None:
    assert hcl.attributes({"a": 1, "long": 2, "map": {"b": 1}, "longer": 3}, 2) == (
        "  a    = 1\n  long = 2\n  map = {\n    b = 1\n  }\n  longer = 3"
    )


@pytest.mark.parametrize("part", ["", "a b", "a.b", '"', "1a", "${x}", "é"])
def test_reference_takes_identifiers_alone(part: str) -> None:
    with pytest.raises(ValueError, match="not an HCL identifier"):
        hcl.reference("var", part)


def test_path_of_a_file_cannot_become_code() -> None:
    assert hcl.module_file('${x}".json').text == r'file("${path.module}/$${x}\".json")'


def test_value_of_an_unknown_type_is_refused() -> None:
    with pytest.raises(TypeError):
        hcl.value_text(1.5)  # type: ignore[arg-type]


def test_longer_than_one_value_spans_lines_inside_a_call() -> None:
    made = hcl.call("merge", {"a": "b"}, hcl.reference("var", "tags"), indent=2)
    assert made.text == 'merge({\n    a = "b"\n  }, var.tags)'


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_string_is_read_back_as_it_is(text: str) -> None:
    assert _read_back(text) == unicodedata.normalize("NFC", text)


@given(texts)
def test_any_string_is_read_back_as_it_is(text: str) -> None:
    assert _read_back(text) == unicodedata.normalize("NFC", text)


@given(st.dictionaries(texts.filter(bool), st.lists(texts), max_size=4))
def test_any_map_is_read_back_as_it_is(group: dict[str, list[str]]) -> None:
    wanted = {
        unicodedata.normalize("NFC", name): [unicodedata.normalize("NFC", item) for item in items]
        for name, items in group.items()
    }
    assert pygohcl.loads(hcl.attributes({"x": group}))["x"] == wanted


@given(texts)
def test_no_text_holds_what_a_reviewer_cannot_see(text: str) -> None:
    assert not hcl.UNSEEN.search(hcl.quote(text))
    assert "\n" not in hcl.quote(text)


def _read_back(text: str) -> object:
    return pygohcl.loads(hcl.attributes({"x": text}))["x"]
