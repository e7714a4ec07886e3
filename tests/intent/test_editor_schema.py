"""The schema for editors says what `generate` says, and no more; the catalogue is in it as closed lists."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator, meta
from tests.intent.test_bad_intents import CASES, HEAD, _raw
from tests.support.modules import FOLDERS

from gen_vpce import catalog
from gen_vpce.intent.editor.editor_schema import editor_schema, editor_schema_text
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.schema import open_schema
from gen_vpce.intent.text.node import plain
from gen_vpce.intent.text.source import read

SCHEMA = editor_schema()
TAKEN = Draft202012Validator(SCHEMA)
# Of these and a list of names one must hold, and the words are those of the list.
BESIDE_LISTS = ("name of an endpoint service", "pattern of actions")
# What yaml-language-server puts a backslash before in a title.
MARKS = re.compile(r"[\\`*_{}\[\]#+!]")


def _data(raw: bytes) -> Any:
    root = read(raw, "intent.yaml").root
    return None if root is None else plain(root)


def _takes(endpoints: str, head: str = HEAD) -> bool:
    return TAKEN.is_valid(_data(f"{head}endpoints:\n  {endpoints}\n".encode()))


def _subschemas(at: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(at, list):
        for inner in at:
            yield from _subschemas(inner)
    elif isinstance(at, dict):
        yield at
        for keyword, inner in at.items():
            if keyword in ("properties", "patternProperties", "$defs"):
                yield from (found for held in inner.values() for found in _subschemas(held))
            elif keyword not in ("examples", "default", "enum", "const", "required"):
                yield from _subschemas(inner)


def test_it_is_a_schema_that_opens_quickly() -> None:
    meta.validate(SCHEMA)
    text = editor_schema_text()
    assert json.loads(text) == SCHEMA
    assert len(text) < 1_000_000
    assert max(map(len, text.splitlines())) < 100_000


def test_what_generate_takes_is_taken() -> None:
    taken = [_data(_raw(case)) for case in CASES if load_bytes(_raw(case), "intent.yaml").intent]
    taken += [_data((folder / "intent.yaml").read_bytes()) for folder in FOLDERS]
    assert len(taken) > len(FOLDERS)
    assert [list(TAKEN.iter_errors(data)) for data in taken if not TAKEN.is_valid(data)] == []


def test_what_the_language_refuses_is_refused() -> None:
    refused = Draft202012Validator(open_schema())
    read_ = [data for case in CASES if (data := _data(_raw(case))) is not None]
    wrong = [data for data in read_ if not refused.is_valid(data)]
    assert wrong
    assert not any(map(TAKEN.is_valid, wrong))


@pytest.mark.parametrize(
    ("endpoints", "is_taken"),
    [
        ("dynamodb: {allow: everything}", True),
        ("ecr.api: {allow: everything}", True),
        ("dynamodbb: {allow: everything}", False),
        ("orders: {service: dynamodb, allow: everything}", True),
        ("orders: {service: dynamodbb, allow: everything}", False),
        ("orders: {service: com.amazonaws.us-east-1.ecr.api, allow: everything}", True),
        ("orders: {service: cn.com.amazonaws.cn-north-1.ecr.api, allow: everything}", True),
        ("orders: {service: aws.sagemaker.us-east-1.studio, allow: everything}", True),
        ("dynamodb: {allow: [{actions: [dynamodb:GetItem, dynamodb:B*, 'dynamodb:?etItem', '*']}]}", True),
        ("dynamodb: {allow: [{actions: [dynamodb:Gettem]}]}", False),
        ("dynamodb: {allow: everything, deny: [{actions: [dynamodb:Gettem]}]}", False),
        ("dynamodb: {allow: [{actions: [s3:GetObject]}]}", False),
        ("dynamodb: {service: s3, allow: [{actions: [s3:GetObject]}]}", True),
        ("dynamodb: {service: s3, allow: [{actions: [dynamodb:GetItem]}]}", False),
        ("keys: {service: kms, allow: [{actions: [kms:Encrypt, kms:*]}]}", True),
        ("keys: {service: kms, allow: [{actions: [kms:Encript]}]}", False),
        ("s3: {allow: [{service_owned: [ecr, al2023]}]}", True),
        ("s3: {allow: [{service_owned: [al2022]}]}", False),
        ("ssm: {allow: [{service_owned: [documents]}]}", True),
        ("kms: {allow: [{service_owned: [documents]}]}", False),
        ("eks-proxy: {allow: [{actions: [eks-proxy:Anything]}]}", True),
        ("kms: {statements: [{Effect: Allow, Principal: '*', Action: kms:New, Resource: '*'}]}", True),
    ],
)  # fmt: skip
def test_endpoints(endpoints: str, is_taken: bool) -> None:
    assert _takes(endpoints) is is_taken


@pytest.mark.parametrize(
    ("line", "is_taken"),
    [
        ("region: us-est-1", False),
        ("region: eusc-de-east-1", True),
        ("account: 12345", False),
        ("account: '12345'", False),
        ("account: 123456789012", True),
        ("account: '012345678901'", True),
        ("account: 1234567890123", False),
    ],
)
def test_the_head(line: str, is_taken: bool) -> None:
    key = line.partition(":")[0]
    head = re.sub(rf"(?m)^{key}:.*$", line, HEAD)
    assert _takes("dynamodb: {allow: everything}", head) is is_taken


def test_every_list_is_the_catalogues() -> None:
    services = catalog.endpoint_services()
    named = SCHEMA["properties"]["endpoints"]["properties"]
    assert named.keys() == services.keys()
    assert SCHEMA["$defs"]["region"]["enum"] == list(catalog.regions())
    for name, service in services.items():
        *_, last = reversed(catalog.expand(f"{service.iam_prefix}:*") or ("*",))
        assert _takes(f"{name}: {{allow: [{{actions: ['{last}']}}]}}"), name
        assert _takes(f"x: {{service: {name}, allow: [{{actions: ['{last}']}}]}}"), name
        for feature in catalog.features_at(service):
            assert _takes(f"{name}: {{allow: [{{service_owned: [{feature}]}}]}}"), feature


def test_what_is_shown_reads_well() -> None:
    for at in _subschemas(SCHEMA):
        assert not MARKS.search(at.get("title", "")), at["title"]
        assert at.get("markdownDescription", "").startswith(at.get("description", ""))
        if "pattern" in at and at.get("title") not in BESIDE_LISTS:
            assert "patternErrorMessage" in at, at
        for message in ("errorMessage", "patternErrorMessage"):
            assert at.get(message, "x.").endswith("."), at[message]
        if "enumDescriptions" in at:
            assert len(at["enumDescriptions"]) == len(at["enum"])
