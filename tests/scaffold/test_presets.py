"""Every preset loads without a finding for every service that it fits, and says what it promises."""

import json
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gen_vpce import catalog
from gen_vpce.access.decision.compiled_policy import compile_policy
from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import Request, facts
from gen_vpce.diagnostics import Severity
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import EndpointKind, Intent
from gen_vpce.lint.files import lint_text
from gen_vpce.lint.policy_kind import Attachment
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import PolicyKind, to_data
from gen_vpce.scaffold.draft import Answers
from gen_vpce.scaffold.new_intent import scaffold
from gen_vpce.scaffold.presets import PRESETS, presets_for

ANSWERS = Answers(
    name="orders",
    region="us-east-1",
    account="012345670123",
    table="Orders",
    bucket="orders-archive",
    role="OrdersApp",
    trusted_account="111122223333",
    organization="o-a1b2c3d4e5",
)
SUBNETS = ("subnet-0123456789abcdef0",)
WITH_NEEDS = tuple(
    name
    for name, service in catalog.endpoint_services().items()
    if catalog.features_at(service) or catalog.unsigned_calls_at(service)
)
SERVICES = ("dynamodb", "s3express", "kms", "console", *WITH_NEEDS)
PAIRS = [
    (preset, service) for service in SERVICES for preset in presets_for(catalog.endpoint_services()[service])
]


def _made(preset: str, answers: Answers, *services: str) -> Intent:
    choices = dict.fromkeys(services or ("dynamodb",), PRESETS[preset])
    loaded = load_bytes(scaffold(choices, answers).encode(), "intent.yaml")
    assert loaded.diagnostics == ()
    assert loaded.intent is not None
    return loaded.intent


@pytest.mark.parametrize(("preset", "service"), PAIRS)
@pytest.mark.parametrize("more", [{}, {"subnet_ids": SUBNETS}, {"endpoint": "vpce-11aa22bb"}])
def test_presets_load_without_a_finding(preset: str, service: str, more: dict[str, object]) -> None:
    answers = replace(ANSWERS, **more)  # type: ignore[arg-type]
    assert PRESETS[preset].missing(answers) == ()
    assert _made(preset, answers, service).account == "012345670123"


def test_every_preset_is_tried() -> None:
    assert {preset for preset, _ in PAIRS} == set(PRESETS)


def test_presets_fit_their_services() -> None:
    known = catalog.endpoint_services()
    assert {"table", "read-only"} <= set(presets_for(known["dynamodb"]))
    assert "bucket" in presets_for(known["s3"])
    assert not {"bucket", "table"} & set(presets_for(known["kms"]))
    assert "read-only" not in presets_for(known["execute-api"])
    assert "only-through-endpoint" not in presets_for(known["console"])


def test_a_preset_says_what_it_still_needs() -> None:
    nothing = Answers("orders", "us-east-1", "123456789012")
    assert PRESETS["table"].missing(nothing) == ("table",)
    assert PRESETS["account"].missing(nothing) == ("trusted_account",)
    assert PRESETS["full-access"].missing(nothing) == ()


def test_what_the_presets_say() -> None:
    grant = {
        name: _made(name, ANSWERS).endpoints[0].allow for name in ("read-only", "table", "role", "account")
    }
    assert grant["read-only"][0].levels == ("list", "read")
    assert "dynamodb:DeleteTable" not in grant["table"][0].actions
    assert [ref.value for ref in grant["role"][0].principals] == ["arn:aws:iam::012345670123:role/OrdersApp"]
    assert [ref.value for ref in grant["account"][0].principals] == ["111122223333"]
    assert _made("full-access", ANSWERS).endpoints[0].everything


def test_an_organization_at_s3_reads_service_buckets_too() -> None:
    at_s3 = _made("organization", ANSWERS, "s3").endpoints[0].allow
    elsewhere = _made("organization", ANSWERS).endpoints[0].allow
    assert [grant.name for grant in at_s3] == ["OwnOrganization", "AwsServices", "ServiceBuckets"]
    assert [grant.name for grant in elsewhere] == ["OwnOrganization", "AwsServices"]


def test_an_organization_elsewhere_reaches_what_aws_owns_and_is_called_without_credentials() -> None:
    at_ssm = _made("organization", ANSWERS, "ssm").endpoints[0].allow
    assert at_ssm[-1].service_owned == ("automation-definitions", "documents", "parameters")
    at_sts = _made("organization", ANSWERS, "sts").endpoints[0].allow
    assert at_sts[-1].actions == ("sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity")


