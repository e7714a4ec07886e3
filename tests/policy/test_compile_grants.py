"""What each part of a grant becomes in an endpoint policy."""

from tests.support.grants import (
    AWS_SERVICES,
    LINE,
    TABLE,
    bucket,
    by_account,
    by_arn,
    by_organization,
    full_arn,
    grant,
    owned_by,
    table,
)
from tests.support.intents import gateway, identity_policy, intent, interface, table_policy

from gen_vpce import catalog
from gen_vpce.diagnostics import Severity
from gen_vpce.intent.model import Grant, PrincipalKind, RawStatement
from gen_vpce.policy.compiler.compile import Compiled, compile_intent
from gen_vpce.policy.document import to_data

ROLE = "arn:aws:iam::123456789012:role/OrdersApp"
ANY_ROLE = "arn:aws:iam::123456789012:role/orders-*"


def compiled(*allow: Grant, deny: tuple[Grant, ...] = (), raw: tuple[object, ...] = ()) -> Compiled:
    statements = tuple(RawStatement(data, LINE) for data in raw)  # type: ignore[arg-type]
    return compile_intent(intent(gateway(everything=False, allow=allow, deny=deny, statements=statements)))


def statements(made: Compiled) -> list[dict[str, object]]:
    assert [found for found in made.diagnostics if found.severity is Severity.ERROR] == []
    return to_data(made.documents[0].policy)["Statement"]  # type: ignore[return-value]


def only(made: Compiled) -> dict[str, object]:
    (statement,) = statements(made)
    return statement


def codes(made: Compiled) -> list[str]:
    return [found.code for found in made.diagnostics]


def test_empty_grant_is_everything_for_everyone() -> None:
    assert only(compiled(grant())) == {
        "Sid": "Orders",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "*",
        "Resource": "*",
    }


def test_exact_arns_are_compared_with_arn_equals_and_wildcards_with_arn_like() -> None:
    assert only(compiled(grant(principals=by_arn(ROLE))))["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": ROLE}
    }
    assert only(compiled(grant(principals=by_arn(ROLE, ANY_ROLE))))["Condition"] == {
        "ArnLike": {"aws:PrincipalArn": [ROLE, ANY_ROLE]}
    }


def test_kinds_of_principals_are_alternatives() -> None:
    everyone = by_arn(ROLE) + by_account("111122223333") + by_organization("o-a1b2c3d4e5") + AWS_SERVICES
    made = statements(compiled(grant(principals=everyone)))
    assert {statement["Sid"]: statement["Condition"] for statement in made} == {
        "OrdersRoles": {"ArnEquals": {"aws:PrincipalArn": ROLE}},
        "OrdersAccounts": {"StringEquals": {"aws:PrincipalAccount": "111122223333"}},
        "OrdersOrganizations": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
        "OrdersAwsServices": {"Bool": {"aws:PrincipalIsAWSService": "true"}},
    }


def test_principals_and_owners_are_a_product() -> None:
    owners = owned_by(PrincipalKind.ACCOUNT, "123456789012") + owned_by(PrincipalKind.ORGANIZATION, "o-a")
    made = statements(
        compiled(grant(principals=by_arn(ROLE) + by_account("111122223333"), resource_owners=owners))
    )
    assert [statement["Sid"] for statement in made] == [
        "OrdersRolesOwnedByAccounts",
        "OrdersRolesOwnedByOrganizations",
        "OrdersAccountsOwnedByAccounts",
        "OrdersAccountsOwnedByOrganizations",
    ]
    assert made[3]["Condition"] == {
        "StringEquals": {"aws:PrincipalAccount": "111122223333", "aws:ResourceOrgID": "o-a"}
    }


def test_interface_endpoint_may_name_principals_in_the_element() -> None:
    named = interface(
        everything=False,
        principal_element=True,
        allow=(grant(principals=by_arn(ROLE, ANY_ROLE) + by_account("111122223333")),),
    )
    first, second = statements(compile_intent(intent(named)))
    assert first["Principal"] == {"AWS": ["arn:aws:iam::111122223333:root", ROLE]}
    assert "Condition" not in first
    assert second["Principal"] == "*"
    assert second["Condition"] == {"ArnLike": {"aws:PrincipalArn": ANY_ROLE}}


def test_levels_are_the_actions_that_act_on_the_named_types() -> None:
    made = only(compiled(grant(levels=("read",), resources=(table(),))))
    actions = made["Action"]
    assert isinstance(actions, list)
    assert {"dynamodb:GetItem", "dynamodb:Query"} <= set(actions)
    assert not {"dynamodb:PutItem", "dynamodb:DescribeLimits", "dynamodb:GetRecords"} & set(actions)
    assert actions == sorted(set(actions), key=str.casefold)


