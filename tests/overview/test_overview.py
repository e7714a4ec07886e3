"""The value of the report: what is read of intents and JSON, by its schema, the same for the same files."""

import json
from pathlib import Path

import msgspec
import pytest
from jsonschema import Draft202012Validator
from tests.support.command import STOCK
from tests.support.overviews import seen_in

from gen_vpce.diagnostics.shipped import schema_file
from gen_vpce.overview.model import Endpoint, Level, Overview
from gen_vpce.overview.schema import schema

MODULES = Path(__file__).parents[2] / "modules"
ORDERS = {
    "Sid": "Orders",
    "Effect": "Allow",
    "Principal": "*",
    "Action": "dynamodb:GetItem",
    "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/Orders",
}


def write(folder: Path, name: str, data: object) -> Path:
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data, indent=2))
    return path


def policy(*statements: object) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": statements}


def levels(overview: Overview, endpoint: Endpoint, caller: str, resource: str) -> dict[str, Level]:
    """Return the levels of the cell of the caller and the resource of these names, none where it is empty."""
    who = {each.id: each.name for each in overview.callers}
    what = {each.id: each.name for each in overview.resources}
    for cell in endpoint.cells:
        callers = [who[each] for each in endpoint.rows[cell.row]]
        resources = [what[each] for each in endpoint.columns[cell.column]]
        if caller in callers and resource in resources:
            return {each.level: each for each in cell.levels if each.extent != "none"}
    return {}


def test_the_schema_that_travels_is_the_one_of_the_types() -> None:
    assert json.loads(schema_file("overview").read_text(encoding="utf-8")) == schema()


def test_the_overview_of_all_examples_holds_to_the_schema() -> None:
    made = msgspec.json.encode(seen_in(MODULES))
    Draft202012Validator(schema()).validate(json.loads(made))
    assert made == msgspec.json.encode(seen_in(MODULES))


def test_a_cell_names_the_statement_the_file_and_the_line(tmp_path: Path) -> None:
    write(tmp_path, "intent.yaml", STOCK)
    made = seen_in(tmp_path)
    (endpoint,) = made.endpoints
    read = levels(made, endpoint, "everyone else with credentials", "table/StockTable")["read"]
    (number,) = read.statements
    statement = made.statements[number]
    assert (statement.label, statement.effect) == ("StockTable", "Allow")
    assert statement.policy.endswith("policies/dynamodb.endpoint.json")
    assert statement.place is not None
    assert STOCK.splitlines()[statement.place.line - 1].strip() == "- name: StockTable"
    assert read.passing is not None
    assert read.passing.resource == "arn:aws:dynamodb:us-east-1:123456789012:table/StockTable"


def test_an_expectation_that_fails_says_why(tmp_path: Path) -> None:
    never = "expect:\n  - never: {action: dynamodb:PutItem, through: dynamodb}\n"
    write(tmp_path, "intent.yaml", STOCK + never)
    (expectation,) = seen_in(tmp_path).expectations
    assert (expectation.result, expectation.text) == ("failed", "never dynamodb:PutItem through dynamodb")
    assert expectation.because


def test_an_intent_with_errors_is_told_and_not_shown(tmp_path: Path) -> None:
    write(tmp_path, "intent.yaml", STOCK.replace("dynamodb:", "dynamo:"))
    made = seen_in(tmp_path)
    assert made.endpoints == ()
    assert [each.why for each in made.coverage.not_read] == ["it has errors: see the findings"]
    assert any(each.severity == "error" for each in made.findings)


def test_a_policy_alone_is_an_endpoint(tmp_path: Path) -> None:
    made = seen_in(write(tmp_path, "orders.endpoint.json", policy(ORDERS)))
    (endpoint,) = made.endpoints
    assert endpoint.name == "orders"
    assert levels(made, endpoint, "everyone else with credentials", "table/Orders")["read"].whole == (
        "dynamodb:GetItem",
    )
    (statement,) = made.statements
    assert statement.place is not None
    assert statement.place.line == 4


