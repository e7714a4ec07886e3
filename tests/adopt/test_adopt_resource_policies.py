"""Policies of resources are taken over: by name where that says it, beside the endpoint that they name."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from gen_vpce import catalog
from gen_vpce.cli.app import app
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Intent
from gen_vpce.intent.text.yaml_flow import flow
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import to_data
from gen_vpce.policy.read import read
from gen_vpce.terraform.adoption.expressed_resource_policy import About
from gen_vpce.terraform.adoption.invert import Place
from gen_vpce.terraform.adoption.resource_policies import HeldPolicy
from gen_vpce.terraform.adoption.resource_policy_candidate import HeldCandidate, held_candidate, holding

ACCOUNT, REGION, ENDPOINT = "123456789012", "us-east-1", "vpce-0123456789abcdef0"
HOLDERS = list(catalog.POLICY_HOLDERS.values())
BUCKET = "arn:aws:s3:::orders-archive"


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def policy(*statements: dict[str, Any], **top: str) -> str:
    return json.dumps({"Version": "2012-10-17", **top, "Statement": list(statements)})


def through(holder: catalog.PolicyHolder, **conditions: Any) -> dict[str, Any]:
    """Return a Deny as people write it from AWS's pages."""
    arns = holder.arns(holder.example, "aws", REGION, ACCOUNT)
    resource = {True: {"Resource": list(arns)}, False: {"Resource": "*"}, None: {}}[holder.is_named]
    return {
        "Sid": "Access-to-specific-VPCE-only",
        "Effect": "Deny",
        "Principal": "*",
        "Action": list(holder.actions),
        **resource,
        "Condition": {"StringNotEquals": {"aws:SourceVpce": ENDPOINT}, **conditions},
    }


def resource(type_: str, name: str, **values: Any) -> dict[str, Any]:
    return {"address": f"{type_}.{name}", "mode": "managed", "type": type_, "name": name, "values": values}


def endpoint() -> dict[str, Any]:
    return resource(
        "aws_vpc_endpoint",
        "s3",
        id=ENDPOINT,
        service_name=f"com.amazonaws.{REGION}.s3",
        vpc_endpoint_type="Gateway",
        policy=policy({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}),
        vpc_id="vpc-0123456789abcdef0",
        arn=f"arn:aws:ec2:{REGION}:{ACCOUNT}:vpc-endpoint/{ENDPOINT}",
        tags={"Name": "main"},
        tags_all={"Name": "main"},
    )


def held(holder: catalog.PolicyHolder, text: str, **more: Any) -> dict[str, Any]:
    value = holder.value_of(holder.example, "aws", REGION, ACCOUNT)
    return resource(holder.terraform, "it", policy=text, **{holder.argument: value}, **more)


def adopted(*resources: dict[str, Any], options: tuple[str, ...] = ()) -> dict[str, Any]:
    state = {"values": {"root_module": {"resources": list(resources)}}}
    Path("state.json").write_text(json.dumps(state), encoding="utf-8")
    return ran("state.json", *options)


def ran(*arguments: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["adopt", *arguments, "--format", "json"])
    assert done.stderr == ""
    data: dict[str, Any] = json.loads(done.stdout)
    assert data["exit_code"] == done.exit_code
    return data


def intent(name: str) -> Intent:
    loaded = load_bytes(Path("modules", name, "intent.yaml").read_bytes(), "intent.yaml")
    assert loaded.intent, loaded.diagnostics
    return loaded.intent


