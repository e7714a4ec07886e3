"""A whole file becomes the model, or findings; never an exception."""

import json
from copy import deepcopy
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Claim, EndpointKind, Intent

EXAMPLE = """\
version: 1
name: orders
region: us-east-1
account: 123456789012
organization: o-a1b2c3d4e5
tags: {team: orders, revision: 1.10, live: yes, strict: true}

endpoints:
  dynamodb:
    vpc_id: vpc-0123456789abcdef0
    route_table_ids: [rtb-0123456789abcdef0]
    allow:
      - name: OrdersApp
        principals: [role/OrdersApp, account/111122223333]
        access: [read, write]
        actions: [dynamodb:DescribeTable]
        resources: [table/Orders]
        condition: {StringEquals: {aws:PrincipalTag/cost: 0012}, Bool: {aws:SecureTransport: true}}
      - principals: [organization]
        resource_owners: [organization, account/111122223333]
    deny:
      - actions: [dynamodb:DeleteTable]
  s3:
    type: interface
    subnet_ids: [subnet-0123456789abcdef0]
    private_dns_enabled: false
    dns_options: {dns_record_ip_type: ipv4}
    tags: {tier: data}
    principals_as: element
    allow: [{name: ServiceBuckets, service_owned: [ecr, al2023]}]
  kms:
    statements:
      - Effect: Allow
        Principal: {AWS: 123456789012}
        Action: kms:*
        Resource: "*"
        Condition: {Bool: {aws:SecureTransport: true}}

identity_policies:
  - name: only-through-endpoint
    sid: Guard
    deny_unless_through: [dynamodb, vpce-11aa22bb]
    actions: [dynamodb:*]
    resources: [table/*]
    except_aws_services: false

resource_policies:
  - {table: Orders, deny_unless_through: [dynamodb]}

expect:
  - allow: {principal: role/OrdersApp, action: dynamodb:PutItem, resource: table/Orders, through: dynamodb}
  - deny: {principal: anonymous, action: dynamodb:ListTables, context: {a: [b, c], n: 1}}
  - always: {action: dynamodb:Get*, identity: app.json}
  - never: {action: dynamodb:DeleteTable, resource: table/*}

accept: {GV312: the partner calls from outside}
"""  # fmt: skip


@pytest.fixture(scope="module")
def intent() -> Intent:
    loaded = load_bytes(EXAMPLE.encode(), "intent.yaml")
    assert loaded.diagnostics == ()
    assert loaded.intent is not None
    return loaded.intent


def test_the_file_itself(intent: Intent) -> None:
    assert (intent.name, intent.region, intent.account, intent.partition, intent.organization) == (
        "orders",
        "us-east-1",
        "123456789012",
        "aws",
        "o-a1b2c3d4e5",
    )
    assert intent.tags == {"team": "orders", "revision": "1.10", "live": "yes", "strict": "true"}
    assert [(each.code, each.reason) for each in intent.accept] == [
        ("GV312", "the partner calls from outside")
    ]


def test_a_gateway_endpoint(intent: Intent) -> None:
    endpoint = intent.endpoint("dynamodb")
    assert (endpoint.kind, endpoint.service_name) == (
        EndpointKind.GATEWAY,
        "com.amazonaws.us-east-1.dynamodb",
    )
    assert (endpoint.vpc_id, endpoint.route_table_ids) == (
        "vpc-0123456789abcdef0",
        ("rtb-0123456789abcdef0",),
    )
    assert (endpoint.subnet_ids, endpoint.private_dns_enabled, endpoint.everything) == (None, None, False)
    assert [grant.name for grant in (*endpoint.allow, *endpoint.deny)] == ["OrdersApp", "Allow2", "Deny1"]
    assert str(endpoint.span) == "intent.yaml:9:3"


def test_a_grant(intent: Intent) -> None:
    grant = intent.endpoint("dynamodb").allow[0]
    assert (grant.levels, grant.actions) == (("read", "write"), ("dynamodb:DescribeTable",))
    assert grant.condition == {
        "StringEquals": {"aws:PrincipalTag/cost": "0012"},
        "Bool": {"aws:SecureTransport": "true"},
    }
    assert [str(ref.span) for ref in grant.principals] == ["intent.yaml:14:22", "intent.yaml:14:38"]


def test_an_interface_endpoint(intent: Intent) -> None:
    endpoint = intent.endpoint("s3")
    assert (endpoint.kind, endpoint.private_dns_enabled, endpoint.dns_record_ip_type) == (
        EndpointKind.INTERFACE,
        False,
        "ipv4",
    )
    assert (endpoint.principal_element, endpoint.tags) == (True, {"tier": "data"})
    assert endpoint.allow[0].service_owned == ("ecr", "al2023")


