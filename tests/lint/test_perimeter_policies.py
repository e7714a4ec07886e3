"""The endpoint policies of AWS's data perimeter examples, written anew by what they say, draw no warning.

https://github.com/aws-samples/data-perimeter-policy-examples/tree/main/vpc_endpoint_policies
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
