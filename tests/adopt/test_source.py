"""Endpoints are found in all that AWS and Terraform print, and nothing that is given crashes the reader."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gen_vpce.terraform.adoption.existing import Existing
from gen_vpce.terraform.adoption.source import Source, read_source

PLANS = Path(__file__).parents[1] / "gate" / "plans"
ID = "vpce-0123456789abcdef0"
POLICY = '{"Statement": []}'
DESCRIBED: dict[str, Any] = {
    "VpcEndpointId": ID,
    "VpcEndpointType": "Interface",
    "VpcId": "vpc-1",
    "ServiceName": "com.amazonaws.us-east-1.kms",
    "State": "available",
    "PolicyDocument": POLICY,
    "RouteTableIds": [],
    "SubnetIds": ["subnet-1", "subnet-2"],
    "Groups": [{"GroupId": "sg-1", "GroupName": "kms"}],
    "IpAddressType": "ipv4",
    "DnsOptions": {"DnsRecordIpType": "ipv4", "PrivateDnsOnlyForInboundResolverEndpoint": True},
    "PrivateDnsEnabled": True,
    "RequesterManaged": False,
    "Tags": [{"Key": "Name", "Value": "kms"}, {"Key": "empty", "Value": ""}],
    "OwnerId": "123456789012",
    "ServiceRegion": "us-east-1",
}
VALUES: dict[str, Any] = {
    "id": ID,
    "arn": f"arn:aws:ec2:us-east-1:123456789012:vpc-endpoint/{ID}",
    "vpc_endpoint_type": "Interface",
    "vpc_id": "vpc-1",
    "service_name": "com.amazonaws.us-east-1.kms",
    "state": "available",
    "policy": POLICY,
    "route_table_ids": [],
    "subnet_ids": ["subnet-1", "subnet-2"],
    "security_group_ids": ["sg-1"],
    "ip_address_type": "ipv4",
    "dns_options": [{"dns_record_ip_type": "ipv4", "private_dns_only_for_inbound_resolver_endpoint": True}],
    "private_dns_enabled": True,
    "tags": {"Name": "kms"},
    "tags_all": {"Name": "kms", "empty": ""},
    "owner_id": "123456789012",
    "service_region": "us-east-1",
}
SAID: dict[str, Any] = {
    "id": ID,
    "service_name": "com.amazonaws.us-east-1.kms",
    "type": "Interface",
    "policy": POLICY,
    "vpc_id": "vpc-1",
    "subnet_ids": ("subnet-1", "subnet-2"),
    "security_group_ids": ("sg-1",),
    "private_dns_enabled": True,
    "ip_address_type": "ipv4",
    "dns_record_ip_type": "ipv4",
    "for_inbound_resolver_only": True,
    "service_region": "us-east-1",
    "tags": {"Name": "kms", "empty": ""},
    "account": "123456789012",
    "state": "available",
}
IN_STATE = {**SAID, "region": "us-east-1", "own_tags": {"Name": "kms"}}


def _read(*documents: object) -> Source:
    return read_source("\n".join(map(json.dumps, documents)), "input.json")


def _resource(address: str, values: dict[str, Any], kind: str = "aws_vpc_endpoint") -> dict[str, Any]:
    return {"address": address, "mode": "managed", "type": kind, "name": "this", "values": values}


def _state(*resources: dict[str, Any]) -> dict[str, Any]:
    below = {"address": "module.a", "resources": list(resources)}
    return {"format_version": "1.0", "values": {"root_module": {"child_modules": [below]}}}


@pytest.mark.parametrize(
    "documents",
    [
        [{"VpcEndpoints": [DESCRIBED], "NextToken": "x"}],
        [{"VpcEndpoints": []}, {"VpcEndpoints": [DESCRIBED]}],
        [[{"VpcEndpoints": [DESCRIBED]}, {"VpcEndpoints": [DESCRIBED]}]],
        [[DESCRIBED]],
        [DESCRIBED],
    ],
)
def test_what_aws_prints(documents: list[object]) -> None:
    assert _read(*documents) == Source((Existing(**SAID),))


def test_state_and_plan() -> None:
    address = 'module.a.aws_vpc_endpoint.this["kms"]'
    state = _state(_resource(address, VALUES))
    expected = Source((Existing(**IN_STATE, address=address),))
    assert _read(state) == expected
    planned = {"root_module": {"resources": [_resource(address, {**VALUES, "id": "vpce-9"})]}}
    assert _read({"planned_values": planned, "prior_state": state, "resource_changes": []}) == expected


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ({}, "module.a.aws_vpc_endpoint.this"),
        ({"index_key": 0}, "module.a.aws_vpc_endpoint.this[0]"),
        ({"index_key": 'k"ms'}, 'module.a.aws_vpc_endpoint.this["k\\"ms"]'),
    ],
)
def test_state_file(key: dict[str, object], address: str) -> None:
    resource = {
        "module": "module.a",
        "mode": "managed",
        "type": "aws_vpc_endpoint",
        "name": "this",
        "instances": [{**key, "attributes": VALUES}],
    }
    found = _read({"version": 4, "lineage": "x", "resources": [{"mode": "data", **resource}, resource]})
    assert found == Source((Existing(**IN_STATE, address=address),))


def test_data_sources_are_not_taken_for_resources() -> None:
    looked_up = {**_resource("data.aws_vpc_endpoint.this", VALUES), "mode": "data"}
    assert [each.code for each in _read(_state(looked_up)).diagnostics] == ["GV671"]


def test_separate_resources_add_to_the_endpoint() -> None:
    prefix = "aws_vpc_endpoint_"
    beside = [
        (f"{prefix}policy", {"policy": '{"Id": "separate"}'}),
        (f"{prefix}route_table_association", {"route_table_id": "rtb-1"}),
        (f"{prefix}subnet_association", {"subnet_id": "subnet-2"}),
        (f"{prefix}subnet_association", {"subnet_id": "subnet-3"}),
        (f"{prefix}security_group_association", {"security_group_id": "sg-2"}),
    ]
    more = [_resource(kind, {**values, "vpc_endpoint_id": ID}, kind) for kind, values in beside]
    foreign = _resource("x", {"policy": "{}", "vpc_endpoint_id": "vpce-other"}, f"{prefix}policy")
    (found,) = _read(_state(*more, foreign, _resource("aws_vpc_endpoint.this", VALUES))).endpoints
    assert found.policy == '{"Id": "separate"}'
    assert found.route_table_ids == ("rtb-1",)
    assert found.subnet_ids == ("subnet-1", "subnet-2", "subnet-3")
    assert found.security_group_ids == ("sg-1", "sg-2")


def test_bare_policy() -> None:
    assert read_source(f"\ufeff{POLICY}", "policy.json").policy == f"\ufeff{POLICY}"


@pytest.mark.parametrize("plan", sorted(PLANS.glob("*.json")), ids=lambda path: path.stem)
def test_real_plans(plan: Path) -> None:
    found = read_source(plan.read_text(encoding="utf-8"), plan.name)
    prior = json.loads(plan.read_text(encoding="utf-8")).get("prior_state", {})
    known = json.dumps(prior).count('"type": "aws_vpc_endpoint"')
    assert len(found.endpoints) <= known
    assert bool(found.endpoints) == bool(known)
    assert all(each.region and each.account and each.policy and each.address for each in found.endpoints)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "GV670"),
        ("{", "GV670"),
        ("{} {", "GV670"),
        ("[" * 100_000, "GV670"),
        ("1" * 5_000, "GV670"),
        ("{}", "GV671"),
        ('{"VpcEndpoints": [{"VpcEndpointId": 7}, null, {"VpcEndpointId": ""}]}', "GV671"),
    ],
    ids=["nothing", "open", "second open", "deep", "long number", "empty", "no ids"],
)
def test_what_holds_nothing(text: str, code: str) -> None:
    (problem,) = read_source(text, "input.json").diagnostics
    assert problem.code == code
    assert "input.json" in problem.message


NAMES = sorted(
    {*DESCRIBED, *VALUES, "VpcEndpoints", "values", "root_module", "resources", "instances", "type"}
)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=5), st.just("aws_vpc_endpoint")
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=6)
    ),
)


@settings(deadline=None)
@given(ANYTHING)
def test_any_json_is_read(data: object) -> None:
    found = read_source(json.dumps(data), "input.json")
    assert found.endpoints or found.diagnostics or found.policy
    assert all(each.id for each in found.endpoints)


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read(text: str) -> None:
    found = read_source(text, "input.json")
    assert found.endpoints or found.diagnostics or found.policy
