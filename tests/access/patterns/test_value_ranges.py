"""Numbers, dates and addresses on a line: every point is found again in the text that shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce.access.comparison.compare import compare
from gen_vpce.access.decision.condition_tests import point
from gen_vpce.access.patterns.value_ranges import Axis, accepted, representatives, shown
from gen_vpce.policy.document import Policy, PolicyKind
from gen_vpce.policy.elements import policy_from
from gen_vpce.policy.operators import Comparison

DIGITS = st.text("0123456789", max_size=12)
NUMBERS = st.one_of(
    st.builds(lambda *parts: "".join(parts), st.sampled_from(["", "-", "+"]), DIGITS, st.just("."), DIGITS),
    st.integers().map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(str),
    st.sampled_from(
        [
            "1e300",
            "1e999",
            "1e-999",
            "1e999999999",
            "1e-999999999",
            "9" * 300,
            "9" * 5000,
            "0." + "0" * 299 + "1",
        ]
    ),
)
DATES = st.one_of(
    st.datetimes().map(lambda moment: f"{moment.isoformat(timespec='seconds')}Z"),
    st.integers().map(str),
    st.sampled_from(["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00"]),
)
BLOCKS = st.one_of(
    st.ip_addresses().map(str),
    st.builds("{}/{}".format, st.ip_addresses(v=4), st.integers(0, 32)),
    st.builds("{}/{}".format, st.ip_addresses(v=6), st.integers(0, 128)),
)
COMPARISONS = st.sampled_from(
    [
        *(Comparison.EQUALS, Comparison.LESS, Comparison.LESS_EQUALS),
        *(Comparison.GREATER, Comparison.GREATER_EQUALS),
    ]
)


@given(
    st.one_of(
        st.tuples(st.just(axis), st.lists(st.tuples(COMPARISONS, texts), max_size=4))
        for axis, texts in ((Axis.NUMBER, NUMBERS), (Axis.DATE, DATES), (Axis.ADDRESS, BLOCKS))
    )
)
def test_what_stands_for_a_stretch_is_read_back_as_the_same_point(
    conditions: tuple[Axis, list[tuple[Comparison, str]]],
) -> None:
    axis, compared = conditions
    found = [accepted(axis, comparison, text) for comparison, text in compared]

    for each in representatives(axis, (ranges for ranges in found if ranges is not None)):
        assert point(axis, shown(axis, each)) == each


@pytest.mark.parametrize(
    ("axis", "text"),
    [
        *(
            (Axis.NUMBER, text)
            for text in ("", "x", "1/2", "1_0", " 1", "inf", "nan", "٣", "0x1", "1e", "1" * 2001)
        ),
        *((Axis.DATE, text) for text in ("", "soon", "1.5", "1_0", "2020-13-01", "2020-01-01T25:00:00Z")),
        *((Axis.ADDRESS, text) for text in ("", "10.0.0", "10.0.0.0/33", "::1%eth0", "10.0.0.0/255.0.0.0")),
    ],
)
def test_what_is_no_value_of_the_line_matches_nothing(axis: Axis, text: str) -> None:
    assert accepted(axis, Comparison.EQUALS, text) is None


def limited(operator: str, key: str, value: str) -> Policy:
    """Return a policy with one condition."""
    statement = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    policy, _problems = policy_from({"Statement": {**statement, "Condition": {operator: {key: value}}}})
    assert policy is not None
    return policy


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("DateLessThan", "aws:CurrentTime", "0001-01-01T00:00:00Z"),
        ("DateGreaterThan", "aws:CurrentTime", "9999-12-31T23:59:59Z"),
        ("DateGreaterThan", "aws:TokenIssueTime", "99999999999999999"),
        ("NumericGreaterThan", "s3:max-keys", "1e300"),
        ("NumericLessThan", "s3:max-keys", "0.00000000000000000000000000000000001"),
    ],
)
def test_a_limit_at_the_end_of_the_calendar_or_of_a_double_has_a_witness(
    operator: str, key: str, value: str
) -> None:
    everything, _problems = policy_from(
        {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}
    )
    assert everything is not None

    found = compare(limited(operator, key, value), everything, kind=PolicyKind.ENDPOINT)

    assert found.verdict == "wider"
    assert found.newly_allowed.witness is not None
