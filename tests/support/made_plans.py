"""Endpoints, policies and addresses of plans made by hand, and the plans that change one of them."""

from typing import Any

from tests.support.plans import allow, change, endpoint, plan_data, policy

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
