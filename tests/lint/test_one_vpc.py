"""What endpoints of one VPC need of each other, by the one rule and by each way to read endpoints."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from gen_vpce import catalog
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.lint.files import lint_text
from gen_vpce.lint.lint_request import Asked
from gen_vpce.lint.one_vpc import Neighbour, unmet_needs
from gen_vpce.lint.paths import lint_paths
from gen_vpce.lint.policy_kind import Attachment
from gen_vpce.module.build import build
from gen_vpce.policy.document import Policy
from gen_vpce.policy.read import read

ORGANIZATION = {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}
LAYERS = "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"


def statement(**changes: object) -> dict[str, object]:
    return {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", **changes}


def policy(*statements: Mapping[str, object]) -> Policy:
    made = read(text(*statements)).policy
    assert made
    return made


def text(*statements: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


FULL = policy(statement())
HELD = policy(statement(Condition=ORGANIZATION))
WITH_LAYERS = policy(statement(Condition=ORGANIZATION), statement(Action="s3:GetObject", Resource=LAYERS))
FENCED = policy(
    statement(),
    statement(Effect="Deny", Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}),
)
ONE_BUCKET = policy(statement(Resource=["arn:aws:s3:::mine", "arn:aws:s3:::mine/*"]))
OWN_ENDPOINT = policy(statement(Condition={"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}}))


def store(given: Policy | None, **changes: object) -> Neighbour:
    made = Neighbour("s3", "s3", "us-east-1", policy=given, id="vpce-0123456789abcdef0", is_gateway=True)
    return replace(made, **changes)  # type: ignore[arg-type]


def other(service: str, **changes: object) -> Neighbour:
    return replace(Neighbour(service, service, "us-east-1", policy=FULL), **changes)  # type: ignore[arg-type]


IMAGES = (other("ecr.api"), other("ecr.dkr"))
AGENT = (other("ssm"), other("ssmmessages"))


@pytest.mark.parametrize(
    ("endpoints", "expected"),
    [
        ((*IMAGES, store(FULL)), []),
        ((*IMAGES, store(HELD)), ["GV801 s3", "GV802 s3"]),
        ((*IMAGES, store(FENCED)), ["GV801 s3", "GV802 s3"]),
        ((*IMAGES, store(ONE_BUCKET)), ["GV801 s3"]),
        ((*IMAGES, store(WITH_LAYERS)), []),
        ((*IMAGES, store(OWN_ENDPOINT)), []),
        ((*IMAGES, store(OWN_ENDPOINT, id=None)), []),
        ((*IMAGES, store(None)), []),
        ((*IMAGES, store(HELD, name="a"), store(WITH_LAYERS, name="b")), []),
        ((*AGENT, store(WITH_LAYERS)), ["GV801 s3"]),
        ((other("cloudformation"), store(WITH_LAYERS)), ["GV801 s3"]),
        ((other("codeartifact.api"), store(WITH_LAYERS)), ["GV801 s3"]),
        ((other("elasticmapreduce"), store(WITH_LAYERS)), ["GV801 s3"]),
        ((other("kms"), store(HELD)), ["GV802 s3"]),
        ((store(HELD),), ["GV802 s3"]),
        ((store(ONE_BUCKET),), []),
        ((store(WITH_LAYERS),), []),
        ((other("ecr.dkr"),), []),
        ((other("ecr.dkr"), other("kms")), ["GV803 ecr.dkr"]),
        ((other("ecr.dkr"), store(FULL)), ["GV803 ecr.dkr"]),
        (IMAGES, ["GV803 ecr.dkr"]),
        ((other("ssm"), other("kms")), ["GV803 ssm"]),
        ((other("ssmmessages"), other("kms")), []),
        ((*(replace(each, private_dns=False) for each in AGENT),), ["GV804 ssm", "GV804 ssmmessages"]),
        ((other("kms", private_dns=False), other("ssmmessages", private_dns=False)), []),
        (
            (other("ecr.dkr", vpc="vpc-1"), other("kms", vpc="vpc-1"), other("ecr.api", vpc="vpc-2")),
            ["GV803 ecr.dkr"],
        ),
        ((other("ecr.dkr", vpc="vpc-1"), store(HELD, vpc="vpc-2")), ["GV802 s3"]),
        ((*IMAGES, store(HELD, region="ap-southeast-7")), ["GV801 s3", "GV802 s3"]),
        ((other("codeartifact.api"), store(ONE_BUCKET, region="ap-southeast-7")), []),
        ((), []),
    ],
)
def test_what_is_missing(endpoints: tuple[Neighbour, ...], expected: list[str]) -> None:
    assert [f"{each.code} {each.about.name}" for each in unmet_needs(endpoints)] == expected


def test_the_fix_mends_it() -> None:
    (need, *_) = unmet_needs((*IMAGES, store(HELD)))
    added = json.loads(need.hint.partition("in a policy, ")[2])
    assert "GV801" not in {each.code for each in unmet_needs((*IMAGES, store(policy(added))))}


def test_the_data_names_services_and_features_that_there_are() -> None:
    services, features = catalog.endpoint_services(), catalog.owned_features("s3")
    for name, partners in catalog.partners().items():
        assert {name, *partners.needs} <= set(services)
        assert partners.source.startswith("https://docs.aws.amazon.com/")
    for name, need in catalog.bucket_needs().items():
        assert name in features
        assert need.shown_by <= set(services)
        assert need.shown_by or need.is_usual


def described(service: str, number: int, **more: object) -> dict[str, object]:
    return {
        "VpcEndpointId": f"vpce-{number:017x}",
        "VpcEndpointType": "Gateway" if service == "s3" else "Interface",
        "VpcId": "vpc-0123456789abcdef0",
        "ServiceName": f"com.amazonaws.us-east-1.{service}",
        "State": "available",
        "PolicyDocument": text(statement(Condition=ORGANIZATION)),
        "PrivateDnsEnabled": service != "s3",
        **more,
    }


def planned(service: str, **more: object) -> dict[str, object]:
    values = {
        "service_name": f"com.amazonaws.us-east-1.{service}",
        "vpc_endpoint_type": "Gateway" if service == "s3" else "Interface",
        "policy": text(statement(Condition=ORGANIZATION)),
        **more,
    }
    address = f"aws_vpc_endpoint.{service.replace('.', '_')}"
    return {"address": address, "mode": "managed", "type": "aws_vpc_endpoint", "values": values}


def needs(data: object) -> list[Diagnostic]:
    found = lint_text(json.dumps(data, indent=1), "endpoints.json", Attachment())
    return [each for each in found if each.code.startswith("GV8")]


def test_of_what_aws_describes() -> None:
    services = ("s3", "ecr.api", "ecr.dkr")
    data = {"VpcEndpoints": [described(each, number) for number, each in enumerate(services)]}
    first, second = needs(data)
    assert (first.code, second.code) == ("GV801", "GV802")
    assert first.span
    lines = json.dumps(data, indent=1).splitlines()
    assert "us-east-1.s3" in lines[first.span.line - 1]
    assert "image pulls from ECR" in first.message
    data["VpcEndpoints"][2]["State"] = "deleting"
    assert [each.code for each in needs(data)] == ["GV802"]


def test_of_a_plan_and_a_state() -> None:
    resources = [planned("s3"), planned("ecr.api"), planned("ecr.dkr")]
    module = {"root_module": {"child_modules": [{"resources": resources}]}}
    plan = {"planned_values": module, "prior_state": {"values": module}, "resource_changes": []}
    assert [each.code for each in needs(plan)] == ["GV801", "GV802"]
    assert "`aws_vpc_endpoint.s3`" in needs(plan)[0].message
    assert [each.code for each in needs({"values": module})] == ["GV801", "GV802"]


def test_a_policy_of_its_own_resource_counts() -> None:
    layers = text(statement(Condition=ORGANIZATION), statement(Action="s3:GetObject", Resource=LAYERS))
    own = {"address": "p", "mode": "managed", "type": "aws_vpc_endpoint_policy"}
    endpoints = [planned("s3", id="vpce-1"), planned("ecr.api"), planned("ecr.dkr")]
    for values in ({"vpc_endpoint_id": "vpce-1", "policy": layers}, {"policy": layers}):
        resources = [*endpoints, {**own, "values": values}]
        assert needs({"planned_values": {"root_module": {"resources": resources}}}) == []
    elsewhere = {**own, "values": {"vpc_endpoint_id": "vpce-2", "policy": layers}}
    assert needs({"planned_values": {"root_module": {"resources": [*endpoints, elsewhere]}}})


INTENT = """
version: 1
name: pull
region: us-east-1
account: "123456789012"
endpoints:
  ecr.api: {private_dns_enabled: true, allow: [{principals: [account]}]}
  ecr.dkr: {private_dns_enabled: true, allow: [{principals: [account]}]}
  s3: {allow: [{principals: [account]}]}
