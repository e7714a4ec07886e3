"""What was rendered is read back before it is written: every kind of damage is found, and its origin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.hostile import HOSTILE, texts
from tests.support.intents import HERE, documents, gateway, identity_policy, intent, interface, table_policy

from gen_vpce.diagnostics import Span
from gen_vpce.intent.model import Intent
from gen_vpce.module.artefact import Rendered
from gen_vpce.module.plan import plan
from gen_vpce.module.templates.render import render
from gen_vpce.module.validate import validate
from gen_vpce.policy.document import Policy

DYNAMODB, KMS, ONLY, ORDERS = (Span("intent.yaml", line) for line in (7, 11, 15, 19))
INTENT = intent(
    gateway(span=DYNAMODB),
    interface(span=KMS),
    identity_policies=(replace(identity_policy("only", "dynamodb"), span=ONLY),),
    resource_policies=(replace(table_policy("Orders", "kms"), span=ORDERS),),
)


def _rendered(made: Intent = INTENT) -> tuple[Rendered, ...]:
    return render(plan(made, documents(made)))


def _codes_after(path: str, old: str, new: str) -> list[tuple[str, Span | None]]:
    damaged = [
        replace(each, text=each.text.replace(old, new)) if each.path == path else each for each in _rendered()
    ]
    assert damaged != list(_rendered())
    return [(found.code, found.span) for found in validate(INTENT, documents(INTENT), damaged)]


def test_a_policy_is_where_the_intent_says() -> None:
    policy = (
        '  policy             = jsonencode(jsondecode(file("${path.module}/policies/kms.endpoint.json")))\n'
    )
    assert _codes_after("main.tf", policy, "") == [("GV403", KMS)]
    gone = next(each for each in _rendered() if each.path == "main.tf")
    assert policy in gone.text
    without = replace(
        INTENT,
        endpoints=INTENT.endpoints[:1],
        endpoints_without_policy=(replace(INTENT.endpoints[1], has_policy=False),),
    )
    (found,) = validate(without, documents(INTENT), _rendered())
    assert (found.code, found.span) == ("GV403", KMS)


def test_what_was_rendered_passes() -> None:
    assert validate(INTENT, documents(INTENT), _rendered()) == ()


@pytest.mark.parametrize(
    ("path", "old", "new", "code", "span"),
    [
        ("main.tf", 'resource "aws_iam_policy"', 'resource aws_iam_policy" {', "GV401", HERE),
        ("main.tf", '"Gateway"', '"gateway"', "GV402", DYNAMODB),
        ("main.tf", "subnet_ids ", "route_table_ids ", "GV402", KMS),
        ("main.tf", "security_group_ids ", "x ", "GV402", KMS),
        ("main.tf", 'policies/only.identity.json"', 'etc/passwd"', "GV402", ONLY),
        ("main.tf", "table/Orders", "${var.table}", "GV402", ORDERS),
        ("main.tf", "self.account_id == local.account", "true", "GV402", HERE),
        ("main.tf", "self.id == local.region", "true", "GV402", HERE),
        ("main.tf", "depends_on = [data.aws_caller_identity.current, ", "depends_on = [", "GV402", DYNAMODB),
        ("variables.tf", "nullable    = false", "nullable    = true", "GV402", HERE),
        ("outputs.tf", "aws_vpc_endpoint.kms.arn", 'file("/etc/passwd")', "GV402", HERE),
        ("versions.tf", ">= 1.2.0", "= 1.2.0", "GV402", HERE),
        ("tests/policy.tftest.hcl", "command = plan", "command = apply", "GV402", HERE),
        ("policies/dynamodb.endpoint.json", '"Allow"', '"Alow"', "GV404", HERE),
        ("policies/dynamodb.endpoint.json", "}", "", "GV404", HERE),
        ("policies/dynamodb.endpoint.json", '"Allow"', '"Deny"', "GV405", HERE),
        ("policies/dynamodb.endpoint.json", "Everything", "<vpce:kms>", "GV406", HERE),
        ("policies/only.identity.json", "<vpce:dynamodb>", "<vpce:other>", "GV406", HERE),
    ],
)
def test_damage_is_found_where_it_comes_from(path: str, old: str, new: str, code: str, span: Span) -> None:
    assert (code, span) in _codes_after(path, old, new)


def test_resource_besides_those_of_the_intent_is_found() -> None:
    more = intent(*INTENT.endpoints, gateway("sneaked"), identity_policies=INTENT.identity_policies)
    found = validate(INTENT, documents(INTENT), (*_rendered(), *_rendered(more)[:1]))
    assert {each.message: each.span for each in found if each.code == "GV403"} == {
        "main.tf would lack aws_dynamodb_resource_policy.orders": ORDERS,
        "main.tf would declare aws_vpc_endpoint.sneaked": HERE,
    }


def test_missing_file_is_found() -> None:
    found = validate(INTENT, documents(INTENT), [each for each in _rendered() if each.path != "versions.tf"])
    assert [each.code for each in found] == ["GV402"]
    assert "'versions.tf' is a required property" in found[0].message


def test_policy_error_points_at_the_statement_that_asked_for_it() -> None:
    (document,) = documents(intent(gateway()))
    (statement,) = document.policy.statements
    origins = (Span("intent.yaml", 3), Span("intent.yaml", 4))
    two = replace(document, policy=Policy((statement, replace(statement, sid="not valid"))), origins=origins)
    rendered = render(plan(intent(gateway()), (two,)))
    found = validate(intent(gateway()), (two,), rendered)
    assert [(each.code, each.span) for each in found] == [("GV404", origins[1])]


def test_message_stays_short() -> None:
    damaged = [replace(each, text=each.text.replace("Allow", "A" * 5000)) for each in _rendered()]
    assert all(len(each.message) < 500 for each in validate(INTENT, documents(INTENT), damaged))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_tag_and_name_are_data(text: str) -> None:
    _assert_data(text)


@given(texts, st.booleans())
def test_any_tag_and_name_are_data(text: str, is_gateway: bool) -> None:
    _assert_data(text, is_gateway=is_gateway)


def _assert_data(text: str, *, is_gateway: bool = True) -> None:
    tags = {text or "empty": text}
    endpoint = gateway(tags=tags) if is_gateway else interface(tags=tags)
    made = intent(endpoint, identity_policies=(identity_policy("only"),), name=text, tags=tags)
    assert validate(made, documents(made), _rendered(made)) == ()
