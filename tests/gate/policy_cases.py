"""What becomes of policies, with all that the gate says about it."""

from typing import Any

from tests.support.made_plans import (
    AT,
    BUCKET,
    DENIES,
    EVERYTHING,
    GRANTS,
    IDENTITY,
    KEPT,
    OF_OLD,
    OLD,
    READS,
    SCP,
    SEPARATE,
    WRITES,
    tagged,
    updated,
)
from tests.support.plans import allow, change, configured, endpoint, plan_data, policy

CASES: dict[str, tuple[dict[str, Any], list[str]]] = {
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
    "policies of types that are not read": (
        plan_data(
            change("create", None, {"access_policies": WRITES}, address="aws_opensearch_domain.a"),
            change("create", None, {"assume_role_policy": READS}, address="aws_iam_role.a"),
            change("no-op", {"policy": READS}, {"policy": READS}, address="aws_iot_policy.a"),
        ),
        ["note policies-unread"],
    ),
    "policy that nobody sets any more": (
        plan_data(change("no-op", OLD, OLD), configuration=configured({AT: {"vpc_id": []}})),
        [f"warning policy-unmanaged {AT}"],
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
    "endpoint service of a partner": (
        plan_data(
            change(
                "create",
                None,
                {
                    "vpc_endpoint_type": "Interface",
                    "service_name": "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0",
                },
                unknown={"policy": True},
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
            f"warning access-newly-denied {SEPARATE}",
            f"warning routes-changed {AT}",
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
}
