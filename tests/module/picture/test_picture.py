"""The map in a module's README: its things and ways, what is left out, and no text that is syntax."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from msgspec.structs import replace
from tests.support.grants import AWS_SERVICES, by_account, by_arn, grant, owned_by, table
from tests.support.hostile import HOSTILE, texts
from tests.support.intents import gateway, identity_policy, intent, interface, table_policy
from tests.support.overviews import seen_in

from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Intent, PrincipalKind, ResourceRef
from gen_vpce.module.by_deployment import Part
from gen_vpce.module.picture.draw import Picture, picture
from gen_vpce.module.plan import plan
from gen_vpce.module.templates.render import render
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.report.page.layout import layout

MODULES = Path(__file__).parents[3] / "modules"
ROLE = "arn:aws:iam::123456789012:role/App"
_LABEL = re.compile(r'"(?:[^\W_]|[ .,/·-]|#\d+;)*"')


def drawn(*intents: Intent) -> Picture:
    made = picture([Part(each, compile_intent(each).documents) for each in intents])
    assert made
    return made


def of_file(name: str) -> Picture:
    return drawn(*load_bytes((MODULES / name / "intent.yaml").read_bytes(), "intent.yaml").intents)


def labels(made: Picture, kind: str) -> list[str]:
    framed = (thing for frame in made.frames for thing in frame.things)
    return [each.label for each in (*made.things, *framed) if each.kind == kind]


def lines(made: Picture) -> set[tuple[str, str, str, str]]:
    """Return the ways by the first parts of the labels at their ends."""
    framed = (thing for frame in made.frames for thing in frame.things)
    names = {each.id: each.label.partition(" · ")[0] for each in (*made.things, *framed)}
    return {(names[each.start], each.arrow, names[each.end], each.said) for each in made.lines}


def text_of(made: Intent) -> str:
    """Return the diagram of the README of *made*."""
    files = render(plan(made, compile_intent(made).documents))
    readme = next(each.text for each in files if each.path == "README.md")
    found = re.search("```mermaid\n(.*?)\n```\n", readme, re.DOTALL)
    assert found
    return found[1]


ORDERS = grant(principals=by_arn(ROLE), resources=(table(),))


@pytest.mark.parametrize(
    ("allow", "way", "goal"),
    [
        (ORDERS, ("role/App", "-->", "dynamodb", ""), ("dynamodb", "-->", "table/Orders", "")),
        (
            grant(principals=by_account("111122223333")),
            ("everyone in account 111122223333", "-->", "dynamodb", ""),
            ("dynamodb", "-->", "everything of dynamodb", ""),
        ),
        (
            grant(principals=AWS_SERVICES),
            ("AWS services", "-->", "dynamodb", ""),
            ("dynamodb", "-->", "everything of dynamodb", ""),
        ),
        (
            grant(),
            ("everyone", "==>", "dynamodb", ""),
            ("dynamodb", "==>", "everything of dynamodb", ""),
        ),
        (
            grant(resources=(table(),)),
            ("everyone", "-->", "dynamodb", ""),
            ("dynamodb", "-->", "table/Orders", ""),
        ),
        (
            grant(condition={"Bool": {"aws:SecureTransport": "true"}}),
            ("everyone", "-->", "dynamodb", "under conditions"),
            ("dynamodb", "-->", "everything of dynamodb", ""),
        ),
        (
            grant(resource_owners=owned_by(PrincipalKind.ACCOUNT, "123456789012")),
            ("everyone", "-->", "dynamodb", ""),
            ("dynamodb", "-->", "everything owned by account 123456789012", ""),
        ),
        (
            grant(principals=by_arn(ROLE, f"{ROLE}2"), resources=(table(), table("Stock"))),
            ("role/App2", "-->", "dynamodb", ""),
            ("dynamodb", "-->", "table/Stock", ""),
        ),
    ],
)
def test_an_allow_statement_is_a_way(allow: object, way: object, goal: object) -> None:
    made = lines(drawn(intent(gateway(everything=False, allow=(allow,)))))
    assert {way, goal, ("dynamodb", "-->", "dynamodb", "")} <= made


def test_a_line_of_several_statements_says_what_all_of_them_say() -> None:
    odd = replace(ORDERS, name="Odd", condition={"Bool": {"aws:SecureTransport": "true"}})
    for allow in ((ORDERS, odd), (odd, ORDERS)):
        made = lines(drawn(intent(gateway(everything=False, allow=allow))))
        assert ("role/App", "-->", "dynamodb", "") in made
        assert not any(said for *_, said in made)


def test_policies_that_leave_no_other_way_are_dashed() -> None:
    made = lines(
        drawn(
            intent(
                gateway(),
                identity_policies=(identity_policy("only", "dynamodb"),),
                resource_policies=(table_policy("Orders", "dynamodb"), table_policy("Stock")),
            )
        )
    )
    assert ("whoever has the policy only", "-.->", "dynamodb", "no other way") in made
    assert ("dynamodb", "-.->", "table/Orders", "no other way") in made
    assert ("vpce-0123456789abcdef0", "-.->", "table/Stock", "no other way") in made


def test_an_endpoint_says_where_it_stands_and_that_its_policy_denies() -> None:
    tagged = gateway(vpc_tags={"Name": "main"}, route_table_tags={"tier": "private"})
    named = interface(vpc_id="vpc-1", subnet_ids=("subnet-1", "subnet-2"), deny=(grant("No"),))
    made = drawn(intent(tagged, named, gateway("other")))
    assert [frame.label for frame in made.frames] == ["VPC tagged Name=main", "vpc-1", "VPC of orders"]
    assert [thing.label for frame in made.frames for thing in frame.things] == [
        "dynamodb · gateway · us-east-1 · route tables tagged tier=private",
        "kms · interface · us-east-1 · subnet-1, subnet-2 · Deny statements too",
        "other · gateway · us-east-1",
    ]


def test_deployments_are_one_picture_with_what_only_some_have_said() -> None:
    made = of_file("three-deployments")
    ways = lines(made)
    assert ("role/orders-<stage>", "-->", "dynamodb", "") in ways
    assert ("role/developer", "-->", "dynamodb", "in dev") in ways
    assert ("dynamodb", "-.->", "table/orders-prod", "no other way, in prod-us and prod-eu") in ways
    assert "kms · interface · <region>" in labels(made, "endpoint")


def test_a_value_that_is_called_as_an_endpoint_changes_no_way() -> None:
    text = (MODULES / "three-deployments" / "intent.yaml").read_text()
    text = text.replace("stage: dev}", "stage: sqs}").replace("stage: prod}", "stage: open}")
    ways = lines(drawn(*load_bytes(text.encode(), "intent.yaml").intents))
    assert ("sqs", "-->", "sqs", "") in ways
    assert ("role/orders-<stage>", "-->", "dynamodb", "") in ways


def test_features_of_aws_are_called_by_their_titles() -> None:
    made = of_file("two-endpoints-and-identity-policy")
    owned = [each for each in made.things if each.look == "aws"]
    assert [each.label for each in owned] == ["Package repositories of Amazon Linux 2023"]


def test_many_of_one_statement_are_one_thing() -> None:
    roles = by_arn(*(f"{ROLE}{number}" for number in range(9)))
    tables = tuple(table(f"T{number}") for number in range(9))
    made = drawn(intent(gateway(everything=False, allow=(grant(principals=roles, resources=tables),))))
    assert labels(made, "caller") == ["role/App0, role/App1, role/App2 and 6 more"]
    assert labels(made, "resource") == ["table/T0, table/T1, table/T2 and 6 more"]


def test_a_picture_that_is_too_large_is_left_to_the_report() -> None:
    grants = tuple(grant(f"G{number}", principals=by_arn(f"{ROLE}{number}")) for number in range(60))
    large = intent(gateway(everything=False, allow=grants))
    assert drawn(large) == Picture(63)
    files = render(plan(large, compile_intent(large).documents))
    readme = next(each.text for each in files if each.path == "README.md")
    assert "A picture of its 63 callers, endpoints, services and resources would be too large" in readme
    assert "```mermaid" not in readme


def test_without_an_endpoint_there_is_no_picture() -> None:
    alone = intent(
        resource_policies=(
            replace(
                table_policy("Orders"), deny_unless_through=(), deny_unless_organization=("o-a1b2c3d4e5",)
            ),
        )
    )
    assert picture([Part(alone, compile_intent(alone).documents)]) is None


def named(text: str) -> Intent:
    """Return an intent in which every text that may be anybody's is *text*."""
    endpoint = gateway(
        vpc_tags={text: text},
        route_table_tags={text: text},
        everything=False,
        allow=(
            grant(
                "A",
                principals=by_arn(f"{ROLE}/x{text}"),
                resources=(
                    ResourceRef(
                        text, (f"arn:aws:dynamodb:us-east-1:123456789012:table/x{text}",), grant().span
                    ),
                ),
            ),
        ),
    )
    return intent(
        endpoint,
        identity_policies=(replace(identity_policy("only", "dynamodb"), name=f"x{text}"),),
        name=text,
    )


def shape(text: str) -> str:
    return _LABEL.sub('""', text)


PLAIN = shape(text_of(named("plain")))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_user_is_syntax(text: str) -> None:
    assert shape(text_of(named(text))) == PLAIN


@given(texts)
def test_no_text_at_all_is_syntax(text: str) -> None:
    assert shape(text_of(named(text))) == PLAIN


@pytest.mark.parametrize("module", ["look-ups", "s3-gateway", "two-endpoints-and-identity-policy"])
def test_it_shows_every_caller_and_resource_that_is_proven_to_have_a_way(module: str) -> None:
    proven = layout(seen_in(MODULES / module)).nodes
    made = of_file(module)
    callers = {each.text for each in proven if each.column == "caller" and each.note}
    assert callers <= {each.partition(" · ")[0] for each in labels(made, "caller")}
    resources = [each.text for each in proven if each.column == "resource" and each.note]
    shown = tuple(each.partition(" · ")[0] for each in labels(made, "resource"))
    assert resources
    assert all(each.startswith(shown) for each in resources)
