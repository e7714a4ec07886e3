"""One folder for several places: what is the same stands once, what differs is looked up by its name."""

import json
from pathlib import Path
from typing import Any

import pygohcl
import pytest
from tests.intent.test_deployments import EXAMPLE

from gen_vpce.diagnostics import Severity
from gen_vpce.module import hcl
from gen_vpce.module.build import build

LOOKED_UP = "{{ dev = {dev} prod-us = {us} prod-eu = {eu} }}[var.deployment]"


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    built = build(EXAMPLE.encode(), "intent.yaml", Path())
    assert built.module is not None, built.diagnostics
    return {path: content.decode() for path, content in built.module.files.items()}


@pytest.fixture(scope="module")
def main(files: dict[str, str]) -> dict[str, Any]:
    parsed: dict[str, Any] = pygohcl.loads(files["main.tf"])
    return parsed


def test_each_deployment_has_a_folder_of_policies(files: dict[str, str]) -> None:
    assert [path.removeprefix("policies/") for path in files if path.startswith("policies/")] == [
        "dev/dynamodb.endpoint.json",
        "dev/kms.endpoint.json",
        "dev/sqs.endpoint.json",
        "dev/only-deployment.identity.json",
        *(
            f"{name}/{policy}.json"
            for name in ("prod-us", "prod-eu")
            for policy in (
                "dynamodb.endpoint",
                "kms.endpoint",
                "only-deployment.identity",
                "orders-stage.resource",
            )
        ),
    ]


def test_policies_are_those_of_their_place(files: dict[str, str]) -> None:
    for name, region, account in (("prod-us", "us-east-1", "2" * 12), ("prod-eu", "eu-west-1", "2" * 12)):
        policy = json.loads(files[f"policies/{name}/dynamodb.endpoint.json"])
        assert (
            policy["Statement"][0]["Resource"][0] == f"arn:aws:dynamodb:{region}:{account}:table/orders-prod"
        )


def test_the_place_is_looked_up(main: dict[str, Any]) -> None:
    accounts = LOOKED_UP.format(dev='"111111111111"', us='"222222222222"', eu='"222222222222"')
    regions = LOOKED_UP.format(dev='"us-east-1"', us='"us-east-1"', eu='"eu-west-1"')
    assert main["locals"] == {"account": accounts, "region": regions}


def test_arguments_that_differ_are_looked_up_and_others_are_not(main: dict[str, Any]) -> None:
    found = main["resource"]["aws_vpc_endpoint"]["dynamodb"]
    assert found["vpc_id"] == LOOKED_UP.format(
        dev="var.vpc_id", us='"vpc-0123456789abcdef0"', eu="var.vpc_id"
    )
    assert found["vpc_endpoint_type"] == "Gateway"
    assert main["resource"]["aws_vpc_endpoint"]["kms"]["vpc_id"] == "vpc-0fedcba9876543210"
    assert found["policy"] == (
        'jsonencode(jsondecode(file("${path.module}/policies/${var.deployment}/dynamodb.endpoint.json")))'
    )


def test_names_of_services_follow_the_region(files: dict[str, str]) -> None:
    assert '"com.amazonaws.${local.region}.dynamodb"' in files["main.tf"]


def test_the_readme_of_many_deployments_can_be_read() -> None:
    places = "".join(
        f'  a{number:02}: {{region: us-east-1, account: "{number:012}"}}\n' for number in range(40)
    )
    intent = (
        f"version: 1\nname: orders\ndeployments:\n{places}endpoints:\n"
        "  dynamodb:\n    allow:\n      - {name: Read, access: [read], resources: [table/Orders]}\n"
        "      - {name: Write, not_in: [a07], access: [write], resources: [table/Orders]}\n"
    )
    built = build(intent.encode(), "intent.yaml", Path())
    assert built.module is not None, built.diagnostics
    readme = built.module.files["README.md"].decode()
    assert "From `dynamodb.endpoint.json` in the folders of the deployments, below [policies]" in readme
    assert "| Allow | all but a07 |" in readme
    assert "policies/a07/dynamodb.endpoint.json" not in readme


