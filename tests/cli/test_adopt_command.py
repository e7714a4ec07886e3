"""`gen-vpce adopt` as a person calls it."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.command import gen_vpce
from tests.support.endpoints import ACCOUNT, DEFAULT_POLICY

ID = "vpce-0123456789abcdef0"
S3: dict[str, Any] = {
    "VpcEndpointId": ID,
    "VpcEndpointType": "Gateway",
    "VpcId": "vpc-0123456789abcdef0",
    "ServiceName": "com.amazonaws.us-east-1.s3",
    "State": "available",
    "PolicyDocument": json.dumps(DEFAULT_POLICY),
    "RouteTableIds": ["rtb-0123456789abcdef0"],
    "Tags": [{"Key": "Name", "Value": "Main \x1b[31mS3"}],
    "OwnerId": ACCOUNT,
}
FOREIGN = {**S3, "VpcEndpointId": "vpce-0123456789abcdef1", "ServiceName": "com.amazonaws.us-east-1.nosuch"}


def _described(*endpoints: dict[str, Any]) -> str:
    return json.dumps({"VpcEndpoints": endpoints})


def test_table_reasons_and_next_step(tmp_path: Path) -> None:
    good = {**S3, "Tags": [{"Key": "Name", "Value": "Main S3"}]}
    done = gen_vpce("adopt", "-", cwd=tmp_path, stdin=_described(good, FOREIGN))
    assert done.returncode == 1
    assert done.stderr == ""
    rows = [line.split() for line in done.stdout.splitlines()]
    assert [ID, "s3", "adopted", "equivalent", "(proven)", "1", "modules/main-s3"] in rows
    assert (
        "  refused[GV673]: `com.amazonaws.us-east-1.nosuch` is not in the catalogue of services"
        in done.stdout
    )
    assert "  suggestion[GV328]: statement number 1 lets every request pass" in done.stdout
    assert "2 endpoints: 1 adopted, 1 refused\n" in done.stdout
    assert done.stdout.endswith("next: cd adopted && terraform init && terraform plan\n")


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    done = gen_vpce("adopt", "-", cwd=tmp_path, stdin=_described(S3))
    assert done.returncode == 1
    assert "U+001B" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr


def test_json_and_markdown(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(_described({**S3, "Tags": []}), encoding="utf-8")
    done = gen_vpce("adopt", "in.json", "--tighten", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert (data["summary"], data["roots"]) == ("1 endpoint: 1 adopted, 0 refused", ["adopted"])
    (endpoint,) = data["endpoints"]
    assert endpoint["policy"] == "equivalent (proven)"
    assert endpoint["tightened"]["mended"] == ["GV328"]
    assert endpoint["tightened"]["comparison"]["verdict"] == "narrower"
    shown = gen_vpce("adopt", "in.json", "--format", "markdown", cwd=tmp_path).stdout
    assert f"| {ID} | s3 | adopted | equivalent (proven) | 1 |" in shown


def test_proposal_tells_what_it_would_deny(tmp_path: Path) -> None:
    done = gen_vpce("adopt", "-", "--tighten", cwd=tmp_path, stdin=_described({**S3, "Tags": []}))
    assert "intent.tightened.yaml fixes GV328" in done.stdout
    assert "newly denied: " in done.stdout
    assert "for example " in done.stdout


@pytest.mark.parametrize(
    ("stdin", "says"),
    [("{", "GV670"), ("{}", "GV671"), ('{"format_version": "1.2", "planned_values": {}}', "GV671")],
)
def test_input_without_endpoints(tmp_path: Path, stdin: str, says: str) -> None:
    done = gen_vpce("adopt", "-", cwd=tmp_path, stdin=stdin)
    assert done.returncode == 1
    assert says in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_bare_policy_needs_its_service(tmp_path: Path) -> None:
    policy = json.dumps(DEFAULT_POLICY)
    without = gen_vpce("adopt", "-", cwd=tmp_path, stdin=policy)
    assert without.returncode == 2
    assert "--service s3 --region us-east-1" in without.stderr
    options = ("--service", "s3", "--region", "us-east-1", "--account", ACCOUNT)
    assert gen_vpce("adopt", "-", *options, cwd=tmp_path, stdin=policy).returncode == 0
    assert (tmp_path / "modules" / "s3-policy" / "main.tf").is_file()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--from-address", "module.x"), "`module.x` is not one of: `state`"),
        (("--service", "dynamo"), "dynamodb"),
        (("--type", "x"), "gateway or interface"),
        (("--format", "yaml"), "unknown format `yaml`"),
        (("--only", "vpce-1"), "unknown endpoint `vpce-1`"),
    ],
)
def test_wrong_usage(tmp_path: Path, options: tuple[str, ...], says: str) -> None:
    done = gen_vpce("adopt", "-", *options, cwd=tmp_path, stdin=_described(S3))
    assert done.returncode == 2
    assert says in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = gen_vpce("adopt", "none.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "none.json" in done.stderr
