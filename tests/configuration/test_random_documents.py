"""Random documents through `aws_iam_policy_document` are what the provider makes of them."""

import json
from pathlib import Path
from random import Random

import pytest
from tests.support.configurations import PROVIDER, normal, plain, root_module
from tests.support.outside.terraform import VERSIONS, Terraform

DOCUMENTS = 150
TEXTS = ("s3:Get", "s3:*", "*", "arn:aws:s3:::a/*", "&{aws:username}", "$${aws:username}", "<&>", "é", "")
TYPES = ("AWS", "AWS", "Service", "Federated", "*")
TESTS = ("StringEquals", "StringLike", "Bool", "ForAnyValue:StringLike", "IpAddress")
KEYS = ("aws:SourceVpc", "aws:PrincipalOrgID", "s3:prefix", "aws:SecureTransport")


def texts(random: Random) -> str:
    """Return a list as people write one: plain, with conditions, out of parts."""
    words = ", ".join(f'"{random.choice(TEXTS)}"' for _ in range(random.randint(1, 3)))
    forms = (
        f"[{words}]",
        f"concat([{words}], [])",
        f"distinct([{words}])",
        f'[for w in [{words}] : w if w != "x"]',
        f'split("|", join("|", [{words}]))',
        f"true ? [{words}] : []",
        "local.words[*]",
    )
    return random.choice(forms)


def principals(random: Random, kind: str) -> str:
    return f"""
    {kind} {{
      type        = "{random.choice(TYPES)}"
      identifiers = {texts(random)}
    }}"""


def condition(random: Random) -> str:
    plain_one = f"""
    condition {{
      test     = "{random.choice(TESTS)}"
      variable = "{random.choice(KEYS)}"
      values   = {texts(random)}
    }}"""
    dynamic = f"""
    dynamic "condition" {{
      for_each = {{ "{random.choice(KEYS)}" = {texts(random)}, "aws:SourceVpce" = ["vpce-1"] }}
      content {{
        test     = "{random.choice(TESTS)}"
        variable = condition.key
        values   = condition.value
      }}
    }}"""
    return random.choice((plain_one, plain_one, dynamic))


def statement(random: Random, sid: str) -> str:
    lines = [f'    sid = "{sid}"'] if random.random() < 0.6 else []
    if random.random() < 0.4:
        lines.append(f'    effect = "{random.choice(("Allow", "Deny"))}"')
    names = ("actions", "resources")
    lines += [f"    {random.choice(('', 'not_'))}{name} = {texts(random)}" for name in names]
    kind = random.choice(("principals", "not_principals"))
    lines += [principals(random, kind) for _ in range(random.choice((0, 0, 1, 1, 2)))]
    lines += [condition(random) for _ in range(random.choice((0, 0, 1, 2)))]
    body = "\n".join(lines)
    if random.random() < 0.2:
        return f'  dynamic "statement" {{\n    for_each = [1]\n    content {{\n{body}\n    }}\n  }}'
    return f"  statement {{\n{body}\n  }}"


def document(random: Random, number: int) -> str:
    """Return a document; some take in documents before them, whose Sids come again."""
    lines = [f'data "aws_iam_policy_document" "d{number}" {{']
    if random.random() < 0.2:
        lines.append('  version = "2012-10-17"')
    if random.random() < 0.2:
        lines.append(f'  policy_id = "Id{number}"')
    earlier = [f"data.aws_iam_policy_document.d{random.randrange(number)}.json" for _ in range(2) if number]
    if earlier and random.random() < 0.3:
        lines.append(f"  override_policy_documents = [{', '.join(earlier)}]")
    if earlier and random.random() < 0.2:
        lines.append(f"  source_policy_documents = [{earlier[0]}]")
    own = f"D{number}" if any("source_policy" in line for line in lines) else "S"
    count = random.randint(1, 3)
    lines += [statement(random, f"{own}{at}") for at in range(count)]
    return "\n".join([*lines, "}"])


@pytest.mark.terraform
def test_a_random_document_is_what_the_provider_makes_of_it(terraform: Terraform, tmp_path: Path) -> None:
    random = Random(17)  # noqa: S311 -- no secret
    documents = [document(random, number) for number in range(DOCUMENTS)]
    text = "\n".join(['locals {\n  words = ["s3:Get", "s3:Put"]\n}', *documents])
    module = root_module(tmp_path, text)
    assert module.source.broken == []
    folder = tmp_path / "plan"
    folder.mkdir()
    outputs = [
        f'output "o{number}" {{\n  value = data.aws_iam_policy_document.d{number}.json\n}}'
        for number in range(DOCUMENTS)
    ]
    (folder / "main.tf").write_text("\n".join([VERSIONS, PROVIDER, text, *outputs]), encoding="utf-8")
    terraform.prepare(folder)
    terraform.succeed(folder, "plan", "-no-color", "-out=p", "-refresh=false")
    planned = json.loads(terraform.succeed(folder, "show", "-json", "p"))["planned_values"]["outputs"]
    for number in range(DOCUMENTS):
        block = module.source.data["aws_iam_policy_document", f"d{number}"]
        (instance,) = module.instances(block, f"data.aws_iam_policy_document.d{number}")
        resource = module.resource("data.aws_iam_policy_document", f"d{number}", block, instance)
        ours = json.loads(str(plain(resource.attribute("json", None))))
        theirs = json.loads(planned[f"o{number}"]["value"])
        assert normal(ours) == normal(theirs), documents[number]
