"""A file with deployments is one file for each place: nothing else about it is new."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.support.amount import amount
from tests.support.modules import FOLDERS, has_deployments

from gen_vpce.diagnostics import Span
from gen_vpce.intent.chosen import one_of, split
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Intent
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import Policy

EXAMPLE = """\
version: 1
name: orders
tags: {team: orders, stage: <stage>}
deployments:
  dev: {region: us-east-1, account: "111111111111", values: {stage: dev}}
  prod-us:
    region: us-east-1
    account: "222222222222"
    values: {stage: prod}
    vpc_id: vpc-0123456789abcdef0
    route_table_ids: [rtb-0123456789abcdef0]
    subnet_ids: [subnet-0123456789abcdef0]
    security_group_ids: [sg-0123456789abcdef0]
    tags: {team: operations}
  prod-eu: {region: eu-west-1, account: "222222222222", values: {stage: prod}, organization: o-a1b2c3d4e5}
policies:
  own: [{name: Own, principals: [account]}, {name: Everyone, not_in: [prod-eu], access: [read]}]
endpoints:
  dynamodb:
    allow:
      - {name: App, principals: [role/orders-<stage>], access: [read], resources: [table/orders-<stage>]}
      - {name: Debug, only_in: [dev], principals: [role/developer], access: [read]}
    deny: [{name: KeepTables, not_in: [dev], actions: [dynamodb:DeleteTable]}]
  kms: {vpc_id: vpc-0fedcba9876543210, allow: [policy/own]}
  sqs: {only_in: [dev], allow: [policy/own, {name: More, access: [write]}]}
