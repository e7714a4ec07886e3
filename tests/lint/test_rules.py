"""Every rule finds what it is about, at its place, and passes over what only looks like it."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from gen_vpce import catalog
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.lint.files import lint_text
from gen_vpce.lint.policy_kind import Attachment
from gen_vpce.lint.rules import rules
from gen_vpce.policy.document import PolicyKind

CASES = yaml.safe_load(Path(__file__).with_name("rules.yaml").read_text(encoding="utf-8"))
TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/Orders"
WITH_PRINCIPAL = ("endpoint", "resource", "rcp")


ALL = [
    pytest.param(code, case, id=f"{code}-{number}")
    for code, entries in CASES.items()
    for number, case in enumerate(entries, 1)
]


def attachment(of: list[str]) -> Attachment:
    kind, service, endpoint_type, region = (*of, None, None, None)[:4]
    endpoint = catalog.endpoint_service(service) if service else None
    return Attachment(PolicyKind(kind), endpoint, endpoint_type, region)


def statement(of: list[str], changes: dict[str, object]) -> dict[str, object]:
    base: dict[str, object] = {"Effect": "Deny" if of[0] == "rcp" else "Allow"}
    if of[0] in WITH_PRINCIPAL:
        base["Principal"] = "*"
    whole = {**base, "Action": "dynamodb:GetItem", "Resource": TABLE, **changes}
    return {name: value for name, value in whole.items() if value is not None}


def document(case: dict[str, Any], side: str) -> tuple[str, list[str]]:
    """Return the text of the policy on a *side* of the case, and where it is attached."""
    of = case.get(f"{side}_of") or case.get("of") or ["endpoint"]
    around = case.get("good_policy", {}) if side == "good" else case.get("policy", {})
    given = case[side] if isinstance(case[side], list) else [case[side]]
    repeat, indent = (
        (case.get("good_repeat", 1), case.get("good_indent"))
        if side == "good"
        else (case.get("repeat", 1), case.get("indent"))
    )
    data = {"Version": "2012-10-17", **around, "Statement": [statement(of, each) for each in given] * repeat}
    kept = {name: value for name, value in data.items() if value is not None}
    return json.dumps(kept, indent=indent), of


def findings(case: dict[str, Any], side: str) -> tuple[str, tuple[Diagnostic, ...]]:
    text, of = document(case, side)
    return text, lint_text(text, "policy.json", attachment(of))


@pytest.mark.parametrize(("code", "case"), ALL)
def test_a_rule_finds_what_it_is_about(code: str, case: dict[str, Any]) -> None:
    text, found = findings(case, "bad")
    own = [each for each in found if each.code == code]
    assert own, [f"{each.code}: {each.message}" for each in found]
    places = [text[each.span.column - 1 : each.span.end_column - 1] for each in own if each.span]
    assert len(places) == len(own)
    if "at" in case:
        assert case["at"] in places
    if "hint" in case:
        assert any(case["hint"] in (each.hint or "") for each in own), own


@pytest.mark.parametrize(("code", "case"), ALL)
def test_a_rule_passes_over_a_near_miss(code: str, case: dict[str, Any]) -> None:
    _, found = findings(case, "good")
    assert [each.message for each in found if each.code == code] == []


@pytest.mark.parametrize(("code", "case"), ALL)
def test_every_finding_is_one_sentence_without_a_full_stop(code: str, case: dict[str, Any]) -> None:
    for side in ("bad", "good"):
        _, found = findings(case, side)
        for each in found:
            for text in (each.message, each.hint or "x"):
                assert text.strip() == text != ""
                assert not text.endswith(".")
                assert "\n" not in text


def test_every_rule_has_a_case() -> None:
    assert sorted(CASES) == [rule.code for rule in rules()]
