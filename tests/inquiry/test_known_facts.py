"""What the user says that no event tells, and what is wrong with a file that says it."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from tests.support.trail import ACCOUNT, ENDPOINT, ROLE, event

from gen_vpce.inquiry.judge import Judge, judge
from gen_vpce.inquiry.known_facts import Known, read_facts
from gen_vpce.inquiry.replay import replay
from gen_vpce.traffic.event import Event
from gen_vpce.traffic.reduction import reduce_events

FACTS = f"""\
version: 1
accounts:
  "{ACCOUNT}": {{organization: o-abc1234567, path: o-abc1234567/r-ab12/ou-ab12-11111111/}}
  "444455556666": {{organization: null}}
principals:
  arn:aws:iam::{ACCOUNT}:role/app/*: {{tags: {{Team: orders}}}}
resources:
  arn:aws:s3:::reports/*: {{owner: "{ACCOUNT}", tags: {{class: public}}}}
  arn:aws:s3:::theirs/*: {{owner: "444455556666"}}
"""


def known(folder: Path, text: str = FACTS) -> Any:
    path = folder / "facts.yaml"
    path.write_text(text)
    return read_facts(path)


def verdict(
    folder: Path, condition: dict[str, Any], bucket: str, facts: Known | None
) -> tuple[str, str | None]:
    path = folder / "p.json"
    allow = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": condition}
    path.write_text(json.dumps({"Version": "2012-10-17", "Statement": [allow]}))
    found = judge(str(path), gateway=True)
    assert isinstance(found, Judge)
    asked = replace(found, known=facts)
    made = event("GetObject", {"bucketName": bucket, "key": "k"}, service="s3")
    decoded = msgspec.json.decode(json.dumps(made), type=Event)
    (row,) = replay(reduce_events([decoded], keys=asked.keys), asked, {ENDPOINT: asked.ways}, None).rows
    return row.said.verdict, row.said.depends_on


KEYS: list[tuple[str, str, str, str, str]] = [
    ("aws:PrincipalOrgID", "o-abc1234567", "reports", "passes", "aws:PrincipalOrgID"),
    ("aws:PrincipalOrgID", "o-zzz1234567", "reports", "denied", "aws:PrincipalOrgID"),
    ("aws:PrincipalTag/team", "orders", "reports", "passes", "aws:PrincipalTag/team"),
    ("aws:PrincipalTag/other", "orders", "reports", "denied", "aws:PrincipalTag/other"),
    ("aws:ResourceAccount", ACCOUNT, "reports", "passes", "aws:ResourceAccount"),
    ("aws:ResourceAccount", ACCOUNT, "theirs", "denied", "aws:ResourceAccount"),
    ("aws:ResourceOrgID", "o-abc1234567", "reports", "passes", "aws:ResourceOrgID"),
    ("aws:ResourceOrgID", "o-abc1234567", "theirs", "denied", "aws:ResourceOrgID"),
    ("aws:ResourceTag/class", "public", "reports", "passes", "aws:ResourceTag/class"),
    ("aws:ResourceTag/class", "secret", "reports", "denied", "aws:ResourceTag/class"),
]


@pytest.mark.parametrize("case", KEYS)
def test_a_fact_decides_what_is_unknown_without_it(
    case: tuple[str, str, str, str, str], tmp_path: Path
) -> None:
    key, value, bucket, expected, missing = case
    condition = {"StringEquals": {key: value}}
    assert verdict(tmp_path, condition, bucket, known(tmp_path)) == (expected, None)
    assert verdict(tmp_path, condition, bucket, None) == ("unknown", missing)


def test_the_path_in_the_organization_is_a_set_of_one(tmp_path: Path) -> None:
    condition = {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abc1234567/*"}}
    assert verdict(tmp_path, condition, "reports", known(tmp_path)) == ("passes", None)


def test_what_nothing_is_said_about_stays_unknown(tmp_path: Path) -> None:
    found = known(tmp_path, "version: 1\n")
    assert isinstance(found, Known)
    condition = {"StringEquals": {"aws:PrincipalOrgID": "o-abc1234567"}}
    assert verdict(tmp_path, condition, "reports", found) == ("unknown", "aws:PrincipalOrgID")
    assert ROLE.split(":")[4] == ACCOUNT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: 2\n", "facts.yaml:1:10"),
        ("version: 1\nacounts: {}\n", "acounts"),
        ('version: 1\naccounts:\n  "1": {organization: o-abc1234567}\n', "facts.yaml:3"),
        ('version: 1\naccounts:\n  "111122223333": {organization: x}\n', "facts.yaml:3"),
        ("version: 1\nprincipals:\n  role/App: {tags: {}}\n", "facts.yaml:3"),
        ("version: [\n", "facts.yaml"),
        ("", "the file holds no set of facts"),
        (
            FACTS.replace("path: o-abc", "path: o-xyz"),
            "`o-xyz1234567/r-ab12/ou-ab12-11111111/` is in another",
        ),
    ],
)
def test_a_wrong_file_is_told_with_its_place(text: str, said: str, tmp_path: Path) -> None:
    found = known(tmp_path, text)
    assert isinstance(found, tuple)
    assert any(said in f"{each.span} {each.message}" for each in found), found


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    found = read_facts(tmp_path / "none.yaml")
    assert isinstance(found, tuple)
    assert [each.code for each in found] == ["GV906"]
