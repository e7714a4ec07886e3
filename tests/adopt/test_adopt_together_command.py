"""`gen-vpce adopt --deployment` as a person calls it."""

import json
from pathlib import Path

import pytest
from tests.adopt.places import PLACES, application, intents_of, there_in
from tests.support.endpoints import policy
from typer.testing import CliRunner

from gen_vpce.cli.app import app

pytestmark = pytest.mark.usefixtures("in_a_repository")


def _described(name: str) -> str:
    there = there_in(name)
    return json.dumps(
        {
            "VpcEndpoints": [
                {
                    "VpcEndpointId": there.id,
                    "VpcEndpointType": "Gateway",
                    "VpcId": there.vpc_id,
                    "ServiceName": there.service_name,
                    "PolicyDocument": there.policy,
                    "RouteTableIds": list(there.route_table_ids),
                    "OwnerId": there.account,
                    "Tags": [{"Key": key, "Value": value} for key, value in there.tags.items()],
                }
            ]
        }
    )


def test_the_command_names_each_place_with_its_file() -> None:
    for name in PLACES:
        Path(f"{name}.json").write_text(_described(name))
    options = [word for name in PLACES for word in ("--deployment", f"{name}={name}.json")]
    said = CliRunner().invoke(app, ["adopt", *options])
    assert said.exit_code == 0, said.stderr
    assert "eu: vpce-00000000000000020 " in said.stdout
    assert said.stdout.endswith("next: cd adopted/eu && terraform init && terraform plan\n")
    data = json.loads(CliRunner().invoke(app, ["adopt", "--format", "json", *options]).stdout)
    assert [each["deployment"] for each in data["endpoints"]] == list(PLACES)


def test_a_policy_alone_is_told_its_place() -> None:
    for name in ("dev", "eu"):
        Path(f"{name}.json").write_text(policy(application(*PLACES[name])))
    places = ("dev=us-east-1:111111111111:dev.json", "eu=eu-west-1:222222222222:eu.json")
    options = [word for place in places for word in ("--deployment", place)]
    said = CliRunner().invoke(app, ["adopt", "--service", "dynamodb", *options])
    assert said.exit_code == 0, said.stderr
    assert {name: each.region for name, each in intents_of("dynamodb").items()} == {
        "dev": "us-east-1",
        "eu": "eu-west-1",
    }


SOURCE = """
resource "aws_vpc" "main" {{ cidr_block = "10.0.0.0/16" }}

resource "aws_vpc_endpoint" "dynamodb" {{
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.{region}.dynamodb"
  policy       = jsonencode({policy})
}}
"""


def test_roots_of_terraform_each_call_the_one_module() -> None:
    options = []
    for name, (region, account, stage) in PLACES.items():
        Path(name).mkdir()
        text = SOURCE.format(region=region, policy=policy(application(region, account, stage)))
        Path(name, "main.tf").write_text(text)
        options += ["--deployment", f"{name}={region}:{account}:{name}"]
    said = CliRunner().invoke(app, ["adopt", *options])
    assert said.exit_code == 0, said.stdout + said.stderr
    assert "to do: eu/main.tf:4: take out aws_vpc_endpoint.dynamodb" in said.stdout
    for name in PLACES:
        call = Path(name, "adopted.tf").read_text()
        assert f'deployment      = "{name}"' in call
        assert "vpc_id          = aws_vpc.main.id" in call
        assert "from = aws_vpc_endpoint.dynamodb" in Path(name, "adopted_moved.tf").read_text()


WRONG: dict[str, tuple[tuple[str, ...], str]] = {
    "no file": (("--deployment", "dev"), "`dev` is not a deployment"),
    "no name": (("--deployment", "Dev=x.json"), "`Dev` is not a name of a deployment"),
    "no account": (("--deployment", "dev=us-east-1:12:x.json"), "`12` is not an account id: 12 digits"),
    "no Region": (("--deployment", "dev=us-east-9:111111111111:x.json"), "unknown Region `us-east-9`"),
    "twice": (("--deployment", "a=x", "--deployment", "a=y"), "two deployments are called `a`"),
    "a file beside": (("--deployment", "a=x", "y.json"), "y.json is in no deployment"),
    "a Region beside": (("--deployment", "a=x", "--region", "us-east-1"), "--region is about one place"),
    "tightened": (("--deployment", "a=x", "--tighten"), "--tighten is about one place"),
    "nothing": ((), "missing: FILE"),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_usage_is_told_in_one_message(case: str) -> None:
    given, message = WRONG[case]
    said = CliRunner().invoke(app, ["adopt", *given])
    assert said.exit_code == 2
    assert message in said.stderr
    assert said.stderr.count("error:") == 1
