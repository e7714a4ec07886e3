"""What deployments have in common is said once, and gives each of them back to the letter."""

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.diagnostics.english import among
from gen_vpce.intent.places.alike import common, together
from gen_vpce.intent.places.fold import fold

VALUES = {
    "dev": {"account": "111111111111", "region": "us-east-1", "stage": "dev", "deployment": "dev"},
    "prod-us": {"account": "222222222222", "region": "us-east-1", "stage": "prod", "deployment": "prod-us"},
    "prod-eu": {"account": "222222222222", "region": "eu-west-1", "stage": "prod", "deployment": "prod-eu"},
}
HERE = Span("intent.yaml", 7, 3)
WORDS = st.sampled_from(
    ["dev", "prod", "111111111111", "us-east-1", "table/", "orders-", "<stage>", "developer", " "]
)
TEXTS = st.lists(WORDS, max_size=5).map("".join)


def _arn(name: str, rest: str = "table/orders") -> str:
    values = VALUES[name]
    return f"arn:aws:dynamodb:{values['region']}:{values['account']}:{rest}-{values['stage']}"


def _filled(said: str, values: Mapping[str, str]) -> str:
    return re.sub(r"<([a-z]+)>", lambda found: values.get(found[1], found[0]), said)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("a", "a"),
        ("abcd", "a, b, c and d"),
        ("abcde", "a, b, c, d and e"),
        ("abcdefghi", "all but j"),
        ("acdefghj", "all but b and i"),
        ("abcdefghij", "a, b, c, d, e, f, g, h, i and j"),
    ],
)
def test_many_are_said_by_those_that_are_missing(names: str, said: str) -> None:
    assert among(list(names), list("abcdefghij")) == said


def test_what_differs_by_values_alone_is_said_with_their_keys() -> None:
    said = common({name: _arn(name) for name in VALUES}, VALUES)
    assert said == "arn:aws:dynamodb:<region>:<account>:table/orders-<stage>"


def test_a_value_inside_of_a_word_is_none() -> None:
    assert common({"dev": "developer-dev", "prod-us": "developer-prod"}, VALUES) == "developer-<stage>"


def test_what_differs_otherwise_has_nothing_in_common() -> None:
    assert common({"dev": "a dev", "prod-us": "b prod"}, VALUES) is None


def test_each_thing_stands_where_it_first_is_with_those_that_have_it() -> None:
    things = {name: [(_arn(name),), *([("debug",)] if name == "dev" else [("keep",)])] for name in VALUES}
    assert list(together(things, VALUES)) == [
        (("arn:aws:dynamodb:<region>:<account>:table/orders-<stage>",), ("dev", "prod-us", "prod-eu")),
        (("debug",), ("dev",)),
        (("keep",), ("prod-us", "prod-eu")),
    ]


@given(st.fixed_dictionaries({name: st.lists(TEXTS, max_size=4) for name in VALUES}))
def test_every_deployment_gets_back_what_it_had(texts: dict[str, list[str]]) -> None:
    things = {name: [(text,) for text in held] for name, held in texts.items()}
    back: dict[str, list[str]] = {name: [] for name in VALUES}
    for (said,), names in together(things, VALUES):
        assert len(set(names)) == len(names) > 0
        for name in names:
            back[name].append(said if said in texts[name] else _filled(said, VALUES[name]))
    assert {name: sorted(held) for name, held in back.items()} == {
        name: sorted(set(held)) for name, held in texts.items()
    }


def _finding(message: str, code: str = "GV312", hint: str | None = None) -> Diagnostic:
    return Diagnostic(code, Severity.WARNING, message, HERE, hint)


def test_findings_are_folded_and_say_where_unless_it_is_everywhere() -> None:
    found = {name: [_finding(f"`{_arn(name)}` is wide")] for name in VALUES}
    found["dev"].append(_finding("debug", hint="remove it"))
    assert [(each.message, each.hint) for each in fold(found, VALUES)] == [
        ("`arn:aws:dynamodb:<region>:<account>:table/orders-<stage>` is wide", None),
        ("in dev: debug", "remove it"),
    ]


def test_an_acceptance_that_is_of_use_somewhere_is_of_use() -> None:
    stale = _finding("GV312 is accepted, and nothing was found with that code", "GV399")
    assert fold({"dev": [stale], "prod-us": []}, VALUES) == ()
    assert fold({"dev": [stale], "prod-us": [stale]}, VALUES) == (stale,)