def test_what_some_have_is_counted(main: dict[str, Any]) -> None:
    endpoints = main["resource"]["aws_vpc_endpoint"]
    assert endpoints["sqs"]["count"] == 'contains(["dev"], var.deployment) ? 1 : 0'
    assert "count" not in endpoints["dynamodb"]
    on_table = main["resource"]["aws_dynamodb_resource_policy"]["orders_stage"]
    assert on_table["count"] == 'contains(["prod-us", "prod-eu"], var.deployment) ? 1 : 0'


def test_outputs_of_what_is_not_there_are_null_and_the_map_leaves_it_out(files: dict[str, str]) -> None:
    found = pygohcl.loads(files["outputs.tf"])["output"]
    assert found["sqs_endpoint_id"]["value"] == "one(aws_vpc_endpoint.sqs[*].id)"
    assert found["kms_endpoint_id"]["value"] == "aws_vpc_endpoint.kms.id"
    assert 'for key in ["sqs"] : key =>' in files["outputs.tf"]
    assert 'if contains(["dev"], var.deployment) }' in files["outputs.tf"]


def test_the_caller_chooses_and_passes_what_that_one_needs(
    files: dict[str, str], main: dict[str, Any]
) -> None:
    found = pygohcl.loads(files["variables.tf"])["variable"]
    assert set(found) == {
        *("deployment", "vpc_id", "route_table_ids", "subnet_ids", "security_group_ids", "tags"),
        *("subnet_ids_by_endpoint", "security_group_ids_by_endpoint", "identity_policy_prefix"),
    }
    assert found["deployment"]["validation"]["condition"] == (
        'contains(["dev", "prod-us", "prod-eu"], var.deployment)'
    )
    assert (found["vpc_id"]["default"], found["vpc_id"]["nullable"]) == (None, True)
    assert found["vpc_id"]["description"].endswith("Needed in dev and prod-eu alone.")
    needs = main["data"]["aws_caller_identity"]["current"]["lifecycle"]["precondition"]
    assert needs[0]["condition"] == '!contains(["dev", "prod-eu"], var.deployment) || var.vpc_id != null'


def test_each_deployment_is_planned_where_it_belongs(files: dict[str, str]) -> None:
    runs = pygohcl.loads(files["tests/policy.tftest.hcl"])["run"]
    assert set(runs) == {
        *("plan_dev", "plan_prod-us", "plan_prod-eu"),
        *("another_account_is_refused", "another_region_is_refused", "unknown_deployment_is_refused"),
    }
    assert runs["plan_prod-eu"]["variables"] == {"deployment": "prod-eu"}
    assert [each["values"] for each in runs["plan_prod-eu"]["override_data"]] == [
        {"account_id": "222222222222"},
        {"id": "eu-west-1"},
    ]
    absent = [each["condition"] for each in runs["plan_prod-eu"]["assert"] if "length" in each["condition"]]
    assert absent == ["length(aws_vpc_endpoint.sqs) == 0"]


def test_the_readme_has_one_table_and_says_where_rows_differ(files: dict[str, str]) -> None:
    readme = files["README.md"]
    assert "| `prod-eu` | `eu-west-1` | `222222222222` | stage: prod |" in readme
    assert readme.count("### Through the endpoint `dynamodb`") == 1
    rows = [line.split(" | ")[:3] for line in readme.splitlines() if line.startswith(("| Allow", "| Deny"))]
    assert rows[:3] == [
        ["| Allow", "everywhere", r"role/orders-\<stage\> of account \<account\>"],
        ["| Allow", "dev", "role/developer of account 111111111111"],
        ["| Deny", "prod-us and prod-eu", "everyone"],
    ]


def test_findings_of_all_places_are_one() -> None:
    wide = EXAMPLE.replace(
        "deny: [{name: KeepTables", "deny: [{name: Wrong, actions: [dynamodb:Nothing]}, {name: K"
    )
    built = build(wide.encode(), "intent.yaml", Path())
    assert built.module is None
    assert [found.message for found in built.diagnostics] == ["unknown action `dynamodb:Nothing`"]


