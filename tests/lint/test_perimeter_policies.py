"""The policies of AWS's data perimeter examples, written anew by what they say, draw no warning.

https://github.com/aws-samples/data-perimeter-policy-examples
"""

import json

import pytest

from gen_vpce import catalog
from gen_vpce.diagnostics import Severity
from gen_vpce.lint.files import lint_text
from gen_vpce.lint.policy_kind import Attachment
from gen_vpce.policy.document import PolicyKind

ORGANIZATION = "o-a1b2c3d4e5"
REGION = "us-east-1"


def allow(action: object = "*", resource: object = "*", **condition: object) -> dict[str, object]:
    made: dict[str, object] = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource}
    return made | ({"Condition": condition} if condition else {})


def to(action: object, *resources: str) -> dict[str, object]:
    """Let the organization's own callers do something with resources of AWS's."""
    return allow(action, list(resources), StringEquals={"aws:PrincipalOrgID": ORGANIZATION})


OWN = allow(StringEquals={"aws:PrincipalOrgID": ORGANIZATION, "aws:ResourceOrgID": ORGANIZATION})
BY_AWS = allow(Bool={"aws:PrincipalIsAWSService": "true"})
TAGGED = allow(
    StringEquals={"aws:PrincipalOrgID": ORGANIZATION, "aws:PrincipalTag/dp:exclude:resource": "true"}
)
OF_ACCOUNT = {"aws:PrincipalOrgID": ORGANIZATION, "aws:ResourceAccount": "602401143452"}
S3_BUCKETS = [
    arn
    for feature in catalog.owned_features("s3").values()
    for arn in catalog.owned_resources(feature, REGION, "aws")
]

EXAMPLES = {
    "cloudformation": to(
        "cloudformation:CreateChangeSet", f"arn:aws:cloudformation:{REGION}:aws:transform/*"
    ),
    "ec2": to(
        [
            "ec2:RunInstances",
            "ec2:CreateReplaceRootVolumeTask",
            "ec2:CreateTags",
            "ec2:DeleteTags",
            "ec2:GetManagedPrefixListEntries",
        ],
        "arn:aws:ec2:*::image/*",
        "arn:aws:ec2:*:aws:prefix-list/*",
    ),
    "ecr.api": allow(StringEquals=OF_ACCOUNT),
    "iam": to("*", "arn:aws:iam::aws:policy/*"),
    "imagebuilder": to(
        ["imagebuilder:GetComponent", "imagebuilder:GetImage"],
        f"arn:aws:imagebuilder:{REGION}:aws:component/*",
        f"arn:aws:imagebuilder:{REGION}:aws:image/*",
    ),
    "lambda": to("*", "arn:aws:lambda:*:580247275435:layer:*"),
    "s3": allow(["s3:GetObject", "s3:ListBucket", "s3:PutObject"], sorted(set(S3_BUCKETS))),
    "ssm": to(
        [
            "ssm:Describe*",
            "ssm:List*",
            "ssm:Get*",
            "ssm:SendCommand",
            "ssm:CreateAssociation",
            "ssm:StartSession",
            "ssm:StartChangeRequestExecution",
            "ssm:StartAutomationExecution",
        ],
        f"arn:aws:ssm:{REGION}::parameter/aws/*",
        f"arn:aws:ssm:{REGION}::document/*",
        "arn:aws:ssm:*::automation-definition/*",
    ),
}


def warnings(service: str, *statements: dict[str, object]) -> list[str]:
    text = json.dumps({"Version": "2012-10-17", "Statement": [OWN, BY_AWS, *statements, TAGGED]})
    endpoint = catalog.endpoint_service(service)
    found = lint_text(text, "policy.json", Attachment(PolicyKind.ENDPOINT, endpoint, None, REGION))
    return [each.code for each in found if each.severity in (Severity.ERROR, Severity.WARNING)]


@pytest.mark.parametrize("service", EXAMPLES)
def test_an_example_for_a_service_draws_no_warning(service: str) -> None:
    assert warnings(service, EXAMPLES[service]) == []


