"""Real files of a trail, where they are found: every event is read, told, learned and let pass again.

`GEN_VPCE_REAL_EVENTS` names the folder; a folder `shared/cloudtrail` beside the checkout is found without it.
"""

import os
from pathlib import Path

import pytest

from gen_vpce.inquiry.judge import Judge, judge_intent
from gen_vpce.inquiry.learning.generalise import Steps
from gen_vpce.inquiry.learning.make import make
from gen_vpce.inquiry.learning.text import Place
from gen_vpce.inquiry.learning.trial import denied_of
from gen_vpce.traffic.caller import called_by
from gen_vpce.traffic.coverage import is_made_by_service
from gen_vpce.traffic.events import events_of
from gen_vpce.traffic.needs import needs_of
from gen_vpce.traffic.parallel import reduce_files
from gen_vpce.traffic.prefixes import Prefixes
from gen_vpce.traffic.reduction_options import Asked
from gen_vpce.traffic.troubles import Troubles

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "cloudtrail"
FOLDER = Path(os.environ.get("GEN_VPCE_REAL_EVENTS", BESIDE))
FILES = [str(path) for path in sorted(FOLDER.glob("*.json.gz"))]
PLACE = Place("learned", "us-east-1", "444455556666")

pytestmark = pytest.mark.skipif(
    not FILES, reason="no real files of a trail are here: GEN_VPCE_REAL_EVENTS names a folder"
)


def test_every_event_is_read_with_a_caller_and_nearly_all_with_an_action() -> None:
    troubles = Troubles()
    events = list(events_of(FILES, troubles))
    assert list(troubles.sentences()) == []
    assert all(called_by(event.user_identity) for event in events)
    needs = [needs_of(event).needs for event in events]
    known = sum(map(bool, needs)) / len(events)
    told = sum(bool(each) and all(need.resource for need in each) for each in needs) / len(events)
    assert known > 0.95, f"{known:.1%} of {len(events)} events have a known action"
    assert told > 0.75, f"{told:.1%} of {len(events)} events have a known resource"


def test_endpoints_of_others_are_told_apart_from_those_of_services() -> None:
    through = [event for event in events_of(FILES, Troubles()) if event.vpc_endpoint_id]
    coverage = reduce_files(FILES, Asked())[0].coverage
    assert sum(each.events for each in coverage.endpoints.values()) == len(through)
    by_services = sum(each.made_by_services for each in coverage.endpoints.values())
    assert by_services == sum(map(is_made_by_service, through)) > 0


def test_what_is_learned_lets_pass_what_it_was_learned_from() -> None:
    prefixes = Prefixes(5)
    requests = reduce_files(FILES, Asked(patterns=None), folding=prefixes)[0].requests
    made = make(requests, prefixes, PLACE, Steps())
    assert made.learned.grants
    assert isinstance(judge_intent("intent.yaml", made.text.encode()), Judge)
    assert denied_of(made.text, requests) == ()
