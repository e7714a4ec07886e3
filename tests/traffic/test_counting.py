"""Counting by what was seen before gives what it gives to look at every event by itself."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.support.made_events import POINT, decoded, made
from tests.support.trail import ENDPOINT, event

from gen_vpce.traffic import counting
from gen_vpce.traffic.caller import called_by
from gen_vpce.traffic.coverage import category_of, is_made_by_service
from gen_vpce.traffic.event import Event
from gen_vpce.traffic.folding import AsTheyAre, Folding
from gen_vpce.traffic.keys import kept_keys, readable
from gen_vpce.traffic.needs import Need, needs_of
from gen_vpce.traffic.outcome import outcome_of
from gen_vpce.traffic.prefixes import Prefixes
from gen_vpce.traffic.reduction import Often, Reduction, Seen, merge, reduce_batches, reduce_events, settle
from gen_vpce.traffic.seen import Folds


def is_asked(event: Event, everywhere: Sequence[str]) -> bool:
    return bool(event.vpc_endpoint_id) or event.event_source in everywhere


def one_by_one(
    events: Sequence[Event],
    keys: Sequence[str],
    folding: Folds,
    *,
    sessions: bool,
    everywhere: Sequence[str] = (),
) -> Reduction:
    """Return what is said of *events* without remembering any."""
    reduction = Reduction()
    for each in events:
        if not is_asked(each, everywhere) or is_made_by_service(each):
            continue
        seen = Seen(
            each.vpc_endpoint_id or "",
            category_of(each),
            each.event_source or "",
            each.event_name or "",
            called_by(each.user_identity, session=sessions),
            folding.folded(needs_of(each).needs),
            kept_keys(each, readable(keys)),
            outcome_of(each),
        )
        time = each.event_time or ""
        found = Often(1, time, time, each.event_id or "")
        known = reduction.requests.setdefault(seen, found)
        if known is not found:
            known.add(found)
    settle(reduction, folding)
    return reduction


PATTERNS = (
    "arn:aws:s3:::b/logs/*",
    "arn:aws:s3:::*/1",
    f"{POINT}/object/*",
    "arn:aws:s3:::a/${aws:username}/*",
)
FOLDS = {"none": AsTheyAre, "patterns": lambda: Folding(PATTERNS), "prefixes": lambda: Prefixes(2)}
KEYS = ("aws:UserAgent", "s3:prefix", "kms:EncryptionContext:app", "aws:PrincipalOrgID")


@given(
    events=st.lists(made(), max_size=12),
    keys=st.lists(st.sampled_from(KEYS), unique=True),
    fold=st.sampled_from(sorted(FOLDS)),
    sessions=st.booleans(),
    compact=st.booleans(),
    everywhere=st.sampled_from([(), ("s3.amazonaws.com",), ("kms.amazonaws.com", "dynamodb.amazonaws.com")]),
)
def test_what_is_remembered_changes_nothing(  # noqa: PLR0917 -- what hypothesis draws
    events: list[dict[str, Any]],
    keys: list[str],
    fold: str,
    sessions: bool,
    compact: bool,
    everywhere: Sequence[str],
) -> None:
    read = [decoded(each, compact=compact) for each in events]
    found = reduce_events(read, everywhere=everywhere, keys=keys, sessions=sessions, folding=FOLDS[fold]())
    expected = one_by_one(read, keys, FOLDS[fold](), sessions=sessions, everywhere=everywhere)
    assert found.requests == expected.requests
    assert found.coverage.events == len(read)
    assert found.made_by_services == sum(
        is_asked(each, everywhere) and is_made_by_service(each) for each in read
    )
    assert sum(each.events for each in found.coverage.endpoints.values()) == sum(
        bool(each.vpc_endpoint_id) for each in read
    )


@given(events=st.lists(made(), max_size=8), cut=st.integers(0, 8), fold=st.sampled_from(sorted(FOLDS)))
def test_parts_put_together_in_any_order_are_the_whole(
    events: list[dict[str, Any]], cut: int, fold: str
) -> None:
    read = [decoded(each, compact=True) for each in events]
    whole = reduce_events(read, folding=FOLDS[fold]())
    for parts in ((read[:cut], read[cut:]), (read[cut:], read[:cut])):
        put, folding = Reduction(), FOLDS[fold]()
        for part in parts:
            merge(put, reduce_events(part, folding=FOLDS[fold]()), folding)
        settle(put, folding)
        assert put == whole


def test_what_is_remembered_has_a_limit(monkeypatch: Any) -> None:
    monkeypatch.setattr(counting, "_REMEMBERED", 2)
    read = [decoded(event("GetItem", {"tableName": f"T{number % 5}"}), compact=True) for number in range(20)]
    found = reduce_batches([each] for each in read)
    assert [often.count for often in found.requests.values()] == [4] * 5
    assert found.coverage.endpoints[ENDPOINT].events == 20


def test_a_need_on_the_same_resource_is_counted_once_however_objects_are_named() -> None:
    read = [
        decoded(
            event(
                "CopyObject", {"bucketName": "b", "key": "k", "x-amz-copy-source": f"b/{name}"}, service="s3"
            ),
            compact=True,
        )
        for name in "yx"
    ]
    (found,) = reduce_events(read, folding=Folding(())).requests
    assert found.needs == (
        Need("s3:PutObject", "arn:aws:s3:::b/k"),
        Need("s3:GetObject", "arn:aws:s3:::b/k"),
    )
