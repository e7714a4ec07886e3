"""Policies of resources: what each type's says, whose it is, and what its service refuses."""

import json
from typing import Any

import pytest

from gen_vpce import catalog
from gen_vpce.configuration.policies.policy_types import TERRAFORM_POLICIES
from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Intent
from gen_vpce.intent.schema import intent_schema
from gen_vpce.policy.compiler.compile import Compiled, compile_intent
from gen_vpce.policy.document import Policy, to_data
from gen_vpce.policy.elements import policy_from
from gen_vpce.policy.own_resources import said_in_full

HEAD = 'version: 1\nname: orders\nregion: us-east-1\naccount: "123456789012"\norganization: o-a1b2c3d4e5\n'
HOLDERS = catalog.POLICY_HOLDERS.values()
NAMED = "us-east-1:123456789012"
BUCKET = "arn:aws:s3:::orders-archive"

# The Resource element, the actions, and what Terraform calls the resource, by type.
MADE: dict[str, tuple[object, object, str]] = {
    "table": (
        [f"arn:aws:dynamodb:{NAMED}:table/Orders", f"arn:aws:dynamodb:{NAMED}:table/Orders/index/*"],
        "dynamodb:*",
        f"arn:aws:dynamodb:{NAMED}:table/Orders",
    ),
    "bucket": ([BUCKET, f"{BUCKET}/*"], "s3:*", "orders-archive"),
    "key": ("*", "kms:*", "1234abcd-12ab-34cd-56ef-1234567890ab"),
    "queue": (
        f"arn:aws:sqs:{NAMED}:orders",
        "sqs:*",
        "https://sqs.us-east-1.amazonaws.com/123456789012/orders",
    ),
    "topic": (
        f"arn:aws:sns:{NAMED}:orders",
        [
            *(
                "sns:AddPermission",
                "sns:DeleteTopic",
                "sns:GetDataProtectionPolicy",
                "sns:GetTopicAttributes",
            ),
            *("sns:ListSubscriptionsByTopic", "sns:ListTagsForResource", "sns:Publish"),
            *(
                "sns:PutDataProtectionPolicy",
                "sns:RemovePermission",
                "sns:SetTopicAttributes",
                "sns:Subscribe",
            ),
        ],
        f"arn:aws:sns:{NAMED}:orders",
    ),
    "secret": (
        "*",
        "secretsmanager:*",
        f"arn:aws:secretsmanager:{NAMED}:secret:orders/database-a1B2c3",
    ),
    "repository": (None, "ecr:*", "team/orders"),
}


def loaded(body: str) -> Intent:
    found = load_bytes((HEAD + "resource_policies:\n" + body).encode(), "intent.yaml")
    assert found.intent is not None, found.diagnostics
    return found.intent


def compiled(body: str) -> Compiled:
    return compile_intent(loaded(body))


def statements(body: str) -> list[dict[str, Any]]:
    (document,) = compiled(body).documents
    data: Any = to_data(document.policy)["Statement"]
    return list(data)


def refused(word: str, name: str, statement: dict[str, object]) -> list[str]:
    entry = {word: name, "statements": [{"Effect": "Allow", "Principal": "*"} | statement]}
    return [
        each.message for each in compiled(f"  - {json.dumps(entry)}\n").diagnostics if each.code == "GV308"
    ]


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: holder.word)
def test_who_comes_another_way_is_denied(holder: catalog.PolicyHolder) -> None:
    entry = {
        holder.word: holder.example,
        "deny_unless_through": ["vpce-0123456789abcdef0"],
        "except_principals": ["role/terraform", "account/111111111111"],
    }
    made = statements(f"  - {json.dumps(entry)}\n")
    resource, actions, value = MADE[holder.word]
    deny = made[-1]
    assert (deny["Effect"], deny["Principal"], deny["Action"]) == ("Deny", "*", actions)
    assert deny.get("Resource") == resource
    terraform = "arn:aws:iam::123456789012:role/terraform"
    of_aws = [f"arn:aws:iam::*:role/{each}" for each in holder.roles_of_aws]
    assert deny["Condition"] == {
        "BoolIfExists": {"aws:PrincipalIsAWSService": "false", "aws:ViaAWSService": "false"},
        "ArnNotLike": {"aws:PrincipalArn": [*of_aws, terraform] if of_aws else terraform},
        "StringNotEquals": {
            "aws:PrincipalAccount": "111111111111",
            "aws:sourceVpce": "vpce-0123456789abcdef0",
        },
    }
    assert loaded(f"  - {json.dumps(entry)}\n").resource_policies[0].value == value
    assert len(made) == 2 if holder.needs_grant else 1


