"""What an event tells of actions and resources, case by case, and what the tables behind it promise."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.support.trail import ACCOUNT, event

from gen_vpce import catalog
from gen_vpce.catalog.store import read
from gen_vpce.traffic.arn_forms import forms_of
from gen_vpce.traffic.event import Event
from gen_vpce.traffic.needs import Need, needs_of
from gen_vpce.traffic.reduction import reduce_events

TEXT = (Path(__file__).parent / "requests.yaml").read_text(encoding="utf-8")
CASES = yaml.safe_load(TEXT.replace("${A}", f"eu-west-1:{ACCOUNT}"))


def decoded(made: Mapping[str, Any]) -> Event:
    return msgspec.json.decode(json.dumps(made), type=Event)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[1]} {json.dumps(case[2])[:40]}")
def test_an_event_needs(case: list[Any]) -> None:
    service, name, parameters, resources, expected = case
    found: dict[str, list[str] | None] = {}
    for need in needs_of(decoded(event(name, parameters, service=service, resources=resources))).needs:
        entry = found.setdefault(need.action, None if need.resource is None else [])
        if entry is not None and need.resource is not None:
            entry.append(need.resource)
    assert found == expected


def test_the_owner_of_what_has_no_account_in_its_arn_is_the_one_that_the_event_names() -> None:
    resources = [
        {"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::b/k"},
        {"type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::b", "accountId": "444455556666"},
    ]
    made = event("GetObject", {"bucketName": "b", "key": "k"}, service="s3", resources=resources)
    assert needs_of(decoded(made)).needs == (Need("s3:GetObject", "arn:aws:s3:::b/k", "444455556666"),)


def test_tags_that_a_provider_gives_to_a_session_need_their_own_action() -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/r"
    saml = {"type": "SAMLUser", "identityProvider": "https://idp.example"}
    parameters = {"roleArn": role, "principalTags": {"team": "a"}}
    made = event("AssumeRoleWithSAML", parameters, service="sts", identity=saml)
    needed = [Need("sts:AssumeRoleWithSAML", role), Need("sts:TagSession", role)]
    assert list(needs_of(decoded(made)).needs) == needed


@pytest.mark.parametrize(
    ("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("xx-new-9", "aws")]
)
def test_arns_are_of_the_partition_of_the_region(region: str, partition: str) -> None:
    made = event("GetItem", {"tableName": "T"}, awsRegion=region)
    arn = f"arn:{partition}:dynamodb:{region}:{ACCOUNT}:table/T"
    assert [need.resource for need in needs_of(decoded(made)).needs] == [arn]


def test_without_an_account_a_name_tells_no_resource() -> None:
    made = event("GetItem", {"tableName": "T"}, identity={"type": "AWSService"}, recipientAccountId=None)
    assert [need.resource for need in needs_of(decoded(made)).needs] == [None]


def test_every_name_kept_by_hand_is_an_action_and_its_event_is_none_by_itself() -> None:
    for prefix, table in read("event-names.json")["actions"].items():
        service = catalog.service(prefix)
        assert service is not None
        for name, actions in table["names"].items():
            assert all(action.lower() in service.actions for action in actions), (prefix, name)
            assert catalog.event_actions(prefix, name) != (), (prefix, name)
            assert [name] != actions, (prefix, name)


def test_every_variable_kept_by_hand_or_derived_is_one_of_the_service() -> None:
    for file in ("event-names.json", "events.json"):
        for prefix, variables in read(file)["parameters"].items():
            service = catalog.service(prefix)
            assert service is not None, prefix
            arns = " ".join(each.arn for each in service.resource_types.values()).lower()
            assert all(f"${{{variable}}}" in arns for variable in variables), (file, prefix)


def test_every_operation_of_the_models_that_is_an_action_is_recognised() -> None:
    for prefix, variables in read("events.json")["parameters"].items():
        names = {name for members in variables.values() for each in members.values() for name in each}
        for name in names:
            assert catalog.event_actions(prefix, name), (prefix, name)
            assert forms_of(f"{prefix}:{name}"), (prefix, name)


def test_methods_of_api_gateway_are_those_of_its_models() -> None:
    botocore = pytest.importorskip("botocore.session", reason="botocore is not installed")
    loader = botocore.get_session().get_component("data_loader")
    methods: dict[str, set[str]] = {}
    for model in ("apigateway", "apigatewayv2"):
        for name, operation in loader.load_service_model(model, "service-2")["operations"].items():
            methods.setdefault(name, set()).add(operation["http"]["method"])
    for name, found in methods.items():
        needs = needs_of(decoded(event(name, {}, service="apigateway"))).needs
        if not catalog.event_actions("apigateway", name):
            assert [need.action for need in needs] == [
                f"apigateway:{each}" for each in found if len(found) == 1
            ]


@pytest.mark.parametrize("prefix", read("index.json")["services"])
def test_every_action_has_forms_that_its_own_arns_fit(prefix: str) -> None:
    service = catalog.service(prefix)
    assert service is not None
    for action in service.actions.values():
        forms = forms_of(f"{prefix}:{action.name}")
        assert forms is not None
        for form in forms:
            arn = form.template.replace("${Partition}", "aws").replace("${Account}", ACCOUNT)
            arn = arn.replace("${Region}", "eu-west-1").replace("${", "x").replace("}", "x")
            assert form.fits.fullmatch(arn), (action.name, form.template)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["", "x", "arn:", "arn:aws:s3:::b/k", "a:b/c"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["tableName", "Put", "statement", "eventBusName", "x"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


@given(case=st.sampled_from(CASES), data=st.data())
def test_no_parameters_break_the_reading(case: list[Any], data: st.DataObject) -> None:
    service, name, parameters, resources, _ = case
    names = sorted({*(parameters or ()), "key", "name", "resourceType"})
    mutated = {**(parameters or {}), **data.draw(st.dictionaries(st.sampled_from(names), JSON, max_size=3))}
    given_parameters: Any = data.draw(st.sampled_from([mutated, [mutated], None, "text", 1]))
    made = event(name, given_parameters, service=service, resources=[*resources, "", "arn:x"])
    reduction = reduce_events([decoded(made)], keys=["s3:prefix", "kms:EncryptionContext:x", "aws:userid"])
    assert sum(often.count for often in reduction.requests.values()) == 1
    for need in needs_of(decoded(made)).needs:
        assert need.resource is None or need.resource == "*" or need.resource.startswith("arn:")
