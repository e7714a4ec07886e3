"""The README tells the person who applies, and its tables are those of terraform-docs."""

import re

import pytest
from tests.support.grants import by_account, grant
from tests.support.hostile import HOSTILE
from tests.support.intents import documents, gateway, identity_policy, intent, interface, table_policy

from gen_vpce.intent.model import Intent
from gen_vpce.module.plan import plan
from gen_vpce.module.templates.render import render
from gen_vpce.policy.compiler.compile import compile_intent

EVERYTHING = intent(
    gateway(),
    interface(),
    identity_policies=(identity_policy("orders-only", "dynamodb"),),
    resource_policies=(table_policy("Orders", "dynamodb"),),
)


def _readme(made: Intent) -> str:
    return next(each.text for each in render(plan(made, documents(made))) if each.path == "README.md")


def _readme_of_policies(made: Intent) -> str:
    files = render(plan(made, compile_intent(made).documents))
    return next(each.text for each in files if each.path == "README.md")


def _tables(made: Intent) -> dict[str, list[str]]:
    """Return the rows of each table between the markers, by heading."""
    between = re.search(r"<!-- BEGIN_TF_DOCS -->\n(.*)\n<!-- END_TF_DOCS -->", _readme(made), re.DOTALL)
    assert between
    sections = re.split(r"^## ", between.group(1), flags=re.MULTILINE)[1:]
    return {
        section.splitlines()[0]: [line for line in section.splitlines() if line.startswith("| ")][1:]
        for section in sections
    }


def test_tables_are_those_of_terraform_docs() -> None:
    tables = _tables(EVERYTHING)
    assert list(tables) == ["Requirements", "Providers", "Modules", "Resources", "Inputs", "Outputs"]
    assert tables["Requirements"] == [
        r'| <a name="requirement_terraform"></a> [terraform](#requirement\_terraform) | >= 1.2.0 |',
        r'| <a name="requirement_aws"></a> [aws](#requirement\_aws) | >= 5.43.0 |',
    ]
    docs = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs"
    assert tables["Resources"] == [
        f"| [aws_dynamodb_resource_policy.orders]({docs}/resources/dynamodb_resource_policy) | resource |",
        f"| [aws_iam_policy.orders_only]({docs}/resources/iam_policy) | resource |",
        f"| [aws_vpc_endpoint.dynamodb]({docs}/resources/vpc_endpoint) | resource |",
        f"| [aws_vpc_endpoint.kms]({docs}/resources/vpc_endpoint) | resource |",
        f"| [aws_caller_identity.current]({docs}/data-sources/caller_identity) | data source |",
        f"| [aws_region.current]({docs}/data-sources/region) | data source |",
    ]
    assert tables["Inputs"][-1] == (
        r'| <a name="input_vpc_id"></a> [vpc\_id](#input\_vpc\_id) | Id of the VPC that gets the endpoints. '
        "| `string` | n/a | yes |"
    )
    assert tables["Inputs"][4].endswith("| `map(string)` | `{}` | no |")
    assert tables["Outputs"][0] == (
        r'| <a name="output_dynamodb_endpoint_arn"></a> [dynamodb\_endpoint\_arn]'
        r"(#output\_dynamodb\_endpoint\_arn) | ARN of the dynamodb endpoint. |"
    )


def test_empty_tables_say_so() -> None:
    readme = _readme(intent(resource_policies=(table_policy("Orders"),)))
    assert "## Inputs\n\nNo inputs.\n" in readme
    assert "## Outputs\n\nNo outputs.\n" in readme


@pytest.mark.parametrize(
    ("made", "said", "unsaid"),
    [
        (
            intent(gateway()),
            [
                "Open connections drop",
                "Source addresses become private",
                "vpcEndpointId",
                "prefix list",
                "Same Region only",
            ],
            ["Interface endpoints put", "attached to nobody", "one resource policy"],
        ),
        (intent(interface()), ["Private DNS", "Security groups"], ["Open connections drop"]),
        (
            intent(identity_policies=(identity_policy("only"),)),
            ["attached to nobody", "The first plan"],
            ["Open connections drop", "Private DNS"],
        ),
        (
            intent(resource_policies=(table_policy("Orders"),)),
            ["one resource policy"],
            ["attached to nobody"],
        ),
    ],
)
def test_notes_fit_the_resources(made: Intent, said: list[str], unsaid: list[str]) -> None:
    notes = _readme(made).partition("## Before you apply")[2].partition("## Use")[0]
    assert all(words in notes for words in said)
    assert not any(words in notes for words in unsaid)


def test_it_says_what_an_endpoint_policy_does_not_do_and_which_layers_are_here() -> None:
    readme = " ".join(_readme(EVERYTHING).split())
    assert "An endpoint policy grants nothing by itself" in readme
    assert "this folder holds policies of endpoints and identity policies and policies of tables;" in readme


def test_every_policy_has_its_table_of_who_may_do_what() -> None:
    readme = _readme(EVERYTHING)
    assert "### Through the endpoints `dynamodb`, `kms`" in readme
    for name in ("dynamodb", "kms"):
        assert f"[policies/{name}.endpoint.json](policies/{name}.endpoint.json)" in readme
    assert "| Allow | everyone | everything | everything | always |" in readme
    assert readme.count("| | Who | What | On what | When |") == 3


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_breaks_out_of_the_text(text: str) -> None:
    plain, hostile = _readme(intent(gateway())), _readme(intent(gateway(tags={text: text}), name=text))
    assert hostile.count("\n") == plain.count("\n")
    assert hostile.count("<!--") == plain.count("<!--")
    prose = re.sub(r"```hcl\n.*?\n```", "", hostile, flags=re.DOTALL)
    assert "<script>" not in prose


def test_nine_endpoints_of_one_policy_are_one_table() -> None:
    names = [f"kms-{number}" for number in range(9)]
    own = grant("Own", principals=by_account("123456789012"))
    alike = [interface(name, everything=False, allow=(own,)) for name in names]
    other = interface("sqs", everything=False, allow=(grant("Own", principals=by_account("111122223333")),))
    readme = _readme_of_policies(intent(*alike, other))
    assert f"### Through the endpoints {', '.join(f'`{name}`' for name in names)}\n\nFrom [" in readme
    assert "### Through the endpoint `sqs`\n" in readme
    assert readme.count("| Allow | everyone in account 123456789012 |") == 1
    for name in (*names, "sqs"):
        assert f"](policies/{name}.endpoint.json)" in readme


def test_a_word_of_difference_is_a_table_of_its_own() -> None:
    named = [grant(name, principals=by_account("123456789012")) for name in ("Own", "Other")]
    made = [interface(f"kms-{each.name.lower()}", everything=False, allow=(each,)) for each in named]
    assert "### Through the endpoints `kms-own`, `kms-other`" in _readme_of_policies(intent(*made))
    denied = interface("kms-denied", everything=False, allow=(named[0],), deny=(named[1],))
    assert "### Through the endpoint `kms-denied`" in _readme_of_policies(intent(*made, denied))
