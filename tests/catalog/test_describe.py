"""Saved answers of describe-vpc-endpoint-services, well formed or not."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gen_vpce import catalog

SAVED = {
    "ServiceDetails": [
        {
            "ServiceName": "com.amazonaws.us-east-1.s3",
            "ServiceType": [{"ServiceType": "Gateway"}],
            "VpcEndpointPolicySupported": True,
        },
        {
            "ServiceName": "com.amazonaws.us-east-1.s3",
            "ServiceType": [{"ServiceType": "Interface"}],
            "VpcEndpointPolicySupported": True,
        },
        {
            "ServiceName": "com.amazonaws.us-east-1.email-smtp",
            "ServiceType": [{"ServiceType": "Interface"}],
            "VpcEndpointPolicySupported": False,
        },
        {
            "ServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-0a",
            "ServiceType": [{"ServiceType": "GatewayLoadBalancer"}],
        },
    ],
    "ServiceNames": ["com.amazonaws.us-east-1.s3"],
}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["ServiceDetails", "ServiceName", "ServiceType", "VpcEndpointPolicySupported", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
)


def test_a_saved_answer_tells_kinds_and_policy_support() -> None:
    told = catalog.from_describe(SAVED)
    s3 = told["com.amazonaws.us-east-1.s3"]
    assert (s3.name, s3.kinds, s3.policy_support) == ("s3", frozenset({"gateway", "interface"}), True)
    assert told["com.amazonaws.us-east-1.email-smtp"].policy_support is False


def test_a_service_of_another_owner_has_no_short_name() -> None:
    told = catalog.from_describe(SAVED)["com.amazonaws.vpce.us-east-1.vpce-svc-0a"]
    assert (told.name, told.kinds, told.policy_support) == (None, frozenset({"gatewayloadbalancer"}), None)


def test_contradicting_answers_leave_support_unknown() -> None:
    details = [
        {"ServiceName": "com.amazonaws.us-east-1.s3", "VpcEndpointPolicySupported": told}
        for told in (True, False)
    ]
    assert (
        catalog.from_describe({"ServiceDetails": details})["com.amazonaws.us-east-1.s3"].policy_support
        is None
    )


@given(JSON)
def test_no_json_breaks_the_reading(data: Any) -> None:
    catalog.from_describe(data)
    assert set(catalog.from_describe({"ServiceDetails": data})) == names_in(data)


def names_in(data: Any) -> set[str]:
    items = data if isinstance(data, list) else []
    names = [item.get("ServiceName") for item in items if isinstance(item, dict)]
    return {name for name in names if isinstance(name, str)}


def test_answers_supply_what_was_unknown_and_leave_the_rest() -> None:
    unknown = next(name for name, each in catalog.endpoint_services().items() if each.policy_support is None)
    answer = {"ServiceName": f"com.amazonaws.us-east-1.{unknown}", "VpcEndpointPolicySupported": True}
    silent = {"ServiceName": "com.amazonaws.us-east-1.s3"}
    told = catalog.with_answers(
        catalog.endpoint_services(), catalog.from_describe({"ServiceDetails": [answer, silent]})
    )
    assert told[unknown].policy_support is True
    assert {name: each for name, each in told.items() if name != unknown} == {
        name: each for name, each in catalog.endpoint_services().items() if name != unknown
    }
