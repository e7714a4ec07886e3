"""What is learned goes into an intent that is there: nothing that a person wrote is lost."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.trail import ACCOUNT, event, session_of

from gen_vpce.inquiry.learning.existing import Existing, UnmergeableError, existing
from gen_vpce.inquiry.learning.generalise import Steps
from gen_vpce.inquiry.learning.merge import Merged, merge
from gen_vpce.inquiry.learning.trial import denied_of
from gen_vpce.inquiry.replay import Row, Verdict
from gen_vpce.traffic.event import Event
from gen_vpce.traffic.prefixes import Prefixes
from gen_vpce.traffic.reduction import reduce_events

STEPS = Steps()
HEAD = f'# mine\nversion: 1\nname: shop\nregion: eu-west-1\naccount: "{ACCOUNT}"\n'
TABLES = """\
endpoints:
  dynamodb:  # the tables
    allow:
      # orders, by Ann
      - name: OrdersWeb
        principals: [role/shop/Web]
        actions: [
          dynamodb:GetItem
        ]  # done
        resources: [
          table/Orders
        ]

    # after the grants
    vpc_id: vpc-0123456789abcdef0
"""


def did(name: str, parameters: dict[str, Any], who: str = "Web", service: str = "dynamodb") -> dict[str, Any]:
    identity = session_of(f"arn:aws:iam::{ACCOUNT}:role/shop/{who}")
    return event(name, parameters, service=service, identity=identity)


GET, PUT = (did(name, {"tableName": "Orders"}) for name in ("GetItem", "PutItem"))
OBJECT = did("GetObject", {"bucketName": "b", "key": "k"}, service="s3")


def merged(text: str, *events: dict[str, Any], steps: Steps = STEPS) -> Merged:
    into = existing("intent.yaml", text.encode())
    assert isinstance(into, Existing), into
    prefixes = Prefixes(5)
    decoded = (msgspec.json.decode(json.dumps(each), type=Event) for each in events)
    requests = reduce_events(decoded, folding=prefixes).requests
    found = merge(into, requests, prefixes, steps, "some events")
    meant = denied_of(found.text, requests)
    rows = [each for each in meant if isinstance(each, Row)]
    assert all(row.said.place is not None or row.said.verdict is Verdict.UNKNOWN for row in rows), rows
    return found


def is_within(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether the lines *old* stand in *new*, in their order."""
    rest = iter(new)
    return all(line in rest for line in old)


def test_grants_are_added_behind_those_that_are_there() -> None:
    found = merged(HEAD + TABLES, GET, PUT)
    assert is_within((HEAD + TABLES).splitlines(), found.text.splitlines())
    added = [line for line in found.text.splitlines() if line not in (HEAD + TABLES).splitlines()]
    assert added[0] == "      # added by gen-vpce learn from some events"
    assert added[3:6] == [
        '      - name: "Web1"',
        "        principals:",
        f'          - "arn:aws:iam::{ACCOUNT}:role/shop/Web"',
    ]
    assert "dynamodb:GetItem" not in "".join(added)
    assert found.told[0] == "1 of 2 different requests passed intent.yaml as it was"
    again = merged(found.text, GET, PUT)
    assert again.text == found.text
    assert again.told[-1] == "nothing is added"


def test_grants_that_nobody_used_are_told_and_kept() -> None:
    found = merged(HEAD + TABLES, PUT)
    assert "not asked for in these events, and kept: OrdersWeb (intent.yaml:10:9)" in found.told


OTHERS = """\
identity_policies:
  - name: p
    deny_unless_through: [vpce-0a1b2c3d4e5f67890]
    actions: [dynamodb:*]
    resources: [table/*]
"""
STATEMENTS = """\
endpoints:
  s3:
    statements:
      - Effect: Allow
        Principal: '*'
        Action: s3:ListBucket
        Resource: '*'
"""
FLAT = """\
endpoints:
  s3:
    allow:
    - name: A
      actions: [s3:ListBucket]
    - name: B
      actions: [s3:ListBucket]
      resources: [bucket/x]
    tags: {a: b}
"""
BRACKETS = """\
endpoints:
  s3:
    allow:
      - {name: A, actions: [
          s3:ListBucket]
        }
"""
EVERYTHING = """\
endpoints:
  s3:
    # why
    allow: everything   # for now
    tags: {a: b}
"""
NAMED = """\
policies:
  base:
    - actions: [s3:ListBucket]
endpoints:
  s3:
    allow:
      - policy/base  # for all
    tags: {a: b}
"""
PLACES = {
    "a list of grants by its name": NAMED,
    "another endpoint": TABLES,
    "no endpoint at all": OTHERS,
    "statements alone": STATEMENTS,
    "a list without indentation": FLAT,
    "brackets over lines": BRACKETS,
    "everything": EVERYTHING,
    "no line end at the end": "endpoints:\n  s3:\n    allow:\n      - actions: [s3:ListBucket]",
}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("what", PLACES)
def test_lines_belong_where_the_endpoint_is(what: str, end: str) -> None:
    whole = (HEAD + PLACES[what]).replace("\n", end)
    found = merged(whole, OBJECT)
    kept = [line for line in whole.splitlines() if line != "    allow: everything   # for now"]
    assert is_within(kept, found.text.splitlines())
    assert found.text.count("\r\n") == (found.text.count("\n") if end == "\r\n" else 0)
    assert "arn:aws:s3:::b/k" in found.text
    assert ("   # for now" in found.text) == (what == "everything")
    assert merged(found.text, OBJECT).text == found.text


