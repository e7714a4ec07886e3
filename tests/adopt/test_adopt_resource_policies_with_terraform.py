"""Policies of resources are imported beside their endpoint, and Terraform has nothing to change.

moto lacks conditions in the policies of keys, so the key's is one without; it has no policies of tables.
"""

import re
from pathlib import Path

import pytest
from tests.support.command import gen_vpce
from tests.support.outside.aws import provider
from tests.support.outside.terraform import VERSIONS, Terraform

pytestmark = [pytest.mark.terraform, pytest.mark.long]

SERVICES = ("ec2", "ecr", "iam", "kms", "s3", "secretsmanager", "sns", "sqs", "sts")
LIVE = """
resource "aws_vpc" "here" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = aws_vpc.here.id
  service_name = "com.amazonaws.us-east-1.s3"
  policy       = jsonencode({ Version = "2012-10-17", Statement = [local.all] })
}

locals {
  all  = { Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }
  deny = { Sid = "Access-to-specific-VPCE-only", Effect = "Deny", Principal = "*" }
  elsewhere = {
    StringNotEquals = { "aws:SourceVpce" = aws_vpc_endpoint.s3.id }
    ArnNotLike      = { "aws:PrincipalArn" = ["arn:aws:iam::123456789012:role/terraform"] }
  }
}

resource "aws_s3_bucket" "b" {
  bucket = "adopted-archive"
}

resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge(local.deny, {
    Action = "s3:*", Resource = [aws_s3_bucket.b.arn, "${aws_s3_bucket.b.arn}/*"], Condition = local.elsewhere
  })] })
}

resource "aws_sqs_queue" "q" {
  name = "adopted"
}

resource "aws_sqs_queue_policy" "q" {
  queue_url = "https://sqs.us-east-1.amazonaws.com/123456789012/adopted"
  policy = jsonencode({ Version = "2008-10-17", Id = "__default_policy_ID", Statement = [{
    Sid = "__owner_statement", Effect = "Allow", Principal = { AWS = "arn:aws:iam::123456789012:root" }
    Action = "SQS:*", Resource = aws_sqs_queue.q.arn
  }] })
  depends_on = [aws_sqs_queue.q]
}

resource "aws_sns_topic" "t" {
  name = "adopted"
}

resource "aws_sns_topic_policy" "t" {
  arn = aws_sns_topic.t.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Resource = aws_sns_topic.t.arn
    Action = ["sns:Publish", "SNS:Receive"]
  }] })
}

resource "aws_ecr_repository" "r" {
  name = "adopted/orders"
}

resource "aws_ecr_repository_policy" "r" {
  repository = aws_ecr_repository.r.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge(local.deny, {
    Action = "ecr:*", Condition = local.elsewhere
  })] })
}

resource "aws_secretsmanager_secret" "s" {
  name = "adopted/database"
}

resource "aws_secretsmanager_secret_policy" "s" {
  secret_arn = aws_secretsmanager_secret.s.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge(local.deny, {
    Action = "secretsmanager:*", Resource = "*", Condition = local.elsewhere
  })] })
}

resource "aws_kms_key" "k" {
}

resource "aws_kms_key_policy" "k" {
  key_id = aws_kms_key.k.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Sid = "Enable IAM User Permissions", Effect = "Allow", Action = "kms:*", Resource = "*"
    Principal = { AWS = "arn:aws:iam::123456789012:root" }
  }] })
}
"""


def test_they_are_imported_and_moved_without_a_change(
    terraform: Terraform, moto: str, tmp_path: Path
) -> None:
    asked = provider(moto, *SERVICES)
    live = tmp_path / "live"
    live.mkdir()
    (live / "main.tf").write_text(VERSIONS + asked + LIVE, encoding="utf-8")
    terraform.prepare(live)
    terraform.succeed(live, "apply", "-auto-approve", "-no-color")
    state = terraform.succeed(live, "show", "-json")

    adopted = gen_vpce("adopt", "-", "--account", "123456789012", cwd=tmp_path, stdin=state)
    assert adopted.returncode == 0, adopted.stdout + adopted.stderr
    assert adopted.stdout.count("equivalent (proven)") == 7
    assert "deny_unless_through: [s3]" in next((tmp_path / "modules").glob("s3-*/intent.yaml")).read_text()
    root = tmp_path / "adopted"
    (root / "provider_override.tf").write_text(asked, encoding="utf-8")
    terraform.prepare(root)
    plan = terraform.succeed(root, "plan", "-no-color")
    counts = {word: int(number) for number, word in re.findall(r"(\d+) to (\w+)", plan)}
    assert counts == {"import": 7, "add": 0, "change": 0, "destroy": 0}, plan

    moving = ("--root", "live", "--into", "moved", "--from-address", "state")
    again = gen_vpce("adopt", "-", "--account", "123456789012", *moving, cwd=tmp_path, stdin=state)
    assert again.returncode == 0, again.stdout + again.stderr
    text = re.sub(r'resource "aws_(?:\w+_policy|vpc_endpoint)" "\w+" \{\n(?:.*\n)*?\}\n', "", LIVE)
    text = re.sub(r"\nlocals \{\n(?:.*\n)*?\}\n", "", text)
    (live / "main.tf").write_text(VERSIONS + asked + text, encoding="utf-8")
    terraform.succeed(live, "get", "-no-color")
    plan = terraform.succeed(live, "plan", "-no-color")
    counts = {word: int(number) for number, word in re.findall(r"(\d+) to (\w+)", plan)}
    assert counts == {"add": 0, "change": 0, "destroy": 0}, plan
    assert plan.count("has moved to module.") == 7
