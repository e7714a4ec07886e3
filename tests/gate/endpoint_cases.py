"""What becomes of endpoints, their routes and subnets, with all that the gate says about it."""

from typing import Any

from tests.support.made_plans import (
    AT,
    DENIES,
    EVERYTHING,
    IDENTITY,
    INTERFACE,
    KEPT,
    OF_OLD,
    OLD,
    READS,
    ROUTE,
    WRITES,
    drifted,
    updated,
)
from tests.support.plans import allow, change, configured, plan_data, policy

API = INTERFACE | {"service_name": "com.amazonaws.us-east-1.ecr.api", "policy": policy(allow("ecr:*"))}
DKR = API | {"service_name": "com.amazonaws.us-east-1.ecr.dkr"}
S3 = OLD | {"service_name": "com.amazonaws.us-east-1.s3"}
ALL_OF_S3 = policy(allow("s3:*"))
HELD = policy(allow("s3:*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}))
LAYERS = policy(allow("s3:GetObject", resource="arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"))

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
        [f"error default-full-access {AT}", f"error endpoint-replaced {AT}"],
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
            configuration=configured({AT: {"policy": [], "route_table_ids": ["var.tables"]}, ROUTE: {}}),
        ),
        [f"warning inline-and-separate {ROUTE}"],
    ),
    "another address of a network interface": (
        updated(
            INTERFACE | {"subnet_configuration": [{"subnet_id": "subnet-1", "ipv4": "10.0.1.5", "ipv6": ""}]},
            subnet_configuration=[{"subnet_id": "subnet-1", "ipv4": "10.0.1.10", "ipv6": ""}],
        ),
        [f"warning subnets-changed {AT}"],
    ),
    "addresses that stay": (
        updated(
            INTERFACE
            | {"subnet_configuration": [{"subnet_id": "subnet-1", "ipv4": "10.0.1.5", "ipv6": None}]},
            subnet_configuration=[{"subnet_id": "subnet-1", "ipv4": "10.0.1.5"}, {"subnet_id": "subnet-2"}],
        ),
        [],
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
    # what endpoints need of each other
    "an S3 endpoint is held to an organization beside the registry": (
        plan_data(
            change("no-op", API, API, address="aws_vpc_endpoint.api"),
            change("no-op", DKR, DKR, address="aws_vpc_endpoint.dkr"),
            change(
                "update", S3 | {"policy": ALL_OF_S3}, S3 | {"policy": HELD}, address="aws_vpc_endpoint.s3"
            ),
        ),
        [
            "warning access-newly-denied aws_vpc_endpoint.s3",
            "warning feature-stopped aws_vpc_endpoint.s3",
            "note feature-perhaps-stopped aws_vpc_endpoint.s3",
        ],
    ),
    "an S3 endpoint alone is held to an organization": (
        plan_data(
            change(
                "update", S3 | {"policy": ALL_OF_S3}, S3 | {"policy": HELD}, address="aws_vpc_endpoint.s3"
            ),
        ),
        [
            "warning access-newly-denied aws_vpc_endpoint.s3",
            "note feature-perhaps-stopped aws_vpc_endpoint.s3",
        ],
    ),
    "an S3 endpoint that is held to an organization stays as it is beside one that goes": (
        plan_data(
            change("delete", API, None, address="aws_vpc_endpoint.api"),
            change("no-op", S3 | {"policy": HELD}, S3 | {"policy": HELD}, address="aws_vpc_endpoint.s3"),
        ),
        ["error endpoint-destroyed aws_vpc_endpoint.api"],
    ),
    "as before": (
        plan_data(
            change("no-op", API, API, address="aws_vpc_endpoint.api"),
            change("no-op", DKR, DKR, address="aws_vpc_endpoint.dkr"),
            change("no-op", S3 | {"policy": HELD}, S3 | {"policy": HELD}, address="aws_vpc_endpoint.s3"),
        ),
        [],
    ),
    "the partner of an endpoint goes, and another loses its usual name": (
        plan_data(
            change("update", DKR, DKR | {"private_dns_enabled": False}, address="aws_vpc_endpoint.dkr"),
            change("no-op", S3 | {"policy": LAYERS}, S3 | {"policy": LAYERS}, address="aws_vpc_endpoint.s3"),
        ),
        [
            "warning private-dns-changed aws_vpc_endpoint.dkr",
            "warning partner-missing aws_vpc_endpoint.dkr",
            "warning partner-missing aws_vpc_endpoint.dkr",
        ],
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
