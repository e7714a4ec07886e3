"""Two deployments of one intent are compared by what they mean: in the place of the new one."""

from pathlib import Path

import pytest
from tests.intent.test_deployments import EXAMPLE

from gen_vpce.inquiry.compared_source import sides
from gen_vpce.inquiry.contrast import contrasts


@pytest.fixture(autouse=True)
def _orders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("orders").mkdir()
    Path("orders/intent.yaml").write_text(EXAMPLE, encoding="utf-8")
    Path("other").mkdir()
    Path("other/intent.yaml").write_text(EXAMPLE, encoding="utf-8")


def _verdicts(old: str, new: str) -> dict[str, str]:
    read = sides(old, new, None)
    return {each.label: str(each.comparison.verdict) for each in contrasts(read.old.parts, read.new.parts)}


def test_what_is_for_all_is_the_same() -> None:
    assert _verdicts("orders#prod-us", "orders#prod-eu") == {
        "dynamodb (endpoint)": "equivalent",
        "kms (endpoint)": "narrower",  # Everyone is not in prod-eu
        "only-prod-eu (identity)": "equivalent",
        "orders-prod (resource)": "equivalent",
    }


def test_what_is_for_one_alone_is_the_difference() -> None:
    found = _verdicts("orders#dev", "orders#prod-us")
    assert found["dynamodb (endpoint)"] == "narrower"
    assert found["only-prod-us (identity)"] == "equivalent"
    assert _verdicts("orders#prod-us", "orders#dev")["dynamodb (endpoint)"] == "wider"


def test_it_is_said_how_the_old_one_is_read() -> None:
    assert sides("orders#dev", "orders/#prod-eu", None).reading is None  # another name, another file
    assert sides("orders#dev", "orders#prod-eu", None).reading == (
        "dev is read as if it were in eu-west-1 of account 222222222222, with the values of prod-eu"
    )


@pytest.mark.parametrize(
    ("old", "new"), [("orders#dev", "other#prod-us"), ("orders#dev", "orders#dev"), ("orders", "orders")]
)
def test_everything_else_is_compared_as_it_is(old: str, new: str) -> None:
    assert sides(old, new, None).reading is None


def test_all_deployments_are_compared_each_with_its_own() -> None:
    labels = {part.label for part in sides("orders", "other", None).old.parts}
    assert {"dynamodb (endpoint) in dev", "dynamodb (endpoint) in prod-us"} <= labels
    assert set(_verdicts("orders", "other").values()) == {"equivalent"}


def test_a_name_that_is_none_is_said() -> None:
    read = sides("orders#dve", "orders#dev", None)
    (found,) = read.old.diagnostics
    assert found.message == "`orders/intent.yaml` has no deployment `dve`"