OF_OTHERS = (
    did("Decrypt", {"keyId": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/1"}, service="kms"),
    did("SendMessage", {"queueUrl": f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/Q"}, service="sqs"),
    did("GetParameter", {"name": "/a"}, service="ssm"),
)


@pytest.mark.parametrize("what", PLACES)
def test_several_endpoints_are_added_and_added_to_at_once(what: str) -> None:
    whole = HEAD + PLACES[what]
    found = merged(whole, GET, PUT, OBJECT, *OF_OTHERS)
    kept = [line for line in whole.splitlines() if line != "    allow: everything   # for now"]
    assert is_within(kept, found.text.splitlines())
    assert all(part in found.text for part in ("table/Orders", "b/k", "key/1", ":Q", "parameter/a"))
    assert merged(found.text, GET, PUT, OBJECT, *OF_OTHERS).text == found.text


REFUSED = [
    "policies: {base: [{actions: [s3:ListBucket]}]}\nendpoints:\n  s3:\n    allow: [policy/base]\n",
    "endpoints: {s3: {allow: everything}}\n",
    "endpoints:\n  s3: {allow: [{actions: [s3:ListBucket]}]}\n",
    "endpoints:\n  s3:\n    allow: [{actions: [s3:ListBucket]}]\n",
    "endpoints:\n  s3:\n    allow: [\n      {actions: [s3:ListBucket]}\n    ]\n",
    "endpoints:\n  a: {service: s3, type: interface, allow: everything}\n  s3:\n    allow: everything\n",
    "endpoints:\n  kms:\n    allow: &shared\n      - principals: [role/x]\n  s3:\n    allow: *shared\n",
]


@pytest.mark.parametrize("text", REFUSED)
def test_where_lines_cannot_be_added_is_told_with_the_place(text: str) -> None:
    with pytest.raises(UnmergeableError) as raised:
        merged(HEAD + text, OBJECT)
    assert raised.value.finding.code == "GV907"
    assert raised.value.finding.span is not None
    assert raised.value.finding.hint


def test_an_intent_with_several_deployments_is_refused() -> None:
    place = f'{{region: eu-west-1, account: "{ACCOUNT}"}}'
    text = f"version: 1\nname: shop\ndeployments:\n  a: {place}\n  b: {place}\n{TABLES}"
    found = existing("intent.yaml", text.encode())
    assert isinstance(found, tuple)
    assert [(each.code, "several deployments (a, b)" in each.message) for each in found] == [("GV907", True)]


def test_what_may_pass_already_is_not_added_but_told() -> None:
    tagged = "- condition: {StringEquals: {aws:PrincipalTag/team: orders}}"
    text = f"{HEAD}endpoints:\n  dynamodb:\n    allow:\n      {tagged}\n"
    found = merged(text, GET, PUT)
    assert found.text == text
    assert found.told[1] == (
        "not added, since it may pass: 2 different requests depend on aws:PrincipalTag/team (--facts)"
    )


def test_what_the_intent_denies_stays_denied() -> None:
    text = HEAD + TABLES + "    deny:\n      - actions: [dynamodb:PutItem]\n"
    found = merged(text, GET, PUT)
    assert found.text == text


def test_what_is_there_counts_for_the_length_of_the_policy() -> None:
    names = "".join(f"          - table/{number:03}-{'x' * 60}\n" for number in range(70))
    text = f"{HEAD}endpoints:\n  dynamodb:\n    allow:\n      - name: Old\n        resources:\n{names}"
    events = [did("GetItem", {"tableName": f"orders-{number}-{'y' * 50}"}) for number in range(40)]
    steps = Steps(resources=10**6, roles=10**6)
    found = merged(text, *events, steps=steps)
    assert found.made.shortened
    assert any("orders-*" in line for line in found.text.splitlines())
    assert merged(HEAD + TABLES, *events, steps=steps).made.shortened == ()


LINES = st.sampled_from(["", "  # a comment", "      # deeper", "# none"])


@given(
    comments=st.lists(LINES, min_size=17, max_size=17), events=st.lists(st.sampled_from([GET, PUT, OBJECT]))
)
def test_comments_anywhere_are_kept(comments: list[str], events: list[dict[str, Any]]) -> None:
    pairs = zip((HEAD + TABLES).splitlines(), [*comments, ""] * 2, strict=False)
    text = "".join(f"{line}\n{comment}\n" for line, comment in pairs)
    found = merged(text, *events)
    assert is_within(text.splitlines(), found.text.splitlines())


def test_an_object_whose_name_holds_an_asterisk_is_added_once() -> None:
    made = did("GetObject", {"bucketName": "b", "key": "a*b"}, service="s3")
    found = merged(HEAD + FLAT, made)
    assert '"arn:aws:s3:::b/a${*}b"' in found.text
    assert merged(found.text, made).text == found.text
