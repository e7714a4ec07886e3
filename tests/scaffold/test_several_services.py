"""Several services in one module: each has a preset that fits, and what one needs passes the others."""

import pytest
from msgspec.structs import replace

from gen_vpce import catalog
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import EndpointKind, Intent
from gen_vpce.module.build import build
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.scaffold.answers import ALIASES
from gen_vpce.scaffold.choice import chosen, fitting, missing_partners, spare_ids
from gen_vpce.scaffold.draft import Answers
from gen_vpce.scaffold.new_intent import scaffold
from gen_vpce.scaffold.presets import PRESETS

ANSWERS = Answers(
    name="app",
    region="eu-west-1",
    account="012345670123",
    table="Orders",
    bucket="orders-archive",
    role="OrdersApp",
    trusted_account="111122223333",
    organization="o-a1b2c3d4e5",
)
SETS = (
    ("ecr.api", "ecr.dkr", "s3"),
    ("dynamodb", "s3"),
    ("ssm", "ssmmessages", "ec2messages", "s3", "logs"),
    ("monitoring", "logs"),
    ("codeartifact.api", "codeartifact.repositories", "s3"),
    ("sts", "kms", "secretsmanager", "sqs", "sns"),
    ("ecr.api", "ecr.dkr", "s3", "logs", "sts", "ssm", "ssmmessages", "dynamodb", "secretsmanager"),
    ("cloudformation", "elasticmapreduce", "mgn", "drs", "imagebuilder", "codedeploy", "s3"),
)


def text(services: tuple[str, ...], *presets: str, answers: Answers = ANSWERS) -> str:
    found = chosen(services, presets)
    assert not found.left
    return scaffold(found.presets, answers)


def made(services: tuple[str, ...], *presets: str, answers: Answers = ANSWERS) -> Intent:
    loaded = load_bytes(text(services, *presets, answers=answers).encode(), "intent.yaml")
    assert loaded.diagnostics == ()
    assert loaded.intent is not None
    return loaded.intent


@pytest.mark.parametrize("services", SETS, ids="+".join)
@pytest.mark.parametrize(
    "preset", [name for name, preset in PRESETS.items() if not preset.service and name != "read-only"]
)
def test_no_set_of_services_has_a_finding(services: tuple[str, ...], preset: str, tmp_path: object) -> None:
    """All stages of a run: what one endpoint needs of another is seen where they are all there."""
    built = build(text(services, preset).encode(), "intent.yaml", tmp_path)  # type: ignore[arg-type]
    assert built.diagnostics == ()
    assert built.module is not None


@pytest.mark.parametrize("alias", ALIASES)
def test_what_people_call_services_makes_a_module_with_its_partners(alias: str, tmp_path: object) -> None:
    services = ALIASES[alias]
    services += tuple(each.partner for each in missing_partners(services))
    for preset in fitting(services):
        if not PRESETS[preset].service and len(fitting(services)[preset]) == len(services):
            built = build(text(services, preset).encode(), "intent.yaml", tmp_path)  # type: ignore[arg-type]
            assert built.diagnostics == ()


def test_each_service_has_the_preset_that_fits_it_best() -> None:
    found = chosen(("dynamodb", "s3", "kms"), ("role", "table"))
    assert {service: preset.name for service, preset in found.presets.items()} == {
        "dynamodb": "table",
        "s3": "role",
        "kms": "role",
    }
    assert (found.left, found.spare) == ((), ())
    assert chosen(("dynamodb", "s3"), ("table",)).left == ("s3",)
    assert chosen(("kms", "sqs"), ("role", "account")).spare == ("account",)


def test_presets_are_offered_for_the_services_that_they_fit() -> None:
    offered = fitting(("dynamodb", "s3", "kms"))
    assert offered["table"] == ("dynamodb",)
    assert offered["bucket"] == ("s3",)
    assert offered["role"] == ("dynamodb", "s3", "kms")
    assert "table" not in fitting(("s3", "kms"))
    assert fitting(("transfer",)) == {}


def test_partners_are_missed_once_and_by_their_endpoints_for_fips_too() -> None:
    missing = missing_partners(("ecr.dkr", "ssm"))
    assert [(each.service, each.partner) for each in missing] == [
        ("ecr.dkr", "ecr.api"),
        ("ecr.dkr", "s3"),
        ("ssm", "ssmmessages"),
    ]
    assert missing_partners(("ecr.api", "ecr.dkr", "s3")) == ()
    assert all("needs" not in each.breaks for each in missing)
    assert catalog.missing_partners("ssm-fips", ("ssmmessages",)) == ()
    assert catalog.missing_partners("ssm-fips", ()) == ("ssmmessages",)


def test_the_buckets_of_what_stands_beside_it_pass_an_endpoint_of_s3() -> None:
    def owned(*services: str) -> tuple[str, ...]:
        (grant,) = (
            each
            for endpoint in made((*services, "s3"), "role").endpoints
            for each in endpoint.allow
            if each.service_owned
        )
        return grant.service_owned

    assert owned() == ("ecr", "al2023", "ssm")
    assert "codeartifact" in owned("codeartifact.api", "codeartifact.repositories")
    assert {"emr", "image-builder"} <= set(owned("elasticmapreduce", "imagebuilder"))


def test_two_endpoints_of_one_service_are_compulsory_together() -> None:
    """A policy for each would deny what comes through the other one."""
    intent = made(("ecr.api", "ecr.dkr", "dynamodb"), "only-through-endpoint")
    through = {
        policy.name: [each.endpoint for each in policy.deny_unless_through]
        for policy in intent.identity_policies
    }
    assert through == {
        "app-ecr-only-through-endpoint": ["ecr.api", "ecr.dkr"],
        "app-dynamodb-only-through-endpoint": ["dynamodb"],
    }
    assert [policy.name for policy in intent.resource_policies] == ["Orders"]
    assert compile_intent(intent).diagnostics == ()


def test_subnets_are_for_the_services_that_have_no_gateway() -> None:
    ids = replace(
        ANSWERS,
        subnet_ids=("subnet-0123456789abcdef0",),
        security_group_ids=("sg-0123456789abcdef0",),
        route_table_ids=("rtb-0123456789abcdef0",),
    )
    kinds = {each.name: each.kind for each in made(("kms", "s3"), "role", answers=ids).endpoints}
    assert kinds == {"kms": EndpointKind.INTERFACE, "s3": EndpointKind.GATEWAY}
    assert spare_ids(chosen(("kms", "s3"), ("role",)).presets, ids) == {}
    assert set(spare_ids(chosen(("s3",), ("role",)).presets, ids)) == {"subnet_ids", "security_group_ids"}
    assert set(spare_ids(chosen(("kms",), ("role",)).presets, ids)) == {"route_table_ids"}


def test_a_note_stands_once() -> None:
    written = text(("kms", "sqs", "sns"), "role")
    assert written.count("# One role may do everything") == 1
    assert written.count("# Left out, these become variables") == 1
    assert "# kms, sqs, sns: One role may use the endpoint.\n" in written


def test_what_the_vpc_has_already_is_accepted() -> None:
    services = ("ecr.api", "ecr.dkr")
    written = text(services, "role", answers=replace(ANSWERS, has=("s3",)))
    assert 'accept: {GV803: "the VPC has an endpoint of s3 already"}\n' in written
    assert "accept" not in text(services, "role")
