"""The rules are their own documentation: titles, explanations, pages, and docs/rules.md."""

import re
from pathlib import Path

import pytest

from gen_vpce.diagnostics.codes import all_codes as of_stages
from gen_vpce.lint.codes import codes
from gen_vpce.lint.reference import reference
from gen_vpce.lint.rule import Rule
from gen_vpce.lint.rules import rules
from gen_vpce.report.codes import all_codes, find

DOCS = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_reference_is_current() -> None:
    assert DOCS.read_text(encoding="utf-8") == reference()


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_a_rule_says_what_it_is(rule: Rule) -> None:
    entry = rule.entry()
    assert re.fullmatch(r"GV(3[1-9]\d|8\d\d)", rule.code)
    assert entry.title
    assert not entry.title.endswith(".")
    assert entry.explanation.endswith(".")
    assert entry.source is not None
    assert entry.source.startswith("https://docs.aws.amazon.com/")
    assert rule.kinds


def test_every_code_is_there_once() -> None:
    own = [entry.code for entry in codes()]
    assert len(set(own)) == len(own)
    assert not set(own) & set(of_stages())
    assert set(all_codes()) == {*own, *of_stages()}


def test_a_code_is_found_in_any_spelling() -> None:
    assert find(" gv310 ") == rules()[0].entry()
    assert find("GV999") is None