def _needs(service: str, account: str) -> Iterator[Request]:
    """Yield the requests that the features of a service make, and those that are made without credentials."""
    endpoint = catalog.endpoint_services()[service]
    organization = {"aws:PrincipalOrgID": ANSWERS.organization, "aws:ResourceOrgID": "o-zzzzzzzzzz"}
    role = f"arn:aws:iam::{account}:role/OrdersApp"
    features = catalog.features_at(endpoint)
    for name in ("ecr", "al2023", "ssm") if service == "s3" else features:
        feature = features[name]
        for action, arn in product(feature.actions, catalog.owned_resources(feature, "us-east-1", "aws")):
            caller = role if feature.signed else "anonymous"
            context = {**organization, "ec2:Owner": "amazon"} if feature.signed else {}
            yield Request(caller, action, arn.replace("*", "x"), context=context)  # type: ignore[arg-type]
    calls = catalog.unsigned_calls_at(endpoint)
    for action in calls.actions if calls else ():
        owner = {"aws:ResourceAccount": account, "aws:ResourceOrgID": ANSWERS.organization}
        resource = role if service.startswith("sts") else "*"
        yield Request("anonymous", action, resource, context=owner)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("preset", "service"),
    [
        (preset, service)
        for service in WITH_NEEDS
        for preset in presets_for(catalog.endpoint_services()[service])
    ],
)
def test_a_preset_lets_through_what_its_service_needs(preset: str, service: str) -> None:
    """A preset for reading lets reading through, a preset for one account what is that account's."""
    made = _made(preset, ANSWERS, service)
    document = next(each for each in compile_intent(made).documents if each.kind is PolicyKind.ENDPOINT)
    layers = Layers(endpoint=compile_policy(document.policy))
    account = ANSWERS.trusted_account if preset == "account" else ANSWERS.account
    for request in _needs(service, account or ""):
        prefix, _, name = request.action.partition(":")
        known = catalog.service(prefix)
        action = known.actions.get(name.lower()) if known else None
        if preset == "read-only" and not (action and action.level in ("list", "read")):
            continue
        assert decide(layers, facts(request)).outcome is Outcome.ALLOWED, request


def test_only_through_an_endpoint_that_exists_already() -> None:
    made = _made("only-through-endpoint", replace(ANSWERS, endpoint="vpce-11aa22bb"))
    assert made.endpoints == ()
    assert made.identity_policies[0].deny_unless_through[0].vpce_id == "vpce-11aa22bb"
    assert [policy.name for policy in made.resource_policies] == ["Orders"]
    assert _made("only-through-endpoint", replace(ANSWERS, table=None)).resource_policies == ()


def test_a_bucket_behind_its_endpoint_keeps_a_way_for_whoever_manages_it() -> None:
    (policy,) = _made("only-through-endpoint", ANSWERS, "s3").resource_policies
    assert (policy.subject, policy.deny_unless_through[0].endpoint) == ("bucket/orders-archive", "s3")
    assert [ref.value for ref in policy.except_principals] == ["arn:aws:iam::012345670123:role/terraform"]
    assert _made("only-through-endpoint", replace(ANSWERS, bucket=None), "s3").resource_policies == ()


def test_subnets_ask_for_an_interface_endpoint() -> None:
    made = _made("full-access", replace(ANSWERS, subnet_ids=SUBNETS, vpc_id="vpc-0123456789abcdef0"))
    endpoint = made.endpoints[0]
    assert (endpoint.kind, endpoint.subnet_ids) == (EndpointKind.INTERFACE, SUBNETS)
    assert (endpoint.private_dns_enabled, endpoint.vpc_id) == (False, "vpc-0123456789abcdef0")


def test_the_text_teaches() -> None:
    text = scaffold({"dynamodb": PRESETS["table"]}, ANSWERS, "../../schemas/intent.schema.json")
    assert text.startswith("# yaml-language-server: $schema=../../schemas/intent.schema.json\n")
    assert "# route_table_ids: [rtb-0123456789abcdef0]\n" in text
    assert 'account: "012345670123"\n' in text
    assert text.endswith("\n")
    assert not any(line != line.rstrip() or len(line) > 110 for line in text.splitlines())


@given(st.text(max_size=40), st.text(max_size=40))
def test_answers_never_become_keys(table: str, schema: str) -> None:
    """Whatever an answer holds, it stays one value: the file has the keys of the preset, or is refused."""
    text = scaffold({"dynamodb": PRESETS["table"]}, replace(ANSWERS, table=table), schema)
    loaded = load_bytes(text.encode("utf-8", "surrogatepass"), "intent.yaml")
    if loaded.intent is not None:
        (resource,) = loaded.intent.endpoints[0].allow[0].resources
        assert resource.written == f"table/{table}"
        assert len(loaded.intent.endpoints) == 1


@pytest.mark.parametrize(("preset", "service"), PAIRS)
def test_lint_finds_no_fault_in_what_a_preset_makes(preset: str, service: str) -> None:
    """By the name of the file alone, as the hook asks it."""
    for document in compile_intent(_made(preset, ANSWERS, service)).documents:
        found = lint_text(json.dumps(to_data(document.policy)), document.path, Attachment())
        assert [each for each in found if each.severity in (Severity.ERROR, Severity.WARNING)] == []
