"""Real requests decided: verdicts are those of `simulate`, and what the events do not tell is no verdict."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.trail import ACCOUNT, ENDPOINT, ROLE, event, session_of

from gen_vpce.access.decision.request import Request
from gen_vpce.inquiry.judge import Judge, judge
from gen_vpce.inquiry.replay import Replay, Verdict, replay
from gen_vpce.inquiry.replay_coverage import coverage_lines
from gen_vpce.inquiry.replay_findings import findings_of
from gen_vpce.inquiry.simulation import Question, simulate
from gen_vpce.policy.document import PolicyKind
from gen_vpce.traffic.event import Event
from gen_vpce.traffic.reduction import reduce_events
from gen_vpce.traffic.troubles import Troubles

TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/Orders"
STRANGER = {"type": "AWSAccount", "accountId": "444455556666", "principalId": "AIDAEXAMPLE"}
NOBODY = {"type": "Unknown"}


def statement(effect: str = "Allow", **elements: Any) -> dict[str, Any]:
    return {"Effect": effect, "Principal": "*", "Action": "dynamodb:*", "Resource": "*"} | elements


def made(folder: Path, *statements: Mapping[str, Any], name: str = "p.json") -> Path:
    path = folder / name
    path.write_text(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))
    return path


def judged(path: Path, *, gateway: bool = True) -> Judge:
    found = judge(str(path), gateway=gateway)
    assert isinstance(found, Judge)
    return found


def replayed(path: Path, *events: Mapping[str, Any], against: Path | None = None) -> Replay:
    asked = judged(path)
    in_force = judged(against) if against else None
    keys = asked.keys | (in_force.keys if in_force else set())
    decoded = (msgspec.json.decode(json.dumps(each), type=Event) for each in events)
    reduction = reduce_events(decoded, keys=keys, sessions=asked.sessions)
    return replay(reduction, asked, {ENDPOINT: asked.ways}, in_force)


GET = event("GetItem", {"tableName": "Orders"})
ANY = statement()
ORG = {"StringEquals": {"aws:PrincipalOrgID": "o-abc1234567"}}
OF_ROLE = statement(Principal={"AWS": ROLE}, Action="dynamodb:Put*")
OF_STRANGER = {"StringEquals": {"aws:PrincipalAccount": "444455556666"}}
OF_ACCOUNT = {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}
CASES: list[tuple[str, list[dict[str, Any]], dict[str, Any], Verdict, str | None]] = [
    ("allowed", [ANY], GET, Verdict.PASSES, None),
    ("another table", [statement(Resource=f"{TABLE}2")], GET, Verdict.DENIED, None),
    ("a Deny", [ANY, statement("Deny", Action="dynamodb:GetItem")], GET, Verdict.DENIED, None),
    ("the role of the session", [statement(Condition={"ArnEquals": {"aws:PrincipalArn": ROLE}})], GET,
     Verdict.PASSES, None),
    ("a key that no event has", [statement(Condition=ORG)], GET, Verdict.UNKNOWN, "aws:PrincipalOrgID"),
    ("a Deny on a key that no event has", [ANY, statement("Deny", Condition=ORG)], GET, Verdict.UNKNOWN,
     "aws:PrincipalOrgID"),
    ("a tag", [statement(Condition={"StringEquals": {"aws:PrincipalTag/team": "a"}})], GET, Verdict.UNKNOWN,
     "aws:PrincipalTag/team"),
    ("the endpoint itself", [statement(Condition={"StringEquals": {"aws:SourceVpce": ENDPOINT}})], GET,
     Verdict.PASSES, None),
    ("the private address", [statement(Condition={"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}})], GET,
     Verdict.PASSES, None),
    ("no source identity", [statement(Condition={"Null": {"aws:SourceIdentity": "false"}})], GET,
     Verdict.DENIED, None),
    ("the account", [statement(Condition={"StringEquals": {"aws:ResourceAccount": ACCOUNT}})], GET,
     Verdict.PASSES, None),
    ("an action that is not known", [ANY], event("Invent"), Verdict.UNKNOWN,
     "which action dynamodb.amazonaws.com Invent is"),
    ("a caller that is not told, and any is allowed", [ANY], event(identity=NOBODY), Verdict.PASSES, None),
    ("a caller that is not told, and callers are named", [statement(Principal={"AWS": ROLE})],
     event(identity=NOBODY), Verdict.UNKNOWN, "who called"),
    ("a caller that is not told, and callers are named for something else", [ANY, OF_ROLE],
     event(identity=NOBODY), Verdict.PASSES, None),
    ("a caller that is not told, and nobody may", [OF_ROLE], event(identity=NOBODY), Verdict.DENIED, None),
    ("a caller that is not told, and the account is asked for", [statement(Condition=OF_ACCOUNT)],
     event(identity=NOBODY), Verdict.UNKNOWN, "aws:PrincipalAccount"),
    ("a caller that is not told, and services are asked for",
     [statement(Condition={"Null": {"aws:PrincipalServiceName": "true"}})], event(identity=NOBODY),
     Verdict.UNKNOWN, "aws:PrincipalServiceName"),
    ("a stranger, who may have a source identity",
     [statement(Condition={"Null": {"aws:SourceIdentity": "true"}})],
     event("GetItem", {"tableName": TABLE}, identity=STRANGER), Verdict.UNKNOWN, "aws:SourceIdentity"),
    ("a stranger, who may be a user", [statement(Condition={"StringEquals": {"aws:username": "ann"}})],
     event("GetItem", {"tableName": TABLE}, identity=STRANGER), Verdict.UNKNOWN, "aws:username"),
    ("a stranger, who is no service", [statement(Condition={"Null": {"aws:PrincipalServiceName": "true"}})],
     event("GetItem", {"tableName": TABLE}, identity=STRANGER), Verdict.PASSES, None),
    ("a resource that is not told, and any is allowed", [ANY], event("GetItem"), Verdict.PASSES, None),
    ("a resource that is not told, and some are", [statement(Resource=TABLE)], event("GetItem"),
     Verdict.UNKNOWN, "on what dynamodb:GetItem was called"),
    ("a resource that is not told, and some are denied", [ANY, statement("Deny", Resource=TABLE)],
     event("GetItem"), Verdict.UNKNOWN, "on what dynamodb:GetItem was called"),
    ("a resource that is not told, and no statement is about the action", [statement(Action="dynamodb:Put*")],
     event("GetItem"), Verdict.DENIED, None),
    ("all tables of a batch must pass", [statement(Resource=TABLE)],
     event("BatchGetItem", {"requestItems": {"Orders": {}, "Stock": {}}}), Verdict.DENIED, None),
    ("a stranger of an account", [statement(Condition=OF_STRANGER)],
     event("GetItem", {"tableName": TABLE}, identity=STRANGER), Verdict.PASSES, None),
    ("a stranger of another account", [statement(Condition=OF_ACCOUNT)],
     event("GetItem", {"tableName": TABLE}, identity=STRANGER), Verdict.DENIED, None),
    ("a stranger's ARN", [statement(Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}})],
     event("GetItem", {"tableName": TABLE}, identity=STRANGER), Verdict.UNKNOWN, "aws:PrincipalArn"),
    ("a stranger where callers are named", [statement(Principal={"AWS": ROLE})],
     event("GetItem", {"tableName": TABLE}, identity=STRANGER), Verdict.UNKNOWN,
     "who of account 444455556666 called"),
    ("a secret by its name", [statement(Action="*", Resource="arn:aws:secretsmanager:*:*:secret:db-*")],
     event("GetSecretValue", {"secretId": "db"}, service="secretsmanager"), Verdict.PASSES, None),
    ("a secret by its name, with another one's suffix",
     [statement(Action="*", Resource=f"arn:aws:secretsmanager:eu-west-1:{ACCOUNT}:secret:db-AbCdEf")],
     event("GetSecretValue", {"secretId": "db"}, service="secretsmanager"), Verdict.UNKNOWN,
     "the six characters at the end of the ARN of db"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("statements", "made_event", "verdict", "depends_on"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_a_request_passes_is_denied_or_depends_on_what_is_not_told(
    statements: list[dict[str, Any]],
    made_event: dict[str, Any],
    verdict: Verdict,
    depends_on: str | None,
    tmp_path: Path,
) -> None:
    (row,) = replayed(made(tmp_path, *statements), made_event).rows
    assert (row.said.verdict, row.said.depends_on) == (verdict, depends_on), row.said.because


def test_only_what_succeeded_and_passed_counts_as_broken(tmp_path: Path) -> None:
    path = made(
        tmp_path, statement(Action="dynamodb:Query"), statement(Condition=ORG, Action="dynamodb:Scan")
    )
    get = ("GetItem", {"tableName": "Orders"})
    found = replayed(
        path,
        event(*get),
        event(*get, errorCode="ThrottlingException"),
        event(*get, errorCode="AccessDenied"),
        event("Scan", {"tableName": "Orders"}),
        event(
            "Query", {"tableName": "Orders"}, errorCode="VpceAccessDenied", eventCategory="NetworkActivity"
        ),
    )
    assert [row.seen.was for row in found.breaking()] == ["succeeded"]
    assert [row.said.depends_on for row in found.open()] == ["aws:PrincipalOrgID"]
    assert [row.seen.event for row in found.rows if row.opens] == ["Query"]
    assert found.fails(allow_unknown=True)
    assert not replayed(path, event("Scan", {"tableName": "O"})).fails(allow_unknown=True)
    assert replayed(path, event("Scan", {"tableName": "O"})).fails(allow_unknown=False)


def test_the_policy_in_force_stands_beside(tmp_path: Path) -> None:
    new, old = made(tmp_path, ANY), made(tmp_path, statement("Deny"), name="old.json")
    (row,) = replayed(new, GET, against=old).rows
    assert (row.said.verdict, row.before.verdict) == (Verdict.PASSES, Verdict.DENIED)


INTENT = f"""\
version: 1
name: stock
region: eu-west-1
account: "{ACCOUNT}"
endpoints:
  dynamodb:
    allow:
      - name: Orders
        access: [read]
        resources: [table/Orders]
  s3:
    allow:
      - access: [read]
        resources: [bucket/reports/*]
"""


def test_the_endpoint_of_an_intent_that_leads_to_the_service_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "intent.yaml"
    path.write_text(INTENT)
    made_events = [
        GET,
        event("PutItem", {"tableName": "Orders"}),
        event(
            "GetObject",
            {"bucketName": "reports", "key": "k"},
            service="s3",
            resources=[{"ARN": "arn:aws:s3:::reports", "accountId": ACCOUNT}],
        ),
        event("SendMessage", {"queueUrl": f"https://sqs/{ACCOUNT}/q"}, service="sqs"),
    ]
    found = {row.seen.event: row.said for row in replayed(path, *made_events).rows}
    assert {name: said.verdict for name, said in found.items()} == {
        "GetItem": Verdict.PASSES,
        "PutItem": Verdict.DENIED,
        "GetObject": Verdict.PASSES,
        "SendMessage": Verdict.UNKNOWN,
    }
    assert found["SendMessage"].depends_on == "the endpoint"
    assert found["GetItem"].place is not None
    assert found["GetItem"].place.file == str(path)


def test_a_finding_stands_at_the_endpoint_where_no_statement_decides(tmp_path: Path) -> None:
    path = tmp_path / "intent.yaml"
    path.write_text(INTENT)
    found = replayed(path, event("PutItem", {"tableName": "Orders"}))
    (finding,) = findings_of(found, Troubles(), str(path))
    assert finding.span is not None
    assert INTENT.splitlines()[finding.span.line - 1] == "  dynamodb:"


@pytest.mark.parametrize(
    ("content", "code"), [("{", "GV700"), ('{"Statement": []}', None), ("version: 1\n", None)]
)
def test_what_cannot_be_judged_is_told(content: str, code: str | None, tmp_path: Path) -> None:
    path = tmp_path / ("intent.yaml" if content.startswith("version") else "p.json")
    path.write_text(content)
    found = judge(str(path))
    if isinstance(found, Judge):
        assert found.ways[0].layers.endpoint is not None
    else:
        assert found
        assert code in (None, found[0].code)


def test_policies_of_other_kinds_alone_are_refused(tmp_path: Path) -> None:
    made(tmp_path, ANY, name="x.identity.json")
    found = judge(str(tmp_path / "x.identity.json"))
    assert isinstance(found, tuple)
    assert [each.code for each in found] == ["GV905"]


KEYS = ["aws:PrincipalArn", "aws:PrincipalOrgID", "aws:SourceVpce", "aws:UserAgent", "aws:ResourceAccount"]
VALUES = [ROLE, "o-abc1234567", ENDPOINT, "aws-cli/2.31.0", ACCOUNT]
CONDITIONS = st.just({}) | st.builds(
    lambda key, value, operator: {"Condition": {operator: {key: value}}},
    st.sampled_from(KEYS),
    st.sampled_from(VALUES),
    st.sampled_from(["StringEquals", "StringNotEquals", "StringEqualsIfExists"]),
)
STATEMENTS = st.builds(
    lambda effect, action, resource, condition: statement(
        effect, Action=action, Resource=resource, **condition
    ),
    st.sampled_from(["Allow", "Deny"]),
    st.sampled_from(["dynamodb:*", "dynamodb:GetItem", "dynamodb:Put*"]),
    st.sampled_from(["*", TABLE, f"{TABLE}/*", "arn:aws:dynamodb:*:*:table/O*"]),
    CONDITIONS,
)
_AS_VERDICT = {
    "allowed": Verdict.PASSES,
    "undecided": Verdict.UNKNOWN,
    "implicitly_denied": Verdict.DENIED,
    "explicitly_denied": Verdict.DENIED,
}


@given(
    statements=st.lists(STATEMENTS, min_size=1, max_size=4),
    name=st.sampled_from(["GetItem", "PutItem"]),
    table=st.sampled_from(["Orders", "Stock"]),
)
def test_a_replay_and_simulate_never_differ(
    statements: list[dict[str, Any]], name: str, table: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = made(tmp_path_factory.mktemp("policy"), *statements)
    (row,) = replayed(path, event(name, {"tableName": table})).rows
    request = Request(
        ROLE,
        f"dynamodb:{name}",
        f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/{table}",
        context={"aws:UserAgent": "aws-cli/2.31.0"},
        through=ENDPOINT,
        is_open=True,
    )
    answer = simulate(Question(request, files=((PolicyKind.ENDPOINT, path),), roots_only=True)).answer
    assert answer is not None
    assert (row.said.verdict, row.said.because) == (_AS_VERDICT[answer.decision.outcome], answer.because)


def test_rows_stand_in_the_same_order_whatever_the_order_of_events(tmp_path: Path) -> None:
    path = made(tmp_path, statement())
    events = [
        event(name, {"tableName": table}, errorCode=code)
        for name in ("GetItem", "PutItem")
        for table in ("A", "B")
        for code in (None, "AccessDenied")
    ]
    there, back = replayed(path, *events), replayed(path, *reversed(events))
    assert [row.seen for row in there.rows] == [row.seen for row in back.rows]


def test_events_of_a_category_of_its_own_are_counted_by_its_name(tmp_path: Path) -> None:
    path = made(tmp_path, statement())
    found = replayed(path, event("GetItem"), event("GetItem", eventCategory="Insight"))
    assert "events of category Insight: dynamodb 1" in coverage_lines(found, judged(path), 1)


def test_the_coverage_says_what_cannot_be_proven(tmp_path: Path) -> None:
    path = made(tmp_path, statement(Action=["dynamodb:GetItem", "s3:GetObject"]))
    by_service = {**session_of(), "invokedBy": "athena.amazonaws.com"}
    found = replayed(
        path,
        event("GetItem", {"tableName": "Orders"}, eventTime="2026-11-01T00:00:00Z"),
        event("GetItem", {"tableName": "Orders"}, eventTime="2026-11-03T00:00:00Z", identity=by_service),
        event("Invent", eventCategory="Management"),
        event("GetItem"),
        event(endpoint="vpce-2", vpcEndpointAccountId="444455556666"),
    )
    assert list(coverage_lines(found, judged(path), 2)) == [
        "5 events of 2 files, 2026-11-01T00:00:00Z to 2026-11-03T00:00:00Z; no events on 1 day: 2026-11-02",
        "management events: dynamodb 1",
        "data events: dynamodb 4",
        "network activity events: none",
        (
            "no data events of s3: nothing is said about GetObject and its like; "
            "turn on data events of AWS::S3::Object to see them"
        ),
        "no network activity events: what the endpoint's policy denied at the time is not in these files",
        (
            f"through {ENDPOINT} (policy): 4 events (dynamodb 4), owner {ACCOUNT}, 3 different requests, "
            "1 of them by AWS services, which no policy of the endpoint is asked about"
        ),
        "left out, through vpce-2: 1 event (dynamodb 1), owner 444455556666",
        "1 of 3 events with an action that is not known: dynamodb Invent",
        "1 of 3 events with a resource that the event does not tell: dynamodb GetItem",
    ]


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        ("", Verdict.PASSES),
        (f"{{StringEquals: {{aws:SourceVpce: {ENDPOINT}}}}}", Verdict.PASSES),
        ("{StringEquals: {aws:SourceVpce: vpce-0fffffffffffffff0}}", Verdict.DENIED),
    ],
)
def test_an_intent_may_write_the_id_of_its_endpoint(condition: str, verdict: Verdict, tmp_path: Path) -> None:
    path = tmp_path / "intent.yaml"
    more = f"\n        condition: {condition}" if condition else ""
    path.write_text(INTENT.replace("[table/Orders]", f"[table/Orders]{more}"))
    (row,) = replayed(path, GET).rows
    assert row.said.verdict is verdict, row.said.because