identity_policies:
  - {name: only-<deployment>, deny_unless_through: [dynamodb], actions: ["dynamodb:*"], resources: [table/*]}
resource_policies:
  - {table: orders-<stage>, not_in: [dev], deny_unless_through: [dynamodb]}
expect:
  - never: {action: dynamodb:DeleteTable, resource: table/*, through: dynamodb, in: [prod-us, prod-eu]}
  - allow:
      principal: role/orders-<stage>
      action: dynamodb:GetItem
      resource: table/orders-<stage>
      through: dynamodb
"""
REGIONS = ("us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1")
KEY = "key_of-1"
HERE = Span("intent.yaml")


def _intents(text: str) -> Mapping[str, Intent]:
    loaded = load_bytes(text.encode(), "intent.yaml")
    assert loaded.diagnostics == ()
    return {each.deployment or "": each for each in loaded.intents}


def _policies(intent: Intent) -> dict[tuple[str, str], Policy]:
    return {(each.kind, each.subject): each.policy for each in compile_intent(intent).documents}


@pytest.fixture(scope="module")
def intents() -> Mapping[str, Intent]:
    return _intents(EXAMPLE)


def test_each_place_has_its_own_region_account_and_organization(intents: Mapping[str, Intent]) -> None:
    assert [(name, each.region, each.account, each.organization) for name, each in intents.items()] == [
        ("dev", "us-east-1", "111111111111", None),
        ("prod-us", "us-east-1", "222222222222", None),
        ("prod-eu", "eu-west-1", "222222222222", "o-a1b2c3d4e5"),
    ]


def test_values_stand_in_every_text(intents: Mapping[str, Intent]) -> None:
    for name, stage in (("dev", "dev"), ("prod-us", "prod"), ("prod-eu", "prod")):
        intent = intents[name]
        (app, *_) = intent.endpoint("dynamodb").allow
        assert [each.value for each in app.principals] == [
            f"arn:aws:iam::{intent.account}:role/orders-{stage}"
        ]
        assert app.resources[0].arns[0].endswith(f":{intent.region}:{intent.account}:table/orders-{stage}")
        assert intent.tags["stage"] == stage
        assert intent.identity_policies[0].name == f"only-{name}"


def test_names_with_values_are_one_resource_of_terraform(intents: Mapping[str, Intent]) -> None:
    assert {each.identity_policies[0].label for each in intents.values()} == {"only_deployment"}


@pytest.mark.parametrize(
    ("name", "grants", "endpoints"),
    [
        ("dev", ["App", "Debug"], ["dynamodb", "kms", "sqs"]),
        ("prod-us", ["App", "KeepTables"], ["dynamodb", "kms"]),
        ("prod-eu", ["App", "KeepTables"], ["dynamodb", "kms"]),
    ],
)
def test_what_is_for_some_is_in_those_alone(
    name: str, grants: list[str], endpoints: list[str], intents: Mapping[str, Intent]
) -> None:
    endpoint = intents[name].endpoint("dynamodb")
    assert [each.name for each in (*endpoint.allow, *endpoint.deny)] == grants
    assert [each.name for each in intents[name].endpoints] == endpoints
    assert bool(intents[name].resource_policies) is (name != "dev")
    assert len(intents[name].expect) == (1 if name == "dev" else 2)


def test_lists_of_grants_are_taken_by_their_names(intents: Mapping[str, Intent]) -> None:
    assert [each.name for each in intents["dev"].endpoint("sqs").allow] == ["Own", "Everyone", "More"]
    assert [each.name for each in intents["dev"].endpoint("kms").allow] == ["Own", "Everyone"]
    assert [each.name for each in intents["prod-eu"].endpoint("kms").allow] == ["Own"]


def test_arguments_of_a_place_are_for_the_endpoints_that_give_none(intents: Mapping[str, Intent]) -> None:
    dynamodb, kms = intents["prod-us"].endpoint("dynamodb"), intents["prod-us"].endpoint("kms")
    assert (dynamodb.vpc_id, dynamodb.route_table_ids) == (
        "vpc-0123456789abcdef0",
        ("rtb-0123456789abcdef0",),
    )
    assert (dynamodb.subnet_ids, kms.route_table_ids) == (None, None)
    assert (kms.vpc_id, kms.subnet_ids) == ("vpc-0fedcba9876543210", ("subnet-0123456789abcdef0",))
    assert intents["prod-us"].tags == {"team": "operations", "stage": "prod"}
    assert intents["dev"].endpoint("dynamodb").vpc_id is None


def test_values_stand_in_the_names_of_tags_and_condition_keys() -> None:
    made = _intents(
        "version: 1\nname: orders\nregion: us-east-1\ntags: {'of-<stage>': all}\n"
        "deployments:\n  a: {account: '111111111111', values: {stage: dev}, tags: {'<deployment>': own}}\n"
        "  b: {account: '222222222222', values: {stage: prod}}\n"
        "endpoints:\n  dynamodb:\n    tags: {'<stage>': x}\n    vpc: {tags: {'Name-<stage>': main}}\n"
        "    allow:\n      - {condition: {StringEquals: {'aws:PrincipalTag/<stage>': yes-<stage>}}}\n"
        "    statements:\n"
        "      - {Effect: Deny, Principal: '*', Action: '*', Resource: '*', "
        "Condition: {StringEquals: {'aws:PrincipalTag/<stage>': no}}}\n"
        "expect:\n  - allow: {principal: role/x, action: dynamodb:ListTables, through: dynamodb, "
        "context: {'aws:PrincipalTag/<stage>': yes-<stage>}}\n"
    )
    for name, stage in (("a", "dev"), ("b", "prod")):
        endpoint = made[name].endpoint("dynamodb")
        assert made[name].tags == {f"of-{stage}": "all"} | ({"a": "own"} if name == "a" else {})
        assert (endpoint.tags, endpoint.vpc_tags) == ({stage: "x"}, {f"Name-{stage}": "main"})
        (policy,) = _policies(made[name]).values()
        key = f"aws:PrincipalTag/{stage}"
        assert [
            (each.key, each.values) for statement in policy.statements for each in statement.conditions
        ] == [(key, (f"yes-{stage}",)), (key, ("no",))]
        (expected,) = made[name].expect
        assert dict(expected.context) == {key: (f"yes-{stage}",)}


def test_the_partition_is_a_value_unless_a_deployment_has_its_own() -> None:
    made = _intents(
        "version: 1\nname: orders\n"
        "deployments:\n  a: {region: us-east-1, account: '111111111111'}\n"
        "  b: {region: cn-north-1, account: '222222222222'}\n"
        "  c: {region: us-gov-west-1, account: '333333333333', values: {partition: aws-us-gov}}\n"
        "endpoints:\n"
        "  dynamodb: {allow: [{resources: ['arn:<partition>:dynamodb:<region>:<account>:table/x']}]}\n"
    )
    assert [each.endpoint("dynamodb").allow[0].resources[0].arns[0] for each in made.values()] == [
        "arn:aws:dynamodb:us-east-1:111111111111:table/x",
        "arn:aws-cn:dynamodb:cn-north-1:222222222222:table/x",
        "arn:aws-us-gov:dynamodb:us-gov-west-1:333333333333:table/x",
    ]


def test_anchors_stay_possible() -> None:
    made = _intents(
        "version: 1\nname: orders\nregion: us-east-1\n"
        "deployments:\n  a: {account: '111111111111', values: &v {x: y}}\n"
        "  b: {account: '222222222222', values: *v}\n"
        "endpoints:\n  kms: {allow: &g [{principals: [role/<x>]}]}\n  sqs: {allow: *g}\n"
    )
    assert made["b"].endpoint("sqs").allow[0].principals[0].value == "arn:aws:iam::222222222222:role/y"


def _one_place(data: dict[str, Any]) -> dict[str, Any]:
    """Return the same file with its place as the one deployment."""
    place = {key: data.pop(key) for key in ("region", "account", "organization") if key in data}
    place["account"] = f"{place['account']:012}" if isinstance(place["account"], int) else place["account"]
    return {**data, "deployments": {"only": place}}


PLAIN = [folder for folder in FOLDERS if not has_deployments(folder)]


@pytest.mark.parametrize("folder", PLAIN, ids=lambda folder: folder.name)
def test_one_deployment_gives_the_policies_of_the_file_without(folder: Path) -> None:
    raw = (folder / "intent.yaml").read_bytes()
    (before,) = load_bytes(raw, "intent.yaml").intents
    data = yaml.safe_load(raw)
    after = _intents(yaml.safe_dump(_one_place(data), sort_keys=False))["only"]
    assert _policies(after) == _policies(before)
    assert after.expect or not before.expect


def _texts(at: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the paths of the texts in which a value may stand."""
    for key, held in at.items() if isinstance(at, dict) else enumerate(at):
        if isinstance(held, dict | list):
            yield from _texts(held, (*path, key))
        elif (
            isinstance(held, str)
            and key not in ("allow", "access", "type", "service")
            and path[-1:] != ("access",)
        ):
            yield (*path, key)


PLACE = yaml.safe_load((FOLDERS[0].parent / "two-endpoints-and-identity-policy" / "intent.yaml").read_text())
CUT = [
    path
    for path in _texts({"endpoints": PLACE["endpoints"], "identity_policies": PLACE["identity_policies"]})
    if path[-1] not in ("service", "name") and path[-2] not in ("deny_unless_through", "service_owned")
]


@given(st.data())
def test_any_part_of_a_text_can_be_a_value(data: st.DataObject) -> None:
    written = yaml.safe_load(yaml.safe_dump(PLACE))
    holder: Any = written
    *way, last = data.draw(st.sampled_from(CUT))
    for step in way:
        holder = holder[step]
    text = holder[last]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    holder[last] = f"{text[:start]}<{KEY}>{text[end:]}"
    written = _one_place(written)
    written["deployments"]["only"]["values"] = {KEY: text[start:end]}
    (before,) = load_bytes(yaml.safe_dump(PLACE).encode(), "intent.yaml").intents
    assert _policies(_intents(yaml.safe_dump(written))["only"]) == _policies(before)


def _is_here(entry: dict[str, Any], name: str) -> bool:
    only, but = entry.pop("only_in", entry.pop("in", None)), entry.pop("not_in", [])
    return (only is None or name in only) and name not in but


def _alone(data: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the file as a person would write it for one place."""
    place = data["deployments"][name]
    values = {**place["values"], "region": place["region"], "account": place["account"], "deployment": name}
    text = yaml.safe_dump({key: held for key, held in data.items() if key not in ("deployments", "policies")})
    for key, value in values.items():
        text = text.replace(f"<{key}>", value)
    made = yaml.safe_load(text) | {
        key: place[key] for key in ("region", "account", "organization") if key in place
    }
    for endpoint in made["endpoints"].values():
        listed = (
            data["policies"]["own"] if grant == "policy/own" else [grant] for grant in endpoint["allow"]
        )
        flat = yaml.safe_load(yaml.safe_dump([grant for grants in listed for grant in grants]))
        endpoint["allow"] = [grant for grant in flat if _is_here(grant, name)]
        endpoint["deny"] = [grant for grant in endpoint.get("deny", []) if _is_here(grant, name)]
    made["endpoints"] = {key: each for key, each in made["endpoints"].items() if _is_here(each, name)}
    for section in ("identity_policies", "resource_policies"):
        made[section] = [each for each in made[section] if _is_here(each, name)]
        if not made[section]:
            del made[section]
    made["expect"] = [each for each in made["expect"] if _is_here(next(iter(each.values())), name)]
    return made


@settings(max_examples=amount(20))
@given(
    st.fixed_dictionaries({name: st.sampled_from(REGIONS) for name in ("dev", "prod-us", "prod-eu")}),
    st.data(),
)
def test_a_file_of_many_places_is_as_many_files(regions: dict[str, str], data: st.DataObject) -> None:
    written = yaml.safe_load(EXAMPLE)
    for number, (name, region) in enumerate(regions.items()):
        stage = data.draw(st.from_regex("[a-z][a-z0-9]{0,4}", fullmatch=True))
        written["deployments"][name] |= {
            "region": region,
            "account": f"{number:012}",
            "values": {"stage": stage},
        }
    together = _intents(yaml.safe_dump(written, sort_keys=False))
    for name, intent in together.items():
        alone = _intents(yaml.safe_dump(_alone(written, name), sort_keys=False))[""]
        assert _policies(intent) == _policies(alone)
        assert [replace(each, span=HERE) for each in intent.expect] == [
            replace(each, span=HERE) for each in alone.expect
        ]


@pytest.mark.parametrize(
    ("name", "file", "deployment"),
    [
        ("orders#dev", "orders", "dev"),
        ("orders/intent.yaml#prod-us", "orders/intent.yaml", "prod-us"),
        ("HEAD:modules/orders#dev", "HEAD:modules/orders", "dev"),
        ("orders", "orders", None),
        ("#dev", "#dev", None),
        ("orders#", "orders#", None),
        ("a#b#c", "a#b", "c"),
    ],
)
def test_one_is_named_behind_a_sign(name: str, file: str, deployment: str | None) -> None:
    assert split(name) == (file, deployment)


def test_a_file_of_that_name_is_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("orders#dev").mkdir()
    assert split("orders#dev") == ("orders#dev", None)


@pytest.mark.parametrize(
    ("text", "asked", "message", "hint"),
    [
        (
            EXAMPLE,
            None,
            "`orders` is about 3 deployments, and one is asked about",
            "name one: `orders#dev`, `orders#prod-us`, `orders#prod-eu`",
        ),
        (EXAMPLE, "prod-uk", "`orders` has no deployment `prod-uk`", "did you mean `prod-us`?"),
        (
            PLAIN[0].joinpath("intent.yaml").read_text(encoding="utf-8"),
            "dev",
            "`orders` has no deployments, and `#dev` names one",
            "write `orders`",
        ),
    ],
)
def test_which_deployment_is_said_or_asked(text: str, asked: str | None, message: str, hint: str) -> None:
    chosen = one_of(load_bytes(text.encode(), "intent.yaml"), asked, "orders")
    assert chosen.intents == ()
    (found,) = chosen.diagnostics
    assert (found.code, found.message, found.hint) == ("GV250", message, hint)
