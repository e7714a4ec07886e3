"""What is used: events at the cells that they pass, what would be denied, and what no event used."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.command import STOCK
from tests.support.overviews import TITLE
from tests.support.trail import ACCOUNT, ENDPOINT, ROLE, event, trail

from gen_vpce.overview.build import build
from gen_vpce.overview.look import look
from gen_vpce.overview.model import Level, Overview
from gen_vpce.overview.usage import Traffic, asked_of
from gen_vpce.traffic.parallel import reduce_files

INTENT = STOCK.replace("us-east-1", "eu-west-1").replace("123456789012", ACCOUNT)
GET = [event("GetItem", {"tableName": "StockTable"})] * 3
LATER = event("GetItem", {"tableName": "StockTable"}, eventTime="2026-11-03T10:00:00Z")
OTHER = event("GetItem", {"tableName": "Secrets"})


def used(folder: Path, *events: dict[str, Any], named: dict[str, str | None] | None = None) -> Overview:
    (folder / "log.json").write_bytes(trail(events))
    paths = [each for each in (folder / "intent.yaml", folder / "endpoints.json") if each.exists()]
    seen = look(paths)
    reduction, troubles = reduce_files([str(folder / "log.json")], asked_of(seen), jobs=1)
    return build(seen, TITLE, Traffic(reduction, 1, named or {}, tuple(troubles.sentences())))


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    (tmp_path / "intent.yaml").write_text(INTENT)
    return tmp_path


def levels(made: Overview) -> dict[tuple[str, str], Level]:
    who = {each.id: each.name for each in made.callers}
    return {
        (who[endpoint.rows[cell.row][0]], level.level): level
        for endpoint in made.endpoints
        for cell in endpoint.cells
        for level in cell.levels
    }


def test_what_passes_is_counted_at_its_cell_with_its_last_time(stock: Path) -> None:
    made = used(stock, *GET, LATER)
    (endpoint,) = made.endpoints
    assert (endpoint.used, endpoint.last_used) == (4, "2026-11-03T10:00:00Z")
    found = levels(made)
    read = found["everyone else with credentials", "read"]
    assert (read.used, read.last_used) == (4, "2026-11-03T10:00:00Z")
    assert found["everyone else with credentials", "write"].used == 0
    assert found["AWS services", "read"].used == 0


def test_what_would_be_denied_is_told_with_what_decides(stock: Path) -> None:
    made = used(stock, *GET, OTHER, OTHER)
    assert made.usage is not None
    (denied,) = made.usage.denied
    assert (denied.count, denied.endpoint) == (2, made.endpoints[0].id)
    assert denied.text.startswith(f"{ROLE} calling dynamodb:GetItem on ")
    assert denied.because


def test_events_of_another_endpoint_are_counted_and_no_more(stock: Path) -> None:
    made = used(stock, *GET, named={"vpce-0000000000000000f": None})
    assert made.endpoints[0].used == 0
    assert made.usage is not None
    assert any(
        "3 events came through endpoints that are not in this report" in line for line in made.usage.coverage
    )


def test_an_endpoint_that_aws_describes_is_known_by_its_id(tmp_path: Path) -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    described = [
        {
            "VpcEndpointId": id_,
            "VpcEndpointType": "Gateway",
            "ServiceName": "com.amazonaws.eu-west-1.dynamodb",
            "PolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        }
        for id_ in (ENDPOINT, "vpce-0000000000000000f")
    ]
    (tmp_path / "endpoints.json").write_text(json.dumps(described))
    assert [each.used for each in used(tmp_path, *GET).endpoints] == [3, 0]


def test_without_events_nothing_is_said_of_usage(stock: Path) -> None:
    made = build(look([stock]), TITLE)
    assert made.usage is None
    assert {level.used for level in levels(made).values()} == {None}