"""


def built(more: str = "", intent: str = INTENT) -> list[tuple[str, int]]:
    found = build((intent + more).encode(), "intent.yaml", Path()).diagnostics
    return [(each.code, each.span.line) for each in found if each.span and each.code.startswith("GV8")]


def test_of_an_intent() -> None:
    line = INTENT.splitlines().index("  s3: {allow: [{principals: [account]}]}") + 1
    assert built() == [("GV801", line), ("GV802", line)]
    assert built('accept: {GV801: "no pulls", GV802: "nothing"}\n') == []
    layers = INTENT.replace("s3: {allow: [", "s3: {allow: [{service_owned: [ecr]}, ")
    assert built(intent=layers) == []
    alone = INTENT.replace("ecr.api:", "kms:")
    assert built(intent=alone)[0][0] == "GV803"


@pytest.mark.parametrize(
    ("endpoint", "is_told"),
    [
        ("kms: {allow: everything}", True),
        ("kms: {allow: everything, private_dns_enabled: true}", False),
        ("kms: {allow: everything, private_dns_enabled: false}", False),
        ("s3: {allow: everything}", False),
        ("s3: {allow: everything, type: interface}", True),
        ("dynamodb: {allow: everything, type: interface}", False),
    ],
)
def test_private_dns_that_nobody_thought_of(endpoint: str, is_told: bool) -> None:
    head = 'version: 1\nname: a\nregion: us-east-1\naccount: "123456789012"\n'
    intent = f"{head}endpoints:\n  {endpoint}\n"
    assert built(intent=intent) == ([("GV811", 6)] if is_told else [])
    if is_told:
        assert built("accept: {GV811: the clients name it}\n", intent=intent) == []


SOURCE = """
variable "org" {}
provider "aws" { region = "eu-west-1" }
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.eu-west-1.s3"
  policy       = data.aws_iam_policy_document.s3.json
}

