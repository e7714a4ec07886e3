"""What is learned lets pass what it was learned from, and nothing beside it but what a stated step adds."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.trail import ACCOUNT, event, session_of

from gen_vpce.inquiry.judge import Judge, judge_intent
from gen_vpce.inquiry.learning.generalise import Steps
from gen_vpce.inquiry.learning.learn import Learned
from gen_vpce.inquiry.learning.make import Made, make
from gen_vpce.inquiry.learning.sentences import later_lines
from gen_vpce.inquiry.learning.text import Place
from gen_vpce.inquiry.learning.trial import denied_of, passing_though_denied, tried_later
from gen_vpce.inquiry.learning.uses import Left, Use
from gen_vpce.inquiry.replay import Verdict, replay
from gen_vpce.traffic.event import Event
from gen_vpce.traffic.folding import AsTheyAre
from gen_vpce.traffic.prefixes import Prefixes, escaped
from gen_vpce.traffic.reduction import Reduction, reduce_events
from gen_vpce.traffic.seen import Folds

PLACE = Place("learned", "eu-west-1", ACCOUNT)
MANY = 10**6
EXACT = Steps(objects=MANY, resources=MANY, roles=MANY, level=101)
TABLE = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/"


def role(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def get(table: str, caller: str = "App", name: str = "GetItem", **more: Any) -> dict[str, Any]:
    return event(name, {"tableName": table}, **({"identity": session_of(role(caller))} | more))


def put(key: str, bucket: str = "b", name: str = "PutObject") -> dict[str, Any]:
    return event(name, {"bucketName": bucket, "key": key}, service="s3", identity=session_of(role("App")))


def reduced(made: Sequence[dict[str, Any]], prefixes: Folds) -> Reduction:
    decoded = (msgspec.json.decode(json.dumps(each), type=Event) for each in made)
    return reduce_events(decoded, folding=prefixes)


def of(made: Sequence[dict[str, Any]], steps: Steps = EXACT) -> tuple[Made, Reduction]:
    prefixes = Prefixes(steps.objects)
    reduction = reduced(made, prefixes)
    return make(reduction.requests, prefixes, PLACE, steps), reduction


def learned(*made: dict[str, Any], steps: Steps = EXACT) -> Learned:
    return of(made, steps)[0].learned


def rows(found: Learned, service: str) -> list[tuple[list[str], list[str], list[str], int]]:
    return [
        (
            [each.rpartition("/")[2] for each in grant.principals],
            [each.partition(":")[2] for each in grant.actions],
            [each.rpartition(":")[2] for each in grant.resources],
            grant.evidence.events,
        )
        for grant in found.grants[service]
    ]


def test_resources_and_callers_that_are_alike_share_a_grant() -> None:
    found = learned(
        get("A"), get("A"), get("B"), get("B", name="PutItem"), get("A", "Web"), get("C", "Batch"),
        get("C", "Night"),
    )  # fmt: skip
    assert rows(found, "dynamodb") == [
        (["App"], ["GetItem", "PutItem"], ["table/B"], 2),
        (["App", "Web"], ["GetItem"], ["table/A"], 3),
        (["Batch", "Night"], ["GetItem"], ["table/C"], 2),
    ]


def test_from_a_number_of_objects_on_their_prefix_is_granted() -> None:
    made = [put(key) for key in ("logs/1", "logs/2", "logs/3", "logs/a/4", "cfg/1", "cfg/2", "top")]
    (grant,) = rows(learned(*made, steps=Steps(objects=3)), "s3")
    assert grant[2] == ["b/cfg/1", "b/cfg/2", "b/logs/*", "b/top"]
    assert grant[3] == 7


FEDERATED = {"type": "WebIdentityUser", "identityProvider": "x.com"}
SESSION = {"type": "AssumedRole", "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/X/s", "accountId": ACCOUNT}
LEFT: list[tuple[dict[str, Any], Left]] = [
    (get("A", errorCode="AccessDenied"), Left.DENIED),
    (get("A", errorCode="VpceAccessDenied"), Left.DENIED),
    (get("A", errorCode="ThrottlingException"), Left.FAILED),
    (event("Invent"), Left.ACTION),
    (event("GetItem"), Left.RESOURCE),
    (event("GetItem", eventCategory="NetworkActivity", eventType="AwsVpceEvent"), Left.NETWORK),
    (event("GetItem", {"tableName": "A"}, identity={"type": "Unknown"}), Left.CALLER),
    (event("GetItem", {"tableName": "A"}, identity=SESSION), Left.UNSIGNED),
    (
        event(
            "GetItem", {"tableName": "A"}, identity={"type": "WebIdentityUser", "identityProvider": "x.com"}
        ),
        Left.UNSIGNED,
    ),
]


@pytest.mark.parametrize(("made", "reason"), LEFT)
def test_what_cannot_or_must_not_be_learned_is_listed(made: dict[str, Any], reason: Left) -> None:
    found = learned(made)
    assert found.grants == {}
    assert found.left == {reason: {f"dynamodb {made['eventName']}": 1}}


FEDERATED_USER = f"arn:aws:sts::{ACCOUNT}:federated-user/ann"
CALLERS: list[tuple[dict[str, Any], str]] = [
    ({"type": "FederatedUser", "arn": FEDERATED_USER, "accountId": ACCOUNT}, FEDERATED_USER),
    ({"type": "Root", "accountId": ACCOUNT}, f"arn:aws:iam::{ACCOUNT}:root"),
    ({"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/ann"}, f"arn:aws:iam::{ACCOUNT}:user/ann"),
    ({"type": "AWSAccount", "accountId": "444455556666", "principalId": "AIDA1"}, "account/444455556666"),
]


@pytest.mark.parametrize(("identity", "principal"), CALLERS)
def test_callers_are_named_as_an_intent_names_them(identity: dict[str, Any], principal: str) -> None:
    made = event("GetItem", {"tableName": f"{TABLE}A"}, identity=identity)
    found, reduction = of([made])
    assert found.learned.grants["dynamodb"][0].principals == (principal,)
    assert denied_of(found.text, reduction.requests) == ()


NAMES = ["*", "a?b", "${aws:username}", "$", 'quote"back\\slash', "\u00e9: #"]
REFUSED = ["e\u0301", "a\u2028b", "a\nb", "\u202e"]


@pytest.mark.parametrize("name", [*NAMES, *REFUSED])
def test_names_stand_for_themselves(name: str) -> None:
    found = of([put(f"x/{name}")])[0]
    if not found.learned.grants:
        assert list(found.learned.left) == [Left.CHARACTERS]
        assert name in REFUSED
        return
    assert name in NAMES
    judge = judge_intent("intent.yaml", found.text.encode())
    assert isinstance(judge, Judge), judge
    (resource,) = judge.ways[0].resources()
    assert resource == f"arn:aws:s3:::b/x/{escaped(name)}"


def test_what_was_learned_early_is_tried_on_what_came_late() -> None:
    times = [f"2026-11-{day:02}T00:00:00Z" for day in range(1, 11)]
    made = [get("A", eventTime=time) for time in times] + [get("B", eventTime=times[-1])]
    prefixes = Prefixes(3)
    late = tried_later(reduced(made, prefixes).requests, prefixes, PLACE, EXACT)
    assert late is not None
    assert (late.since, late.asked) == ("2026-11-08T04:48:00Z", 2)
    assert [need.resource for row in late.denied for need in row.seen.needs] == [f"{TABLE}B"]
    assert tried_later(reduced([get("A")], prefixes).requests, prefixes, PLACE, EXACT) is None


def test_a_service_that_came_late_counts_as_not_passing() -> None:
    times = [f"2026-11-{day:02}T00:00:00Z" for day in range(1, 11)]
    made = [get("A", eventTime=time) for time in times] + [put("k") | {"eventTime": times[-1]}]
    prefixes = Prefixes(MANY)
    late = tried_later(reduced(made, prefixes).requests, prefixes, PLACE, EXACT)
    assert late is not None
    assert (late.asked, [row.seen.event for row in late.denied]) == (2, ["PutObject"])


def test_a_beginning_that_teaches_nothing_is_told() -> None:
    made = [get("A", eventTime=f"2026-11-{day:02}T00:00:00Z", errorCode="AccessDenied") for day in (1, 2)]
    made.append(get("A", eventTime="2026-11-10T00:00:00Z"))
    prefixes = Prefixes(MANY)
    late = tried_later(reduced(made, prefixes).requests, prefixes, PLACE, EXACT)
    assert late is not None
    assert (late.asked, late.wrong) == (1, "nothing succeeded before")
    (said,) = later_lines(late)
    assert said.endswith("on the 1 different requests since 2026-11-08T04:48:00Z: nothing succeeded before")


MADE = st.builds(
    get,
    table=st.sampled_from("AB"),
    caller=st.sampled_from(["App", "Web", "Night"]),
    name=st.sampled_from(["GetItem", "PutItem", "DescribeTable"]),
) | st.builds(put, st.sampled_from(["logs/1", "logs/2", "logs/3", "cfg/x", "top"]), st.sampled_from("bc"))


STEPS = st.builds(
    Steps,
    objects=st.integers(1, 4),
    resources=st.integers(2, 4),
    roles=st.integers(2, 4),
    level=st.integers(20, 101),
)


@given(made=st.lists(MADE, min_size=1, max_size=12), steps=STEPS)
def test_nothing_that_was_learned_from_is_denied(made: list[dict[str, Any]], steps: Steps) -> None:
    found, reduction = of(made, steps)
    assert denied_of(found.text, reduction.requests) == ()
    judge = judge_intent("intent.yaml", found.text.encode())
    assert isinstance(judge, Judge)
    whole = reduced(made, Prefixes(MANY))
    ways = {seen.endpoint: judge.ways for seen in whole.requests}
    assert {row.said.verdict for row in replay(whole, judge, ways, None).rows} == {Verdict.PASSES}


@given(made=st.lists(MADE, min_size=1, max_size=8), other=MADE)
def test_nothing_is_granted_that_was_not_seen(made: list[dict[str, Any]], other: dict[str, Any]) -> None:
    found, seen = of(made)
    judge = judge_intent("intent.yaml", found.text.encode())
    assert isinstance(judge, Judge)
    asked = reduced([other], Prefixes(MANY))
    (row,) = replay(asked, judge, {each.endpoint: judge.ways for each in asked.requests}, None).rows
    assert (row.said.verdict is Verdict.PASSES) == (row.seen in seen.requests)


TRIED = st.builds(
    get,
    table=st.sampled_from(["orders-a", "orders-b", "orders-c", "stock"]),
    caller=st.sampled_from(["app/Web", "app/Cron", "app/Jobs", "ops/Night"]),
    name=st.sampled_from(["GetItem", "PutItem", "DescribeTable", "PutResourcePolicy"]),
    errorCode=st.sampled_from([None, None, None, "AccessDenied"]),
)


@given(made=st.lists(TRIED, min_size=1, max_size=25), steps=STEPS)
def test_nothing_passes_that_was_denied_and_never_succeeded(made: list[dict[str, Any]], steps: Steps) -> None:
    found, reduction = of(made, steps)
    if not found.learned.grants:
        return
    assert denied_of(found.text, reduction.requests) == ()
    succeeded = set(found.uses.found)
    for row in passing_though_denied(found.text, reduction.requests):
        caller = row.seen.caller
        assert caller is not None
        for need in row.seen.needs:
            assert Use("dynamodb", caller.name, need.resource or "", need.action) in succeeded


NASTY = st.text(max_size=6) | st.sampled_from(
    [
        "a",
        "*",
        "a?",
        "${x}",
        "a b",
        "\u202e",
        '"',
        "e\u0301",
        "#",
        "a:b",
        "/",
        "",
        ": ",
        "-",
        "\\",
        "\n",
        "a\x00",
    ]
)


def nasty(kind: int, caller: str, name: str, key: str) -> dict[str, Any]:
    who = session_of(role(caller))
    of_kind = {
        0: lambda: event("GetItem", {"tableName": name}, identity=who),
        1: lambda: event("GetObject", {"bucketName": name, "key": key}, service="s3", identity=who),
        2: lambda: event("ListObjectsV2", {"bucketName": name}, service="s3", identity=who),
        3: lambda: event("GetParameter", {"name": name}, service="ssm", identity=who),
        4: lambda: event("Decrypt", {}, service="kms", resources=[name], identity=who),
        5: lambda: event("GetSecretValue", {"secretId": name}, service="secretsmanager", identity=who),
        6: lambda: get("T", identity={"type": "IAMUser", "arn": caller, "accountId": ACCOUNT}),
        7: lambda: get("T", identity={"type": "AWSAccount", "accountId": name, "principalId": caller}),
    }
    return of_kind[kind]()


@given(
    kind=st.integers(0, 7),
    caller=NASTY,
    name=NASTY,
    key=NASTY,
    steps=st.sampled_from([EXACT, Steps(objects=1, resources=2, roles=2, level=1)]),
)
def test_no_name_makes_an_intent_that_is_none_or_lets_others_pass(
    kind: int, caller: str, name: str, key: str, steps: Steps
) -> None:
    found, reduction = of([nasty(kind, caller, name, key)], steps)
    if not found.learned.grants:
        assert found.learned.left
        return
    judge = judge_intent("intent.yaml", found.text.encode())
    assert isinstance(judge, Judge), judge
    assert denied_of(found.text, reduction.requests) == ()
    if steps is EXACT:
        plain = [each.replace("${*}", "").replace("${?}", "") for each in judge.ways[0].resources()]
        named = [each.removesuffix("-??????") for each in plain if each != "*"]
        assert not any("*" in each or "?" in each for each in named)


SPECIAL = ("*", "a*b", "a?", "$", "${*}", "a/*", "x/*y", "**", "${aws:username}")


@pytest.mark.parametrize("key", SPECIAL)
@pytest.mark.parametrize("steps", [EXACT, Steps()], ids=["exact", "prefixes"])
def test_an_object_whose_name_holds_what_patterns_are_made_of_is_learned_by_its_name(
    key: str, steps: Steps
) -> None:
    def got(name: str) -> dict[str, Any]:
        return event("GetObject", {"bucketName": "bucket", "key": name}, service="s3")

    events = [got(key), *(got(f"a/{number}") for number in range(6))]
    found, reduction = of(events, steps)
    assert denied_of(found.text, reduction.requests) == ()
    judge = judge_intent("intent.yaml", found.text.encode())
    assert isinstance(judge, Judge)
    raw = reduced([*events, got("b"), got("a*")], AsTheyAre())
    rows = replay(raw, judge, {seen.endpoint: judge.ways for seen in raw.requests}, None).rows
    passing = {
        (row.seen.needs[0].resource or "").removeprefix("arn:aws:s3:::bucket/")
        for row in rows
        if row.said.verdict is Verdict.PASSES
    }
    assert passing == {key, *(f"a/{number}" for number in range(6))}


def test_a_function_of_the_latest_version_is_granted_by_its_name() -> None:
    made = event("Invoke", {"functionName": "f", "qualifier": "$LATEST"}, service="lambda")
    assert rows(learned(made), "lambda") == [(["Orders"], ["InvokeFunction"], ["$LATEST"], 1)]


def test_what_is_rare_within_a_grant_is_told() -> None:
    days = [{"eventTime": f"2026-11-{day:02d}T00:00:00Z"} for day in range(1, 5)]
    often = [get(table, **day) for table in ("A", "B") for day in days]
    once, one_day = get("Once", **days[0]), [get("Day", **days[2])] * 2
    made_, _ = of([*often, once, *one_day])
    rare = [line.strip() for line in made_.text.splitlines() if "# rare" in line]
    assert rare == ["# rare: table/Day, seen on one day alone", "# rare: table/Once, seen once"]


def test_repositories_that_are_described_without_a_name_are_granted_as_aws_asks_for_them() -> None:
    found = learned(event("DescribeRepositories", {}, service="ecr"))
    assert rows(found, "ecr.api") == [(["Orders"], ["DescribeRepositories"], ["repository/*"], 1)]
    assert not found.left
