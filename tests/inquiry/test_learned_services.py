"""Service by service: what the events say becomes an intent that makes a module, and lets it pass."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from tests.support.trail import ACCOUNT, event

from gen_vpce.diagnostics import Severity
from gen_vpce.inquiry.learning.expectations import accept_lines, expectation_lines
from gen_vpce.inquiry.learning.generalise import Steps
from gen_vpce.inquiry.learning.make import make
from gen_vpce.inquiry.learning.owned import Owned
from gen_vpce.inquiry.learning.text import Place
from gen_vpce.inquiry.learning.trial import denied_of
from gen_vpce.module.build import build
from gen_vpce.traffic.event import Event
from gen_vpce.traffic.prefixes import Prefixes
from gen_vpce.traffic.reduction import reduce_events

REQUESTS = Path(__file__).parents[1] / "traffic/requests.yaml"
PLACE = Place("learned", "eu-west-1", ACCOUNT)
UNTOLD = {"apigateway", "iam", "nobody-knows"}
"""Of these no event tells all that it needs."""

EVENTS: dict[str, list[dict[str, Any]]] = defaultdict(list)
for service, name, parameters, resources, _ in yaml.safe_load(
    REQUESTS.read_text(encoding="utf-8").replace("${A}", f"eu-west-1:{ACCOUNT}")
):
    EVENTS[service].append(event(name, parameters, service=service, resources=resources))


@pytest.mark.parametrize(
    "steps", [Steps(), Steps(objects=1, resources=2, roles=2, level=1)], ids=["few", "all"]
)
@pytest.mark.parametrize("service", sorted(EVENTS.keys() - UNTOLD))
def test_what_is_learned_makes_a_module_without_findings(service: str, steps: Steps) -> None:
    prefixes = Prefixes(steps.objects)
    decoded = (msgspec.json.decode(json.dumps(each), type=Event) for each in EVENTS[service])
    requests = reduce_events(decoded, folding=prefixes).requests
    made = make(requests, prefixes, PLACE, steps)
    found = build(made.text.encode(), "intent.yaml", Path()).diagnostics
    text = made.with_head(PLACE, (), (*expectation_lines(made, requests), *accept_lines(found)))
    built = build(text.encode(), "intent.yaml", Path())
    assert built.module is not None, built.diagnostics
    assert [each for each in built.diagnostics if each.severity is Severity.ERROR] == []
    assert [f"{each.code} {each.message}" for each in built.diagnostics if each.severity.fails] == []
    assert denied_of(made.text, requests, Owned(PLACE.region)) == ()