def test_an_expectation_fails_where_it_is_not_so() -> None:
    failing = (
        EXAMPLE + "  - never: {principal: role/developer, action: dynamodb:GetItem, through: dynamodb}\n"
    )
    built = build(failing.encode(), "intent.yaml", Path())
    (found,) = (each for each in built.diagnostics if each.severity is Severity.ERROR)
    assert found.code == "GV722"
    assert found.message.startswith(
        "in dev: `never role/developer dynamodb:GetItem through dynamodb` does not hold"
    )


def test_a_policy_that_is_too_long_somewhere_is_named_with_its_place() -> None:
    names = ", ".join(f"role/r{number:04}-<long>" for number in range(150))
    text = EXAMPLE.replace("role/orders-<stage>]", f"{names}]", 1)
    for name, long in (("stage: dev", "a"), ("stage: prod", "b" * 120)):
        text = text.replace(f"{{{name}}}", f"{{{name}, long: {long}}}")
    found = build(text.encode(), "intent.yaml", Path()).diagnostics
    assert any(each.message.startswith("in prod-us and prod-eu: ") for each in found), found


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("a", hcl.reference("var", "b"), "c"), '"a${var.b}c"'),
        (("a$", hcl.reference("var", "b")), '"a${"$"}${var.b}"'),
        (("%", hcl.reference("var", "b"), "{x}${y}"), '"${"%"}${var.b}{x}$${y}"'),
    ],
)
def test_text_before_code_stays_text(parts: tuple[hcl.Expression | str, ...], text: str) -> None:
    assert hcl.template(*parts).text == text


@pytest.mark.parametrize(
    ("service", "resource"),
    [
        ("dynamodb", "table: orders-<stage>"),
        ("s3", "bucket: orders-<stage>"),
        ("sqs", "queue: orders-<stage>"),
        ("sns", "topic: orders-<stage>"),
        ("secretsmanager", "secret: orders/<stage>-a1B2c3"),
        ("ecr.api", "repository: orders/<stage>"),
        ("sqs", "queue: orders"),
        ("sns", "topic: orders"),
        ("secretsmanager", "secret: orders-a1B2c3"),
    ],
)
def test_policies_of_every_kind_of_resource_have_deployments(service: str, resource: str) -> None:
    text = (
        "version: 1\nname: orders\ndeployments:\n"
        "  dev: {region: us-east-1, account: '111111111111', values: {stage: dev}}\n"
        "  prod: {region: eu-west-1, account: '222222222222', values: {stage: prod}}\n"
        f"endpoints:\n  {service}: {{allow: everything}}\n"
        "resource_policies:\n"
        f"  - {{{resource}, deny_unless_through: [{service}], except_principals: [role/terraform]}}\n"
    )
    built = build(text.encode(), "intent.yaml", Path())
    assert built.module is not None, built.diagnostics
    names = {path.rpartition("/")[2] for path in built.module.files if path.endswith(".resource.json")}
    assert len(names) == 1


WITHOUT_POLICY = """\
version: 1
name: orders
deployments:
  dev:
    region: us-east-1
    account: "111111111111"
    values: {svc: vpce-svc-0123456789abcdef0, a: 10.0.1.10, subnet: subnet-0123456789abcdef0}
  prod:
    region: eu-west-1
    account: "222222222222"
    values: {svc: vpce-svc-0123456789abcdef1, a: 10.0.2.10, subnet: subnet-0123456789abcdef1}
endpoints:
  payments:
    service: com.amazonaws.vpce.<region>.<svc>
    policy: none
    subnet_ids: [<subnet>]
    subnet_configuration: [{subnet_id: <subnet>, ipv4: <a>}]
  database:
    only_in: [prod]
    resource_configuration_arn: >-
      arn:aws:vpc-lattice:<region>:<account>:resourceconfiguration/rcfg-0123456789abcdef0
    policy: none
"""


