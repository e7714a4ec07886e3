"""What a policy of a bucket takes away is what the engine says, whatever the callers' own policies are."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.support.trail import ACCOUNT, ENDPOINT, event, session_of

from gen_vpce.access.decision.compiled_policy import compile_policy
from gen_vpce.access.decision.evaluate import Outcome, decide
from gen_vpce.access.decision.policy_layers import Layers
from gen_vpce.access.decision.request import Request, facts
from gen_vpce.catalog import POLICY_HOLDERS
from gen_vpce.inquiry.replay import Verdict
from gen_vpce.inquiry.usage_of_resource import OWN_POLICIES, Resource, may_take_away, rows_of
from gen_vpce.policy.document import EVERYTHING, Policy
from gen_vpce.policy.read import read
from gen_vpce.traffic.event import Event
from gen_vpce.traffic.reduction import reduce_events

BUCKET = Resource(POLICY_HOLDERS["bucket"], ("arn:aws:s3:::b", "arn:aws:s3:::b/*"), ACCOUNT)
MINE, THEIRS = f"arn:aws:iam::{ACCOUNT}:role/R", "arn:aws:iam::444455556666:role/R"
CALLERS = (MINE, THEIRS, f"arn:aws:iam::{ACCOUNT}:role/S")
WHO = ("*", {"AWS": MINE}, {"AWS": THEIRS}, {"AWS": ACCOUNT}, {"AWS": "444455556666"})
WAYS: tuple[Mapping[str, Any], ...] = (
    {},
    {"StringEquals": {"aws:SourceVpce": ENDPOINT}},
    {"StringNotEquals": {"aws:SourceVpce": ENDPOINT}},
    {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}},
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    statements = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "Effect": st.sampled_from(["Allow", "Deny"]),
                    "Principal": st.sampled_from(WHO),
                    "Action": st.sampled_from(["s3:GetObject", "s3:*"]),
                    "Resource": st.sampled_from(["arn:aws:s3:::b/*", "arn:aws:s3:::b/k", "*"]),
                    "Condition": st.sampled_from(WAYS),
                }
            ),
            max_size=3,
        )
    )
    found = read(json.dumps({"Version": "2012-10-17", "Statement": statements})).policy
    return found or Policy((), version=None)


def allowed(policy: Policy, who: str, through: str | None, *, by_own: bool) -> bool:
    """Whether the engine allows it beside policies of the caller that grant everything, or nothing."""
    own = (compile_policy(Policy((EVERYTHING,), version=None)),) if by_own else ()
    asked = Request(
        who,
        "s3:GetObject",
        "arn:aws:s3:::b/k",
        ACCOUNT,
        {} if through else {"aws:SourceIp": "198.51.100.7"},
        through,
        is_open=True,
    )
    decision = decide(Layers(identity=own, resource=compile_policy(policy)), facts(asked))
    assert decision.outcome is not Outcome.UNDECIDED
    return decision.outcome is Outcome.ALLOWED


@given(
    old=policies(), new=policies(), who=st.sampled_from(CALLERS), through=st.sampled_from([ENDPOINT, None])
)
def test_what_is_lost_is_what_the_engine_denies(
    old: Policy, new: Policy, who: str, through: str | None
) -> None:
    made = event(
        "GetObject",
        {"bucketName": "b", "key": "k"},
        service="s3",
        resources=[{"ARN": "arn:aws:s3:::b", "accountId": ACCOUNT}],
        identity=session_of(who),
        endpoint=through,
        sourceIPAddress="198.51.100.7",
    )
    decoded = msgspec.json.decode(json.dumps(made), type=Event)
    reduction = reduce_events([decoded], everywhere=[BUCKET.source], keys=["aws:sourceip"])
    (row,) = rows_of(old, new, BUCKET, reduction, None)
    becomes = {
        allowed(new, who, through, by_own=by_own)
        for by_own in (True, False)
        if allowed(old, who, through, by_own=by_own)
    }
    if becomes == {False}:
        assert may_take_away(old, new)
    if becomes == {True, False}:
        assert row.said.depends_on == OWN_POLICIES
    elif becomes:
        assert row.said.verdict is (Verdict.PASSES if becomes == {True} else Verdict.DENIED), becomes
