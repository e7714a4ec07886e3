"""Policies in other forms: inside of a role, as the arguments of a permission, or attached by name."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.outside.aws import provider
from tests.support.outside.terraform import VERSIONS, Terraform
from tests.support.plans import NO_SETTINGS, allow, change, configured, found, plan_data, policy, read

from gen_vpce.diagnostics import Diagnostic
from gen_vpce.terraform.findings.managed import granted
from gen_vpce.terraform.gate import gate

ROLE, PERMISSION = "aws_iam_role.app", "aws_lambda_permission.app"


def statement(*actions: str) -> str:
    made = allow(*actions)
    del made["Principal"]
    return policy(made)


READS, WRITES = statement("s3:GetObject"), statement("s3:GetObject", "s3:PutObject")
LONG = statement(f"s3:{'x' * 10_240}")


def told(data: dict[str, Any]) -> list[Diagnostic]:
    return list(gate(read(data), Path("no-such-folder"), NO_SETTINGS))


def role(**inline: str | None) -> dict[str, Any]:
    """Return a role with these inline policies; None for one that is not known until apply."""
    blocks = [{"name": name, **({"policy": text} if text else {})} for name, text in inline.items()]
    return {"name": "app", "inline_policy": blocks}


@pytest.mark.parametrize(
    ("actions", "before", "after", "unknown", "expected"),
    [
        ("update", role(a=READS), role(a=WRITES), False, ["error access-newly-allowed"]),
        ("update", role(a=WRITES), role(a=READS), False, ["warning access-newly-denied"]),
        ("update", role(a=READS), role(a=READS, b=WRITES), False, ["error access-newly-allowed"]),
        ("update", role(a=READS, b=WRITES), role(b=WRITES), False, ["warning access-newly-denied"]),
        ("create", None, role(a=READS), False, ["error access-newly-allowed"]),
        ("create", None, role(a=None), True, ["error policy-unknown"]),
        ("create", None, {"name": "app"}, True, ["error policy-unknown"]),
        ("update", role(a=READS, b=READS), role(a=READS, b=None), True, ["error policy-unknown"]),
        ("delete create", role(a=READS), role(a=READS), False, []),
        ("delete", role(a=READS), None, False, []),
        ("no-op", role(a=READS), role(a=READS), False, []),
        ("update", role(a="[]"), role(a=READS), False, ["error policy-unreadable"]),
        (
            "update",
            role(a=READS),
            role(a=statement("s3:GetObject" + "x" * 10_240)),
            False,
            ["error policy-too-long"],
        ),
    ],
)
def test_inline_policies_of_a_role(
    actions: str, before: object, after: object, unknown: bool, expected: list[str]
) -> None:
    marks = {"inline_policy": True} if unknown else {}
    entry = change(actions, before, after, address=ROLE, after_unknown=marks)  # type: ignore[arg-type]
    said = found(plan_data(entry, configuration=configured({ROLE: {"inline_policy": []}})))
    assert {each.removesuffix(f" {ROLE}") for each in said} >= set(expected)
    assert bool(said) is bool(expected)
    # What other resources attach shows in the role too, and is judged there.
    assert found(plan_data(entry, configuration=configured({ROLE: {"name": []}}))) == []


def test_an_inline_policy_is_named_and_a_sensitive_one_is_not_shown() -> None:
    entry = change("update", role(a=READS), role(a=WRITES), address=ROLE)
    (said,) = told(plan_data(entry))
    assert said.message == f"{ROLE}: the inline policy a newly allows requests"
    assert "s3 PutObject" in said.details[0]
    entry["change"]["after_sensitive"] = {"inline_policy": True}
    (said,) = told(plan_data(entry))
    assert "PutObject" not in repr(said)


def test_an_inline_policy_drifts_where_the_role_sets_it() -> None:
    entry = change("update", role(a=READS), role(a=WRITES), address=ROLE)
    for argument, kinds in (("inline_policy", [f"error policy-drift {ROLE}"]), ("name", [])):
        assert (
            found(plan_data(resource_drift=[entry], configuration=configured({ROLE: {argument: []}})))
            == kinds
        )


def permission(**more: object) -> dict[str, object]:
    return {
        "action": "lambda:InvokeFunction",
        "function_name": "app",
        "principal": "s3.amazonaws.com",
        **more,
    }


@pytest.mark.parametrize(
    ("values", "unknown", "said"),
    [
        (permission(principal="*"), {}, ["everyone: lambda InvokeFunction"]),
        (permission(), {}, ["s3.amazonaws.com", "lambda InvokeFunction"]),
        (permission(principal="111122223333"), {}, ["account 111122223333"]),
        (permission(principal="arn:aws:iam::111122223333:role/a"), {}, ["role/a"]),
        (permission(source_arn="arn:aws:s3:::logs"), {}, ["arn:aws:s3:::logs"]),
        (permission(source_account="111122223333"), {}, ["111122223333"]),
        (permission(principal="*", principal_org_id="o-a1b2c3d4e5"), {}, ["o-a1b2c3d4e5"]),
        (permission(qualifier="live"), {}, ["app:live"]),
        (permission(function_name="arn:aws:lambda:eu-west-1:111122223333:function:f"), {}, ["eu-west-1"]),
        (permission(function_name="111122223333:function:f"), {}, ["111122223333"]),
        (permission(function_name=None), {"function_name": True}, ["lambda InvokeFunction"]),
        (permission(source_arn=None), {"source_arn": True}, ["aws:SourceArn"]),
    ],
)
def test_a_permission_is_the_statement_that_it_makes(
    values: dict[str, object], unknown: dict[str, bool], said: list[str]
) -> None:
    (finding,) = told(plan_data(change("create", None, values, address=PERMISSION, after_unknown=unknown)))
    assert (finding.code, finding.message) == ("GV620", f"{PERMISSION}: the permission newly allows requests")
    assert all(words in " ".join(finding.details) for words in said), finding.details


def test_a_permission_that_goes_or_is_replaced_or_hides_who_gets_it() -> None:
    old, new = permission(), permission(source_arn="arn:aws:s3:::logs")
    allowed, denied = f"error access-newly-allowed {PERMISSION}", f"warning access-newly-denied {PERMISSION}"
    assert found(plan_data(change("delete", old, None, address=PERMISSION))) == [denied]
    assert found(plan_data(change("delete create", old, new, address=PERMISSION))) == [allowed, denied]
    hidden = change(
        "create", None, permission(principal=None), address=PERMISSION, after_unknown={"principal": True}
    )
    assert found(plan_data(hidden)) == [f"error policy-unknown {PERMISSION}"]


WIDE, NARROW, OWN = (
    "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess",
    "arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess",
    "arn:aws:iam::111122223333:policy/AppFullAccess",
)


@pytest.mark.parametrize(
    ("arn", "wide"),
    [
        (WIDE, True),
        (NARROW, False),
        (OWN, False),
        ("arn:aws:iam::aws:policy/AdministratorAccess", True),
        ("arn:aws:iam::aws:policy/AWSLambda_FullAccess", True),
        ("arn:aws-cn:iam::aws:policy/PowerUserAccess", True),
        ("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", False),
        ("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess", False),
        ("AdministratorAccess", False),
    ],
)
def test_a_policy_that_aws_manages_is_known_by_its_name(arn: str, wide: bool) -> None:
    assert bool(granted(arn)) is wide


@pytest.mark.parametrize(
    ("address", "values", "who"),
    [
        ("aws_iam_role_policy_attachment.a", {"role": "app"}, ["role app"]),
        ("aws_iam_user_policy_attachment.a", {"user": "ann"}, ["user ann"]),
        ("aws_iam_group_policy_attachment.a", {"group": "ops"}, ["group ops"]),
        (
            "aws_iam_policy_attachment.a",
            {"roles": ["a", "b"], "users": ["c"], "groups": []},
            ["role a", "role b", "user c"],
        ),
        ("aws_iam_role_policy_attachments_exclusive.a", {"role_name": "app"}, ["role app"]),
        ("aws_iam_role.app", {"name": "app"}, ["role app"]),
    ],
)
def test_an_attachment_opens_when_it_comes_and_cuts_when_it_goes(
    address: str, values: dict[str, object], who: list[str]
) -> None:
    plural = {
        "aws_iam_role_policy_attachments_exclusive.a": "policy_arns",
        "aws_iam_role.app": "managed_policy_arns",
    }
    argument = plural.get(address)

    def held(arn: str) -> dict[str, object]:
        return {**values, **({argument: [arn]} if argument else {"policy_arn": arn})}

    wide, narrow = held(WIDE), held(NARROW)
    came = told(plan_data(change("create", None, wide, address=address)))
    policy = f"{address}: the policy AmazonDynamoDBFullAccess, which AWS manages,"
    assert [each.message for each in came] == [f"{policy} is newly attached to {name}" for name in who]
    grants = "it grants every action of the service that it is named after"
    assert {(each.code, each.details) for each in came} == {("GV620", (grants,))}
    gone = told(plan_data(change("update", wide, narrow, address=address)))
    assert [(each.code, each.message) for each in gone] == [
        ("GV621", f"{policy} is no longer attached to {name}") for name in who
    ]
    for entry in (
        change("create", None, narrow, address=address),
        change("no-op", wide, wide, address=address),
        change("create", None, held(OWN), address=address),
    ):
        assert told(plan_data(entry)) == []


def test_an_attachment_to_a_role_to_come_and_a_sensitive_one() -> None:
    address = "aws_iam_role_policy_attachment.a"
    entry = change("create", None, {"policy_arn": WIDE}, address=address, after_unknown={"role": True})
    assert told(plan_data(entry))[0].message.endswith("is newly attached to a role that is not known yet")
    entry["change"]["after_sensitive"] = {"policy_arn": True}
    assert "DynamoDB" not in repr(told(plan_data(entry)))


ROOT = """
resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
  inline_policy {
    name   = "tables"
    policy = jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Action = "dynamodb:*", Resource = "*" }]
    })
  }
}

