"""Every argument of `aws_vpc_endpoint` is said by an intent, or refused with the reason."""

import json
import re
from pathlib import Path

import pytest

from gen_vpce.intent.endpoint_arguments import HOW, hint
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.schema import intent_schema
from gen_vpce.intent.text.yaml_flow import flow

PROVIDER = json.loads((Path(__file__).parent / "aws_vpc_endpoint.json").read_text(encoding="utf-8"))
"""The arguments by version of the provider; the long tests hold that of 5.100 against the provider itself.

Those of 6.28 are in its source: internal/service/ec2/vpc_endpoint.go, and `region`, which every resource has.
"""

META = ("lifecycle", "provisioner", "connection")
HEAD = {"version": 1, "name": "a", "region": "us-east-1", "account": "123456789012"}
KEYS = intent_schema()["$defs"]["endpoint"]["properties"]


@pytest.mark.parametrize("version", PROVIDER)
def test_no_argument_is_forgotten(version: str) -> None:
    known = {name for name in HOW if name.partition(".")[0] not in META}
    assert set(PROVIDER[version]) <= known


def test_no_argument_is_made_up() -> None:
    assert {name for name in HOW if name.partition(".")[0] not in META} == {
        name for names in PROVIDER.values() for name in names
    }


@pytest.mark.parametrize("name", HOW)
def test_an_argument_is_a_key_or_is_refused_with_the_reason(name: str) -> None:
    known = HOW[name]
    assert bool(known.key) != bool(known.reason)
    if known.is_of_file:
        assert known.key in intent_schema()["properties"]
    elif known.key:
        key, _, inner = known.key.partition(".")
        block = KEYS[key].get("items", KEYS[key])
        assert inner in ("", *block.get("properties", ()))


def _hints(endpoint: dict[str, object], name: str = "kms") -> list[str]:
    text = flow({**HEAD, "endpoints": {name: {"allow": "everything", **endpoint}}})
    return [each.hint or "" for each in load_bytes(text.encode(), "intent.yaml").diagnostics]


@pytest.mark.parametrize("name", [name for name in HOW if HOW[name].key != name])
def test_what_is_no_key_says_what_to_do(name: str) -> None:
    block, _, inner = name.rpartition(".")
    is_key = block in KEYS
    written: dict[str, object] = {block: {inner: "x"}} if is_key else {name.partition(".")[0]: "x"}
    (said,) = _hints(written)
    known = HOW[name]
    if known.reason and (is_key or not block):
        assert said == f"remove it: {known.reason}"
    else:
        assert re.search(r"write `\w+`|remove it", said)


def test_a_key_has_no_hint() -> None:
    assert hint("vpc_id") is None
    assert hint("nothing_of_the_kind") is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("GatewayLoadBalancer", "gateway-load-balancer"),
        ("gateway_load_balancer", "gateway-load-balancer"),
        ("Resource", "resource"),
        ("ServiceNetwork", "service-network"),
        ("Interface", "interface"),
    ],
)
def test_a_type_in_the_words_of_aws_is_understood(written: str, meant: str) -> None:
    (said,) = _hints({"type": written})
    assert said == f"did you mean `{meant}`?"