def test_levels_of_a_bucket_act_on_its_objects_too() -> None:
    reading = grant(levels=("read",), resources=(bucket("b"),))
    made = only(compile_intent(intent(gateway("s3", iam_prefix="s3", everything=False, allow=(reading,)))))
    assert {"s3:GetObject", "s3:GetBucketLocation"} <= set(made["Action"])  # type: ignore[call-overload]
    assert "s3:GetJobTagging" not in made["Action"]  # type: ignore[operator]
    assert made["Resource"] == ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]


def test_a_resource_of_unknown_type_restricts_no_level() -> None:
    made = only(compiled(grant(levels=("list",), resources=(full_arn("*"),))))
    assert "dynamodb:ListTables" in made["Action"]  # type: ignore[operator]


def test_an_action_that_a_wildcard_covers_is_left_out() -> None:
    actions = ("dynamodb:getitem", "dynamodb:Get*", "DynamoDB:GET*", "dynamodb:PutItem", "dynamodb:G*Item")
    assert only(compiled(grant(actions=actions)))["Action"] == [
        "dynamodb:G*Item",
        "DynamoDB:GET*",
        "dynamodb:PutItem",
    ]


def test_a_level_without_actions_on_the_resources_is_told() -> None:
    nothing = compiled(grant(levels=("list",), resources=(full_arn(f"{TABLE}/stream/x", "stream"),)))
    assert codes(nothing) == ["GV303"]
    assert nothing.diagnostics[0].span == LINE
    idle = compiled(grant(levels=("read", "list"), resources=(full_arn(f"{TABLE}/stream/x", "stream"),)))
    assert codes(idle) == ["GV306"]
    assert idle.diagnostics[0].severity is Severity.SUGGESTION


def test_short_names_bring_what_nothing_else_covers() -> None:
    assert only(compiled(grant(resources=(table(),))))["Resource"] == [TABLE, f"{TABLE}/index/*"]
    star = TABLE.replace("Orders", "*")
    assert only(compiled(grant(resources=(table("*"), table()))))["Resource"] == star


def test_a_full_arn_stays_as_it_is() -> None:
    index = f"{TABLE}/index/*"
    made = only(compiled(grant(resources=(full_arn(index), table("*")))))
    assert made["Resource"] == [TABLE.replace("Orders", "*"), index]


def test_raw_condition_is_added() -> None:
    tagged = {
        "StringEquals": {"aws:PrincipalTag/env": "prod"},
        "IpAddress": {"aws:VpcSourceIp": ["10.0.0.0/8"]},
    }
    made = only(compiled(grant(principals=by_account("111122223333"), condition=tagged)))
    assert made["Condition"] == {
        "IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"},
        "StringEquals": {"aws:PrincipalAccount": "111122223333", "aws:PrincipalTag/env": "prod"},
    }


def test_raw_condition_on_our_own_key_is_asked_by_the_twin_operator() -> None:
    other = {"StringEquals": {"AWS:principalaccount": ["111122223333", "444455556666"]}}
    made = only(compiled(grant(principals=by_account("111122223333"), condition=other)))
    assert made["Condition"] == {
        "StringEquals": {"AWS:principalaccount": ["111122223333", "444455556666"]},
        "StringLike": {"aws:PrincipalAccount": "111122223333"},
    }


def test_raw_condition_that_says_the_same_is_said_once() -> None:
    same = {"Bool": {"aws:PrincipalIsAWSService": True}}
    made = only(compiled(grant(principals=AWS_SERVICES, condition=same)))
    assert made["Condition"] == {"Bool": {"aws:PrincipalIsAWSService": True}}


def test_raw_condition_without_a_twin_is_an_error() -> None:
    other = {"Bool": {"aws:PrincipalIsAWSService": "false"}}
    made = compiled(grant(principals=AWS_SERVICES, condition=other))
    assert codes(made) == ["GV301"]
    both = {"ArnEquals": {"aws:PrincipalArn": ANY_ROLE}, "ArnLike": {"aws:PrincipalArn": ANY_ROLE}}
    assert codes(compiled(grant(principals=by_arn(ROLE), condition=both))) == ["GV301"]


def test_unknown_operator_is_named_with_the_nearest() -> None:
    made = compiled(grant(condition={"StringEqual": {"aws:SourceVpc": "vpc-1"}}))
    assert codes(made) == ["GV307"]
    assert made.diagnostics[0].hint == "did you mean `StringEquals`?"


def test_a_key_that_stands_twice_is_told() -> None:
    twice = {"StringEquals": {"aws:PrincipalTag/a": "b", "AWS:principalTag/a": "c"}}
    assert codes(compiled(grant(condition=twice))) == ["GV309"]
    operators = {"StringEquals": {"aws:PrincipalTag/a": "b"}, "stringequals": {"aws:PrincipalTag/a": "c"}}
    assert codes(compiled(grant(condition=operators))) == ["GV309"]


