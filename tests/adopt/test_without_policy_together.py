"""Endpoints at which AWS takes no policy become one intent for several deployments as others do."""

from pathlib import Path

import pytest
from tests.support.endpoints import interface

from gen_vpce.intent.load import load_bytes
from gen_vpce.intent.model import Endpoint
from gen_vpce.module.generate import Options as Generation
from gen_vpce.module.generate import generate
from gen_vpce.module.result import exit_code
from gen_vpce.terraform.adoption.addresses import OldAddresses
from gen_vpce.terraform.adoption.adopt import Options, adopt
from gen_vpce.terraform.adoption.eligible import Where
from gen_vpce.terraform.adoption.existing import Existing
from gen_vpce.terraform.adoption.places.adopt import Stand, adopt_together

PLACES = {"dev": ("us-east-1", "1" * 12), "prod": ("eu-west-1", "2" * 12)}


@pytest.fixture(autouse=True)
def _in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def _there(place: str, kind: str) -> Existing:
    region, account = PLACES[place]
    number = list(PLACES).index(place)
    arn = f"arn:aws:vpc-lattice:{region}:{account}:"
    changes: dict[str, dict[str, object]] = {
        "email-smtp": {"service_name": f"com.amazonaws.{region}.email-smtp"},
        "partner": {"service_name": f"com.amazonaws.vpce.{region}.vpce-svc-0123456789abcdef{number}"},
        "resource": {
            "type": "Resource",
            "service_name": "",
            "resource_configuration_arn": f"{arn}resourceconfiguration/rcfg-0123456789abcdef{number}",
        },
        "service-network": {
            "type": "ServiceNetwork",
            "service_name": "",
            "service_network_arn": f"{arn}servicenetwork/sn-0123456789abcdef0",
        },
    }
    return interface(number, **{"account": account, "policy": None, "tags": {"Name": "it"}, **changes[kind]})


@pytest.mark.parametrize("kind", ["email-smtp", "partner", "resource", "service-network"])
def test_one_intent_for_all(kind: str) -> None:
    stands = [Stand(name, (_there(name, kind),), Where(), Path("adopted") / name) for name in PLACES]
    made = adopt_together(stands, Path("modules"), frozenset(), OldAddresses())
    assert made.exit_code == 0, made
    assert {each.proof for each in made.outcomes} == {"none: AWS takes none there"}
    loaded = load_bytes(Path("modules/it/intent.yaml").read_bytes(), "intent.yaml")
    for intent in loaded.intents:
        existing = _there(str(intent.deployment), kind)
        (endpoint,) = intent.endpoints_without_policy
        assert _leads_to(endpoint) == _leads_to(existing)
    assert exit_code(generate([Path("modules")], Generation(check=True))) == 0


def _leads_to(of: Endpoint | Existing) -> tuple[str | None, ...]:
    return of.service_name, of.resource_configuration_arn, of.service_network_arn


@pytest.mark.parametrize("kind", ["resource", "service-network"])
def test_the_arn_tells_the_region(kind: str) -> None:
    (outcome,) = adopt([_there("prod", kind)], Options(Path("modules"), Path("adopted"))).outcomes
    assert outcome.refusals == ()
    loaded = load_bytes(Path("modules/it/intent.yaml").read_bytes(), "intent.yaml")
    assert [each.region for each in loaded.intents] == ["eu-west-1"]
