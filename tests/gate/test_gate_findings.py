"""What the gate finds, kind by kind, in plans made by hand: each with all that is said about it."""

from typing import Any

import pytest
from tests.support.plans import allow, change, configured, endpoint, found, plan_data, policy

from gen_vpce.diagnostics.codes.plan import KINDS

OLD = endpoint()
READS = policy(allow("dynamodb:GetItem"))
WRITES = policy(allow("dynamodb:GetItem", "dynamodb:PutItem"))
EVERYTHING = policy(allow("*"))
DENIES = policy({"Effect": "Deny", "Action": "s3:*", "Resource": "*"})
GRANTS = policy({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"})
INTERFACE = endpoint(
    service_name="com.amazonaws.us-east-1.kms",
    vpc_endpoint_type="Interface",
    policy=policy(allow("kms:Decrypt")),
    route_table_ids=[],
    subnet_ids=["subnet-1", "subnet-2"],
    security_group_ids=["sg-1"],
    private_dns_enabled=True,
)
AT = "aws_vpc_endpoint.this"
IDENTITY, BUCKET = "aws_iam_policy.p", "aws_s3_bucket_policy.p"
SEPARATE = "aws_vpc_endpoint_policy.p"
ROUTE = "aws_vpc_endpoint_route_table_association.a"
SCP = "aws_organizations_policy.p"
OF_OLD = {"vpc_endpoint_id": OLD["id"]}
KEPT = change("no-op", OLD, OLD)


def updated(before: dict[str, object], **after: object) -> dict[str, Any]:
    return plan_data(change("update", before, before | after))


def drifted(before: dict[str, object], after: dict[str, object] | None, **more: Any) -> dict[str, Any]:
    actions = "update" if after else "delete"
    return plan_data(resource_drift=[change(actions, before, after, **more)])


def tagged(one: str, other: str) -> dict[str, object]:
    return {"StringEquals": {f"aws:PrincipalTag/{one}": f"${{aws:PrincipalTag/{other}}}"}}


CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
    # the endpoint itself
    "kept": (plan_data(KEPT), []),
    "read": (plan_data(change("read", None, OLD)), []),
    "only tags changed": (updated(OLD, tags={"a": "b"}), []),
    "data source": (
        plan_data(change("no-op", OLD, OLD | {"policy": EVERYTHING}) | {"mode": "data"}),
        [],
    ),
    "replaced, with full access before and after": (
        plan_data(
            change("delete create", INTERFACE | {"policy": EVERYTHING}, INTERFACE | {"policy": EVERYTHING})
        ),
        [f"error endpoint-replaced {AT}", f"error default-full-access {AT}"],
    ),
    "replaced, new one first": (
        plan_data(change("create delete", OLD, OLD, replace_paths=[["vpc_id"]])),
        [f"error endpoint-replaced {AT}", f"warning routes-changed {AT}"],
    ),
    "replaced, old one forgotten": (
        plan_data(change("create forget", OLD, OLD)),
        [f"error endpoint-forgotten {AT}"],
    ),
    "deposed object destroyed": (
        plan_data(KEPT, change("delete", OLD, None) | {"deposed": "0a1b2c3d"}),
        [f"error endpoint-destroyed {AT}"],
    ),
    "identity policy imported with a change": (
        plan_data(
            change("update", {"policy": DENIES}, {"policy": DENIES}, address=IDENTITY, importing={"id": "x"})
        ),
        [f"error import-with-changes {IDENTITY}"],
    ),
    # endpoint policies
    "policy reworded": (
        updated(OLD, policy=policy(allow("dynamodb:GetItem", Sid="Named"))),
        [f"note policy-reworded {AT}"],
    ),
    "policy of another spelling": (updated(OLD, policy=READS.replace(" ", "")), []),
    "policy wider": (updated(OLD, policy=WRITES), [f"error access-newly-allowed {AT}"]),
    "policy narrower": (
        updated(OLD | {"policy": WRITES}, policy=READS),
        [f"warning access-newly-denied {AT}"],
    ),
    "policy that depends on variables": (
        updated(
            OLD | {"policy": policy(allow("dynamodb:GetItem", Condition=tagged("a", "b")))},
            policy=policy(allow("dynamodb:GetItem", Condition=tagged("b", "a"))),
        ),
        [f"error policy-undecided {AT}", f"warning access-newly-denied {AT}"],
    ),
    "policy not a policy": (updated(OLD, policy="{}"), [f"error policy-unreadable {AT}"]),
    "policy before not a policy": (
        updated(OLD | {"policy": "[1]"}, policy=READS),
        [f"error policy-unreadable {AT}"],
    ),
    "policy too long": (
        updated(OLD, policy=policy(allow("dynamodb:GetItem", Sid="a" * 20_480))),
        [f"error policy-too-long {AT}", f"note policy-reworded {AT}"],
    ),
    "policy emptied: AWS's default": (
        updated(OLD, policy=""),
        [f"error access-newly-allowed {AT}", f"error default-full-access {AT}"],
    ),
    "policy emptied to null": (
        updated(OLD, policy=None),
        [f"error access-newly-allowed {AT}", f"error default-full-access {AT}"],
    ),
    "full access kept": (
        plan_data(change("no-op", OLD | {"policy": EVERYTHING}, OLD | {"policy": EVERYTHING})),
        [f"note full-access-kept {AT}"],
    ),
    "full access on a new endpoint": (
        plan_data(change("create", None, OLD | {"policy": EVERYTHING, "route_table_ids": []})),
        [f"error default-full-access {AT}", f"note endpoint-created {AT}"],
    ),
    "no policy on a new endpoint": (
        plan_data(
            change("create", None, endpoint(policy=None, route_table_ids=[]), after_unknown={"policy": True}),
            configuration=configured({AT: {"vpc_id": [], "policy": None}}),
        ),
        [f"error default-full-access {AT}", f"note endpoint-created {AT}"],
    ),
    "no policy, and none to be had": (
        plan_data(
            change(
                "create",
                None,
                endpoint(service_name="com.amazonaws.us-east-1.email-smtp", policy=None, route_table_ids=[]),
            )
        ),
        [f"note endpoint-created {AT}"],
    ),
    "gateway load balancer": (
        plan_data(change("create", None, {"vpc_endpoint_type": "GatewayLoadBalancer", "policy": None})),
        [f"note endpoint-created {AT}"],
    ),
    "version decides about variables": (
        updated(
            OLD
            | {
                "policy": READS.replace('"Version": "2012-10-17", ', "").replace('"*"}', '"${aws:username}"}')
            },
            policy=READS.replace('"*"}', '"${aws:username}"}'),
        ),
        [f"error access-newly-allowed {AT}", f"warning access-newly-denied {AT}"],
    ),
    # unknown policies
    "unknown policy without configuration": (
        plan_data(change("update", OLD, OLD, after_unknown={"policy": True})),
        [f"error policy-unknown {AT}"],
    ),
    "unknown policy that refers to a variable": (
        plan_data(
            change("update", OLD, OLD, after_unknown={"policy": True}),
            configuration=configured({AT: {"policy": ["path.module", "var.table"]}}),
        ),
        [f"error policy-unknown {AT}"],
    ),
    "unknown policy without files": (
        plan_data(
            change("create", None, {}, address=IDENTITY, after_unknown={"policy": True}),
            configuration=configured({IDENTITY: {"policy": ["path.module", "aws_vpc_endpoint.a.id"]}}),
        ),
        [f"error policy-unknown {IDENTITY}"],
    ),
    # a policy of its own
    "separate policy wider": (
        plan_data(
            KEPT,
            change("update", {"policy": READS, **OF_OLD}, {"policy": WRITES, **OF_OLD}, address=SEPARATE),
        ),
        [f"error access-newly-allowed {SEPARATE}"],
    ),
    "separate policy destroyed: AWS's default": (
        plan_data(KEPT, change("delete", {"policy": READS, **OF_OLD}, None, address=SEPARATE)),
        [f"error access-newly-allowed {SEPARATE}", f"error default-full-access {SEPARATE}"],
    ),
    "separate policy made": (
        plan_data(
            change("no-op", OLD | {"policy": EVERYTHING}, OLD | {"policy": EVERYTHING}),
            change("create", None, {"policy": READS, **OF_OLD}, address=SEPARATE),
        ),
        [f"warning access-newly-denied {SEPARATE}"],
    ),
    "separate policy beside an inline one": (
        plan_data(
            KEPT,
            change("no-op", {"policy": READS, **OF_OLD}, {"policy": READS, **OF_OLD}, address=SEPARATE),
            configuration=configured({AT: {"policy": []}, SEPARATE: {"policy": []}}),
        ),
        [f"warning inline-and-separate {SEPARATE}"],
    ),
    "separate policy of an endpoint to come": (
        plan_data(
            change(
                "create", None, endpoint(policy=None, id=None), after_unknown={"id": True, "policy": True}
            ),
            change(
                "create", None, {"policy": READS}, address=SEPARATE, after_unknown={"vpc_endpoint_id": True}
            ),
            configuration=configured(
                {AT: {"route_table_ids": []}, SEPARATE: {"vpc_endpoint_id": [f"{AT}.id", AT], "policy": []}}
            ),
        ),
        [
            f"warning routes-changed {AT}",
            f"warning access-newly-denied {SEPARATE}",
            f"note endpoint-created {AT}",
        ],
    ),
    "separate policy destroyed with its endpoint": (
        plan_data(
            change("delete", OLD, None),
            change("delete", {"policy": READS, **OF_OLD}, None, address=SEPARATE),
        ),
        [f"error endpoint-destroyed {AT}"],
    ),
    "separate policy given to another endpoint": (
        plan_data(
            KEPT,
            change(
                "delete create",
                {"policy": READS, **OF_OLD},
                {"policy": READS, "vpc_endpoint_id": "vpce-other"},
                address=SEPARATE,
            ),
        ),
        [
            f"error access-newly-allowed {SEPARATE}",
            f"error default-full-access {SEPARATE}",
            f"warning access-newly-denied {SEPARATE}",
        ],
    ),
    "inline policy wider beside a separate one": (
        plan_data(
            change("update", OLD, OLD | {"policy": WRITES}),
            change("no-op", {"policy": READS, **OF_OLD}, {"policy": READS, **OF_OLD}, address=SEPARATE),
            configuration=configured({AT: {"policy": []}, SEPARATE: {"policy": []}}),
        ),
        [f"error access-newly-allowed {AT}", f"warning inline-and-separate {SEPARATE}"],
    ),
    "separate policy of one endpoint of two to come": (
        plan_data(
            *(
                change(
                    "create",
                    None,
                    endpoint(id=None, policy=None, route_table_ids=[], vpc_id=f"vpc-{key}"),
                    address=f'{AT}["{key}"]',
                    after_unknown={"id": True, "policy": True},
                )
                for key in "ab"
            ),
            change(
                "create", None, {"policy": READS}, address=SEPARATE, after_unknown={"vpc_endpoint_id": True}
            ),
            configuration=configured(
                {AT: {}, SEPARATE: {"vpc_endpoint_id": [f'{AT}["a"].id', AT], "policy": []}}
            ),
        ),
        [
            f'error default-full-access {AT}["a"]',
            f'error default-full-access {AT}["b"]',
            f"warning access-newly-denied {SEPARATE}",
            f'note endpoint-created {AT}["a"]',
            f'note endpoint-created {AT}["b"]',
        ],
    ),
    # identity, resource and organization policies
    "identity policy that grants": (
        plan_data(change("create", None, {"policy": GRANTS}, address=IDENTITY)),
        [f"error access-newly-allowed {IDENTITY}"],
    ),
    "identity policy that denies": (
        plan_data(change("create", None, {"policy": DENIES}, address=IDENTITY)),
        [f"warning access-newly-denied {IDENTITY}"],
    ),
    "identity policy that denied is destroyed": (
        plan_data(change("delete", {"policy": DENIES}, None, address=IDENTITY)),
        [f"error access-newly-allowed {IDENTITY}"],
    ),
    "identity policy that granted is destroyed": (
        plan_data(change("delete", {"policy": GRANTS}, None, address="aws_iam_role_policy.p")),
        ["warning access-newly-denied aws_iam_role_policy.p"],
    ),
    "a Deny goes beside a grant": (
        plan_data(
            change(
                "update",
                {
                    "policy": policy(
                        allow("s3:GetObject"), {"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"}
                    )
                },
                {"policy": policy(allow("s3:GetObject"))},
                address=BUCKET,
            )
        ),
        [f"error access-newly-allowed {BUCKET}"],
    ),
    "bucket policy given to another bucket": (
        plan_data(change("delete create", {"policy": DENIES}, {"policy": DENIES}, address=BUCKET)),
        [f"error access-newly-allowed {BUCKET}", f"warning access-newly-denied {BUCKET}"],
    ),
    "forgotten policy stays": (plan_data(change("forget", {"policy": GRANTS}, None, address=IDENTITY)), []),
    "service control policy loosened": (
        plan_data(
            change(
                "update",
                {"content": DENIES, "type": "SERVICE_CONTROL_POLICY"},
                {"content": DENIES.replace("s3:*", "s3:Put*"), "type": "SERVICE_CONTROL_POLICY"},
                address=SCP,
            )
        ),
        [f"error access-newly-allowed {SCP}"],
    ),
    "tag policy": (
        plan_data(
            change(
                "update",
                {"content": "{}", "type": "TAG_POLICY"},
                {"content": '{"a":1}', "type": "TAG_POLICY"},
                address=SCP,
            )
        ),
        [],
    ),
    "managed policy too long": (
        plan_data(
            change("create", None, {"policy": DENIES.replace("s3:*", "s3:" + "a" * 6_144)}, address=IDENTITY)
        ),
        [f"error policy-too-long {IDENTITY}", f"warning access-newly-denied {IDENTITY}"],
    ),
    # the network
    "route table added": (
        updated(OLD, route_table_ids=["rtb-0aaaaaaaaaaaaaaaa", "rtb-0b"]),
        [f"warning routes-changed {AT}"],
    ),
    "route tables in another order": (
        updated(OLD | {"route_table_ids": ["rtb-1", "rtb-2"]}, route_table_ids=["rtb-2", "rtb-1"]),
        [],
    ),
    "route tables exchanged": (
        updated(OLD, route_table_ids=["rtb-0b"]),
        [f"warning routes-changed {AT}", f"warning routes-changed {AT}"],
    ),
    "route tables not known": (
        plan_data(
            change(
                "update", OLD, OLD | {"route_table_ids": [None]}, after_unknown={"route_table_ids": [True]}
            )
        ),
        [f"warning routes-changed {AT}"],
    ),
    "association made": (
        plan_data(KEPT, change("create", None, {"route_table_id": "rtb-1", **OF_OLD}, address=ROUTE)),
        [f"warning routes-changed {ROUTE}"],
    ),
    "association replaced": (
        plan_data(
            change("delete create", {"route_table_id": "rtb-1"}, {"route_table_id": "rtb-2"}, address=ROUTE)
        ),
        [f"warning routes-changed {ROUTE}", f"warning routes-changed {ROUTE}"],
    ),
    "association of an endpoint that sets the same": (
        plan_data(
            KEPT,
            change(
                "no-op",
                {"route_table_id": "rtb-1", **OF_OLD},
                {"route_table_id": "rtb-1", **OF_OLD},
                address=ROUTE,
            ),
            configuration=configured({AT: {"route_table_ids": ["var.tables"]}, ROUTE: {}}),
        ),
        [f"warning inline-and-separate {ROUTE}"],
    ),
    "subnet dropped": (updated(INTERFACE, subnet_ids=["subnet-1"]), [f"warning subnets-changed {AT}"]),
    "security group exchanged": (
        updated(INTERFACE, security_group_ids=["sg-2"]),
        [f"warning security-groups-changed {AT}", f"warning security-groups-changed {AT}"],
    ),
    "private DNS switched off": (
        updated(INTERFACE, private_dns_enabled=False),
        [f"warning private-dns-changed {AT}"],
    ),
    "private DNS said to be off": (
        updated(INTERFACE | {"private_dns_enabled": None}, private_dns_enabled=False),
        [],
    ),
    "new interface endpoint": (plan_data(change("create", None, INTERFACE)), [f"note endpoint-created {AT}"]),
    # drift
    "tags drifted": (drifted(OLD, OLD | {"tags": {}}), []),
    "policy drifted in spelling": (drifted(OLD, OLD | {"policy": READS.replace(" ", "")}), []),
    "policy drifted": (drifted(OLD, OLD | {"policy": WRITES}), [f"error policy-drift {AT}"]),
    "policy drifted beyond reading": (drifted(OLD, OLD | {"policy": "{}"}), [f"error policy-drift {AT}"]),
    "what drifted leaves an unreadable policy as it was": (
        drifted(OLD | {"policy": "{}"}, OLD | {"policy": "{}", "tags": {}}),
        [],
    ),
    "routes drifted": (drifted(OLD, OLD | {"route_table_ids": []}), [f"error routes-drift {AT}"]),
    "subnets drifted": (
        drifted(INTERFACE, INTERFACE | {"subnet_ids": ["subnet-1"]}),
        [f"warning network-drift {AT}"],
    ),
    "endpoint gone": (drifted(OLD, None), [f"error endpoint-drift {AT}"]),
    "association gone": (
        drifted({"route_table_id": "rtb-1"}, None, address=ROUTE),
        [f"error routes-drift {ROUTE}"],
    ),
    "identity policy gone": (
        drifted({"policy": DENIES}, None, address=IDENTITY),
        [f"error policy-drift {IDENTITY}"],
    ),
    # together
    "two endpoints for one service": (
        plan_data(
            KEPT,
            change("no-op", OLD | {"id": "vpce-2"}, OLD | {"id": "vpce-2"}, address="aws_vpc_endpoint.two"),
        ),
        ["warning duplicate-endpoint aws_vpc_endpoint.two"],
    ),
    "gateway and interface for one service": (
        plan_data(
            KEPT,
            change(
                "no-op",
                OLD | {"vpc_endpoint_type": "Interface"},
                OLD | {"vpc_endpoint_type": "Interface"},
                address="aws_vpc_endpoint.two",
            ),
        ),
        [],
    ),
    "service of another Region": (
        plan_data(change("no-op", OLD | {"region": "eu-west-1"}, OLD | {"region": "eu-west-1"})),
        [f"warning region-mismatch {AT}"],
    ),
    "service of another Region, on purpose": (
        plan_data(
            change(
                "no-op",
                OLD | {"region": "eu-west-1", "service_region": "us-east-1"},
                OLD | {"region": "eu-west-1", "service_region": "us-east-1"},
            )
        ),
        [],
    ),
    "policy about another Region": (
        updated(
            OLD
            | {
                "policy": policy(
                    allow("dynamodb:GetItem", resource="arn:aws:dynamodb:eu-west-1:123456789012:table/A")
                )
            },
            policy=policy(
                allow("dynamodb:GetItem", resource="arn:aws:dynamodb:eu-west-1:123456789012:table/B")
            ),
        ),
        [
            f"error access-newly-allowed {AT}",
            f"warning access-newly-denied {AT}",
            f"warning region-mismatch {AT}",
        ],
    ),
    "more gateways than the quota": (
        plan_data(
            *(
                change(
                    "no-op",
                    OLD | {"vpc_id": f"vpc-{n}"},
                    OLD | {"vpc_id": f"vpc-{n}"},
                    address=f"aws_vpc_endpoint.a[{n}]",
                )
                for n in range(20)
            ),
            change(
                "create", None, OLD | {"owner_id": None, "route_table_ids": []}, address="aws_vpc_endpoint.b"
            ),
        ),
        ["warning quota aws_vpc_endpoint.b", "note endpoint-created aws_vpc_endpoint.b"],
    ),
    # the plan as a whole
    "unknown action": (
        plan_data(change("transmogrify", OLD, OLD)),
        [f"error unknown-action {AT}"],
    ),
    "unknown action on a foreign resource": (
        plan_data(change("transmogrify", {}, {}, address="aws_instance.web")),
        ["error unknown-action aws_instance.web"],
    ),
    "planning failed": (plan_data(errored=True), ["error plan-incomplete"]),
    "changes deferred": (plan_data(complete=False), ["error plan-incomplete"]),
    "newer minor version": (plan_data(format_version="1.99"), ["note newer-format"]),
    "older version": (plan_data(format_version="0.2"), []),
    "next major version": (plan_data(format_version="2.0"), ["error unreadable"]),
    "no version": ({"resource_changes": [], "planned_values": {}}, ["error unreadable"]),
    "changes are no list": (plan_data() | {"resource_changes": {}}, ["error unreadable"]),
    "entry is no object": (plan_data("x"), ["error unreadable"]),
    "entry without actions": (plan_data({"address": "a.b", "type": "a", "change": {}}), ["error unreadable"]),
    "policy is a number": (plan_data(change("no-op", OLD | {"policy": 1}, OLD)), ["error unreadable"]),
    "a state": ({"format_version": "1.0", "values": {}}, ["error unreadable"]),
    "a log": ({"@level": "info", "@message": "x"}, ["error unreadable"]),
}


@pytest.mark.parametrize("name", CASES)
def test_findings(name: str) -> None:
    plan, expected = CASES[name]
    assert found(plan) == expected


def test_every_kind_has_a_case() -> None:
    said = {each.split(" ")[1] for _, expected in CASES.values() for each in expected}
    in_samples = {"endpoint-moved", "endpoint-imported"}
    in_modules = {"policy-from-file", "policy-differs-from-file"}
    assert said | in_samples | in_modules == set(KINDS)