def test_who_is_outside_of_the_organizations_is_denied() -> None:
    within = "[organization, organization/o-bbbbbbbbbb]"
    entry = f"  - bucket: orders-archive\n    deny_unless_organization: {within}\n"
    others = "    except_principals: [organization/o-cccccccccc, role/App]\n"
    (deny,) = statements(entry + others)
    assert deny["Sid"] == "OnlyFromOrganization"
    assert deny["Condition"] == {
        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
        "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/App"},
        "StringNotEquals": {"aws:PrincipalOrgID": ["o-a1b2c3d4e5", "o-bbbbbbbbbb", "o-cccccccccc"]},
    }


def test_a_key_keeps_the_statement_that_lets_iam_decide_unless_the_file_grants_itself() -> None:
    key = "  - key: 1234abcd-12ab-34cd-56ef-1234567890ab\n    deny_unless_organization: [organization]\n"
    allow, _ = statements(key)
    assert allow == {
        "Sid": "EnableIamPolicies",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    own = '{Effect: Allow, Principal: {AWS: "111111111111"}, Action: "kms:*", Resource: "*"}'
    assert [each["Effect"] for each in statements(f"{key}    statements: [{own}]\n")] == ["Deny", "Allow"]


def test_a_sid_that_the_file_uses_stays_its_own() -> None:
    own = '{Sid: OnlyFromOrganization, Effect: Deny, Principal: "*", Action: "sqs:*", Resource: "*"}'
    made = statements(
        f"  - {{queue: orders, deny_unless_organization: [organization], statements: [{own}]}}\n"
    )
    assert [each["Sid"] for each in made] == ["OnlyFromOrganization2", "OnlyFromOrganization"]


@pytest.mark.parametrize(
    ("word", "name", "statement", "says"),
    [
        ("bucket", "orders", {"Action": "s3:*", "Resource": "*"}, "`*` is not bucket/orders"),
        (
            *("bucket", "orders", {"Action": "s3:*", "Resource": "arn:aws:s3:::orders*"}),
            "`arn:aws:s3:::orders*` is not bucket/orders",
        ),
        ("bucket", "orders", {"Action": "s3:*"}, "a statement of bucket/orders has no Resource"),
        ("bucket", "orders", {"Action": "s3:*", "NotResource": "arn:aws:s3:::x"}, "`arn:aws:s3:::x` is not"),
        (
            "key",
            "mrk-" + "0" * 32,
            {"Action": "kms:*", "NotResource": "*"},
            "nothing lies in a key to leave out",
        ),
        (
            "repository",
            "a",
            {"Action": "ecr:*", "NotResource": "*"},
            "nothing lies in a repository",
        ),
        (
            "bucket",
            "orders",
            {"Action": "sqs:*", "Resource": "arn:aws:s3:::orders"},
            "`sqs:*` is not an action on",
        ),
        ("repository", "a", {"Action": "ecr:*", "Resource": "*"}, "has Resource, which ECR refuses"),
        ("topic", "a", {"Action": "sns:*", "Resource": "*"}, "`sns:*` takes in what"),
        ("topic", "a", {"Action": "sns:CreateTopic", "Resource": "*"}, "`sns:CreateTopic` takes in"),
        (
            *("queue", "a", {"Action": [f"sqs:Get{each}*" for each in "ABCDEFGH"], "Resource": "*"}),
            "a statement has 8 actions; sqs takes 7 in each",
        ),
    ],
)
def test_a_service_refuses(word: str, name: str, statement: dict[str, object], says: str) -> None:
    (message,) = refused(word, name, statement)
    assert says in message


@pytest.mark.parametrize(
    ("word", "name", "statement"),
    [
        ("bucket", "orders", {"Action": "s3:Get*", "Resource": "arn:aws:s3:::orders/a/*"}),
        ("bucket", "orders", {"Action": "s3:PutObject", "NotResource": "arn:aws:s3:::orders/*.jpg"}),
        ("topic", "a", {"Action": "SNS:Receive", "Resource": f"arn:aws:sns:{NAMED}:a"}),
        ("key", "mrk-" + "0" * 32, {"Action": "kms:Decrypt", "Resource": "*"}),
        ("queue", "a", {"Action": "sqs:*", "Resource": f"arn:aws:sqs:{NAMED}:a"}),
        ("topic", "a", {"Action": ["SNS:Publish", "sns:Subs*"], "Resource": f"arn:aws:sns:{NAMED}:a"}),
        ("secret", "a-abcdef", {"NotAction": "secretsmanager:Get*", "Resource": "*"}),
        ("repository", "a", {"Action": "ecr:*"}),
    ],
)
def test_a_service_takes(word: str, name: str, statement: dict[str, object]) -> None:
    assert refused(word, name, statement) == []


def test_a_queue_has_twenty_statements_and_8192_bytes() -> None:
    one = '{Effect: Allow, Principal: {AWS: "111111111111"}, Action: "sqs:*", Resource: "*"}'
    assert refused("queue", "a", {"Action": "sqs:*", "Resource": "*"}) == []
    found = compiled(f"  - {{queue: a, statements: [{', '.join([one] * 21)}]}}\n").diagnostics
    assert [each.message for each in found] == ["the policy of queue/a has 21 statements"]
    long = json.dumps({f"aws:RequestTag/{number}": "x" * 400 for number in range(21)})
    entry = one.replace("}, Action", f"}}, Condition: {{StringEquals: {long}}}, Action")
    (found_too_long,) = compiled(f"  - {{queue: a, statements: [{entry}]}}\n").diagnostics
    assert found_too_long.code == "GV305"
    assert "the 8,192 that AWS accepts for the policy of an SQS queue" in found_too_long.message


def test_a_star_in_a_resource_policy_is_the_resource() -> None:
    data = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "kms:*"}]}
    bare, _ = policy_from(data)
    named, _ = policy_from({**data, "Statement": [{**data["Statement"][0], "Resource": ["*"]}]})  # type: ignore[dict-item]
    other, _ = policy_from({**data, "Statement": [{**data["Statement"][0], "Resource": "arn:x"}]})  # type: ignore[dict-item]
    assert isinstance(bare, Policy)
    assert isinstance(named, Policy)
    assert isinstance(other, Policy)
    other_part, _ = policy_from(
        {**data, "Statement": [{**data["Statement"][0], "NotResource": ["arn:own/x"]}]}
    )  # type: ignore[dict-item]
    assert isinstance(other_part, Policy)
    (full,) = said_in_full(other_part, ("arn:own",))
    assert (full.resources, full.not_resources) == (("arn:own",), ("arn:own/x",))
    for policy in (bare, named):
        assert [each.resources for each in said_in_full(policy, ("arn:own",))] == [("arn:own",)]
    assert said_in_full(other, ("arn:own",)) is other
    assert said_in_full(bare, ()) is bare


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: holder.word)
def test_every_list_of_types_is_the_table(holder: catalog.PolicyHolder) -> None:
    entry = intent_schema()["$defs"]["resource_policy"]["properties"][holder.word]
    assert (entry["pattern"], entry["examples"]) == (holder.names, [holder.example])
    service = catalog.service(holder.prefix)
    assert service is not None
    for action in holder.changes:
        assert action.partition(":")[2].lower() in service.actions
    assert holder.type in service.resource_types
    assert TERRAFORM_POLICIES[holder.terraform].longest == holder.limit.longest
    schema = json.loads((shipped("schemas") / "module.schema.json").read_text(encoding="utf-8"))
    types = schema["properties"]["main.tf"]["properties"]["resource"]["properties"]
    made = schema["$defs"][types[holder.terraform]["additionalProperties"]["$ref"].rpartition("/")[2]]
    assert holder.argument in made["required"]
    assert (shipped("templates") / "module" / "readme" / f"{holder.word}.md.j2").is_file()


