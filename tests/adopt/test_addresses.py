"""`--from-address` takes addresses of endpoints in exactly three forms, and nothing of them becomes code."""

import pytest
from hypothesis import given
from tests.support.endpoints import gateway
from tests.support.hostile import texts

from gen_vpce.module.hcl import address, quote
from gen_vpce.terraform.adoption.addresses import old_addresses

THERE = 'module.net.module.vpc_endpoints[0].aws_vpc_endpoint.this["s3"]'


@pytest.mark.parametrize("text", ["aws_vpc_endpoint.s3", "module.a-b.aws_vpc_endpoint.s3[0]", THERE])
def test_addresses_stay_as_they_are(text: str) -> None:
    made = address(text)
    assert made
    assert made.text == text


@pytest.mark.parametrize(
    "text",
    ["", ".", "a.", ".a", "a..b", "a b", "a[", 'a["]', 'a["${x}"]', "a[-1]", "a[x]", "a\n", 'a["\n"]', "ä.b",
     "a[0][1]"],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    assert address(text) is None


@given(texts)
def test_any_text_is_an_address_or_none(text: str) -> None:
    made = address(f"aws_vpc_endpoint.{text}")
    if made:
        assert "\n" not in made.text
        assert "${" not in made.text.replace("$${", "")


@given(texts)
def test_any_key_is_quoted(text: str) -> None:
    literal = quote(text)
    made = address(f"aws_vpc_endpoint.this[{literal}]")
    assert made is None or made.text == f"aws_vpc_endpoint.this[{literal}]"


def test_pattern_for_all() -> None:
    old = old_addresses(['module.vpc_endpoints.aws_vpc_endpoint.this["{service}"]'])
    found = old.of(gateway(), "ecr.api")
    assert found
    assert found.text == 'module.vpc_endpoints.aws_vpc_endpoint.this["ecr.api"]'
    by_id = old_addresses(['aws_vpc_endpoint.this["{id}"]']).of(gateway(1), "s3")
    assert by_id
    assert by_id.text == 'aws_vpc_endpoint.this["vpce-00000000000000001"]'


def test_one_endpoint_goes_before_the_pattern_and_the_state() -> None:
    old = old_addresses(["state", f"{gateway(1).id}=aws_vpc_endpoint.one"])
    assert [old.covers(gateway(number)) for number in (1, 2)] == [True, True]
    one, two = old.of(gateway(1, address=THERE), "s3"), old.of(gateway(2, address=THERE), "s3")
    assert one
    assert two
    assert (one.text, two.text) == ("aws_vpc_endpoint.one", THERE)


def test_only_named_endpoints_move_where_nothing_is_said_of_the_others() -> None:
    old = old_addresses([f"{gateway(1).id}=aws_vpc_endpoint.one"])
    assert [old.covers(gateway(number)) for number in (1, 2)] == [True, False]
    assert not old_addresses([])


@pytest.mark.parametrize(
    "value",
    ["", "aws_vpc.this", "module.vpc_endpoints", "vpce-0=aws_vpc_endpoint.s3", "vpce-01234567=x",
     "this[{service}]"],
)  # fmt: skip
def test_other_forms_are_named(value: str) -> None:
    with pytest.raises(ValueError) as raised:
        old_addresses([value])
    assert str(raised.value) == value
