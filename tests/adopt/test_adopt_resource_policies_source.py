"""Policies of resources in source: moved within the root module, beside their endpoint, or refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gen_vpce.cli.app import app
from gen_vpce.intent.load import load_bytes

ENDPOINT = """\
data "aws_caller_identity" "me" {}

data "aws_region" "here" {}

variable "on" {
  type = bool
}

variable "name" {
  type = string
}

resource "aws_s3_bucket" "b" {
  bucket = "orders-archive"
}

resource "aws_vpc_endpoint" "s3" {
  COUNT
  vpc_id       = "vpc-0123456789abcdef0"
  service_name = "com.amazonaws.${data.aws_region.here.name}.s3"
  policy       = jsonencode({ Version = "2012-10-17", Statement = [local.all] })
}

locals {
  all = { Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }
}

"""
BUCKET = """\
resource "aws_s3_bucket_policy" "b" {
  bucket = aws_s3_bucket.b.id
  MORE
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyHere"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.b.arn, "${aws_s3_bucket.b.arn}/*"]
      Condition = {
        StringNotEquals = { "aws:SourceVpce" = aws_vpc_endpoint.s3.id }
        ArnNotLike = {
          "aws:PrincipalArn" = "arn:aws:iam::${data.aws_caller_identity.me.account_id}:role/terraform"
        }
      }
    }]
  })
}
"""
TOPICS = """\
resource "aws_sns_topic_policy" "t" {
  for_each = { one = "one", two = NAME }
  arn      = "arn:aws:sns:eu-west-1:123456789012:${each.value}"
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Principal = { Service = "events.amazonaws.com" }, Action = "sns:Publish"
    Resource = "arn:aws:sns:eu-west-1:123456789012:${each.value}"
  }] })
}
"""


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "infra").mkdir()
    monkeypatch.chdir(tmp_path)


def adopted(text: str, *options: str, count: str = "") -> dict[str, Any]:
    Path("infra/main.tf").write_text(ENDPOINT.replace("  COUNT\n", count) + text)
    given = ("--account", "123456789012", "--region", "eu-west-1", "--format", "json", *options)
    done = CliRunner().invoke(app, ["adopt", "infra", *given])
    assert done.stderr == ""
    data: dict[str, Any] = json.loads(done.stdout)
    assert data["exit_code"] == done.exit_code
    return data


def reasons(data: dict[str, Any]) -> list[str]:
    return [reason["message"] for one in data["resource_policies"] for reason in one["reasons"]]


def bucket(more: str = "") -> str:
    return BUCKET.replace("  MORE\n", more)


def test_a_bucket_goes_with_the_endpoint_that_it_names() -> None:
    data = adopted(
        f'{bucket()}output "x" {{\n  value      = 1\n  depends_on = [aws_s3_bucket_policy.b]\n}}\n'
    )
    assert data["exit_code"] == 0, reasons(data)
    (one,) = data["resource_policies"]
    assert (one["policy_of"], one["policy"]) == ("aws_s3_bucket_policy.b", "equivalent (proven)")
    loaded = load_bytes(Path("modules/s3/intent.yaml").read_bytes(), "intent.yaml")
    assert loaded.intent, loaded.diagnostics
    (entry,) = loaded.intent.resource_policies
    assert (entry.name, entry.sid) == ("orders-archive", "OnlyHere")
    assert [each.endpoint for each in entry.deny_unless_through] == ["s3"]
    assert "from = aws_s3_bucket_policy.b\n  to   = module.s3.aws_s3_bucket_policy.orders_archive\n" in Path(
        "infra/adopted_moved.tf"
    ).read_text(encoding="utf-8")
    line = (ENDPOINT.replace("  COUNT\n", "")).count("\n") + 1
    end = line + bucket().count("\n")
    assert f"infra/main.tf:{line}: take out aws_s3_bucket_policy.b" in data["todo"]
    assert f"infra/main.tf:{end + 2}: aws_s3_bucket_policy.b becomes module.s3" in data["todo"]


def test_the_instances_of_a_block_get_a_module_each_or_stay_together() -> None:
    data = adopted(TOPICS.replace("NAME", '"two"'))
    assert [each["folder"] for each in data["resource_policies"]] == [
        "modules/topic-one",
        "modules/topic-two",
    ]
    moved = Path("infra/adopted_moved.tf").read_text(encoding="utf-8")
    assert 'from = aws_sns_topic_policy.t["two"]' in moved


def test_one_instance_that_stays_keeps_its_block() -> None:
    data = adopted(TOPICS.replace("NAME", "var.name"))
    assert [each["result"] for each in data["resource_policies"]] == ["refused"] * 2
    assert 'aws_sns_topic_policy.t["two"] is refused, and its block has to stay for it' in reasons(data)
    assert not Path("modules/topic-one").exists()


@pytest.mark.parametrize(
    ("text", "count", "says"),
    [
        (
            bucket("  lifecycle {\n    prevent_destroy = true\n  }\n"),
            "",
            "an intent cannot express its `lifecycle`",
        ),
        (bucket('  skip_me = "x"\n'), "", "an intent cannot express its `skip_me`"),
        (bucket().replace("aws_s3_bucket.b.id", "var.name"), "", "its `bucket` is not known: ⟨var.name⟩"),
        (
            bucket().replace("aws_vpc_endpoint.s3.id", "aws_vpc_endpoint.s3[0].id"),
            "  count = var.on ? 1 : 0\n",
            "it names ⟨aws_vpc_endpoint.s3[0].id⟩, which is not adopted with it, or is there by a condition",
        ),
        (bucket().replace("role/terraform", "role/${var.name}"), "", "values that are not known: ⟨var.name⟩"),
        (bucket("  for_each = toset([var.name])\n"), "", "its `for_each` is"),
        (
            'resource "aws_s3_bucket_policy" "b" {\n  bucket = "a-b-c"\n  policy = file("nowhere.json")\n}\n',
            "",
            "its policy is not read: ",
        ),
    ],
)
def test_refused(text: str, count: str, says: str) -> None:
    data = adopted(text, count=count)
    assert data["exit_code"] == 1
    assert any(says in each for each in reasons(data)), reasons(data)
    moved = Path("infra/adopted_moved.tf").read_text(encoding="utf-8")
    assert "aws_s3_bucket_policy" not in moved


def test_a_policy_that_a_resource_says_itself_is_left_and_named() -> None:
    own = 'resource "aws_sns_topic" "t" {\n  policy = jsonencode({ Statement = [local.all] })\n}\n'
    assert adopted(own)["left"] == ["aws_sns_topic.t"]