def test_other_partitions_have_their_own_names() -> None:
    place = ("aws-cn", "cn-north-1", "123456789012")
    queue, bucket = catalog.POLICY_HOLDERS["queue"], catalog.POLICY_HOLDERS["bucket"]
    assert queue.value_of("a", *place) == "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/a"
    assert bucket.arns("a", *place) == ("arn:aws-cn:s3:::a", "arn:aws-cn:s3:::a/*")


def test_what_a_policy_has_that_exists_already_can_be_said() -> None:
    through = "bucket: orders-archive, deny_unless_through: [vpce-0123456789abcdef0]"
    of_old = "source_vpce_key: aws:SourceVpce, policy_version: '2008-10-17', policy_id: 'Policy 1'"
    (document,) = compiled(f"  - {{{through}, {of_old}}}\n").documents
    assert (document.policy.version, document.policy.id) == ("2008-10-17", "Policy 1")
    (deny,) = statements(f"  - {{{through}, {of_old}}}\n")
    assert deny["Condition"]["StringNotEquals"] == {"aws:SourceVpce": "vpce-0123456789abcdef0"}


@pytest.mark.parametrize(
    ("sid", "made"), [("Only-from-here", "Only-from-here"), ("false", None), ("'false'", "false")]
)
def test_a_sid_that_exists_already_is_that_of_the_first_statement(sid: str, made: str | None) -> None:
    of_organization = f"deny_unless_organization: [organization], sid: {sid}"
    alone = statements(f"  - {{topic: orders, {of_organization}}}\n")
    both = statements(f"  - {{topic: orders, deny_unless_through: [vpce-01234567], {of_organization}}}\n")
    assert [each.get("Sid") for each in alone] == [made]
    assert [each.get("Sid") for each in both] == [made, "OnlyFromOrganization"]