@pytest.mark.parametrize("service", ["kms", "logs", "sqs"])
def test_the_example_for_the_others_draws_none_where_it_fits(service: str) -> None:
    assert warnings(service) == []


@pytest.mark.parametrize("service", [each for each in EXAMPLES if each != "s3"])
def test_it_draws_one_where_aws_gives_another(service: str) -> None:
    assert warnings(service) == ["GV349"]


@pytest.mark.parametrize("service", ["sts", "execute-api", "cognito-idp", "cognito-identity"])
def test_it_draws_one_where_callers_have_no_credentials_yet(service: str) -> None:
    assert warnings(service) == ["GV339"]


def deny(action: object, resource: object = "*", **condition: object) -> dict[str, object]:
    return {"Effect": "Deny", "Action": action, "Resource": resource, "Condition": condition}


NOT_TAGGED = {"aws:PrincipalTag/dp:exclude:network": "true"}
FROM_OFFICE = {"aws:SourceIp": "203.0.113.0/24"}
BY_THE_CALLER = {"aws:ViaAWSService": "false"}
OF_VPC = {"StringEquals": {"aws:SourceVpc": "vpc-11aa22bb"}}
ELSEWHERE = {"StringNotEqualsIfExists": {"aws:RequestedRegion": "us-east-1"}}
INFRASTRUCTURE = {"aws:PrincipalArn": "arn:aws:iam::*:role/aws:ec2-infrastructure"}

SCPS = {
    "expected networks, by VPC": deny(
        "s3:*",
        BoolIfExists=BY_THE_CALLER,
        NotIpAddressIfExists=FROM_OFFICE,
        StringNotEqualsIfExists={**NOT_TAGGED, "aws:SourceVpc": "vpc-11aa22bb"},
        ArnNotLikeIfExists=INFRASTRUCTURE,
        StringEquals={"aws:PrincipalTag/dp:include:network": "true"},
    ),
    "expected networks, by organization": deny(
        ["kms:*", "s3:*", "sqs:*", "ses:*"],
        BoolIfExists=BY_THE_CALLER,
        NotIpAddressIfExists=FROM_OFFICE,
        StringNotEqualsIfExists={
            **NOT_TAGGED,
            "aws:VpceOrgID": ORGANIZATION,
            "aws:VpceAccount": ["111122223333", "444455556666"],
        },
    ),
    "the Region of a VPC": deny("*", **OF_VPC, **ELSEWHERE),
    "roles of instances alone": deny(
        "dynamodb:*",
        BoolIfExists=BY_THE_CALLER,
        NotIpAddressIfExists=FROM_OFFICE,
        StringNotEqualsIfExists={"aws:SourceVpc": "vpc-11aa22bb"},
        Null={"ec2:SourceInstanceARN": "false"},
    ),
    "trusted resources": deny(
        ["s3:GetObject", "ssm:SendCommand"],
        StringNotEqualsIfExists={
            "aws:ResourceOrgID": ORGANIZATION,
            "aws:PrincipalTag/dp:exclude:resource": "true",
        },
    ),
    "shares outside of the organization": deny(
        "ram:CreateResourceShare",
        StringNotEqualsIfExists={"aws:PrincipalTag/dp:exclude:identity": "true"},
        Bool={"ram:RequestedAllowsExternalPrincipals": "true"},
    ),
    "functions outside of a VPC": deny(
        "lambda:CreateFunction",
        StringNotEqualsIfExists={"aws:PrincipalTag/dp:exclude": "true"},
        Null={"lambda:VpcIds": "true"},
    ),
    "tags of the perimeter": {
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {
            "StringNotEqualsIfExists": {"aws:PrincipalTag/team": "admin"},
            "ForAnyValue:StringLike": {"aws:TagKeys": ["dp:*", "team"]},
        },
    },
}
BY_SERVICES = {"aws:PrincipalIsAWSService": "false"}
RCPS = {
    "expected identities": deny(
        ["s3:*", "kms:*", "sqs:*"],
        StringNotEqualsIfExists={
            "aws:PrincipalOrgID": ORGANIZATION,
            "aws:PrincipalAccount": "444455556666",
            "aws:ResourceTag/dp:exclude:identity": "true",
        },
        BoolIfExists=BY_SERVICES,
    ),
    "the confused deputy": deny(
        ["s3:*", "sqs:*"],
        StringNotEqualsIfExists={"aws:SourceOrgID": ORGANIZATION, "aws:SourceAccount": "444455556666"},
        Null={"aws:SourceAccount": "false"},
        Bool={"aws:PrincipalIsAWSService": "true"},
    ),
    "expected networks": deny(
        ["cognito-identity:*", "kms:*", "s3:*", "sqs:*"],
        NotIpAddressIfExists=FROM_OFFICE,
        StringNotEqualsIfExists={
            **NOT_TAGGED,
            "aws:VpceOrgID": ORGANIZATION,
            "aws:VpceAccount": "111122223333",
        },
        BoolIfExists={**BY_THE_CALLER, **BY_SERVICES},
        ArnNotLikeIfExists=INFRASTRUCTURE,
    ),
    "tags of sessions": {
        "Effect": "Deny",
        "Action": "sts:TagSession",
        "Resource": "*",
        "Condition": {
            "Null": {"saml:aud": "true"},
            "StringNotEqualsIfExists": {"aws:PrincipalOrgID": ORGANIZATION, "aws:PrincipalTag/team": "admin"},
            "ForAnyValue:StringLike": {"aws:TagKeys": ["dp:*", "team"]},
        },
    },
}
OF_ORGANIZATIONS = [
    *((PolicyKind.SCP, name, statement) for name, statement in SCPS.items()),
    *((PolicyKind.RCP, name, {**statement, "Principal": "*"}) for name, statement in RCPS.items()),
]


