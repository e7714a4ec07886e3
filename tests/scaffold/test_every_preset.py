"""Every preset with every service that it is offered for: generated, linted as the hooks do, and asked.

A service of each kind is tried in `make test`, all of them in `make test-long`.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.support.modules import own_test
from tests.support.outside.terraform import VERSIONS, Terraform
from tests.support.typical_calls import Call, typical_calls

from gen_vpce import catalog
from gen_vpce.access.decision.compiled_policy import compile_policy
from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import ContextValue, Request, facts
from gen_vpce.catalog import EndpointService
from gen_vpce.diagnostics import Severity
from gen_vpce.intent.load import load_bytes
from gen_vpce.lint.files import lint_text
from gen_vpce.lint.lint_request import Asked
from gen_vpce.lint.paths import lint_paths
from gen_vpce.lint.policy_kind import Attachment
from gen_vpce.module.build import build
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.endpoint_tokens import token
from gen_vpce.scaffold.draft import Answers
from gen_vpce.scaffold.new_intent import scaffold
from gen_vpce.scaffold.presets import PRESETS, presets_for

REGION, ACCOUNT, OTHER = "us-east-1", "012345670123", "111122223333"
OWN, FOREIGN = "o-a1b2c3d4e5", "o-zzzzzzzzzz"
ANSWERS = Answers(
    name="orders",
    region=REGION,
    account=ACCOUNT,
    table="Orders",
    bucket="orders-archive",
    role="OrdersApp",
    trusted_account=OTHER,
    organization=OWN,
)
ROLE = f"arn:aws:iam::{ACCOUNT}:role/OrdersApp"
STRANGER = f"arn:aws:iam::{ACCOUNT}:role/Stranger"
THEIRS = f"arn:aws:iam::{OTHER}:role/Any"
ORDERS = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/Orders"
SERVICES = catalog.endpoint_services()
OF_A_KIND = tuple(
    {
        (
            *(presets_for(each), each.kinds, each.private_dns, each.iam_prefix is None),
            *(bool(catalog.features_at(each)), bool(catalog.unsigned_calls_at(each))),
        ): name
        for name, each in SERVICES.items()
    }.values()
)


@cache
def text(service: str, preset: str) -> str:
    return scaffold({service: PRESETS[preset]}, ANSWERS)


def layers(service: str, preset: str) -> Layers:
    """Return the policies of the module; those of an identity or a table stand beside others that allow."""
    intent = load_bytes(text(service, preset).encode(), "intent.yaml").intent
    assert intent is not None
    documents = [(each.kind, compile_policy(each.policy)) for each in compile_intent(intent).documents]
    (endpoint,) = (policy for kind, policy in documents if kind is PolicyKind.ENDPOINT)
    beside = tuple(each for each in documents if each[0] is not PolicyKind.ENDPOINT)
    return Layers(endpoint=endpoint, restrictions=beside)


class Asker(NamedTuple):
    """Who asks: a principal, its organization, that of the resource, and whether through the endpoint."""

    principal: str
    organization: str = OWN
    owner: str = OWN
    is_through: bool = True


ELSEWHERE = Asker(STRANGER, FOREIGN, FOREIGN, is_through=False)
NEEDS_NO_PERMISSION = ("sts:GetCallerIdentity",)


def asked(service: str, of: Layers, call: Call, asker: Asker) -> Outcome:
    context: dict[str, ContextValue] = {
        "aws:PrincipalOrgID": asker.organization,
        "aws:ResourceOrgID": asker.owner,
    }
    account = ACCOUNT if asker.owner == OWN else OTHER
    through = token(service) if asker.is_through else None
    request = Request(asker.principal, call.action, call.resource, account, context, through)
    return decide(of, facts(request)).outcome


def promised(preset: str, call: Call, open_actions: frozenset[str]) -> dict[Asker, Outcome]:
    """Return what *preset* promises of a call; *open_actions* are left open to callers whom nobody knows."""
    allowed, denied = Outcome.ALLOWED, Outcome.IMPLICITLY_DENIED
    anybody = Asker(STRANGER, FOREIGN, FOREIGN)
    elsewhere = {} if call.action in NEEDS_NO_PERMISSION else {ELSEWHERE: Outcome.EXPLICITLY_DENIED}
    everyone = {
        "full-access": {anybody: allowed},
        "only-through-endpoint": {anybody: allowed, **elsewhere},
        "read-only": {anybody: allowed if call.level in ("list", "read") else denied},
    }
    held = {
        "role": {Asker(ROLE): allowed, Asker(STRANGER): denied},
        "account": {Asker(THEIRS, FOREIGN): allowed, Asker(STRANGER): denied},
        "organization": {
            Asker(STRANGER): allowed,
            Asker(STRANGER, FOREIGN, OWN): denied,
            Asker(STRANGER, OWN, FOREIGN): denied,
        },
    }
    return everyone.get(preset) or ({} if call.action in open_actions else held.get(preset, {}))


def open_to_others(service: EndpointService) -> frozenset[str]:
    """Return the actions that a preset leaves open to callers whom nobody knows, or on what AWS owns."""
    unsigned = catalog.unsigned_calls_at(service)
    owned = {action for each in catalog.features_at(service).values() for action in each.actions}
    return frozenset(owned.union(unsigned.actions if unsigned else ()))


def check(service: str, preset: str) -> None:
    """Ask for the typical calls of *service* what *preset* promises of them."""
    of, endpoint = layers(service, preset), SERVICES[service]
    for call in typical_calls(endpoint, REGION, ACCOUNT):
        for asker, outcome in promised(preset, call, open_to_others(endpoint)).items():
            assert asked(service, of, call, asker) is outcome, (call, asker)


def made(intent: str, folder: Path) -> Path:
    """Write the module of *intent* into *folder*, as `generate` does without a finding, and return it."""
    built = build(intent.encode(), "intent.yaml", folder)
    assert built.diagnostics == ()
    assert built.module is not None
    for path, content in built.module.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def written(service: str, top: Path) -> Iterator[Path]:
    """Write the modules of every preset of *service* below *top*, and yield their folders."""
    for preset in presets_for(SERVICES[service]):
        yield made(text(service, preset), top / f"{service.replace('.', '-')}-{preset}")


def judged(service: str, top: Path) -> None:
    folders = list(written(service, top))
    for policy in top.rglob("policies/*.json"):
        found = lint_text(policy.read_text(encoding="utf-8"), policy.name, Attachment())
        assert [each for each in found if each.severity in (Severity.ERROR, Severity.WARNING)] == [], policy
    for folder in folders:
        linted = lint_paths(Asked((folder,)))
        assert linted.counts is not None
        assert [each for each in linted.findings if each.severity in (Severity.ERROR, Severity.WARNING)] == []
    for preset in presets_for(SERVICES[service]):
        check(service, preset)


@pytest.mark.parametrize("service", OF_A_KIND)
def test_a_service_of_each_kind(service: str, tmp_path: Path) -> None:
    judged(service, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("service", [name for name in SERVICES if name not in OF_A_KIND])
def test_every_service(service: str, tmp_path: Path) -> None:
    judged(service, tmp_path)


def test_calls_of_every_level_are_asked() -> None:
    found = {call.level for name in OF_A_KIND for call in typical_calls(SERVICES[name], REGION, ACCOUNT)}
    assert found == {"list", "read", "write", "tagging", "permissions-management"}


@pytest.mark.parametrize(
    ("preset", "service", "action", "resource", "outcome"),
    [
        ("table", "dynamodb", "dynamodb:GetItem", ORDERS, True),
        (
            "table",
            "dynamodb",
            "dynamodb:Query",
            f"{ORDERS}/index/I",
            True,
        ),
        (
            "table",
            "dynamodb",
            "dynamodb:DeleteTable",
            ORDERS,
            False,
        ),
        ("table", "dynamodb", "dynamodb:GetItem", f"{ORDERS}2", False),
        ("bucket", "s3", "s3:GetObject", "arn:aws:s3:::orders-archive/a", True),
        ("bucket", "s3", "s3:ListBucket", "arn:aws:s3:::orders-archive", True),
        ("bucket", "s3", "s3:DeleteBucket", "arn:aws:s3:::orders-archive", False),
        ("bucket", "s3", "s3:GetObject", "arn:aws:s3:::others/a", False),
    ],
)
def test_presets_for_one_resource(
    preset: str, service: str, action: str, resource: str, outcome: bool
) -> None:
    decided = asked(service, layers(service, preset), Call("", action, resource), Asker(STRANGER))
    assert (decided is Outcome.ALLOWED) is outcome


@pytest.mark.long
@pytest.mark.terraform
def test_terraform_tests_a_module_of_each_kind(terraform: Terraform, tmp_path: Path) -> None:
    folders = [folder for service in OF_A_KIND for folder in written(service, tmp_path / "modules")]
    for preset in ("role", "only-through-endpoint"):
        several = dict.fromkeys(("ecr.api", "ecr.dkr", "s3", "dynamodb"), PRESETS[preset])
        folders.append(made(scaffold(several, ANSWERS), tmp_path / "modules" / f"several-{preset}"))
    (tmp_path / "main.tf").write_text(VERSIONS, encoding="utf-8")
    (tmp_path / "tests").mkdir()
    for folder in folders:
        plan, _, refusals = own_test(folder).partition('\nrun "another_')  # no preset has a say in these
        assert refusals
        (tmp_path / "tests" / f"{folder.name}.tftest.hcl").write_text(plan, encoding="utf-8")
    terraform.prepare(tmp_path)
    said = terraform.succeed(tmp_path, "test", "-no-color")
    assert [folder.name for folder in folders if f"tests/{folder.name}.tftest.hcl... pass" not in said] == []
    assert terraform.succeed(tmp_path / "modules", "fmt", "-check", "-recursive", "-diff") == ""