def test_whoever_is_excepted_the_text_reads_back_as_it_was_made() -> None:
    excepted = [
        "role/A",
        "account/111111111111",
        "organization/o-bbbbbbbbbb",
        "ou/ou-ab12-11111111",
        "tag/a=b",
    ]
    ways = "deny_unless_through: [vpce-01234567], deny_unless_organization: [organization]"
    (document,) = compiled(
        f"  - {{bucket: orders, {ways}, except_principals: {json.dumps(excepted)}}}\n"
    ).documents
    again, _ = policy_from(to_data(document.policy))
    assert again == document.policy


@pytest.mark.parametrize(
    ("word", "name", "action", "says"),
    [
        (
            "key",
            "1234abcd-12ab-34cd-56ef-1234567890ab",
            "kms:ListKeys",
            "`kms:ListKeys` does not act on a KMS key",
        ),
        ("repository", "team/orders", "ecr:GetAuthorizationToken", "does not act on an ECR repository"),
        ("secret", "orders-a1B2c3", "secretsmanager:ListSecrets", "does not act on a Secrets Manager secret"),
        ("queue", "orders", "sqs:ListQueues", "does not act on an SQS queue"),
        ("key", "1234abcd-12ab-34cd-56ef-1234567890ab", "kms:Decrypt", ""),
        ("key", "1234abcd-12ab-34cd-56ef-1234567890ab", "kms:List*", ""),
        ("repository", "team/orders", "ecr:BatchGetImage", ""),
    ],
)
def test_actions_that_do_not_act_on_the_resource_are_told(
    word: str, name: str, action: str, says: str
) -> None:
    on = {} if word == "repository" else {"Resource": "*"}
    whole = {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": action, **on}
    told = compiled(f"  - {json.dumps({word: name, 'statements': [whole]})}\n").diagnostics
    assert [(each.code, says in each.message) for each in told] == [("GV337", True)] * bool(says)
