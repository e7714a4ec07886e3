"""Endpoints of several deployments become one intent, which is proven for each, or nothing is written."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.adopt.places import PLACES, TOOLS, application, intents_of, there_in
from tests.support.endpoints import interface, policy

from gen_vpce.access.comparison.compare import Verdict, compare
from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.text.yaml_flow import flow
from gen_vpce.module.generate import Options as Generation
from gen_vpce.module.generate import generate
from gen_vpce.module.result import exit_code
from gen_vpce.policy.compiler.compile import compile_intent
from gen_vpce.policy.document import PolicyKind, to_data
from gen_vpce.policy.read import read
from gen_vpce.terraform.adoption.addresses import OldAddresses, old_addresses
from gen_vpce.terraform.adoption.eligible import Where
from gen_vpce.terraform.adoption.existing import Existing
from gen_vpce.terraform.adoption.places.adopt import Stand, adopt_together
from gen_vpce.terraform.adoption.resource_policies import HeldPolicy
from gen_vpce.terraform.adoption.result import Adoption

pytestmark = pytest.mark.usefixtures("in_a_repository")


def _adopt(
    there: Mapping[str, tuple[Existing, ...]],
    only: frozenset[str] = frozenset(),
    addresses: OldAddresses | None = None,
) -> Adoption:
    stands = [Stand(name, those, Where(), Path("adopted") / name) for name, those in there.items()]
    return adopt_together(stands, Path("modules"), only, addresses or OldAddresses())


def _written() -> list[str]:
    return sorted(path.as_posix() for path in Path().rglob("*") if path.is_file())


def _reasons(adoption: Adoption) -> set[str]:
    return {each.message for outcome in adoption.outcomes for each in outcome.refusals}


def test_one_intent_says_what_is_there_in_each_place() -> None:
    made = _adopt({name: (there_in(name),) for name in PLACES})
    assert made.exit_code == 0
    assert {outcome.proof for outcome in made.outcomes} == {"equivalent (proven)"}
    assert [outcome.deployment for outcome in made.outcomes] == list(PLACES)
    assert made.roots == ("adopted/dev", "adopted/us", "adopted/eu")
    text = Path("modules/orders/intent.yaml").read_text()
    assert "table/orders-<stage>" in text
    assert "values: {stage: development}" in text
    for name, intent in intents_of().items():
        region, account, stage = PLACES[str(name)]
        (endpoint,) = intent.endpoints
        assert (intent.region, intent.account) == (region, account)
        assert endpoint.tags == {"Name": f"orders-{stage}"}
        assert endpoint.vpc_id == there_in(str(name)).vpc_id
    run = generate([Path("modules")], Generation(check=True))
    assert exit_code(run) == 0
    call = Path("adopted/eu/adopted.tf").read_text()
    assert 'source     = "../../modules/orders"\n  deployment = "eu"' in call
    assert "module.orders.aws_vpc_endpoint.dynamodb" in Path("adopted/eu/imports.tf").read_text()
    assert _adopt({name: (there_in(name),) for name in PLACES}).exit_code == 0


def test_order_does_not_count_and_an_account_of_everybody_stays() -> None:
    turned = there_in("us", text=policy(TOOLS, application(*PLACES["us"])))
    assert _adopt({"dev": (there_in("dev"),), "us": (turned,)}).exit_code == 0
    text = Path("modules/orders/intent.yaml").read_text()
    assert "arn:aws:iam::111111111111:role/ci" in text
    assert 'principals: ["arn:aws:iam::<account>:role/orders-<stage>"]' in text


def test_short_names_resolve_in_each_place() -> None:
    stages = {}
    for name, (region, account, _) in PLACES.items():
        table = f"arn:aws:dynamodb:{region}:{account}:table/orders-{name}"
        stages[name] = policy(application(region, account, name, Resource=[table, f"{table}/index/*"]))
    there = {name: (there_in(name, text=text, tags={}),) for name, text in stages.items()}
    assert _adopt(there).exit_code == 0
    text = Path("modules/dynamodb/intent.yaml").read_text()
    assert 'resources: ["table/orders-<deployment>"]' in text
    assert 'principals: ["role/orders-<deployment>"]' in text
    assert "values" not in text


def test_tags_and_networks_may_be_each_ones_own() -> None:
    dev = there_in("dev", tags={"Name": "orders-development", "owner": "Ann"}, route_table_ids=())
    us = there_in("us", tags={"Name": "Orders", "team": "orders"})
    assert _adopt({"dev": (dev,), "us": (us,)}).exit_code == 0
    assert "route_table_ids = []" in Path("adopted/dev/adopted.tf").read_text()
    assert "route_table_ids" not in Path("adopted/us/adopted.tf").read_text()


DIFFER: dict[str, tuple[Callable[[], Existing], str]] = {
    "an action more": (
        lambda: there_in("us", text=policy(application(*PLACES["us"], Action="dynamodb:*"), TOOLS)),
        "us allows what dev would not allow there: arn:aws:iam::222222222222:role/orders-production calling",
    ),
    "a statement less": (
        lambda: there_in("us", text=policy(application(*PLACES["us"]))),
        "us denies what dev would allow there: arn:aws:iam::222222222222:role/ci calling dynamodb:Desc",
    ),
    "a pattern for a name": (
        lambda: there_in("us", text=policy(application(*PLACES["us"], Resource="*"), TOOLS)),
        "us allows what dev would not allow there",
    ),
    "a condition less": (
        lambda: there_in("us", text=policy({**application(*PLACES["us"]), "Condition": {}}, TOOLS)),
        "us allows what dev would not allow there",
    ),
    "Deny for Allow": (
        lambda: there_in("us", text=policy(application(*PLACES["us"], Effect="Deny"), TOOLS)),
        "us denies what dev would allow there",
    ),
    "the same meaning in another text": (
        lambda: there_in("us", text=policy(application(*PLACES["us"]), TOOLS, {**TOOLS, "Sid": "Again"})),
        "one intent cannot express it: statements is ",
    ),
    "no policy": (
        lambda: replace(there_in("us"), policy=None),
        "in us is refused, and one intent is for all",
    ),
    "no Name": (
        lambda: there_in("us", tags={}),
        "tags.Name is orders-development in dev and is not there in us",
    ),
    "another Region": (
        lambda: there_in("us", service_region="eu-west-1"),
        "one intent cannot express it: service_region is eu-west-1 in us and is not there in dev",
    ),
}


@pytest.mark.parametrize("case", DIFFER)
def test_what_differs_is_refused_with_a_request_that_shows_it(case: str) -> None:
    make, message = DIFFER[case]
    made = _adopt({"dev": (there_in("dev"),), "us": (make(),)})
    assert made.exit_code == 1
    assert [bool(outcome.refusals) for outcome in made.outcomes] == [True, True]
    assert any(message in reason for reason in _reasons(made)), _reasons(made)
    assert _written() == []


def test_names_tell_which_of_several_belong_together() -> None:
    def named(place: str, title: str, number: int) -> Existing:
        stage = PLACES[place][2]
        return there_in(
            place, number, policy(TOOLS, {**TOOLS, "Sid": title}), tags={"Name": f"{title}-{place}-{stage}"}
        )

    dev = (named("dev", "one", 1), named("dev", "two", 2))
    us = (named("us", "two", 1), named("us", "one", 2), interface(3, account=PLACES["us"][1]))
    told = [replace(each, tags={"Name": each.tags["Name"].rpartition("-")[0]}) for each in (*dev, *us[:2])]
    made = _adopt({"dev": tuple(told[:2]), "us": (*told[2:], us[2])})
    assert [outcome.folder for outcome in made.outcomes] == [
        "modules/one",
        "modules/two",
        "modules/two",
        "modules/one",
        "modules/kms",
    ]
    assert list(intents_of("kms")) == ["us"]


def test_where_no_name_tells_nothing_is_written() -> None:
    dev = (there_in("dev", 1, tags={}), there_in("dev", 2, tags={}))
    made = _adopt({"dev": dev, "us": (there_in("us", tags={}),)})
    assert _reasons(made) >= {
        "several endpoints of dynamodb are in dev, and no name shows which of them is meant"
    }
    assert _written() == []
    only = frozenset({dev[0].label, there_in("us").label})
    assert _adopt({"dev": dev, "us": (there_in("us", tags={}),)}, only).exit_code == 0


def test_what_stands_elsewhere_is_no_part_of_a_deployment() -> None:
    stray = replace(there_in("dev", 1), account="333333333333")
    made = _adopt({"dev": (there_in("dev"), stray)})
    assert _reasons(made) >= {
        "it is in us-east-1 of account 333333333333, and dev in us-east-1 of 111111111111"
    }


def test_endpoints_of_a_state_move_within_it() -> None:
    there = {
        name: (there_in(name, address="module.vpc.aws_vpc_endpoint.this[0]", own_tags=there_in(name).tags),)
        for name in ("dev", "us")
    }
    assert _adopt(there, addresses=old_addresses(["state"])).exit_code == 0
    moved = Path("adopted/us/moved.tf").read_text()
    assert "from = module.vpc.aws_vpc_endpoint.this[0]" in moved


def test_policies_of_resources_are_named_and_stay() -> None:
    held = HeldPolicy("bucket", "orders", policy(TOOLS), account=PLACES["dev"][1])
    stand = Stand("dev", (there_in("dev"),), Where(), Path("adopted/dev"), (held,), ("aws_s3_bucket.logs",))
    made = adopt_together([stand], Path("modules"), frozenset(), OldAddresses())
    assert made.exit_code == 1
    assert _reasons(made) == {"the policy of a resource is not adopted with others of other deployments"}
    assert made.left == ("aws_s3_bucket.logs",)


_NAMES = st.sampled_from(("orders-<stage>", "<stage>-x", "stock", "<account>-<region>", "a-<deployment>"))
_ACTIONS = st.lists(
    st.sampled_from(("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query")), min_size=1, unique=True
)
_GRANTS = st.lists(
    st.fixed_dictionaries(
        {
            "actions": _ACTIONS,
            "principals": st.lists(_NAMES.map("role/{}".format), min_size=1, max_size=2, unique=True),
            "resources": st.lists(_NAMES.map("table/{}".format), min_size=1, max_size=2, unique=True),
        }
    ),
    min_size=1,
    max_size=3,
    unique_by=flow,
)


@given(grants=_GRANTS, data=st.data())
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_an_intent_with_deployments_made_is_adopted_as_one(
    grants: list[dict[str, list[str]]], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The policies of any file with deployments are adopted to the letter, but for an action more in one."""
    folder = tmp_path_factory.mktemp("made")
    named = [{"name": f"Grant{number}", **each} for number, each in enumerate(grants)]
    file = {
        "version": 1,
        "name": "orders",
        "deployments": {
            name: {"region": region, "account": account, "values": {"stage": stage}}
            for name, (region, account, stage) in PLACES.items()
        },
        "endpoints": {"dynamodb": {"allow": named}},
    }
    loaded = load_bytes(flow(file).encode(), "intent.yaml")
    if not loaded.intents:
        return
    made = {
        str(each.deployment): to_data(compile_intent(each).documents[0].policy) for each in loaded.intents
    }
    there = {name: (there_in(name, text=json.dumps(document)),) for name, document in made.items()}
    stands = [Stand(name, those, Where(), folder / name) for name, those in there.items()]
    adopted = adopt_together(stands, folder / "modules", frozenset(), OldAddresses())
    assert adopted.exit_code == 0, _reasons(adopted)

    wider = data.draw(st.sampled_from(list(PLACES)))
    document: Any = json.loads(json.dumps(made[wider]))
    statement = data.draw(st.sampled_from(document["Statement"]))
    statement["Action"] = "dynamodb:*"
    old, new = (read(json.dumps(each)).policy for each in (made[wider], document))
    assert old is not None
    assert new is not None
    assert compare(old, new, kind=PolicyKind.ENDPOINT).verdict is Verdict.WIDER
    there[wider] = (there_in(wider, text=json.dumps(document)),)
    stands = [Stand(name, those, Where(), folder / "again" / name) for name, those in there.items()]
    refused = adopt_together(stands, folder / "again", frozenset(), OldAddresses())
    assert all(outcome.refusals for outcome in refused.outcomes)
    assert not (folder / "again").exists()
