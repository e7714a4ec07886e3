"""Beside the text of a changed policy stands what the change means."""

import json
import subprocess
from pathlib import Path

import pytest

from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.inquiry.changed_policy import meaning_of
from gen_vpce.module.result import Action, FileChange, ModuleResult, Status
from gen_vpce.report.formats import render
from gen_vpce.report.model import Report

PATH = "modules/orders/policies/dynamodb.endpoint.json"


def policy(*actions: str, effect: str = "Allow", principal: bool = True) -> str:
    statement = {"Effect": effect, "Action": list(actions), "Resource": "*"}
    if principal:
        statement["Principal"] = "*"
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2) + "\n"


def report(old: str | None, new: str | None, path: str = PATH) -> Report:
    change = FileChange(path, Action.CHANGED, old, new)
    return Report(
        "generate", 3, (), (ModuleResult("modules/orders", Status.WOULD_CHANGE, (change,)),), diff=True
    )


def test_a_policy_of_a_deployment_is_told_with_its_name() -> None:
    path = "modules/orders/policies/prod-us/dynamodb.endpoint.json"
    found = meaning_of(FileChange(path, Action.CHANGED, policy(READ), policy(READ, WRITE)))
    assert found is not None
    assert (found.label, found.comparison.verdict) == ("prod-us/dynamodb.endpoint.json", "wider")


READ, WRITE = "dynamodb:GetItem", "dynamodb:PutItem"


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        (policy(READ), policy(READ, WRITE), "wider"),
        (policy(READ, WRITE), policy(READ), "narrower"),
        (policy(READ), policy(WRITE), "changed"),
        (policy(READ, WRITE), policy(WRITE, READ), "equivalent"),
        (None, policy(READ), "wider"),
        (policy(READ), None, "narrower"),
    ],
)
@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_verdict_stands_beside_the_diff(old: str | None, new: str | None, verdict: str, form: str) -> None:
    said = render(report(old, new), form)
    assert (
        f'"verdict": "{verdict}"' in said if form == "json" else f"dynamodb.endpoint.json: {verdict}" in said
    )


@pytest.mark.parametrize(("form", "text"), [("text", "--- a/"), ("markdown", "```diff")])
def test_the_meaning_stands_before_the_text(form: str, text: str) -> None:
    said = render(report(policy(READ), policy(READ, WRITE)), form)
    assert said.index("newly allowed") < said.index(text)


def test_patch_takes_the_differences_between_their_meanings(tmp_path: Path) -> None:
    names = [PATH, PATH.replace("dynamodb", "s3")]
    old, new = policy(READ), policy(READ, WRITE)
    changes = tuple(FileChange(name, Action.CHANGED, old, new) for name in names)
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(old)
    module = ModuleResult("modules/orders", Status.WOULD_CHANGE, changes)
    said = render(Report("generate", 3, (), (module,), diff=True), "text")
    subprocess.run(["patch", "-p1", "-s"], input=said, text=True, cwd=tmp_path, check=True)
    assert [(tmp_path / name).read_text() for name in names] == [new, new]


def test_new_access_is_named_with_an_example() -> None:
    said = render(report(policy(READ), policy(READ, WRITE)), "text")
    assert "+ newly allowed: everyone: dynamodb PutItem" in said
    assert f"arn:aws:iam::123456789012:role/Example calling {WRITE}" in said


def test_deny_that_is_lifted_is_newly_allowed() -> None:
    old, new = (policy(action, effect="Deny", principal=False) for action in ("dynamodb:*", "dynamodb:Put*"))
    said = render(report(old, new, "modules/orders/policies/only-there.identity.json"), "text")
    assert "only-there.identity.json: wider" in said


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("modules/orders/main.tf", policy(READ)),
        ("modules/orders/policies/notes.json", policy(READ)),
        ("modules/orders/dynamodb.endpoint.json", policy(READ)),
        (PATH, "{"),
    ],
)
def test_what_is_no_policy_has_its_text_alone(path: str, new: str) -> None:
    change = FileChange(path, Action.CHANGED, policy(WRITE), new)
    assert meaning_of(change) is None
    assert '"meaning": null' in render(report(policy(WRITE), new, path), "json")


def test_json_fits_its_schema() -> None:
    from jsonschema import Draft202012Validator

    schema = json.loads((shipped("schemas") / "report.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads(render(report(policy(READ), policy(WRITE)), "json")))


def test_patch_still_takes_the_text(tmp_path: Path) -> None:
    target = tmp_path / PATH
    target.parent.mkdir(parents=True)
    target.write_text(policy(READ), encoding="utf-8")
    said = render(report(policy(READ), policy(WRITE)), "text")
    subprocess.run(["patch", "-p1"], input=said, text=True, cwd=tmp_path, check=True, capture_output=True)
    assert target.read_text(encoding="utf-8") == policy(WRITE)