@pytest.mark.parametrize(("kind", "name", "statement"), OF_ORGANIZATIONS)
def test_an_example_for_an_organization_draws_no_warning(
    kind: PolicyKind, name: str, statement: dict[str, object]
) -> None:
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    found = lint_text(text, f"{name}.json", Attachment(kind))
    assert [each.message for each in found if each.severity in (Severity.ERROR, Severity.WARNING)] == []


# AWS's own pages and a well-known module's example, each with what has to be said of it, or nothing.
PUBLISHED = {
    "the DynamoDB policy of a VPC module's example: one Deny and no Allow": (
        "dynamodb",
        [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "dynamodb:*",
                "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:sourceVpce": "vpce-11aa22bb"}},
            }
        ],
        "GV327",
    ),
    "one bucket": (
        "s3",
        [allow(["s3:ListBucket", "s3:GetObject"], ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"])],
        None,
    ),
    "one table": (
        "dynamodb",
        [
            allow(
                ["dynamodb:Batch*", "dynamodb:Delete*", "dynamodb:Get*", "dynamodb:Update*"],
                f"arn:aws:dynamodb:{REGION}:123456789012:table/StockTable",
            )
        ],
        None,
    ),
    "an organization's callers at CloudWatch Logs": (
        "logs",
        [
            allow(
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                StringEquals={"aws:PrincipalOrgID": ORGANIZATION},
            )
        ],
        None,
    ),
    "messages to one queue": (
        "sqs",
        [allow("sqs:SendMessage", f"arn:aws:sqs:{REGION}:123456789012:orders")],
        None,
    ),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_example_draws_what_it_deserves(name: str) -> None:
    service, statements, code = PUBLISHED[name]
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    endpoint = catalog.endpoint_service(service)
    found = lint_text(text, "policy.json", Attachment(PolicyKind.ENDPOINT, endpoint, None, REGION))
    told = {each.code for each in found if each.severity in (Severity.ERROR, Severity.WARNING)}
    assert told == ({code} if code else set()), [each.message for each in found]
