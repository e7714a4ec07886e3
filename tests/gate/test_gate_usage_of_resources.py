"""What the policy of a bucket, a queue or a key newly denies says how often it was used, by whatever way."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.gate.test_gate_usage import denied, judged
from tests.support.command import here
from tests.support.plans import change, plan_data, policy
from tests.support.trail import ACCOUNT, ENDPOINT, ROLE, event, session_of, trail

from gen_vpce.catalog import POLICY_HOLDERS
from gen_vpce.terraform.resource_types import OF_RESOURCES

HERE = f"eu-west-1:{ACCOUNT}"
BUCKET = "arn:aws:s3:::orders"
OWNED = [{"ARN": BUCKET, "accountId": ACCOUNT}]
KEY = f"arn:aws:kms:{HERE}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
STRANGER = "arn:aws:iam::444455556666:role/Reader"
ONLY_THROUGH = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": [BUCKET, f"{BUCKET}/*"],
    "Condition": {"StringNotEquals": {"aws:SourceVpce": ENDPOINT}},
}


def gets(who: str = ROLE, **more: Any) -> dict[str, Any]:
    parameters = {"bucketName": "orders", "key": "logs/1"}
    return event("GetObject", parameters, service="s3", resources=OWNED, identity=session_of(who), **more)


def grant(
    who: object = "*", action: str = "s3:GetObject", resource: object = f"{BUCKET}/*"
) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": who, "Action": action, "Resource": resource}


def stop(**condition: object) -> dict[str, Any]:
    return ONLY_THROUGH | {"Condition": condition}


def of_bucket(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> dict[str, Any]:
    before, after = ({"bucket": "orders", "policy": policy(*each)} for each in (old, new))
    return plan_data(change("update", before, after, address="aws_s3_bucket_policy.p"))


ELSEWHERE = gets(endpoint=None, sourceIPAddress="198.51.100.7")
TO_ROLE, TO_STRANGER = grant({"AWS": ROLE}), grant({"AWS": STRANGER})
OTHER = grant({"AWS": f"arn:aws:iam::{ACCOUNT}:role/X"}, "s3:ListBucket", BUCKET)
CASES: list[tuple[str, list[Any], list[Any], list[Any], tuple[int, int], str]] = [
    ("what comes another way is stopped by a new Deny", [OTHER], [OTHER, ONLY_THROUGH],
     [gets(), ELSEWHERE, ELSEWHERE], (2, 0),
     f"{ROLE} calling s3:GetObject on {BUCKET}/logs/1, through no endpoint"),
    ("what comes through another endpoint, too", [OTHER], [OTHER, ONLY_THROUGH],
     [gets(), gets(endpoint="vpce-1")], (1, 0), "through vpce-1"),
    ("other buckets do not count", [OTHER], [OTHER, ONLY_THROUGH],
     [event("GetObject", {"bucketName": "b", "key": "k"}, service="s3", endpoint=None), gets()], (0, 0),
     "not seen in these files"),
    ("what was denied at the time does not count", [OTHER], [OTHER, ONLY_THROUGH],
     [gets(endpoint=None, errorCode="AccessDenied")], (0, 0), "not seen in these files"),
    ("what an old Deny stopped already", [OTHER, stop(Null={"aws:SourceVpce": "true"})],
     [OTHER, ONLY_THROUGH],
     [ELSEWHERE, gets(endpoint="vpce-1")], (1, 0), "through vpce-1"),
    ("an address outside", [OTHER], [OTHER, stop(NotIpAddress={"aws:SourceIp": "203.0.113.0/24"})],
     [ELSEWHERE, gets(endpoint=None, sourceIPAddress="203.0.113.9")], (1, 0), "through no endpoint"),
    ("what depends on a key that no event holds", [OTHER],
     [OTHER, stop(StringNotEquals={"aws:PrincipalOrgID": "o-abc1234567"})], [ELSEWHERE], (0, 1),
     "not known of 1 event more"),
    ("an Allow to another account that is gone", [OTHER, TO_STRANGER], [OTHER],
     [gets(STRANGER, endpoint=None)],
     (1, 0), "through no endpoint"),
    ("an Allow to a role of the account that is gone", [OTHER, TO_ROLE], [OTHER], [ELSEWHERE], (0, 1),
     "1 event of these by callers of its own account, who lose what this policy granted, unless their own"),
    ("an Allow to another role that is gone", [OTHER, TO_STRANGER], [OTHER], [ELSEWHERE], (0, 0), "not seen"),
    ("an Allow that others still give", [TO_STRANGER, grant()], [grant()], [gets(STRANGER, endpoint=None)],
     (0, 0), ""),
    ("services are counted by themselves", [OTHER], [OTHER, ONLY_THROUGH],
     [gets(endpoint=None) | {"userIdentity": {"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}}],
     (0, 0),
     "not counted, since AWS services asked for a caller, or for themselves: 1 event"),
    ("events that tell an access point alone", [OTHER], [OTHER, ONLY_THROUGH],
     [event("GetObject", {"key": "k"}, service="s3", endpoint=None,
            resources=[f"arn:aws:s3:{HERE}:accesspoint/p/object/k"])],
     (0, 0), "not counted, since the bucket is not told: 1 event of s3"),
    ("events that do not tell the bucket", [OTHER], [OTHER, ONLY_THROUGH],
     [event("GetObject", {}, service="s3", endpoint=None)], (0, 0),
     "not counted, since the bucket is not told: 1 event of s3"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[each[0] for each in CASES])
def test_usage_is_that_of_the_bucket_by_whatever_way(
    case: tuple[str, list[Any], list[Any], list[Any], tuple[int, int], str], tmp_path: Path
) -> None:
    _, old, new, events, used, said = case
    plan = of_bucket(old, new)
    found = [each for each in judged(plan, events, tmp_path) if each.code == "GV621"]
    if not found:
        assert (used, said) == ((0, 0), "")
        return
    assert found[0].usage is not None
    assert (found[0].usage.events, found[0].usage.unknown) == used, found[0].details
    assert any(said in line for line in found[0].details), found[0].details


ARNS = {
    "table": f"arn:aws:dynamodb:{HERE}:table/Orders",
    "bucket": BUCKET,
    "key": KEY,
    "queue": f"arn:aws:sqs:{HERE}:Orders",
    "topic": f"arn:aws:sns:{HERE}:Orders",
    "secret": f"arn:aws:secretsmanager:{HERE}:secret:orders/db-a1B2c3",
    "repository": f"arn:aws:ecr:{HERE}:repository/team/orders",
}
QUEUE_URL = f"https://sqs.eu-west-1.amazonaws.com/{ACCOUNT}/Orders"
VALUES = {
    "table": [ARNS["table"]],
    "bucket": ["orders"],
    "key": [KEY.rpartition("/")[2], KEY],
    "queue": [QUEUE_URL],
    "topic": [ARNS["topic"]],
    "secret": [ARNS["secret"]],
    "repository": ["team/orders"],
}
DONE = {
    "table": event("GetItem", {"tableName": "Orders"}, endpoint=None),
    "bucket": ELSEWHERE,
    "key": event("Decrypt", {}, service="kms", resources=[KEY], endpoint=None),
    "queue": event("SendMessage", {"queueUrl": QUEUE_URL}, service="sqs", endpoint=None),
    "topic": event("Publish", {"topicArn": ARNS["topic"]}, service="sns", endpoint=None),
    "secret": event("GetSecretValue", {"secretId": "orders/db"}, service="secretsmanager", endpoint=None),
    "repository": event("BatchGetImage", {"repositoryName": "team/orders"}, service="ecr", endpoint=None),
}
TYPES = [
    (word, type_)
    for word, each in POLICY_HOLDERS.items()
    for type_ in (each.terraform, *(each.own[:1] if each.own else ()))
]


@pytest.mark.parametrize(("word", "type_"), TYPES)
def test_each_type_of_resource_is_known_by_its_terraform_argument(
    word: str, type_: str, tmp_path: Path
) -> None:
    everything = {"Effect": "Allow", "Principal": "*", "Action": f"{POLICY_HOLDERS[word].prefix}:*"}
    denied_ = everything | {"Effect": "Deny", "Condition": {"Null": {"aws:SourceVpce": "true"}}}
    resource = {} if POLICY_HOLDERS[word].is_named is None else {"Resource": "*"}
    old, new = (policy(*(each | resource for each in some)) for some in ([everything], [everything, denied_]))
    for value in VALUES[word]:
        named = {OF_RESOURCES[type_]: value}
        plan = plan_data(
            change("update", named | {"policy": old}, named | {"policy": new}, address=f"{type_}.p")
        )
        found = denied(judged(plan, [DONE[word]], tmp_path))
        assert found.usage is not None
        assert found.usage.events == 1, (value, found.details)


def test_a_grant_of_a_key_that_is_gone_is_needed_by_whoever_used_it(tmp_path: Path) -> None:
    root = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    kept, gone = grant({"AWS": f"arn:aws:iam::{ACCOUNT}:role/X"}, "kms:*", "*"), grant(root, "kms:*", "*")
    old, new = ({"key_id": KEY, "policy": policy(*each)} for each in ([kept, gone], [kept]))
    plan = plan_data(change("update", old, new, address="aws_kms_key_policy.p"))
    found = denied(judged(plan, [DONE["key"]], tmp_path))
    assert found.usage is not None
    assert (found.usage.events, found.usage.unknown) == (1, 0)


def test_rows_and_answers_say_that_they_lack_what_came_another_way(tmp_path: Path) -> None:
    (tmp_path / "events.json").write_bytes(trail([gets(endpoint="vpce-1"), ELSEWHERE]))
    (tmp_path / "plan.json").write_text(json.dumps(of_bucket([OTHER], [OTHER, ONLY_THROUGH])))
    assert here("traffic", "reduce", "events.json", "-o", "rows.jsonl", cwd=tmp_path).returncode == 0
    asked = ("gate", "plan.json", "--traffic")
    whole, rows = (here(*asked, each, cwd=tmp_path) for each in ("events.json", "rows.jsonl"))
    assert "used: 2 events of 2 different requests" in " ".join(whole.stderr.split())
    told = " ".join(rows.stderr.split())
    assert "used: 1 event of 1 different request" in told
    lack = "1 file without requests that came through no endpoint (give the events themselves): rows.jsonl"
    assert (lack in told, "without requests that came" in whole.stderr) == (True, False)


def test_of_a_sensitive_policy_no_request_is_shown(tmp_path: Path) -> None:
    before, after = (
        {"bucket": "orders", "policy": policy(*each)} for each in ([OTHER], [OTHER, ONLY_THROUGH])
    )
    more = {"after_sensitive": {"policy": True}}
    plan = plan_data(change("update", before, after, address="aws_s3_bucket_policy.p", **more))
    found = denied(judged(plan, [ELSEWHERE], tmp_path))
    assert any(line.startswith("used: 1 event") for line in found.details)
    assert not any("GetObject" in line for line in found.details)