resource "aws_iam_role_policy_attachment" "wide" {
  role       = aws_iam_role.app.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
}

resource "aws_iam_role" "plain" {
  name               = "plain"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_lambda_permission" "app" {
  action        = "lambda:InvokeFunction"
  function_name = "app"
  principal     = "*"
}

resource "aws_kms_key" "plain" {}

resource "aws_kms_key_policy" "open" {
  key_id = aws_kms_key.plain.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "kms:*", Resource = "*" }]
  })
}

resource "aws_sqs_queue" "plain" {}

resource "aws_opensearch_domain_policy" "search" {
  domain_name     = "search"
  access_policies = jsonencode({ Version = "2012-10-17", Statement = [] })
}
"""


@pytest.mark.terraform
def test_a_real_plan_holds_them_in_these_forms(terraform: Terraform, tmp_path: Path) -> None:
    (tmp_path / "provider.tf").write_text(VERSIONS + provider("http://127.0.0.1:1", "ec2", "sts"))
    (tmp_path / "main.tf").write_text(ROOT)
    terraform.prepare(tmp_path)
    terraform.succeed(tmp_path, "plan", "-no-color", "-refresh=false", "-out=plan")
    plan = json.loads(terraform.succeed(tmp_path, "show", "-json", "plan"))
    assert found(plan) == [
        "error access-newly-allowed aws_iam_role.app",
        "error access-newly-allowed aws_iam_role_policy_attachment.wide",
        "error access-newly-allowed aws_kms_key_policy.open",
        "error access-newly-allowed aws_lambda_permission.app",
        "note policies-unread",
    ]
    assert told(plan)[-1].message == (
        "the plan changes 3 policies that are not judged: 2 in assume_role_policy of aws_iam_role and "
        "1 in access_policies of aws_opensearch_domain_policy"
    )
