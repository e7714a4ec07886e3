"""Adopting writes an intent, a module and a root that say what is there, or refuses with the reason."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.support.endpoints import ACCOUNT, EVERYTHING, gateway, interface, policy
from tests.support.hostile import HOSTILE

from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import EndpointKind, Intent
from gen_vpce.module.generate import Options as Generation
from gen_vpce.module.generate import generate
from gen_vpce.module.result import exit_code
from gen_vpce.terraform.adoption.addresses import old_addresses
from gen_vpce.terraform.adoption.adopt import Options, adopt
from gen_vpce.terraform.adoption.eligible import Where
from gen_vpce.terraform.adoption.existing import Existing
from gen_vpce.terraform.adoption.result import Adoption

INTO, ROOT = Path("modules"), Path("adopted")


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def _adopt(*endpoints: Existing, **options: object) -> Adoption:
    return adopt(endpoints, Options(INTO, ROOT, **options))  # type: ignore[arg-type]


def _intent(name: str) -> Intent:
    loaded = load_bytes((INTO / name / "intent.yaml").read_bytes(), "intent.yaml")
    assert loaded.intent
    assert loaded.diagnostics == ()
    return loaded.intent


def _files() -> set[str]:
    return {path.as_posix() for path in Path().rglob("*") if path.is_file()}


def test_everything_that_an_endpoint_has() -> None:
    made = interface(
        private_dns_enabled=False,
        ip_address_type="dualstack",
        dns_record_ip_type="dualstack",
        service_region="eu-west-1",
        service_name="com.amazonaws.eu-west-1.kms",
        region="us-east-1",
        tags={"Name": "Keys", "cost": "0012", "aws:cloudformation:stack-name": "x"},
    )
    assert _adopt(made).exit_code == 0
    (endpoint,) = _intent("keys").endpoints
    assert endpoint.kind is EndpointKind.INTERFACE
    assert endpoint.service_name == "com.amazonaws.eu-west-1.kms"
    assert (endpoint.vpc_id, endpoint.subnet_ids) == (made.vpc_id, made.subnet_ids)
    assert endpoint.security_group_ids == made.security_group_ids
    assert (endpoint.private_dns_enabled, endpoint.ip_address_type) == (False, "dualstack")
    assert (endpoint.dns_record_ip_type, endpoint.service_region) == ("dualstack", "eu-west-1")
    assert endpoint.tags == {"Name": "Keys", "cost": "0012"}
    assert endpoint.everything


def test_module_is_what_generate_makes_and_the_default_policy_is_listed() -> None:
    (outcome,) = _adopt(gateway()).outcomes
    assert (outcome.folder, outcome.proof) == ("modules/s3-vpce-00000000000000000", "equivalent (proven)")
    assert outcome.address == "module.s3-vpce-00000000000000000.aws_vpc_endpoint.s3"
    assert [found.code for found in outcome.findings] == ["GV328"]
    run = generate([INTO], Generation(check=True))
    assert exit_code(run) == 0
    assert run.diagnostics == run.results[0].diagnostics == ()
    text = (INTO / "s3-vpce-00000000000000000" / "policies" / "s3.endpoint.json").read_text(encoding="utf-8")
    assert json.loads(text)["Version"] == "2008-10-17"


def test_no_name_stays_no_name_and_no_route_table_stays_none() -> None:
    _adopt(gateway(route_table_ids=()))
    (endpoint,) = _intent("s3-vpce-00000000000000000").endpoints
    assert endpoint.tags == {"Name": None}
    assert endpoint.route_table_ids is None
    assert "  route_table_ids = []\n" in (ROOT / "adopted.tf").read_text(encoding="utf-8")


def test_names_of_folders() -> None:
    tags = (
        {"Name": "Main S3"},
        {"Name": "main--s3"},
        {"Name": "CON"},
        {"Name": "../../etc"},
        {"Name": "日本"},
    )
    made = [gateway(number, tags=each, vpc_id=f"vpc-{number:017x}") for number, each in enumerate(tags)]
    assert [outcome.folder for outcome in _adopt(*made).outcomes] == [
        "modules/main-s3",
        "modules/main-s3-2",
        "modules/s3-vpce-00000000000000002",
        "modules/etc",
        "modules/s3-vpce-00000000000000004",
    ]


def test_hostile_tags_are_text_or_a_reason() -> None:
    made = [gateway(number, tags={"Name": text, text or "x": text}) for number, text in enumerate(HOSTILE)]
    adopted = _adopt(*made)
    assert len(adopted.outcomes) == len(HOSTILE)
    for existing, outcome in zip(made, adopted.outcomes, strict=True):
        if outcome.refusals:
            assert {each.code for each in outcome.refusals} == {"GV676"}
            continue
        (endpoint,) = _intent(str(outcome.folder).removeprefix("modules/")).endpoints
        assert endpoint.tags == existing.tags
    assert sum(not outcome.refusals for outcome in adopted.outcomes) > len(HOSTILE) / 2
    assert all(name.startswith(("modules/", "adopted/", ".gen-vpce/")) for name in _files())


def test_surrogates_are_refused() -> None:
    for changes in ({"tags": {"a": "\ud800"}}, {"policy": policy({**EVERYTHING, "Sid": "\ud800"})}):
        (outcome,) = _adopt(gateway(**changes)).outcomes
        assert [each.code for each in outcome.refusals] == ["GV676"]


@pytest.mark.parametrize(
    ("changes", "code", "says"),
    [
        ({"type": "Tunnel"}, "GV672", "type of the endpoint is Tunnel"),
        ({"requester_managed": True}, "GV672", "manages it"),
        ({"state": "deleting"}, "GV672", "is deleting"),
        ({"id": "vpce-1"}, "GV672", "`vpce-1` is not the id"),
        ({"service_name": "com.amazonaws.us-east-1.nosuch"}, "GV673", "not in the catalogue"),
        ({"service_name": "com.amazonaws.vpce.us-east-1.vpce-svc-01"}, "GV676", "not the full name"),
        ({"service_name": "com.amazonaws.iam", "type": "Interface"}, "GV674", "Region"),
        ({"account": None}, "GV674", "account"),
        ({"policy": None}, "GV675", "no policy"),
        ({"policy": "{"}, "GV675", "this is not JSON"),
        ({"policy": policy({**EVERYTHING, "Effect": "Alow"})}, "GV675", "Alow"),
        ({"private_dns_enabled": True}, "GV676", "private_dns_enabled"),
        ({"vpc_id": "vpc-x"}, "GV676", "`vpc-x` is not a VPC id"),
        ({"security_group_ids": ("sg-0123456789abcdef0",)}, "GV676", "security_group_ids"),
        ({"ip_address_type": "ipv9"}, "GV676", "ip_address_type"),
        ({"tags": {"a": "e\u0301"}}, "GV676", "Unicode normal form C"),
        ({"tags": {"a": "b\x00"}}, "GV676", "U+0000"),
        ({"policy": policy({**EVERYTHING, "Condition": {}})}, "GV676", "Terraform would rewrite"),
        ({"policy": policy({**EVERYTHING, "Sid": "A"}, {**EVERYTHING, "Sid": "A"})}, "GV676", "Sid A"),
    ],
)  # fmt: skip
def test_refused_with_the_reason_while_others_go_on(changes: dict[str, object], code: str, says: str) -> None:
    adopted = _adopt(gateway(1, **changes), gateway(2))
    refused, fine = adopted.outcomes
    assert adopted.exit_code == 1
    assert [each.code for each in refused.refusals] == [code]
    assert says in refused.refusals[0].message
    assert refused.folder is None
    assert fine.folder == "modules/s3-vpce-00000000000000002"
    imports = (ROOT / "imports.tf").read_text(encoding="utf-8")
    assert imports.count("import {") == 1
    assert '"vpce-00000000000000002"' in imports


PARTNER = "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"
LATTICE = "arn:aws:vpc-lattice:us-east-1:123456789012:"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"service_name": "com.amazonaws.us-east-1.email-smtp", "policy": None}, {"service": "email-smtp"}),
        ({"service_name": PARTNER}, {"service_name": PARTNER, "private_dns_enabled": True}),
        (
            {
                "service_name": PARTNER,
                "type": "GatewayLoadBalancer",
                "policy": None,
                "security_group_ids": (),
                "private_dns_enabled": False,
                "dns_record_ip_type": "ipv4",
            },
            {"service_name": PARTNER, "kind": EndpointKind.GATEWAY_LOAD_BALANCER},
        ),
        (
            {
                "service_name": "",
                "type": "Resource",
                "policy": None,
                "resource_configuration_arn": f"{LATTICE}resourceconfiguration/rcfg-0123456789abcdef0",
                "region": "us-east-1",
                "private_dns_preference": "ALL_DOMAINS",
                "private_dns_specified_domains": ("*",),
            },
            {"kind": EndpointKind.RESOURCE, "private_dns_preference": "ALL_DOMAINS"},
        ),
        (
            {
                "service_name": "",
                "type": "ServiceNetwork",
                "policy": None,
                "service_network_arn": f"{LATTICE}servicenetwork/sn-0123456789abcdef0",
                "region": "us-east-1",
                "private_dns_preference": "SPECIFIED_DOMAINS_ONLY",
                "private_dns_specified_domains": ("b.example.com", "a.example.com"),
            },
            {
                "kind": EndpointKind.SERVICE_NETWORK,
                "private_dns_specified_domains": ("a.example.com", "b.example.com"),
            },
        ),
    ],
)
def test_endpoints_without_a_policy(changes: dict[str, object], expected: dict[str, object]) -> None:
    made = interface(tags={"Name": "it"}, **changes)
    adopted = _adopt(made)
    (outcome,) = adopted.outcomes
    assert (outcome.refusals, outcome.proof) == ((), "none: AWS takes none there")
    (endpoint,) = _intent("it").endpoints_without_policy
    assert {name: getattr(endpoint, name) for name in expected} == expected
    assert endpoint.subnet_ids == made.subnet_ids
    assert generate([INTO], Generation(check=True)).diagnostics == ()


def test_a_policy_where_aws_takes_none_is_told() -> None:
    (outcome,) = _adopt(
        interface(service_name=PARTNER, policy=policy({**EVERYTHING, "Action": "a:B"}))
    ).outcomes
    assert [each.code for each in outcome.refusals] == ["GV675"]


def test_region_and_account_from_the_command_line() -> None:
    made = interface(service_name="com.amazonaws.iam", account=None)
    adopted = _adopt(made, where=Where("eu-west-1", ACCOUNT))
    assert adopted.exit_code == 0, adopted
    assert (_intent("iam-vpce-00000000000000000").region, ACCOUNT) == ("eu-west-1", ACCOUNT)


def test_endpoints_of_another_account() -> None:
    first, second = _adopt(gateway(1), gateway(2, account="210987654321")).outcomes
    assert first.folder
    assert [each.code for each in second.refusals] == ["GV680"]


def test_only_some() -> None:
    adopted = _adopt(gateway(1), gateway(2), only=frozenset({gateway(2).id}))
    assert [outcome.label for outcome in adopted.outcomes] == [gateway(2).id]


def test_a_root_for_each_region() -> None:
    there = gateway(2, service_name="com.amazonaws.eu-west-1.s3", vpc_id="vpc-0123456789abcdef1")
    assert _adopt(gateway(1), there).roots == ("adopted/eu-west-1", "adopted/us-east-1")
    text = (ROOT / "eu-west-1" / "adopted.tf").read_text(encoding="utf-8")
    assert 'source = "../../modules/s3-vpce-00000000000000002"' in text
    assert '"eu-west-1"' in (ROOT / "eu-west-1" / "versions.tf").read_text(encoding="utf-8")


def test_running_again_changes_nothing() -> None:
    _adopt(gateway(), interface(1))
    before = {name: Path(name).read_bytes() for name in _files()}
    assert _adopt(gateway(), interface(1)).exit_code == 0
    assert {name: Path(name).read_bytes() for name in _files()} == before


def test_a_root_that_says_something_else_is_never_touched() -> None:
    _adopt(gateway(1))
    before = _files()
    adopted = _adopt(gateway(2))
    assert [each.code for each in adopted.diagnostics] == ["GV678", "GV678"]
    assert adopted.exit_code == 1
    assert _files() == before


def test_an_intent_that_is_there_is_never_touched() -> None:
    folder = INTO / "main"
    folder.mkdir(parents=True)
    (folder / "intent.yaml").write_text("mine", encoding="utf-8")
    mine, fine = _adopt(gateway(1, tags={"Name": "main"}), gateway(2)).outcomes
    assert mine.refusals
    assert fine.folder
    assert (folder / "intent.yaml").read_text(encoding="utf-8") == "mine"
    assert "main" not in (ROOT / "adopted.tf").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_made() -> None:
    INTO.write_text("a file", encoding="utf-8")
    (outcome,) = _adopt(gateway()).outcomes
    assert [each.code for each in outcome.refusals] == ["GV678"]
    assert not ROOT.exists()


def test_a_bare_policy_makes_a_module_with_variables_and_no_root() -> None:
    bare = Existing(None, "s3", "gateway", policy(EVERYTHING))
    (outcome,) = _adopt(bare, where=Where("us-east-1", ACCOUNT)).outcomes
    assert (outcome.folder, outcome.address) == ("modules/s3-policy", None)
    assert 'variable "vpc_id"' in (INTO / "s3-policy" / "variables.tf").read_text(encoding="utf-8")
    assert not ROOT.exists()


def test_moves_take_the_place_of_imports() -> None:
    ROOT.mkdir()
    (ROOT / "main.tf").write_text("# mine\n", encoding="utf-8")
    old = 'module.vpc_endpoints.aws_vpc_endpoint.this["s3"]'
    adopted = _adopt(gateway(1, address=old, tags={"a": "1", "all": "x"}, own_tags={"a": "1"}),
                     gateway(2, vpc_id="vpc-0123456789abcdef1"),
                     old_addresses=old_addresses([f"{gateway(1).id}={old}"]))  # fmt: skip
    moved, imported = adopted.outcomes
    assert (moved.moved_from, imported.moved_from) == (old, None)
    assert _intent("s3-vpce-00000000000000001").endpoints[0].tags == {"Name": None, "a": "1"}
    text = (ROOT / "moved.tf").read_text(encoding="utf-8")
    assert f"from = {old}\n  to   = {moved.address}\n" in text
    assert (ROOT / "imports.tf").read_text(encoding="utf-8").count("import {") == 1
    assert not (ROOT / "versions.tf").exists()


def test_no_address_in_the_state() -> None:
    (outcome,) = _adopt(gateway(), old_addresses=old_addresses(["state"])).outcomes
    assert [each.code for each in outcome.refusals] == ["GV679"]


def test_tightened_intent_is_a_proposal_beside_the_intent() -> None:
    (outcome,) = _adopt(gateway(), tighten=True).outcomes
    assert outcome.tightened
    assert outcome.tightened.mended == ("GV328",)
    assert outcome.tightened.contrast.comparison.newly_allowed.answer is False
    assert outcome.tightened.contrast.newly_denied
    text = Path(outcome.tightened.file).read_bytes()
    proposed = load_bytes(text, "intent.tightened.yaml").intent
    assert proposed
    assert [ref.value for ref in proposed.endpoints[0].allow[0].principals] == [ACCOUNT]
    assert exit_code(generate([INTO], Generation(check=True))) == 0


def test_a_proposal_of_an_earlier_run_is_left_alone() -> None:
    _adopt(gateway(), tighten=True)
    file = INTO / "s3-vpce-00000000000000000" / "intent.tightened.yaml"
    file.write_text("edited", encoding="utf-8")
    _adopt(gateway(), tighten=True)
    assert file.read_text(encoding="utf-8") == "edited"


def test_twins_of_two_states_are_two_modules() -> None:
    first = gateway(1, tags={"Name": "a"})
    assert [each.folder for each in _adopt(first, replace(first, id=gateway(2).id)).outcomes] == [
        "modules/a",
        "modules/a-2",
    ]


def test_one_copy_of_the_schema_outside_of_a_repository() -> None:
    Path(".git").rmdir()
    _adopt(gateway(), interface(1))
    assert [name for name in _files() if ".schema." in name] == ["modules/.gen-vpce/intent.schema.json"]
    first = (INTO / "kms-vpce-00000000000000001" / "intent.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../.gen-vpce/intent.schema.json"


def test_what_endpoints_need_of_each_other_is_told() -> None:
    held = policy({**EVERYTHING, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}})
    registry = (
        interface(number, service_name=f"com.amazonaws.us-east-1.{name}")
        for number, name in enumerate(("ecr.api", "ecr.dkr"), 1)
    )
    outcomes = _adopt(gateway(policy=held), *registry).outcomes
    told = {each.service: [found.code for found in each.findings] for each in outcomes}
    assert [code for code in told["s3"] if code.startswith("GV8")] == ["GV801", "GV802"]
    assert not any(code.startswith("GV8") for name in ("ecr.api", "ecr.dkr") for code in told[name])