def reasons(data: dict[str, Any]) -> list[str]:
    return [reason["message"] for one in data["resource_policies"] for reason in one["reasons"]]


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: holder.word)
def test_each_kind_goes_beside_the_endpoint_that_it_names(holder: catalog.PolicyHolder) -> None:
    excepted = {"ArnNotLike": {"aws:PrincipalArn": [f"arn:aws:iam::{ACCOUNT}:role/terraform"]}}
    grant = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": holder.actions[0],
    }
    grant |= {"Resource": through(holder)["Resource"]} if holder.is_named is not None else {}
    statements = (through(holder, **excepted), grant)
    data = adopted(endpoint(), held(holder, policy(*statements, Id="P1")))
    assert data["exit_code"] == 0, reasons(data)
    (one,) = data["resource_policies"]
    assert (one["policy"], one["folder"]) == ("equivalent (proven)", "modules/main")
    assert one["resource"] == f"{holder.word}/{holder.example}"
    (entry,) = intent("main").resource_policies
    assert [each.endpoint for each in entry.deny_unless_through] == ["s3"]
    assert [each.value for each in entry.except_principals] == [f"arn:aws:iam::{ACCOUNT}:role/terraform"]
    assert (entry.policy_id, entry.sid, entry.source_vpce_key) == (
        "P1",
        "Access-to-specific-VPCE-only",
        "aws:SourceVpce",
    )
    assert len(entry.statements) == 1
    imports = Path("adopted/imports.tf").read_text()
    value = holder.value_of(holder.example, "aws", REGION, ACCOUNT)
    assert f'  to = {one["address"]}\n  id = "{value}"\n' in imports


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: holder.word)
def test_each_kind_alone_keeps_the_id(holder: catalog.PolicyHolder) -> None:
    own = [{"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "kms:*", "Resource": "*"}]
    state = held(holder, policy(*own * holder.needs_grant, through(holder)))
    for _ in range(2):
        data = adopted(state, options=("--region", REGION, "--account", ACCOUNT))
        (one,) = data["resource_policies"]
        assert (data["exit_code"], one["policy"]) == (0, "equivalent (proven)"), reasons(data)
    (entry,) = intent(Path(one["folder"]).name).resource_policies
    if holder.needs_grant:  # who manages the key would have to be excepted, so the Deny stays a statement
        assert len(entry.statements) == 2
    else:
        assert [each.vpce_id for each in entry.deny_unless_through] == [ENDPOINT]


def test_a_key_that_allows_nobody_anything() -> None:
    key = catalog.POLICY_HOLDERS["key"]
    data = adopted(endpoint(), held(key, policy(through(key))))
    assert reasons(data) == ["it allows nobody anything; a module lets the IAM policies decide about the key"]


def test_what_is_not_to_the_letter_stays_a_statement_with_the_endpoint_by_name() -> None:
    holder = catalog.POLICY_HOLDERS["bucket"]
    other = through(holder, NumericLessThan={"s3:max-keys": 10}) | {"Principal": {"AWS": "*"}}
    data = adopted(endpoint(), held(holder, policy(other)))
    assert data["exit_code"] == 0, reasons(data)
    (entry,) = intent("main").resource_policies
    assert entry.deny_unless_through == ()
    (statement,) = entry.statements
    assert statement.data["Condition"]["StringNotEquals"] == {"aws:SourceVpce": "<vpce:s3>"}  # type: ignore[index]


@pytest.mark.parametrize(
    ("values", "options", "says"),
    [
        ({"bucket": "Orders_Archive"}, (), "`Orders_Archive` is not a name of a bucket"),
        ({"policy": "{"}, (), "it cannot be read: this is not JSON"),
        ({"policy": None}, (), "its policy is unknown"),
        (
            {"policy": policy({"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"})},
            (),
            "an intent cannot express it: `*` is not bucket/orders-archive",
        ),
        ({}, ("--region", "mars-1"), "unknown Region `mars-1`"),
        ({"policy": policy()}, (), "an intent cannot express it: `statements` is empty"),
    ],
)
def test_refused(values: dict[str, Any], options: tuple[str, ...], says: str) -> None:
    holder = catalog.POLICY_HOLDERS["bucket"]
    one = held(holder, policy(through(holder)))
    one["values"] |= values
    data = adopted(one, options=("--region", REGION, "--account", ACCOUNT, *options))
    assert data["exit_code"] == 1
    assert says in reasons(data)[0]
    assert not Path("adopted").exists()
    assert not Path("modules").exists()


def test_nothing_tells_where_it_is() -> None:
    data = adopted(held(catalog.POLICY_HOLDERS["bucket"], policy(through(catalog.POLICY_HOLDERS["bucket"]))))
    assert reasons(data) == [
        "the Region of the bucket is unknown",
        "the account of the bucket is unknown",
    ]


def test_a_root_works_in_one_account() -> None:
    queue = catalog.POLICY_HOLDERS["queue"]
    value = f"https://sqs.{REGION}.amazonaws.com/111111111111/orders"
    other = resource(queue.terraform, "it", queue_url=value, policy=policy(through(queue)))
    assert reasons(adopted(endpoint(), other)) == [
        f"it belongs to account 111111111111, endpoints to {ACCOUNT}"
    ]


def test_one_resource_has_one_policy() -> None:
    holder = catalog.POLICY_HOLDERS["topic"]
    one, other = held(holder, policy(through(holder))), held(holder, policy(through(holder)))
    other["address"] += "2"
    data = adopted(one, other)
    assert reasons(data) == [
        "aws_sns_topic_policy.it sets the policy of the same topic, so they undo each other"
    ]
    assert sorted(each["result"] for each in data["resource_policies"]) == ["adopted", "refused"]


def test_moved_within_a_state_where_nothing_would_be_made_anew() -> None:
    key = catalog.POLICY_HOLDERS["key"]
    topic = catalog.POLICY_HOLDERS["topic"]
    own = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "kms:*", "Resource": "*"}
    by_arn = held(key, policy(own), bypass_policy_lockout_safety_check=True)
    arn = key.arns(key.example, "aws", REGION, ACCOUNT)[0]
    by_arn["values"]["key_id"] = arn
    data = adopted(by_arn, held(topic, policy(through(topic))), options=("--from-address", "state"))
    assert reasons(data) == [
        f"its `key_id` is `{arn}`, and would become `{key.example}`",
        "an intent cannot express its `bypass_policy_lockout_safety_check`",
    ]
    moved = Path("adopted/moved.tf").read_text()
    assert (
        "from = aws_sns_topic_policy.it\n  to   = module.topic-orders.aws_sns_topic_policy.orders\n" in moved
    )
    assert not Path("adopted/imports.tf").exists()


def test_resources_that_say_their_own_policy_are_named() -> None:
    queue = catalog.POLICY_HOLDERS["queue"]
    url = queue.value_of("orders", "aws", REGION, ACCOUNT)
    inline = resource("aws_sqs_queue", "own", url=url.replace("orders", "other"), policy=policy())
    both = resource("aws_sqs_queue", "orders", url=url, policy=policy(through(queue)))
    data = adopted(endpoint(), held(queue, policy(through(queue))), inline, both)
    assert (data["exit_code"], data["left"]) == (0, ["aws_sqs_queue.own"])
    assert adopted(endpoint(), inline, options=("--only", ENDPOINT))["left"] == []


def test_names_that_are_one_to_terraform_are_kept_apart() -> None:
    bucket = catalog.POLICY_HOLDERS["bucket"]
    made = []
    for name in ("orders-archive", "orders.archive"):
        text = policy(through(bucket)).replace("orders-archive", name)
        made.append(held(bucket, text, tags={}))
        made[-1]["values"]["bucket"] = name
        made[-1]["address"] += name
    data = adopted(endpoint(), *made)
    assert data["exit_code"] == 0, reasons(data)
    assert [each["folder"] for each in data["resource_policies"]] == [
        "modules/main",
        "modules/bucket-orders-archive",
    ]


def test_only_the_chosen_ones() -> None:
    bucket, topic = catalog.POLICY_HOLDERS["bucket"], catalog.POLICY_HOLDERS["topic"]
    of_both = (held(bucket, policy(through(bucket))), held(topic, policy(through(topic))))
    data = adopted(endpoint(), *of_both, options=("--only", "topic/orders"))
    assert data["endpoints"] == []
    assert [each["resource"] for each in data["resource_policies"]] == ["topic/orders"]
    (entry,) = intent("topic-orders").resource_policies
    assert [each.vpce_id for each in entry.deny_unless_through] == [ENDPOINT]


@pytest.mark.parametrize(
    ("answer", "options", "resource_"),
    [
        (
            {"registryId": ACCOUNT, "repositoryName": "team/orders", "policyText": "TEXT"},
            (),
            "repository/team/orders",
        ),
        (
            {"ARN": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:a-abcdef", "ResourcePolicy": "TEXT"},
            (),
            "secret/a-abcdef",
        ),
        ({"Attributes": {"TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:a", "Policy": "TEXT"}}, (), "topic/a"),
        ({"Attributes": {"QueueArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:a", "Policy": "TEXT"}}, (), "queue/a"),
        ({"Policy": "TEXT"}, ("--resource", "bucket/orders"), "bucket/orders"),
        (
            {"Policy": "TEXT", "PolicyName": "default"},
            ("--resource", f"key/mrk-{'0' * 32}"),
            f"key/mrk-{'0' * 32}",
        ),
        ({"Policy": "TEXT", "RevisionId": "1"}, ("--resource", "table/Orders"), "table/Orders"),
    ],
)
def test_what_aws_prints(answer: dict[str, Any], options: tuple[str, ...], resource_: str) -> None:
    holder = catalog.POLICY_HOLDERS[resource_.partition("/")[0]]
    statement = through(holder)
    name = resource_.partition("/")[2]
    if holder.is_named:
        statement["Resource"] = list(holder.arns(name, "aws", REGION, ACCOUNT))
    if holder.needs_grant:
        statement = {**statement, "Effect": "Allow", "Principal": {"AWS": ACCOUNT}}
    text = json.dumps(answer).replace('"TEXT"', json.dumps(policy(statement)))
    Path("answer.json").write_text(text, encoding="utf-8")
    data = ran("answer.json", *options, "--region", REGION, "--account", ACCOUNT)
    assert data["exit_code"] == 0, reasons(data)
    assert [each["resource"] for each in data["resource_policies"]] == [resource_]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "a policy does not show whose it is"),
        (("--resource", "bucket"), "a resource is one of table/NAME, bucket/NAME"),
        (("--resource", "pail/x"), "a resource is one of table/NAME, bucket/NAME"),
        (("--resource", "bucket/x", "--service", "s3"), "--service is for the policy of an endpoint"),
    ],
)
def test_wrong_usage(options: tuple[str, ...], says: str) -> None:
    Path("p.json").write_text(policy(), encoding="utf-8")
    done = CliRunner().invoke(app, ["adopt", "p.json", *options])
    assert done.exit_code == 2
    assert says in " ".join(done.stderr.split())


ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "deny_unless_through": st.lists(st.sampled_from(["s3", "vpce-01234567"]), min_size=1, unique=True),
        "deny_unless_organization": st.just(["organization/o-a1b2c3d4e5"]),
        "except_principals": st.lists(
            st.sampled_from(
                [
                    *("role/terraform", "user/ann", "account/111111111111", "organization/o-bbbbbbbbbb"),
                    *("tag/team=orders", "permission-set/Admins", "ou/o-a1b2c3d4e5/r-ab12/ou-ab12-11111111"),
                ]
            ),
            min_size=1,
            unique=True,
        ),
        "except_aws_services": st.booleans(),
        "sid": st.sampled_from(["A", "Some words", False]),
        "source_vpce_key": st.sampled_from(["aws:sourceVpce", "aws:SourceVpce"]),
        "policy_version": st.sampled_from(["2012-10-17", "2008-10-17"]),
        "policy_id": st.just("P1"),
        "statements": st.sampled_from([True]),
    },
)


