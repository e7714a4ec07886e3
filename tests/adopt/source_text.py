"""Source with an endpoint, and what `gen-vpce adopt` says of it, called in the folder above `infra`."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from gen_vpce.cli.app import app

HEAD = """\
data "aws_caller_identity" "me" {}

data "aws_region" "here" {}

variable "on" {
  type = bool
}

variable "tags" {
  type = map(string)
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_dynamodb_table" "orders" {
  name = "Orders"
}

resource "aws_s3_bucket" "b" {
}

"""
PLAIN = """\
resource "aws_vpc_endpoint" "dynamodb" {
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.${data.aws_region.here.name}.dynamodb"
MORE
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Sid       = "Orders"
      Effect    = "Allow"
      Principal = "*"
      Action    = ["dynamodb:GetItem"]
      Resource  = [aws_dynamodb_table.orders.arn, "${aws_dynamodb_table.orders.arn}/index/*"]
      Condition = {
        StringEquals = { "aws:PrincipalAccount" = data.aws_caller_identity.me.account_id }
      }
    }]
  })
}
"""
ALL = '{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }'
OPTIONS = ("--account", "123456789012", "--region", "eu-west-1")


def adopted(text: str, *options: str, head: str = HEAD) -> dict[str, Any]:
    Path("infra/main.tf").write_text(head + text)
    done = CliRunner().invoke(app, ["adopt", "infra", "--format", "json", *(options or OPTIONS)])
    assert done.stderr == ""
    data: dict[str, Any] = json.loads(done.stdout)
    assert data["exit_code"] == done.exit_code
    return data


def reasons(text: str, *options: str, head: str = HEAD) -> list[str]:
    data = adopted(text, *options, head=head)
    assert not Path("infra/adopted.tf").exists()
    assert not Path("modules").exists()
    return [each["message"] for one in data["endpoints"] for each in one["reasons"]]


def plain(more: str = "") -> str:
    return PLAIN.replace("MORE\n", f"  {more}\n" if more else "")
