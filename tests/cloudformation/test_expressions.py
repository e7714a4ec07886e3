"""Every function of templates gives what AWS's pages say, in YAML and in JSON, and fails with a reason."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.configurations import plain
from tests.support.templates import as_json, stack_of

from gen_vpce.configuration.value.value import Failure

ROWS = yaml.safe_load(Path(__file__).with_name("expressions.yaml").read_text(encoding="utf-8"))

AROUND = """\
Parameters:
  Bucket: {{Type: String, Default: logs}}
  Env: {{Type: String}}
  Given: {{Type: String, Default: from inside}}
  Number: {{Type: Number, Default: 5}}
  Accounts: {{Type: CommaDelimitedList, Default: "111122223333, 444455556666"}}
  OpenList: {{Type: List<Number>}}
  Stored: {{Type: AWS::SSM::Parameter::Value<String>, Default: /a/name}}
Mappings:
  Regions:
    eu-west-1: {{Bucket: europe, Same: everywhere}}
    us-east-1: {{Bucket: america, Same: everywhere}}
Conditions:
  IsAlways: !Equals [!Ref Bucket, logs]
  IsNever: !And [!Condition IsAlways, !Equals [5, 6]]
  IsProd: !Or [!Equals [!Ref Env, prod], !Condition IsNever]
  IsNotProd: !Not [!Condition IsProd]
  Circle: !Not [!Condition Circle]
Resources:
  Table: {{Type: AWS::DynamoDB::Table, Properties: {{TableName: orders}}}}
  Plain: {{Type: AWS::S3::Bucket}}
  Topic: {{Type: AWS::SNS::Topic, Properties: {{TopicName: news}}}}
  Role: {{Type: AWS::IAM::Role, Properties: {{RoleName: !Sub "${{Env}}-role", Path: /app/}}}}
  Log: {{Type: AWS::Logs::LogGroup}}
  Secret: {{Type: AWS::SecretsManager::Secret, Properties: {{Name: key}}}}
  Endpoint: {{Type: AWS::EC2::VPCEndpoint}}
  Nested: {{Type: AWS::CloudFormation::Stack}}
  Custom: {{Type: Custom::Thing}}
  Itself: {{Type: AWS::S3::Bucket, Properties: {{BucketName: !GetAtt Itself.Arn}}}}
Metadata:
  Asked:
    {write}
"""


def evaluated(text: str) -> Any:
    stack = stack_of(text, {"Given": "from outside"})
    value = stack.value(stack.template.section("Metadata").members["Asked"])
    return None if value is None else plain(value)


@pytest.mark.parametrize("syntax", ["yaml", "json"])
@pytest.mark.parametrize("row", ROWS, ids=[row["write"] for row in ROWS])
def test_an_expression(row: dict[str, Any], syntax: str) -> None:
    text = AROUND.format(write=row["write"])
    text = as_json(text) if syntax == "json" else text
    if "fails" in row:
        with pytest.raises(Failure) as failed:
            evaluated(text)
        assert row["fails"] in failed.value.reason
        assert failed.value.place
    else:
        assert evaluated(text) == row["gives"]