resource "aws_vpc_endpoint" "registry" {
  for_each          = toset(["ecr.api", "ecr.dkr"])
  vpc_id            = aws_vpc.main.id
  vpc_endpoint_type = "Interface"
  service_name      = "com.amazonaws.eu-west-1.${each.key}"
}

data "aws_iam_policy_document" "s3" {
  statement {
    actions   = ["*"]
    resources = ["*"]
    principals { type = "*", identifiers = ["*"] }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = [var.org]
    }
  }
  MORE
}
"""
LAYERS_OF_A_REGION = """statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::prod-REGION-starport-layer-bucket/*"]
    principals { type = "*", identifiers = ["*"] }
  }"""


def of_source(folder: Path, text: str) -> list[tuple[str, int]]:
    one_line = text.replace('{ type = "*", identifiers = ["*"] }', '{\n type = "*"\n identifiers = ["*"]\n }')
    (folder / "main.tf").write_text(one_line, encoding="utf-8")
    found = lint_paths(Asked((folder,))).findings
    return [(each.code, each.span.line) for each in found if each.span and each.code.startswith("GV8")]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", ["GV801", "GV802"]),
        (LAYERS_OF_A_REGION.replace("REGION", "eu-west-1"), []),
        (LAYERS_OF_A_REGION.replace("REGION", "us-east-1"), ["GV801", "GV802"]),
        (LAYERS_OF_A_REGION.replace("REGION", "${var.region}"), []),
    ],
)
def test_of_a_module_in_source(tmp_path: Path, more: str, expected: list[str]) -> None:
    line = SOURCE.splitlines().index('resource "aws_vpc_endpoint" "s3" {') + 1
    text = SOURCE.replace("MORE", more) + 'variable "region" {}\n'
    assert of_source(tmp_path, text) == [(code, line) for code in expected]


def test_a_region_that_the_source_does_not_tell(tmp_path: Path) -> None:
    text = (
        SOURCE.replace("com.amazonaws.eu-west-1.", "com.amazonaws.${var.region}.") + 'variable "region" {}\n'
    )
    layers = text.replace("MORE", LAYERS_OF_A_REGION.replace("REGION", "ap-south-1"))
    assert of_source(tmp_path, layers) == []
    assert [code for code, _ in of_source(tmp_path, text.replace("MORE", ""))] == ["GV801", "GV802"]


def test_endpoints_for_fips_are_partners_as_well() -> None:
    given = (other("ssm-fips"), other("ssmmessages"), store(HELD))
    assert [each.code for each in unmet_needs(given)] == ["GV801", "GV802"]
