"""Every bad intent of `tests/failures` gives exactly the findings that stand beside it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.diagnostics.codes import all_codes
from gen_vpce.intent.load import load_bytes

HEAD = 'version: 1\nname: orders\nregion: us-east-1\naccount: "123456789012"\n'
CASES = yaml.safe_load((Path(__file__).parents[1] / "failures" / "intents.yaml").read_text(encoding="utf-8"))
# These need a file system, or a file too large to write down; test_yaml_source.py tries them.
ELSEWHERE = {"GV101", "GV102", "GV120", "GV121", "GV122", "GV123"}


def _raw(case: dict[str, Any]) -> bytes:
    if "bytes" in case:
        return bytes.fromhex(case["bytes"])
    return str(case["text"] if "text" in case else HEAD + case["body"]).encode()


def _shown(found: Diagnostic) -> dict[str, str]:
    assert found.span is not None
    shown = {"at": f"{found.code} {found.span.line}:{found.span.column}", "says": found.message}
    return shown | ({"hint": found.hint} if found.hint else {})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_findings_are_exactly_those(case: dict[str, Any]) -> None:
    assert [_shown(found) for found in load_bytes(_raw(case), "intent.yaml").diagnostics] == case["finds"]


def _findings() -> Iterator[Diagnostic]:
    for case in CASES:
        yield from load_bytes(_raw(case), "intent.yaml").diagnostics


def test_an_error_leaves_no_intent() -> None:
    for case in CASES:
        loaded = load_bytes(_raw(case), "intent.yaml")
        has_error = any(found.severity == "error" for found in loaded.diagnostics)
        assert (not loaded.intents) == has_error, case["name"]


def test_every_code_of_the_room_has_a_case() -> None:
    tried = {found.code for found in _findings()}
    known = {code for code in all_codes() if code.startswith(("GV1", "GV2"))} | {"GV710"}
    assert tried | ELSEWHERE == known


def test_findings_keep_to_the_table_and_the_style() -> None:
    for found in _findings():
        assert found.severity is all_codes()[found.code].severity
        for text in (found.message, found.hint or "x"):
            assert text == text.strip()
            assert not text.endswith(".")
            assert "\n" not in text


def test_a_place_lies_within_its_line() -> None:
    for found in _findings():
        at = found.span
        assert at is not None
        assert at.end_line == at.line
        assert 1 <= at.column < at.end_column <= len(at.text) + 2
