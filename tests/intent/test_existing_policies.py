"""What the language has for policies and tags that exist already and must stay as they are, to the letter."""

import json

import pytest

from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Intent
from gen_vpce.module.build import build
from gen_vpce.module.resources import resources
from gen_vpce.policy.compiler.compile import compile_intent

HEAD = 'version: 1\nname: orders\nregion: us-east-1\naccount: "123456789012"\n'


def _module(body: str) -> dict[str, str]:
    built = build((HEAD + body).encode(), "intent.yaml", None)  # type: ignore[arg-type]
    assert built.module, built.diagnostics
    return {path: content.decode() for path, content in built.module.files.items()}


def _intent(body: str) -> Intent:
    loaded = load_bytes((HEAD + body).encode(), "intent.yaml")
    assert loaded.intent, loaded.diagnostics
    return loaded.intent


@pytest.mark.parametrize(
    ("written", "head"),
    [
        ("", {"Version": "2012-10-17"}),
        ("policy_version: 2008-10-17, ", {"Version": "2008-10-17"}),
        ("policy_version: none, policy_id: Policy1, ", {"Id": "Policy1"}),
    ],
)
def test_version_and_id_of_a_policy(written: str, head: dict[str, str]) -> None:
    files = _module(f"endpoints: {{s3: {{{written}allow: everything}}}}\n")
    data = json.loads(files["policies/s3.endpoint.json"])
    del data["Statement"]
    assert data == head


def test_statement_without_a_sid() -> None:
    grants = "{sid: false, actions: ['s3:GetObject']}, {name: A}, {sid: false, service_owned: [ecr]}"
    made = _intent(f"endpoints: {{s3: {{allow: [{grants}]}}}}\n")
    (document,) = compile_intent(made).documents
    assert [statement.sid for statement in document.policy] == [None, "A", None]


def test_sid_that_only_aws_accepts_needs_a_reason() -> None:
    body = (
        "endpoints: {s3: {statements: [{Sid: Allow-one, Effect: Allow, Principal: '*', Action: '*',"
        " Resource: '*'}]}}\n"
    )
    refused = build((HEAD + body).encode(), "intent.yaml", None)  # type: ignore[arg-type]
    assert refused.module is None
    assert (
        "Allow-one"
        in _module(body + "accept: {GV404: it is in use, GV316: it is in use}\n")["policies/s3.endpoint.json"]
    )


def test_tags_that_are_left_out() -> None:
    made = _intent(
        "tags: {a: '1'}\nendpoints: {s3: {tags: {Name: null, a: null, b: '2'}, allow: everything}}\n"
    )
    (endpoint,) = resources(made, compile_intent(made).documents)
    assert endpoint.tags is not None
    assert endpoint.tags.text == 'merge({\n    b = "2"\n  }, var.tags)'
