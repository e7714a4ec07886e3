"""`init --deployment`: what is said of several places at once, and what the intent of it says of each."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from typer.testing import CliRunner

from gen_vpce import catalog
from gen_vpce.cli.app import app
from gen_vpce.intent.load import load_bytes
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import to_data
from gen_vpce.scaffold.answers import AnswerError, understood
from gen_vpce.scaffold.deployments import deployments, in_each
from gen_vpce.scaffold.draft import Answers, Deployment
from gen_vpce.scaffold.new_intent import scaffold
from gen_vpce.scaffold.presets import PRESETS, presets_for

DEV = Deployment("dev", "us-east-1", "111111111111")
STAGE = Deployment("stage", "eu-west-1", "111111111111")
PROD = Deployment("prod", "eu-west-1", "333333333333")
CHINA = Deployment("china", "cn-north-1", "222222222222")
NAMES = {
    "table": "orders-<deployment>",
    "bucket": "orders-<account>-<region>",
    "role": "orders/App-<deployment>",
    "trusted_account": "<account>",
    "organization": "o-a1b2c3d4e5",
}
PAIRS = [
    (preset, service)
    for service in ("dynamodb", "s3", "kms", "ssm", "sts")
    for preset in presets_for(catalog.endpoint_services()[service])
]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def filled(text: str, place: Deployment) -> str:
    for key, value in (("deployment", place.name), ("region", place.region), ("account", place.account)):
        text = text.replace(f"<{key}>", value)
    return text


def policies(text: str) -> dict[str | None, list[object]]:
    loaded = load_bytes(text.encode(), "intent.yaml")
    assert loaded.diagnostics == ()
    return {
        each.deployment: [to_data(document.policy) for document in compile_intent(each).documents]
        for each in loaded.intents
    }


@pytest.mark.parametrize(("preset", "service"), PAIRS)
def test_each_place_has_the_policies_of_an_intent_of_its_own(preset: str, service: str) -> None:
    choices, places = {service: PRESETS[preset]}, (DEV, PROD)
    found = policies(scaffold(choices, Answers("orders", deployments=places, **NAMES)))
    assert list(found) == ["dev", "prod"]
    for place in places:
        own = {name: filled(text, place) for name, text in NAMES.items()}
        alone = Answers("orders", place.region, place.account, **own)
        assert [found[place.name]] == list(policies(scaffold(choices, alone)).values())


@pytest.mark.parametrize("service", ["ecr.api", "lambda"])
def test_features_of_aws_are_those_of_every_place(service: str) -> None:
    """AWS has no layers and no images of some features in every Region, and an intent may not name them."""
    choices = {service: PRESETS["organization"]}
    west = Deployment("west", "me-west-1", "222222222222")
    answers = Answers("orders", deployments=(DEV, west), **NAMES)
    assert list(policies(scaffold(choices, answers))) == ["dev", "west"]
    only_dev = scaffold(choices, replace(answers, deployments=(DEV,)))
    feature = {"ecr.api": "eks", "lambda": "insights-layers"}[service]
    assert (feature in only_dev, feature in scaffold(choices, answers)) == (True, False)


def test_names_of_identity_policies_differ_within_an_account() -> None:
    choices = {"kms": PRESETS["only-through-endpoint"]}
    one, two = (Answers("orders", deployments=each) for each in ((DEV, CHINA), (DEV, STAGE)))
    assert "name: orders-only-through-endpoint\n" in scaffold(choices, one)
    assert 'name: "orders-<deployment>-only-through-endpoint"\n' in scaffold(choices, two)


def test_init_makes_a_module_that_generate_has_nothing_to_add_to(tmp_path: Path) -> None:
    table = ("--service", "dynamodb", "--preset", "table", "--table", "orders-<deployment>")
    places = ("--deployment", "dev=us-east-1:111111111111", "--deployment", "prod=eu-west-1:2222-2222-2222")
    (tmp_path / "root.tf").write_text("")
    made = CliRunner().invoke(app, ("init", *table, *places))
    assert made.exit_code == 0, made.stderr
    assert 'deployment      = "dev"' in made.stderr
    for name, arn in (("dev", "us-east-1:111111111111"), ("prod", "eu-west-1:222222222222")):
        policy = (tmp_path / f"endpoints/policies/{name}/dynamodb.endpoint.json").read_text()
        assert f"arn:aws:dynamodb:{arn}:table/orders-{name}" in policy
    again = CliRunner().invoke(app, ("generate", "--check"))
    assert (again.exit_code, again.stdout) == (0, "1 module: 1 unchanged\n")


KEY = ("--service", "kms", "--preset", "role")
AT, A = ("--deployment",), "a=us-east-1:111111111111"
REFUSED: dict[str, tuple[tuple[str, ...], str, str]] = {
    "no place": (
        (*AT, "dev"),
        "`dev` is not a deployment: write NAME=REGION:ACCOUNT, such as dev=us-east-1:1",
        "",
    ),
    "no account": (
        (*AT, "dev=us-east-1"),
        "`dev=us-east-1` is not a deployment: write NAME=REGION:ACCOUNT",
        "",
    ),
    "no Region": ((*AT, "dev=us-east-9:111111111111"), "unknown Region `us-east-9`; did you mean", ""),
    "no account id": ((*AT, "dev=us-east-1:12"), "`12` is not an account id: 12 digits", ""),
    "no name": ((*AT, "Dev=us-east-1:111111111111"), "`Dev` is not a name of a deployment", ""),
    "twice": ((*AT, A) * 2, "two deployments are called `a`", ""),
    "no value": (
        (*AT, A, "--role", "x-<stage>"),
        "`<stage>` is not a value of a deployment: say <region>, <account> or <deployment>",
        "",
    ),
    "a Region beside": (
        (*AT, A, "--region", "us-east-1", "--subnet-id", "subnet-0123456789abcdef0"),
        "--region and --subnet-id are about one place, and --deployment names its own",
        "leave out --region and --subnet-id",
    ),
    "pasted from another account": (
        (*AT, A, *AT, "b=us-east-1:222222222222", "--role", "arn:aws:iam::111111111111:role/a"),
        "`arn:aws:iam::111111111111:role/a` is in account 111111111111, and deployment `b` in 222222222222",
        "",
    ),
    "nothing else said": ((*AT, A), "missing: --role", "--deployment a=us-east-1:1"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_meant_is_refused_in_one_message(case: str, tmp_path: Path) -> None:
    given, message, hint = REFUSED[case]
    said = CliRunner().invoke(app, ("init", "stock", *KEY, *given))
    assert said.exit_code == 2
    assert said.stderr.startswith(f"error: {message}")
    assert said.stderr.count("error:") == 1
    assert hint in said.stderr
    assert list(tmp_path.iterdir()) == []


@given(
    st.sampled_from(("table", "bucket", "role", "trusted_account")),
    st.lists(
        st.sampled_from(
            (
                "<region>",
                "<account>",
                "<deployment>",
                "arn:aws:iam::",
                ":",
                "role/",
                "table/",
                "x",
                "-",
                "9",
                "é",
            )
        ),
        max_size=6,
    ).map("".join),
)
def test_a_name_with_keys_gives_each_place_its_own(name: str, text: str) -> None:
    """Filled after it was understood, or before: the same name in every place, or refused in one."""
    places = (DEV, PROD)
    try:
        found = in_each(name, text, places)
    except AnswerError:
        return
    for place in places:
        assert filled(found, place) == understood(name, filled(text, place))


def test_no_deployment_is_none() -> None:
    assert deployments((), {"region": "us-east-1"}) == ()