def test_what_is_wrong_does_not_depend_on_which_of_two_equal_keys_comes_first() -> None:
    keys = ("StringEquals", ["b"] * 3), ("stringequals", "c")
    condition = {operator: {"aws:TagKeys": values} for operator, values in keys}
    turned = dict(reversed(condition.items()))
    assert compiled(grant(condition=condition)) == compiled(grant(condition=turned))


def test_service_owned_buckets_have_no_principal_condition() -> None:
    named = grant("ServiceBuckets", service_owned=("ssm", "ecr"))
    endpoint = gateway("s3", service="s3", iam_prefix="s3", everything=False, allow=(named,))
    made = only(compile_intent(intent(endpoint)))
    known = catalog.owned_features("s3")
    buckets = {
        arn for name in ("ecr", "ssm") for arn in catalog.owned_resources(known[name], "us-east-1", "aws")
    }
    assert made == {
        "Sid": "ServiceBuckets",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": sorted(buckets),
    }


def test_resources_of_aws_are_for_the_callers_that_are_named() -> None:
    named = grant("OfAws", principals=(*by_account("123456789012"), *by_arn(ROLE)), service_owned=("images",))
    endpoint = interface("ec2", service="ec2", iam_prefix="ec2", everything=False, allow=(named,))
    asked = {"StringEquals": {"ec2:Owner": "amazon"}}
    made = statements(compile_intent(intent(endpoint)))
    assert [statement["Condition"] for statement in made] == [
        {"ArnEquals": {"aws:PrincipalArn": ROLE}, **asked},
        {"StringEquals": {"aws:PrincipalAccount": "123456789012", "ec2:Owner": "amazon"}},
    ]
    assert {str(statement["Resource"]) for statement in made} == {"arn:aws:ec2:us-east-1::image/*"}
    assert [statement["Sid"] for statement in made] == ["OfAwsRoles", "OfAwsAccounts"]


def test_denied_grants_come_after_allowed_ones() -> None:
    made = statements(compiled(grant(), deny=(grant("NoDelete", actions=("dynamodb:DeleteTable",)),)))
    assert [(statement["Effect"], statement["Sid"]) for statement in made] == [
        ("Allow", "Orders"),
        ("Deny", "NoDelete"),
    ]


def test_raw_statement_is_kept_and_keeps_its_sid() -> None:
    raw = {"Sid": "Orders", "Effect": "Allow", "Principal": "*", "NotAction": "s3:*", "Resource": ["*"]}
    made = statements(compiled(grant(), raw=(raw,)))
    assert [statement["Sid"] for statement in made] == ["Orders2", "Orders"]
    assert made[1]["NotAction"] == "s3:*"


def test_raw_statements_that_share_a_sid_are_told() -> None:
    raw = {"Sid": "Same", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    assert codes(compiled(raw=(raw, raw))) == ["GV302"]


def test_a_broken_raw_statement_is_told_at_its_line() -> None:
    made = compiled(raw=({"Effect": "Alow", "Principal": "*", "Action": "*", "Resource": "*"},))
    assert [found.span for found in made.diagnostics] == [LINE]
    assert "Alow" in made.diagnostics[0].message


def test_policy_without_a_statement_is_an_error() -> None:
    assert codes(compiled()) == ["GV300"]


def test_names_become_sids() -> None:
    made = statements(compiled(grant("orders-only.here"), grant("OrdersOnlyHere"), grant("---")))
    assert [statement["Sid"] for statement in made] == ["OrdersOnlyHere", "OrdersOnlyHere2", "Statement"]


def test_identity_policy_refers_to_the_endpoint_by_token_and_excepts_aws_services() -> None:
    made = compile_intent(intent(gateway(), identity_policies=(identity_policy("only-here", "dynamodb"),)))
    document = made.documents[1]
    assert document.path == "policies/only-here.identity.json"
    assert to_data(document.policy)["Statement"] == [
        {
            "Sid": "OnlyHere",
            "Effect": "Deny",
            "Action": "dynamodb:*",
            "Resource": TABLE,
            "Condition": {
                "BoolIfExists": {"aws:ViaAWSService": "false"},
                "StringNotEquals": {"aws:sourceVpce": "<vpce:dynamodb>"},
            },
        }
    ]


def test_table_policy_covers_indexes_and_excepts_service_principals() -> None:
    made = compile_intent(intent(gateway(), resource_policies=(table_policy("Orders", "dynamodb"),)))
    assert made.documents[1].path == "policies/Orders.resource.json"
    assert to_data(made.documents[1].policy)["Statement"] == [
        {
            "Sid": "OnlyThroughEndpoint",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "dynamodb:*",
            "Resource": [TABLE, f"{TABLE}/index/*"],
            "Condition": {
                "BoolIfExists": {
                    "aws:PrincipalIsAWSService": "false",
                    "aws:ViaAWSService": "false",
                },
                "StringNotEquals": {"aws:sourceVpce": "<vpce:dynamodb>"},
            },
        }
    ]
