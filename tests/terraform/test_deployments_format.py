"""What differs between deployments spans lines, wherever it stands: the module is formatted all the same."""

from pathlib import Path

import pytest
from tests.support.outside.terraform import Terraform

from gen_vpce.module.build import build

pytestmark = pytest.mark.terraform

INTENT = """\
version: 1
name: everywhere
organization: o-a1b2c3d4e5
tags: {stage: <stage>}
deployments:
  one:
    region: us-east-1
    account: "111111111111"
    values: {stage: dev, "n": "1"}
    vpc: {tags: {Name: "main-<stage>"}}
    subnets: {tags: {tier: private}}
    route_tables: {tags: {tier: private}}
  one-2: {region: us-east-1, account: "111111111111", values: {stage: dev2, "n": "2"}, tags: {only: here}}
  gov:
    region: us-gov-west-1
    account: "222222222222"
    values: {stage: 'p"r', "n": "3"}
    vpc_id: vpc-0123456789abcdef0
    subnet_ids: [subnet-0123456789abcdef0]
    security_group_ids: [sg-0123456789abcdef0]
  cn: {region: cn-north-1, account: "333333333333", values: {stage: cn, "n": "4"}}
endpoints:
  dynamodb: {route_tables: {tags: {tier: "private-<stage>"}}, prevent_destroy: true, allow: everything}
  s3: {only_in: [one, gov], allow: everything}
  s3-api: {service: s3, type: interface, not_in: [gov], security_group: create, allow: everything}
  sqs: {subnets: {tags: {tier: "<stage>"}}, private_dns_enabled: true, allow: everything}
  kms: {only_in: [one], security_group: create, timeouts: {create: 20m}, allow: everything}
identity_policies:
  - name: s3-<deployment>
    only_in: [one]
    deny_unless_through: [s3, s3-api]
    actions: ["s3:*"]
    resources: [bucket/logs-<n>]
resource_policies:
  - {table: orders-<n>, not_in: [cn], deny_unless_through: [dynamodb], except_principals: [role/terraform]}
  - {queue: orders-<n>, deny_unless_organization: [organization], except_principals: [role/terraform]}
"""


def test_what_differs_is_formatted(terraform: Terraform, tmp_path: Path) -> None:
    built = build(INTENT.encode(), "intent.yaml", Path())
    assert built.module is not None, built.diagnostics
    for path, content in built.module.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    assert terraform.succeed(tmp_path, "fmt", "-check", "-recursive", "-diff") == ""