def test_statements_stand_alone_and_as_written(intent: Intent) -> None:
    endpoint = intent.endpoint("kms")
    assert (endpoint.allow, endpoint.everything) == ((), False)
    assert endpoint.statements[0].data == {
        "Effect": "Allow",
        "Principal": {"AWS": "123456789012"},
        "Action": "kms:*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "true"}},
    }


def test_policies_beside_the_endpoint(intent: Intent) -> None:
    (identity,), (table,) = intent.identity_policies, intent.resource_policies
    assert (identity.label, identity.sid, identity.except_aws_services) == (
        "only_through_endpoint",
        "Guard",
        False,
    )
    assert [(ref.endpoint, ref.vpce_id) for ref in identity.deny_unless_through] == [
        ("dynamodb", None),
        (None, "vpce-11aa22bb"),
    ]
    assert (table.label, table.except_aws_services) == ("Orders", True)
    assert table.arns[0] == "arn:aws:dynamodb:us-east-1:123456789012:table/Orders"


def test_expectations(intent: Intent) -> None:
    allow, deny, always, never = intent.expect
    assert [each.claim for each in intent.expect] == [Claim.ALLOW, Claim.DENY, Claim.ALWAYS, Claim.NEVER]
    assert allow.principal == "arn:aws:iam::123456789012:role/OrdersApp"
    assert allow.resource == "arn:aws:dynamodb:us-east-1:123456789012:table/Orders"
    assert (allow.through, deny.through, deny.principal, deny.resource) == (
        "dynamodb",
        None,
        "anonymous",
        None,
    )
    assert deny.context == {"a": ("b", "c"), "n": ("1",)}
    assert (always.identity, always.action, always.principal) == ("app.json", "dynamodb:Get*", None)
    assert never.resource == "arn:aws:dynamodb:us-east-1:123456789012:table/*"


def test_everything_is_stated_in_one_word() -> None:
    text = EXAMPLE.split("endpoints:", maxsplit=1)[0] + "endpoints: {kms: {allow: everything}}\n"
    loaded = load_bytes(text.encode(), "intent.yaml")
    assert loaded.intent is not None
    assert (loaded.intent.endpoints[0].everything, loaded.intent.endpoints[0].allow) == (True, ())


def test_a_warning_that_is_accepted_is_no_finding() -> None:
    text = EXAMPLE.replace("dns_options:", "ip_address_type: dualstack\n    dns_options:")
    assert [found.code for found in load_bytes(text.encode(), "i").diagnostics] == ["GV241"]
    accepted = text.replace("accept: {", "accept: {GV241: tried in us-east-1, ")
    loaded = load_bytes(accepted.encode(), "i")
    assert (loaded.diagnostics, loaded.intent is None) == ((), False)


def test_an_error_cannot_be_accepted() -> None:
    text = EXAMPLE.replace("kms:\n", "kmss:\n").replace("accept: {", "accept: {GV212: really, ")
    loaded = load_bytes(text.encode(), "i")
    assert (loaded.intent, [found.code for found in loaded.diagnostics]) == (None, ["GV212"])


@given(st.from_regex(r"[0-9]{12}", fullmatch=True), st.sampled_from(["{}", "'{}'", '"{}"']))
def test_an_account_is_twelve_digits_however_it_is_written(account: str, quotes: str) -> None:
    text = EXAMPLE.replace("account: 123456789012", f"account: {quotes.format(account)}")
    loaded = load_bytes(text.encode(), "i")
    assert loaded.intent is not None
    assert loaded.intent.account == account


def _paths(value: object, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here] * bool(here) + [path for key, held in inner for path in _paths(held, (*here, key))]


_DATA = yaml.safe_load(EXAMPLE.replace("account: 123456789012", "account: '123456789012'"))
_ODD = st.sampled_from(
    [
        *(None, True, 0, -1, 1.5, [], {}, ["*", "*"], [None], [{}], {"a": None}, {"Null": {"a": []}}),
        *("", "*", "?", "/", ":", "x", "x" * 300, "role/", "account/", "organization/", "table/", "bucket/"),
        *("arn:::::", "arn:aws:iam::123456789012:role/x", "vpce-svc-1", "everything", "a:b:c/d", "${x}"),
        *("con", "dynamodb", "dynamodb:*", "cafe\u0301"),
    ],
)


@given(st.data())
def test_no_change_of_a_good_intent_breaks_the_reader(data: st.DataObject) -> None:
    changed = json.loads(json.dumps(_DATA))
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(_paths(changed)))
        holder = changed
        for step in way:
            holder = holder[step]
        if data.draw(st.booleans()):
            holder[last] = deepcopy(data.draw(_ODD))  # a later change must not reach the sample
        else:
            del holder[last]
    loaded = load_bytes(json.dumps(changed, ensure_ascii=False).encode(), "intent.yaml")
    has_error = any(found.severity == "error" for found in loaded.diagnostics)
    assert (loaded.intent is None) == has_error
    assert all(found.span is not None for found in loaded.diagnostics)
