"""Values that are not known may stand anywhere: no expression brings the reader down."""

import re
from pathlib import Path
from random import Random

import pytest
import yaml
from tests.support.amount import amount

from gen_vpce.lint.lint_request import Asked
from gen_vpce.lint.paths import lint_paths

HERE = Path(__file__)
CASES = yaml.safe_load(HERE.with_name("cases.yaml").read_text(encoding="utf-8"))
EXPRESSIONS = yaml.safe_load(HERE.with_name("expressions.yaml").read_text(encoding="utf-8"))
PLACES = re.compile(
    r'"[^"\n$]*"|\b(?:local|var|each|statement)\.[a-z_.]+|\b\d+\b|\btrue\b|\bfalse\b|\[[^\[\]\n]*\]|\{[^{}\n]*\}'
)
UNKNOWN = """
var.u
var.u.x
var.u[0]
var.u[*].y
var.u ? ["a"] : []
var.u == "x"
"p-${var.u}-s"
[for q in var.u : q]
[for q in var.u : "a-${q}"]
{ for k, v in var.u : k => v }
{ (var.u) = 1 }
aws_s3_bucket.zz.arn
aws_iam_role.zz[0].arn
data.aws_caller_identity.c.account_id
module.zz.out
each.value
null
toset(var.u)
merge(var.u, { a = 1 })
concat(["x"], var.u)
try(var.u.q, "d")
can(var.u.q)
values(var.u)[0]
keys(var.u)
length(var.u)
one(var.u[*].z)
flatten([var.u, ["a"]])
jsondecode(var.u)
jsonencode(var.u)
lookup(var.u, "a", null)
split(",", var.u)
join(",", var.u)
format("%s-%d", var.u, 3)
formatlist("%s/*", var.u)
compact([var.u, ""])
distinct(concat(var.u, var.u))
coalesce(var.u, "x")
sort(var.u)
zipmap(var.u, var.u)
setunion(var.u, ["a"])
element(var.u, 1)
range(var.u)
replace(var.u, "a", "b")
uuid()
""".strip().splitlines()
AROUND = """
resource "aws_iam_policy" "x" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow", Action = local.x, Resource = local.x, Condition = { StringEquals = { a = local.x } }
    }]
  })
}
"""


def with_unknown(text: str, random: Random) -> str:
    """Return *text* with values that are not known in some of its places."""
    for _ in range(random.choice([1, 1, 2, 3, 6])):
        places = list(PLACES.finditer(text))
        if places:
            place = random.choice(places)
            text = text[: place.start()] + random.choice(UNKNOWN) + text[place.end() :]
    return text


@pytest.mark.property
@pytest.mark.parametrize("seed", range(amount(50)))
def test_no_value_that_is_not_known_brings_the_reader_down(seed: int, tmp_path: Path) -> None:
    random = Random(seed)  # noqa: S311 -- no secret
    for number in range(60):
        folder = tmp_path / str(number)
        folder.mkdir()
        if random.random() < 0.4:
            written = with_unknown(random.choice(EXPRESSIONS["expressions"]).rstrip(), random)
            files = {"main.tf": f"locals {{\n{EXPRESSIONS['given']}\nx = {written}\n}}\n{AROUND}"}
        else:
            case = random.choice(CASES)
            files = {**case.get("files", {}), "main.tf": with_unknown(case["tf"], random)}
        for name, text in {**files, "unknown.tf": 'variable "u" {}\n'}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert lint_paths(Asked((folder,), explain_unknown=True)).counts
