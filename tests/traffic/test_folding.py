"""Objects that no policy tells apart are one request, and no verdict changes by that."""

import json
from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.trail import ACCOUNT, ENDPOINT, event

from gen_vpce.inquiry.judge import Judge, judge, resources_in
from gen_vpce.inquiry.replay import Verdict, replay
from gen_vpce.traffic.event import Event
from gen_vpce.traffic.folding import Folding
from gen_vpce.traffic.needs import Need
from gen_vpce.traffic.reduction import reduce_events

OWNED = [{"ARN": "arn:aws:s3:::b", "accountId": ACCOUNT}]


def folded(folding: Folding, *resources: str) -> list[str | None]:
    return [need.resource for each in resources for need in folding.folded((Need("s3:GetObject", each),))]


def test_the_first_object_of_a_class_stands_for_it() -> None:
    folding = Folding(["arn:aws:s3:::b/logs/*", "*", "arn:aws:s3:::b/*.csv"])
    names = ["b/logs/1", "b/logs/2", "b/x", "b/logs/1.csv", "c/x", "b/y", "c/y", "b/logs/3.csv"]
    first = ["b/logs/1", "b/logs/1", "b/x", "b/logs/1.csv", "c/x", "b/x", "c/x", "b/logs/1.csv"]
    assert folded(folding, *(f"arn:aws:s3:::{each}" for each in names)) == [
        f"arn:aws:s3:::{each}" for each in first
    ]


def test_what_is_no_object_or_depends_on_the_request_is_kept() -> None:
    folding = Folding(["arn:aws:s3:::b/home/${aws:username}/*"])
    kept = [
        "arn:aws:s3:::b",
        "arn:aws:s3:::b/home/ann/1",
        "arn:aws:s3:::b/home/ann/2",
        f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/a/b",
    ]
    assert folded(folding, *kept) == kept
    assert (
        folded(folding, "arn:aws:s3:::b/other/1", "arn:aws:s3:::b/other/2") == ["arn:aws:s3:::b/other/1"] * 2
    )


PATTERNS = st.sampled_from(
    ["*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/a/*", "arn:aws:s3:::*/x", "arn:aws:s3:::b/${aws:username}/*"]
)
STATEMENTS = st.builds(
    lambda effect, resource: {
        "Effect": effect,
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": resource,
    },
    st.sampled_from(["Allow", "Allow", "Deny"]),
    PATTERNS,
)


@given(
    statements=st.lists(STATEMENTS, min_size=1, max_size=3),
    keys=st.lists(st.sampled_from(["a/x", "a/y", "ann/x", "x", "z", "a/b/x"]), max_size=12),
)
def test_folding_changes_no_verdict(
    statements: list[dict[str, Any]], keys: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("policy") / "p.json"
    path.write_text(json.dumps({"Version": "2012-10-17", "Statement": statements}))
    asked = judge(str(path), gateway=True)
    assert isinstance(asked, Judge)
    made = [
        event("GetObject", {"bucketName": "b", "key": key}, service="s3", resources=OWNED) for key in keys
    ]
    verdicts = []
    for folding in (None, Folding(resources_in(asked, None))):
        decoded = (msgspec.json.decode(json.dumps(each), type=Event) for each in made)
        reduction = reduce_events(decoded, keys=asked.keys, folding=folding)
        counts: Counter[Verdict] = Counter()
        for row in replay(reduction, asked, {ENDPOINT: asked.ways}, None).rows:
            counts[row.said.verdict] += row.often.count
        verdicts.append(counts)
    assert verdicts[0] == verdicts[1]
