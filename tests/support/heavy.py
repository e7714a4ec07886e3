"""Endpoints that make a page heavy: many statements, callers, resources, conditions, hardly any the same."""

import json

from tests.support.plans import allow, change, endpoint, plan_data, policy

TEAMS = [
    "payments",
    "orders",
    "settlement",
    "reconciliation",
    "inventory",
    "notification",
    "customer-profile",
    "ledger",
]
ARNS = {
    "s3": ("arn:aws:s3:::corp-{0}-production-{1}", "arn:aws:s3:::corp-{0}-production-{1}/*"),
    "secretsmanager": ("arn:aws:secretsmanager:us-east-1:111122223333:secret:{0}/production/{1}-??????",),
    "sqs": ("arn:aws:sqs:us-east-1:111122223333:{0}-production-{1}",),
}
ACTIONS = {
    "s3": ("s3:GetObject", "s3:PutObject", "s3:ListBucket"),
    "secretsmanager": (
        "secretsmanager:Get*",
        "secretsmanager:DescribeSecret",
        "secretsmanager:PutSecretValue",
    ),
    "sqs": ("sqs:SendMessage", "sqs:ReceiveMessage", "sqs:*"),
}


def heavy_policy(service: str, number: int, first: int = 0) -> str:
    """Return the text of a policy of five statements for one or two callers and resources each."""
    statements = []
    for place in range(first, first + 5):
        team = TEAMS[(number + place) % len(TEAMS)]
        role = f"arn:aws:iam::{111122223333 + number}:role/{team}-application-{place}"
        more = {
            "Sid": f"Team{place}",
            "Effect": "Deny" if place == 4 else "Allow",
            "Principal": {"AWS": [role, f"{role}-batch-{number}"][: place % 2 + 1]},
            "Resource": [
                arn.format(team, number + each) for arn in ARNS[service] for each in (0, 500)[: 2 - place % 2]
            ],
        }
        if place % 2:
            more["Condition"] = {"StringEquals": {"aws:PrincipalTag/team": team}}
        statements.append(allow(*ACTIONS[service][place % 2 :][:2]) | more)
    return policy(*statements)


def heavy_endpoints(count: int) -> str:
    """Return what `aws ec2 describe-vpc-endpoints` prints of *count* endpoints."""
    found = []
    for number in range(count):
        service = tuple(ARNS)[number % len(ARNS)]
        found.append(
            {
                "VpcEndpointId": f"vpce-{number:017x}",
                "VpcEndpointType": "Interface",
                "VpcId": f"vpc-{number // 3:017x}",
                "ServiceName": f"com.amazonaws.us-east-1.{service}",
                "State": "available",
                "OwnerId": "111122223333",
                "SubnetIds": [f"subnet-{number * 3 + each:017x}" for each in range(3)],
                "PolicyDocument": heavy_policy(service, number),
            }
        )
    return json.dumps({"VpcEndpoints": found})


def heavy_plan(count: int) -> str:
    """Return a plan that changes the policies of *count* endpoints."""
    changes = []
    door = {"service_name": "com.amazonaws.us-east-1.sqs", "vpc_endpoint_type": "Interface"}
    for number in range(count):
        before, after = (heavy_policy("sqs", number, each) for each in (0, 1))
        address = f'module.{TEAMS[number % len(TEAMS)]}_{number}.aws_vpc_endpoint.this["{number}"]'
        changes.append(
            change("update", *(endpoint(policy=each, **door) for each in (before, after)), address=address)
        )
    return json.dumps(plan_data(*changes))