def test_a_policy_of_another_kind_is_counted(tmp_path: Path) -> None:
    made = seen_in(write(tmp_path, "orders.identity.json", policy({**ORDERS, "Effect": "Deny"})))
    assert made.endpoints == ()
    (left,) = made.coverage.not_read
    assert "kind identity" in left.why


DESCRIBED = {
    "VpcEndpoints": [
        {
            "VpcEndpointId": "vpce-1",
            "VpcEndpointType": "Gateway",
            "VpcId": "vpc-1",
            "ServiceName": "com.amazonaws.eu-west-1.dynamodb",
            "State": "available",
            "PolicyDocument": json.dumps(policy(ORDERS)),
            "RouteTableIds": ["rtb-2", "rtb-1"],
        },
        {
            "VpcEndpointId": "vpce-2",
            "VpcEndpointType": "Interface",
            "VpcId": "vpc-1",
            "ServiceName": "com.amazonaws.eu-west-1.kms",
            "State": "available",
            "SubnetIds": ["subnet-1"],
            "Groups": [{"GroupId": "sg-1", "GroupName": "x"}],
            "PrivateDnsEnabled": True,
        },
    ]
}
STATE = {
    "values": {
        "root_module": {
            "resources": [
                {
                    "address": "aws_vpc_endpoint.db",
                    "mode": "managed",
                    "type": "aws_vpc_endpoint",
                    "name": "db",
                    "values": {
                        "id": "vpce-1",
                        "service_name": "com.amazonaws.eu-west-1.dynamodb",
                        "vpc_endpoint_type": "Gateway",
                        "vpc_id": "vpc-1",
                        "policy": "",
                    },
                },
                {
                    "address": "aws_vpc_endpoint_policy.db",
                    "mode": "managed",
                    "type": "aws_vpc_endpoint_policy",
                    "name": "db",
                    "values": {"vpc_endpoint_id": "vpce-1", "policy": json.dumps(policy(ORDERS))},
                },
            ]
        }
    }
}


def test_endpoints_that_aws_describes_have_their_network_and_full_access_without_a_policy(
    tmp_path: Path,
) -> None:
    made = seen_in(write(tmp_path, "endpoints.json", DESCRIBED))
    db, kms = made.endpoints
    assert (db.network.vpc, db.network.route_tables) == ("vpc-1", ("rtb-1", "rtb-2"))
    assert (kms.network.subnets, kms.network.security_groups) == (("subnet-1",), ("sg-1",))
    assert (db.open_to_all, kms.open_to_all, kms.policy) == (False, True, "none: full access")
    assert (db.type, kms.type) == ("gateway", "interface")


def test_a_separate_policy_is_the_one_of_its_endpoint(tmp_path: Path) -> None:
    (endpoint,) = seen_in(write(tmp_path, "state.json", STATE)).endpoints
    assert (endpoint.name, endpoint.open_to_all) == ("aws_vpc_endpoint.db", False)


def test_a_policy_with_errors_is_no_endpoint_that_is_decided(tmp_path: Path) -> None:
    broken = {**DESCRIBED["VpcEndpoints"][0], "PolicyDocument": '{"Statement": [{"Effect": "Maybe"}]}'}
    (endpoint,) = seen_in(write(tmp_path, "endpoints.json", [broken])).endpoints
    assert endpoint.doubt == "its policy has errors: see the findings"
    assert endpoint.cells == ()


def test_a_path_twice_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, "intent.yaml", STOCK)
    assert len(seen_in(tmp_path, tmp_path / "intent.yaml").endpoints) == 1


@pytest.mark.parametrize("text", ["{", "[1]", ""])
def test_json_without_a_policy_is_a_finding(tmp_path: Path, text: str) -> None:
    made = seen_in(write(tmp_path, "x.json", text))
    assert made.endpoints == ()
    assert any(each.severity == "error" for each in made.findings)