@settings(max_examples=40, deadline=None)
@given(entry=ENTRIES, holder=st.sampled_from(HOLDERS))
def test_whatever_an_entry_says_is_said_again(entry: dict[str, Any], holder: catalog.PolicyHolder) -> None:
    """What the compiler makes of an entry is adopted as an entry by name, which makes the same again."""
    by_name = {"deny_unless_through", "deny_unless_organization"} & entry.keys()
    for key in ("except_principals", "except_aws_services", "sid", "source_vpce_key"):
        denies = by_name & {"deny_unless_through"} if key == "source_vpce_key" else by_name
        if key in entry and not denies:
            del entry[key]  # it says nothing without its Deny, and is refused (GV264)
    if entry.pop("statements", False) or not by_name:
        arns = holder.arns(holder.example, "aws", REGION, ACCOUNT)
        on = {True: {"Resource": arns[0]}, False: {"Resource": "*"}, None: {}}[holder.is_named]
        root = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
        entry["statements"] = [{"Effect": "Allow", "Principal": root, "Action": holder.actions[0], **on}]
    if holder.needs_grant and "deny_unless_through" in entry:
        entry["except_principals"] = sorted({"role/terraform", *entry.get("except_principals", ())})
    place = Place(REGION, ACCOUNT, "aws", holder.prefix)
    about = About(HeldPolicy(holder.word, holder.example, None), place, {"s3": "s3"})
    made = load_bytes(flow(about.file(entry)).encode(), "intent.yaml")
    assert made.intent, made.diagnostics
    (document,) = (each for each in compile_intent(made.intent).documents if each.holder)
    text = json.dumps(to_data(document.policy)).replace("<vpce:s3>", ENDPOINT)
    base = {key: value for key, value in about.file({}).items() if key != "resource_policies"}
    read_ = holding(HeldPolicy(holder.word, holder.example, text), about, {ENDPOINT: "s3"})
    assert not isinstance(read_, tuple)
    found = held_candidate(read_, "policy", base, "", None)
    assert isinstance(found, HeldCandidate), found
    (again,) = found.intent.resource_policies
    (before,) = made.intent.resource_policies
    for name in ("policy_version", "policy_id", "except_aws_services"):
        assert by_name == set() or getattr(again, name) == getattr(before, name)
    assert bool(again.deny_unless_through) == bool(before.deny_unless_through)
    assert bool(again.deny_unless_organization) == bool(before.deny_unless_organization)
    assert len(again.statements) == len(before.statements)
    (anew,) = (each for each in compile_intent(found.intent).documents if each.holder)
    assert read(json.dumps(to_data(anew.policy))).policy == document.policy