def test_endpoints_without_a_policy_are_looked_up_too() -> None:
    built = build(WITHOUT_POLICY.encode(), "intent.yaml", Path())
    assert built.module is not None, built.diagnostics
    made = pygohcl.loads(built.module.files["main.tf"].decode())["resource"]["aws_vpc_endpoint"]
    name = "com.amazonaws.vpce.{}.vpce-svc-0123456789abcdef{}"
    services = f'{{ dev = "{name.format("us-east-1", 0)}" prod = "{name.format("eu-west-1", 1)}" }}'
    assert made["payments"]["service_name"] == f"{services}[var.deployment]"
    assert made["payments"]["subnet_configuration"] == {
        "subnet_id": (
            '{ dev = "subnet-0123456789abcdef0" prod = "subnet-0123456789abcdef1" }[var.deployment]'
        ),
        "ipv4": '{ dev = "10.0.1.10" prod = "10.0.2.10" }[var.deployment]',
    }
    assert made["database"]["count"] == 'contains(["prod"], var.deployment) ? 1 : 0'
    assert "policy" not in made["payments"]
    readme = built.module.files["README.md"].decode()
    assert "| `payments` | interface | `com.amazonaws.vpce.<region>.<svc>` | everywhere |" in readme
    assert "rcfg-0123456789abcdef0` | prod |" in readme


LOOK_UPS = """
version: 1
name: found
deployments:
  dev: {region: us-east-1, account: "111111111111", values: {stage: dev}, subnets: {tags: {tier: shared}}}
  prod:
    region: eu-west-1
    account: "222222222222"
    values: {stage: prod}
    vpc_id: vpc-11aa22bb
    subnet_ids: [subnet-11aa22bb]
    security_group_ids: [sg-11aa22bb]
endpoints:
  kms: {security_group: create, ip_address_type: dualstack, private_dns_enabled: true, allow: everything}
  sqs: {not_in: [dev], private_dns_enabled: true, allow: everything}
  dynamodb: {vpc: {tags: {Name: "<stage>-vpc"}}, route_tables: {tags: {tier: private}}, allow: everything}
"""


def test_each_deployment_looks_up_what_it_says_and_an_endpoint_its_own() -> None:
    built = build(LOOK_UPS.encode(), "intent.yaml", Path())
    assert built.module is not None, built.diagnostics
    text = {path: content.decode() for path, content in built.module.files.items()}
    main: dict[str, Any] = pygohcl.loads(text["main.tf"])
    found, made = main["data"], main["resource"]
    assert found["aws_subnets"].keys() == {"kms"}
    assert found["aws_subnets"]["kms"]["count"] == 'contains(["dev"], var.deployment) ? 1 : 0'
    assert found["aws_subnets"]["kms"]["tags"] == {"tier": "shared"}
    names = [f'{{ Name = "{stage}-vpc" }}' for stage in ("dev", "prod")]
    (vpc,) = (each for label, each in found["aws_vpc"].items() if label == "dynamodb")
    assert " ".join(vpc["tags"].split()) == f"{{ dev = {names[0]} prod = {names[1]} }}[var.deployment]"
    assert "count" not in vpc
    kms, sqs, dynamodb = (made["aws_vpc_endpoint"][name] for name in ("kms", "sqs", "dynamodb"))
    assert kms["security_group_ids"] == ["aws_security_group.kms.id"]
    assert "dev = one(data.aws_subnets.kms[*].ids)" in " ".join(kms["subnet_ids"].split())
    assert sqs["security_group_ids"] == ["sg-11aa22bb"]
    assert dynamodb["vpc_id"] == "data.aws_vpc.dynamodb.id"
    assert 'ipv6_cidr_block         = "2001:db8::/56"' in text["tests/policy.tftest.hcl"]


def test_without_deployments_an_ipv6_group_is_tested_with_addresses() -> None:
    kms = "kms: {security_group: create, ip_address_type: KIND, private_dns_enabled: true, allow: everything}"
    plain = f"version: 1\nname: one\nregion: us-east-1\naccount: '111111111111'\nendpoints:\n  {kms}\n"
    for kind, told in (("dualstack", True), ("ipv4", False)):
        built = build(plain.replace("KIND", kind).encode(), "intent.yaml", Path())
        assert built.module is not None, built.diagnostics
        assert (b"ipv6_cidr_block" in built.module.files["tests/policy.tftest.hcl"]) == told
