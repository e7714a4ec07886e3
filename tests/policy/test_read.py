"""Reading policies: lenient about what AWS accepts, precise about what it does not."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce.diagnostics import Severity
from gen_vpce.policy.document import (
    EVERYONE,
    Condition,
    Effect,
    Policy,
    Principals,
    Statement,
    to_data,
)
from gen_vpce.policy.operators import FOR_ALL, FOR_ANY, OPERATORS, take_apart
from gen_vpce.policy.read import read

ORACLES = Path(__file__).resolve().parents[3] / "shared" / "oracles"

FULL = """\
{"Version": "2012-10-17", "Id": "x", "Statement": [
  {"Sid": "One", "Effect": "Allow",
   "Principal": {"AWS": ["111111111111", "*"], "Service": "ec2.amazonaws.com"},
   "NotAction": "s3:*", "NotResource": ["a", "b"],
   "Condition": {"ForAnyValue:StringLikeIfExists": {"aws:TagKeys": ["a", 1, true]}, "Null": {"k": "true"}}},
  {"Effect": "Deny", "NotPrincipal": "*", "Action": ["a:b"], "Resource": "*"}]}
"""


def test_every_element_is_read() -> None:
    found = read(FULL)

    assert found.diagnostics == ()
    assert found.policy == Policy(
        id="x",
        statements=(
            Statement(
                Effect.ALLOW,
                sid="One",
                principals=Principals((("AWS", ("111111111111", "*")), ("Service", ("ec2.amazonaws.com",)))),
                not_actions=("s3:*",),
                not_resources=("a", "b"),
                conditions=(
                    Condition("StringLike", "aws:TagKeys", ("a", 1, True), FOR_ANY, if_exists=True),
                    Condition("Null", "k", ("true",)),
                ),
            ),
            Statement(Effect.DENY, not_principals=EVERYONE, actions=("a:b",), resources=("*",)),
        ),
    )


def test_what_aws_accepts_is_accepted() -> None:
    lenient = (
        """{"statement": {"effect": "Deny", "ACTION": "*", "condition": {"stringequals": {"K": "v"}}}}"""
    )
    found = read("\ufeff" + lenient)

    assert found.policy == Policy(
        (Statement(Effect.DENY, actions=("*",), conditions=(Condition("StringEquals", "K", ("v",)),)),),
        version=None,
    )
    assert {each.code for each in found.diagnostics} == {"GV709"}
    assert {each.severity for each in found.diagnostics} == {Severity.SUGGESTION}


STATEMENT = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"%s}]}'

# The text, the code, what stands at the place of the finding, what the message names.
BAD = (
    ("", "GV700", "", "expecting value"),
    ('{"Version": }', "GV700", "}", "expecting value"),
    ('{\n "Statement": [],\n}', "GV700", "}", "double quotes"),
    ('{"Statement": NaN}', "GV700", "{", "NaN"),
    ("[" * 100_000, "GV700", "[", "deeply"),
    (STATEMENT % ', "Effect": "Deny"', "GV701", '"Effect": "Deny"', "Effect"),
    (STATEMENT % ', "effect": "Deny"', "GV701", '"effect"', "effect"),
    (STATEMENT % ', "Condition": {"Null": {"a": 1}, "null": {"b": 1}}', "GV701", '"null"', "null"),
    (STATEMENT % ', "Condition": {"Null": {"a:B": 1, "A:b": 1}}', "GV701", '"A:b"', "A:b"),
    (STATEMENT % ', "Actoin": 1', "GV702", '"Actoin"', "Actoin"),
    ('{"Version": "2012-10-17", "Statements": [], "Statement": []}', "GV702", '"Statements"', "Statements"),
    (STATEMENT % ', "Principal": {"Aws": "*", "User": "x"}', "GV702", '"User"', "User"),
    ("[]", "GV703", "[", "a list"),
    ('{"Statement": [1]}', "GV703", "1", "the number 1"),
    (STATEMENT % ', "Sid": null', "GV703", "null", "null"),
    (STATEMENT % ', "Principal": {"AWS": ["*", 111111111111]}', "GV703", "111111111111", "111111111111"),
    (STATEMENT % ', "Principal": "arn:aws:iam::1:root"', "GV703", '"arn:', "by type"),
    (STATEMENT % ', "Condition": ["a"]', "GV703", '["a"]', "an object of operators"),
    (STATEMENT % ', "Condition": {"Bool": "true"}', "GV703", '"true"', "an object of condition keys"),
    (STATEMENT % ', "Condition": {"Bool": {"k": ["true", null]}}', "GV703", "null", "null"),
    ('{"Effect": "Allow", "Action": "*", "Resource": "*"}', "GV704", "{", "Statement"),
    ('{"Statement": {"Action": "*"}}', "GV704", '{"Action"', "Effect"),
    ('{"Statement": {"Effect": "Allow"}}', "GV704", '{"Effect"', "Action"),
    (STATEMENT % ', "NotAction": "*"', "GV705", '{"Effect"', "NotAction"),
    (STATEMENT % ', "NotResource": "*"', "GV705", '{"Effect"', "NotResource"),
    (STATEMENT % ', "Condition": {"StringEqual": {"k": "v"}}', "GV706", '"StringEqual"', "StringEqual"),
    (STATEMENT % ', "Condition": {"NullIfExists": {"k": true}}', "GV706", '"NullIfExists"', "NullIfExists"),
    (
        STATEMENT % ', "Condition": {"AnyValue:Bool": {"k": true}}',
        "GV706",
        '"AnyValue:Bool"',
        "AnyValue:Bool",
    ),
    ('{"Statement": {"Effect": "allow", "Action": "*"}}', "GV707", '"allow"', "allow"),
    ('{"Version": "2012-10-18", "Statement": []}', "GV708", '"2012-10-18"', "2012-10-18"),
    ('{"Version": 2012, "Statement": []}', "GV708", "2012", "2012"),
)


@pytest.mark.parametrize(("text", "code", "there", "named"), BAD)
def test_what_aws_refuses_is_an_error_at_its_place(text: str, code: str, there: str, named: str) -> None:
    found = read(text, "p.json")
    errors = [each for each in found.diagnostics if each.severity is Severity.ERROR]

    assert found.policy is None
    assert [each.code for each in errors] == [code]
    assert named in errors[0].message
    span = errors[0].span
    assert span is not None
    assert span.file == "p.json"
    assert span.text == text.split("\n")[span.line - 1]
    assert span.text[span.column - 1 :].startswith(there)


ORG = '{"StringEquals": {"aws:PrincipalOrgID": ["o-a1b2c3d4e5"]}}'
BLOCK = '{"test": "StringEquals", "variable": "aws:PrincipalOrgID", "values": ["o-a1b2c3d4e5"]}'
WORDS = '"effect": "Deny", "not_actions": ["s3:Get*"], "resources": ["*"]'
TERRAFORM = (
    (STATEMENT % f', "Condition": {BLOCK}', '"Condition"', f'"Condition": {ORG}'),
    (STATEMENT % f', "Condition": [{BLOCK}]', '"Condition"', f'"Condition": {ORG}'),
    (STATEMENT % f', "condition": [{BLOCK}]', '"condition"', f'"Condition": {ORG}'),
    (
        f'{{"Statement": [{{{WORDS}, "conditions": {BLOCK}}}]}}',
        '"not_actions"',
        f'{{"Effect": "Deny", "NotAction": ["s3:Get*"], "Resource": ["*"], "Condition": {ORG}}}',
    ),
    (
        '{"statement": {"actions": ["a:b"], "principals": [{"type": "Service", "identifiers": ["x"]}]}}',
        '"actions"',
        '{"Effect": "Allow", "Action": ["a:b"], "Principal": {"Service": ["x"]}}',
    ),
    (
        '{"Statement": [{"actions": "a:b", "not_principals": "*"}]}',
        '"actions"',
        '{"Effect": "Allow", "Action": "a:b", "NotPrincipal": "*"}',
    ),
)


@pytest.mark.parametrize(("text", "there", "form"), TERRAFORM)
def test_the_form_of_terraform_is_one_error_with_the_form_of_iam(text: str, there: str, form: str) -> None:
    errors = [each for each in read(text).diagnostics if each.severity is Severity.ERROR]
    assert [(each.code, each.hint) for each in errors] == [("GV710", f"write {form}")]
    span = errors[0].span
    assert span is not None
    assert span.text[span.column - 1 :].startswith(there)


def test_places_are_found_whatever_the_case_of_the_names_around_them() -> None:
    (found,) = read('{"VERSION": "2012-10-17", "statement": [{"effect": "Allow", "Action": 7}]}').diagnostics[
        -1:
    ]
    assert found.span is not None
    assert found.span.text[found.span.column - 1 :].startswith("7}")


def test_all_errors_come_at_once_with_what_was_probably_meant() -> None:
    text = '{"Statement": [{"Effect": "allow", "Acton": "*"}, {"Effect": "Allow", "NotAction": {}}]}'
    found = read(text)

    assert [each.code for each in found.diagnostics] == ["GV702", "GV704", "GV707", "GV703"]
    assert found.diagnostics[0].hint == "did you mean `Action`?"


def test_a_key_that_stands_twice_names_both_places() -> None:
    (found,) = read('{\n "Version": "2012-10-17",\n "Version": "2012-10-17", "Statement": []}').diagnostics

    assert found.span is not None
    assert (found.span.line, found.related[0].span.line) == (3, 2)
    assert found.span.text == ' "Version": "2012-10-17", "Statement": []}'


def test_places_are_found_for_lists_and_for_single_values() -> None:
    positions = read(FULL, "p.json").positions

    def text_at(path: tuple[str | int, ...]) -> str:
        span = positions.span(path)
        assert span.line == span.end_line
        return span.text[span.column - 1 : span.end_column - 1]

    assert text_at(("Statement", 0, "NotAction")) == '"s3:*"'
    assert text_at(("Statement", 0, "NotAction", 0)) == '"s3:*"'
    assert text_at(("Statement", 0, "NotResource", 1)) == '"b"'
    assert text_at(("Statement", 0, "Condition", "Null", "k")) == '"true"'
    assert positions.key_span(("Statement", 0, "Condition", "Null", "k")).end_column == (
        positions.span(("Statement", 0, "Condition", "Null", "k")).column - len(": ")
    )
    assert positions.span(("Statement", 1)).line == 6
    assert positions.span(("Statement", 7)) == positions.span(("Statement",))
    assert positions.span() == positions.span(("Nowhere",))


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("qualifier", [None, FOR_ALL, FOR_ANY])
@pytest.mark.parametrize("if_exists", [False, True])
def test_every_operator_is_known_in_any_case(name: str, qualifier: str | None, *, if_exists: bool) -> None:
    written = Condition(name, "k", (), qualifier, if_exists).written_operator
    found = take_apart(written.upper())

    if name == "Null" and if_exists:
        assert found is None
    else:
        assert found is not None
        assert (found.operator, found.qualifier, found.if_exists) == (name, qualifier, if_exists)


TEXT = st.text(max_size=4)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
SCALARS = TEXT | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
CONDITIONS = st.lists(
    st.builds(
        Condition,
        st.sampled_from(sorted(set(OPERATORS) - {"Null"})),
        TEXT,
        st.lists(SCALARS, max_size=3).map(tuple),
        st.sampled_from((None, FOR_ALL, FOR_ANY)),
        st.booleans(),
    ),
    max_size=4,
    unique_by=lambda condition: (condition.written_operator, condition.key.casefold()),
).map(lambda drawn: tuple(sorted(drawn, key=lambda condition: condition.written_operator)))
PRINCIPALS = st.just(EVERYONE) | st.lists(
    st.tuples(st.sampled_from(("AWS", "Service", "Federated", "CanonicalUser")), TEXTS),
    max_size=3,
    unique_by=lambda pair: pair[0],
).map(lambda pairs: Principals(tuple(pairs)))


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    def one_of(name: str, values: st.SearchStrategy[Any]) -> dict[str, Any]:
        return {draw(st.sampled_from((name, f"not_{name}"))): draw(values)}

    who = one_of("principals", PRINCIPALS) if draw(st.booleans()) else {}
    what = one_of("resources", TEXTS) if draw(st.booleans()) else {}
    return Statement(
        draw(st.sampled_from(Effect)),
        sid=draw(st.none() | TEXT),
        conditions=draw(CONDITIONS),
        **one_of("actions", TEXTS),
        **who,
        **what,
    )


POLICIES = st.builds(
    Policy,
    st.lists(statements(), max_size=3).map(tuple),
    st.sampled_from((None, "2012-10-17", "2008-10-17")),
    st.none() | TEXT,
)


@given(POLICIES)
def test_writing_and_reading_loses_nothing(policy: Policy) -> None:
    text = json.dumps(to_data(policy))
    found = read(text)

    assert found.policy == policy
    assert json.dumps(to_data(found.policy)) == text


@given(st.recursive(st.none() | SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner)))
def test_no_data_is_too_odd_to_read(data: object) -> None:
    for text in (json.dumps(data), json.dumps({"Statement": data}), json.dumps({"Statement": [data]})):
        found = read(text)
        failed = any(each.severity is Severity.ERROR for each in found.diagnostics)
        assert failed is (found.policy is None)


@given(POLICIES, st.data())
def test_no_damage_is_too_odd_to_read(policy: Policy, data: st.DataObject) -> None:
    text = json.dumps(to_data(policy))
    cut = data.draw(st.integers(0, len(text)))
    damaged = (
        text[:cut]
        + data.draw(st.text('{}[]",:\\x ', max_size=2))
        + text[cut + data.draw(st.integers(0, 2)) :]
    )

    found = read(damaged)
    assert all(each.span is not None for each in found.diagnostics)


def cases() -> list[Any]:
    """Return the policies of the known cases, where they are found beside the checkout."""
    found = []
    for file in sorted(ORACLES.glob("*.jsonl")) if ORACLES.is_dir() else ():
        for line in file.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            named = ((name, case[name]) for name in ("policy", "existing", "new", "p1", "p2") if name in case)
            found += [pytest.param(policy, id=f"{case['id']} {name}") for name, policy in named]
    return found or [pytest.param(None, marks=pytest.mark.skip("no cases beside the checkout"))]


@pytest.mark.parametrize("data", cases())
def test_policies_from_practice_are_read(data: object) -> None:
    assert read(json.dumps(data, indent=2)).policy is not None
