"""The plan of a module: its files, its arguments, what it asks for and what it gives back."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pygohcl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.intents import documents, gateway, identity_policy, intent, interface, table_policy

from gen_vpce import catalog
from gen_vpce.intent.model import EndpointKind, Intent, SubnetAddresses
from gen_vpce.module.plan import plan
from gen_vpce.module.templates.render import render
from gen_vpce.module.validate import validate
from gen_vpce.module.variables_and_outputs import outputs, variables

FILES = ["main.tf", "variables.tf", "outputs.tf", "versions.tf", "README.md", "tests/policy.tftest.hcl"]
LABELS = st.lists(st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True), unique=True, max_size=6)


def _texts(made: Intent) -> dict[str, str]:
    return {each.path: each.text for each in render(plan(made, documents(made)))}


def _endpoint(made: Intent, label: str = "dynamodb") -> Mapping[str, Any]:
    return pygohcl.loads(_texts(made)["main.tf"])["resource"]["aws_vpc_endpoint"][label]


def test_every_module_has_the_same_files_and_one_for_each_policy() -> None:
    made = intent(
        gateway(),
        identity_policies=(identity_policy("only", "dynamodb"),),
        resource_policies=(table_policy("Orders", "dynamodb"),),
    )
    assert list(_texts(made)) == [
        *FILES,
        "policies/dynamodb.endpoint.json",
        "policies/only.identity.json",
        "policies/Orders.resource.json",
    ]


def test_gateway_endpoint() -> None:
    found = _endpoint(intent(gateway()))
    assert found["vpc_endpoint_type"] == "Gateway"
    assert found["service_name"] == "com.amazonaws.us-east-1.dynamodb"
    assert found["vpc_id"] == "var.vpc_id"
    assert found["route_table_ids"] == "var.route_table_ids"
    assert found["policy"] == (
        'jsonencode(jsondecode(file("${path.module}/policies/dynamodb.endpoint.json")))'
    )
    assert found["depends_on"] == ["data.aws_caller_identity.current", "data.aws_region.current"]


def test_account_and_region_are_checked_once() -> None:
    main = _texts(intent(gateway("a"), gateway("b"), resource_policies=(table_policy("Orders", "a"),)))[
        "main.tf"
    ]
    assert pygohcl.loads(main)["locals"] == {"account": "123456789012", "region": "us-east-1"}
    conditions = [line.split("=", 1)[1].strip() for line in main.splitlines() if " condition " in line]
    assert conditions == ["self.account_id == local.account", "self.id == local.region"]


def test_interface_endpoint_with_every_argument() -> None:
    made = interface(
        vpc_id="vpc-0123456789abcdef0",
        subnet_ids=("subnet-0123456789abcdef0",),
        security_group_ids=("sg-0123456789abcdef0",),
        private_dns_enabled=True,
        ip_address_type="dualstack",
        dns_record_ip_type="dualstack",
        private_dns_only_for_inbound_resolver_endpoint=False,
        service_region="us-west-2",
        auto_accept=True,
        subnet_configuration=(
            SubnetAddresses("subnet-0123456789abcdef0", "10.0.1.10", "2001:db8::a"),
            SubnetAddresses("subnet-0123456789abcdef1", "10.0.2.10"),
        ),
        timeouts={"create": "20m", "delete": "1h"},
        prevent_destroy=True,
        tags={"Name": "own", "data": "secret"},
    )
    texts = _texts(intent(made, tags={"team": "keys"}))
    found = pygohcl.loads(texts["main.tf"])["resource"]["aws_vpc_endpoint"]["kms"]
    assert {name: found[name] for name in found if name not in ("policy", "depends_on", "tags")} == {
        "vpc_id": "vpc-0123456789abcdef0",
        "service_name": "com.amazonaws.us-east-1.kms",
        "service_region": "us-west-2",
        "vpc_endpoint_type": "Interface",
        "subnet_ids": ["subnet-0123456789abcdef0"],
        "security_group_ids": ["sg-0123456789abcdef0"],
        "private_dns_enabled": True,
        "ip_address_type": "dualstack",
        "dns_options": {
            "dns_record_ip_type": "dualstack",
            "private_dns_only_for_inbound_resolver_endpoint": False,
        },
        "auto_accept": True,
        "subnet_configuration": [
            {"subnet_id": "subnet-0123456789abcdef0", "ipv4": "10.0.1.10", "ipv6": "2001:db8::a"},
            {"subnet_id": "subnet-0123456789abcdef1", "ipv4": "10.0.2.10"},
        ],
        "timeouts": {"create": "20m", "delete": "1h"},
        "lifecycle": {"prevent_destroy": True},
    }
    assert found["tags"] == 'merge({ Name = "own" team = "keys" data = "secret" }, var.tags)'
    assert '">= 5.83.0"' in texts["versions.tf"]


PARTNER = {"service": "", "service_name": "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"}
RESOURCE = "arn:aws:vpc-lattice:us-east-1:123456789012:resourceconfiguration/rcfg-0123456789abcdef0"
NETWORK = "arn:aws:vpc-lattice:us-east-1:123456789012:servicenetwork/sn-0123456789abcdef0"
OF_RESOURCE = {"service": "", "service_name": "", "resource_configuration_arn": RESOURCE}


def _without_policy(name: str = "other", **changes: object) -> Intent:
    made = replace(interface(name, **changes), has_policy=False)
    return replace(intent(interface()), endpoints_without_policy=(made,))


def _shared(argument: str, endpoint: str = "other") -> str:
    return f'lookup(var.{argument}_by_endpoint, "{endpoint}", var.{argument})'


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (PARTNER, {"service_name": PARTNER["service_name"], "vpc_endpoint_type": "Interface"}),
        (
            {**PARTNER, "kind": EndpointKind.GATEWAY_LOAD_BALANCER},
            {"service_name": PARTNER["service_name"], "vpc_endpoint_type": "GatewayLoadBalancer"},
        ),
        (
            {**OF_RESOURCE, "kind": EndpointKind.RESOURCE},
            {"resource_configuration_arn": RESOURCE, "vpc_endpoint_type": "Resource"},
        ),
        (
            {
                "service": "",
                "service_name": "",
                "service_network_arn": NETWORK,
                "kind": EndpointKind.SERVICE_NETWORK,
                "private_dns_enabled": True,
                "private_dns_preference": "SPECIFIED_DOMAINS_ONLY",
                "private_dns_specified_domains": ("*.example.com",),
            },
            {
                "service_network_arn": NETWORK,
                "vpc_endpoint_type": "ServiceNetwork",
                "private_dns_enabled": True,
                "dns_options": {
                    "private_dns_preference": "SPECIFIED_DOMAINS_ONLY",
                    "private_dns_specified_domains": ["*.example.com"],
                },
            },
        ),
    ],
)
def test_an_endpoint_without_a_policy(changes: dict[str, Any], expected: dict[str, Any]) -> None:
    made = _without_policy(**changes)
    texts = _texts(made)
    found = pygohcl.loads(texts["main.tf"])["resource"]["aws_vpc_endpoint"]["other"]
    network = {"vpc_id": "var.vpc_id", "subnet_ids": _shared("subnet_ids")}
    if expected["vpc_endpoint_type"] != "GatewayLoadBalancer":
        network["security_group_ids"] = _shared("security_group_ids")
    assert {name: each for name, each in found.items() if name not in ("tags", "depends_on")} == {
        **expected,
        **network,
    }
    assert [path for path in texts if "policies/" in path] == ["policies/kms.endpoint.json"]
    leads_to = expected.get("service_name") or changes.get("resource_configuration_arn") or NETWORK
    assert f"| `other` | {made.endpoints_without_policy[0].kind} | `{leads_to}` |" in texts["README.md"]
    given = {each.name for each in outputs(made)}
    assert ("other_dns_entries" in given) == (expected["vpc_endpoint_type"] != "GatewayLoadBalancer")
    assert validate(made, documents(made), render(plan(made, documents(made)))) == ()
    assert "aws_vpc_endpoint.other.policy" not in texts["tests/policy.tftest.hcl"]
    assert f'== "{leads_to}"' in texts["tests/policy.tftest.hcl"]


@pytest.mark.parametrize(
    ("argument", "version"),
    [
        ({**OF_RESOURCE, "kind": EndpointKind.RESOURCE}, "5.85.0"),
        (
            {**OF_RESOURCE, "kind": EndpointKind.RESOURCE, "private_dns_preference": "ALL_DOMAINS"},
            "6.28.0",
        ),
        ({}, "5.43.0"),
        ({"subnet_configuration": (SubnetAddresses("subnet-0123456789abcdef0", "10.0.1.10"),)}, "5.54.0"),
        ({"service_region": "us-west-2"}, "5.83.0"),
    ],
)
def test_the_provider_is_one_that_knows_the_arguments(argument: dict[str, Any], version: str) -> None:
    assert f'">= {version}"' in _texts(intent(interface(**argument), gateway()))["versions.tf"]


def test_each_gateway_endpoint_has_its_egress_rule() -> None:
    found = pygohcl.loads(_texts(intent(gateway(), gateway("s3", service="s3"), interface()))["outputs.tf"])
    rules = found["output"]["egress_rules"]["value"]
    assert {name: rule["prefix_list_id"] for name, rule in rules.items()} == {
        "dynamodb": "aws_vpc_endpoint.dynamodb.prefix_list_id",
        "s3": "aws_vpc_endpoint.s3.prefix_list_id",
    }
    assert "egress_rules" not in pygohcl.loads(_texts(intent(interface()))["outputs.tf"])["output"]


LOOKED_UP = {"vpc_tags": {"Name": "main"}}


def test_what_two_endpoints_look_for_is_found_once() -> None:
    subnets = {**LOOKED_UP, "subnet_tags": {"tier": "private"}, "security_group": "create"}
    tables = {**LOOKED_UP, "route_table_tags": {"tier": "private"}}
    made = intent(gateway(**tables), interface(**subnets), interface("sqs", **subnets))
    texts = _texts(made)
    found = pygohcl.loads(texts["main.tf"])
    sources = {name: list(held) for name, held in found["data"].items() if "current" not in held}
    assert sources == {
        "aws_vpc": ["dynamodb"],
        "aws_route_tables": ["dynamodb"],
        "aws_subnets": ["kms"],
    }
    assert [each.name for each in variables(made)] == ["tags"]
    endpoints = found["resource"]["aws_vpc_endpoint"]
    assert {each["vpc_id"] for each in endpoints.values()} == {"data.aws_vpc.dynamodb.id"}
    assert endpoints["sqs"]["subnet_ids"] == "data.aws_subnets.kms.ids"
    assert endpoints["sqs"]["security_group_ids"] == ["aws_security_group.sqs.id"]
    assert "aws_security_group.kms.id" in texts["outputs.tf"]
    assert "[aws_subnets.kms]" in texts["README.md"]


@pytest.mark.parametrize("vpc_id", [None, "vpc-0123456789abcdef0"])
def test_a_group_lets_in_the_addresses_of_a_vpc_that_is_named(vpc_id: str | None) -> None:
    mail = interface("mail", service="email-smtp", vpc_id=vpc_id, security_group="create")
    dual = interface("dual", vpc_id=vpc_id, security_group="create", ip_address_type="dualstack")
    found = pygohcl.loads(_texts(intent(mail, dual))["main.tf"])
    assert found["data"]["aws_vpc"] == {"mail": {"id": vpc_id or "var.vpc_id"}}
    groups = found["resource"]["aws_security_group"]
    ports = catalog.endpoint_services()["email-smtp"].ports
    assert [(each["from_port"], each["to_port"]) for each in groups["mail"]["ingress"]] == [
        (each.first, each.last) for each in ports
    ]
    assert groups["dual"]["ingress"]["ipv6_cidr_blocks"] == "compact([data.aws_vpc.mail.ipv6_cidr_block])"


def test_arguments_left_out_become_variables_once() -> None:
    names = [each.name for each in variables(intent(gateway(), interface(), interface("sqs")))]
    assert names == [
        "vpc_id",
        "route_table_ids",
        *("subnet_ids", "subnet_ids_by_endpoint"),
        *("security_group_ids", "security_group_ids_by_endpoint"),
        "tags",
    ]


def test_what_several_share_each_can_have_of_its_own() -> None:
    own = interface("sns", subnet_ids=("subnet-0123456789abcdef0",))
    found = pygohcl.loads(_texts(intent(gateway(), interface(), interface("sqs"), own))["main.tf"])
    endpoints = found["resource"]["aws_vpc_endpoint"]
    assert endpoints["dynamodb"]["route_table_ids"] == "var.route_table_ids"
    assert endpoints["sns"]["subnet_ids"] == ["subnet-0123456789abcdef0"]
    for name, argument in (("kms", "subnet_ids"), ("sqs", "subnet_ids"), ("sns", "security_group_ids")):
        assert endpoints[name][argument] == _shared(argument, name)


def test_only_those_that_share_a_variable_are_in_its_map() -> None:
    own = interface("sns", subnet_ids=("subnet-0123456789abcdef0",))
    (subnets,) = (
        each
        for each in variables(intent(gateway(), interface(), interface("sqs"), own))
        if each.name == "subnet_ids_by_endpoint"
    )
    assert subnets.condition is not None
    assert 'contains(["kms", "sqs"], name)' in subnets.condition.text
    assert not subnets.required


def test_nothing_is_asked_that_the_intent_says() -> None:
    said = gateway(vpc_id="vpc-0123456789abcdef0", route_table_ids=())
    assert [each.name for each in variables(intent(said))] == ["tags"]
    assert [each.name for each in variables(intent(resource_policies=(table_policy("Orders"),)))] == []


def test_policies_elsewhere_hold_the_ids_of_this_modules_endpoints() -> None:
    made = intent(gateway("a"), gateway("b"), identity_policies=(identity_policy("only", "a", "b"),))
    policy = pygohcl.loads(_texts(made)["main.tf"])["resource"]["aws_iam_policy"]["only"]["policy"]
    assert policy == (
        'jsonencode(jsondecode(replace(replace(file("${path.module}/policies/only.identity.json"), '
        '"<vpce:a>", aws_vpc_endpoint.a.id), "<vpce:b>", aws_vpc_endpoint.b.id)))'
    )


def test_module_of_identity_policies_alone_is_for_every_region() -> None:
    main = _texts(intent(identity_policies=(identity_policy("only"),)))["main.tf"]
    assert "aws_region" not in main
    assert "region" not in pygohcl.loads(main)["locals"]
    assert "self.account_id == local.account" in main


def test_inbound_private_dns_of_s3_waits_for_the_gateway_endpoint() -> None:
    inbound = interface(
        "s3-inbound", label="inbound", service="s3", private_dns_only_for_inbound_resolver_endpoint=True
    )
    found = _endpoint(intent(gateway("s3", service="s3"), inbound), "inbound")
    assert found["depends_on"][0] == "aws_vpc_endpoint.s3"


def test_map_of_endpoints_is_there_to_iterate_over() -> None:
    made = intent(gateway(), interface("ecr.api", label="ecr_api"))
    (told, *_) = outputs(made)
    assert told.name == "endpoints"
    found = pygohcl.loads(_texts(made)["outputs.tf"])["output"]["endpoints"]["value"]
    assert found["ecr.api"] == {
        "id": "aws_vpc_endpoint.ecr_api.id",
        "arn": "aws_vpc_endpoint.ecr_api.arn",
        "prefix_list_id": "aws_vpc_endpoint.ecr_api.prefix_list_id",
        "dns_entries": "aws_vpc_endpoint.ecr_api.dns_entry",
    }
    assert found.keys() == {"dynamodb", "ecr.api"}


def test_test_of_the_module_needs_a_newer_terraform_only_where_an_id_is_in_a_policy() -> None:
    alone = _texts(intent(gateway()))["tests/policy.tftest.hcl"]
    assert "override_during" not in alone
    assert ">= 1.7)" in alone
    through = _texts(intent(gateway(), identity_policies=(identity_policy("only", "dynamodb"),)))
    assert "override_during = plan" in through["tests/policy.tftest.hcl"]
    assert ">= 1.11)" in through["tests/policy.tftest.hcl"]


@pytest.mark.parametrize("path", FILES)
def test_files_end_with_one_line_break_and_no_line_with_a_space(path: str) -> None:
    made = intent(gateway(), interface(), identity_policies=(identity_policy("only", "dynamodb"),))
    text = _texts(made)[path]
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "\n\n\n" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


@given(LABELS, LABELS, LABELS)
def test_no_two_outputs_share_a_name(gateways: list[str], interfaces: list[str], names: list[str]) -> None:
    made = intent(
        *(gateway(label) for label in gateways),
        *(interface(label) for label in interfaces if label not in gateways),
        identity_policies=tuple(identity_policy(name) for name in names),
    )
    counts = Counter(each.name for each in outputs(made))
    assert all(count == 1 for count in counts.values())


def test_instances_in_one_account_can_tell_their_identity_policies_apart() -> None:
    texts = _texts(intent(gateway(), identity_policies=(identity_policy("only", "dynamodb"),)))
    (policy,) = pygohcl.loads(texts["main.tf"])["resource"]["aws_iam_policy"].values()
    assert 'name   = "${var.identity_policy_prefix}only"' in texts["main.tf"]
    assert policy["name"].endswith("only")
    variable = pygohcl.loads(texts["variables.tf"])["variable"]["identity_policy_prefix"]
    assert (variable["default"], variable["nullable"]) == ("", False)
    assert "identity_policy_prefix" not in _texts(intent(gateway()))["variables.tf"]
