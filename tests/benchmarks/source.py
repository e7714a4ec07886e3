"""Terraform source: 400 files, linted, and taken apart by the parsers that there are."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.clock import show, timed
from tests.benchmarks.peers import call, installed

_ROOTS = 100
_ROUNDS = 3
_PEERS = ("python-hcl2", "checkov")
_FILES = {
    "variables.tf": """
variable "environment" {
  description = "The stage"
  type        = string
  default     = "prod"
}
variable "buckets" {
  type    = list(string)
  default = ["logs", "data"]
}
variable "vpc_id" { type = string }
""",
    "locals.tf": """
locals {
  name    = "orders-${var.environment}"
  buckets = [for b in var.buckets : "arn:aws:s3:::${local.name}-${b}"]
  tags    = merge({ Name = local.name }, var.environment == "prod" ? { Tier = "1" } : {})
}
""",
    "policy.tf": """
data "aws_caller_identity" "current" {}
data "aws_iam_policy_document" "s3" {
  statement {
    sid       = "Objects"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = formatlist("%s/*", local.buckets)
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-a1b2c3d4e5"]
    }
  }
  dynamic "statement" {
    for_each = var.environment == "prod" ? [1] : []
    content {
      sid       = "List"
      actions   = ["s3:ListBucket"]
      resources = local.buckets
      principals {
        type        = "*"
        identifiers = ["*"]
      }
    }
  }
}
""",
    "main.tf": """
resource "aws_vpc_endpoint" "s3" {
  vpc_id       = var.vpc_id
  service_name = "com.amazonaws.eu-west-1.s3"
  policy       = data.aws_iam_policy_document.s3.json
  tags         = local.tags
}
resource "aws_vpc_endpoint" "dynamodb" {
  vpc_id       = var.vpc_id
  service_name = "com.amazonaws.eu-west-1.dynamodb"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "dynamodb:GetItem", Resource = "*" }]
  })
  tags = local.tags
}
""",
}
_HCL2 = """
import hcl2, pathlib, sys
for path in pathlib.Path(sys.argv[1]).rglob("*.tf"):
    hcl2.loads(path.read_text())
"""


def run() -> None:
    """400 files in 100 root modules; aim: at most a second beside start-up."""
    with TemporaryDirectory() as name:
        top = Path(name)
        folder = top / "infra"
        for number in range(_ROOTS):
            for file, text in _FILES.items():
                path = folder / f"root{number:03}" / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        peers = installed(top / "peers", _PEERS)
        own = Path(sys.executable).parent
        empty = top / "empty"
        empty.mkdir()
        (empty / "main.tf").write_text("", encoding="utf-8")
        show(
            [
                timed("lint, one empty file", call(own, "gen-vpce", "lint", empty, cwd=top), rounds=_ROUNDS),
                timed("lint, 400 files", call(own, "gen-vpce", "lint", folder, cwd=top), rounds=_ROUNDS),
                timed("tree-sitter alone", lambda: _parse(folder), rounds=_ROUNDS),
                timed("python-hcl2", call(peers, "python", "-c", _HCL2, folder, cwd=top), rounds=1),
                timed(
                    "checkov",
                    call(peers, "checkov", "--quiet", "--compact", "-d", folder, cwd=top),
                    rounds=1,
                ),
            ]
        )


def _parse(folder: Path) -> None:
    from gen_vpce.configuration.syntax.hcl_file import read_hcl
    from gen_vpce.policy.positions import Positions

    for path in folder.rglob("*.tf"):
        read_hcl(Positions(path.read_text(encoding="utf-8"), path.name))
