"""How bad a kind is: command line before file, address before kind, the stricter before the milder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.plans import change, endpoint, found, plan_data

from gen_vpce.diagnostics import Setting, Severity
from gen_vpce.diagnostics.codes.plan import KINDS
from gen_vpce.terraform.addresses import matches, module_path, split
from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.settings import Settings, SettingsError, settings

DESTROYED = Finding("endpoint-destroyed", "", 'module.a["x.y"].aws_vpc_endpoint.this[0]')


def severity(made: Settings, finding: Finding) -> Severity:
    return made.judged(finding)[0]


def test_without_settings_the_table_of_codes_decides() -> None:
    assert {severity(Settings(), Finding(kind, "")) for kind in KINDS} <= {
        Severity.ERROR,
        Severity.WARNING,
        Severity.NOTE,
    }
    assert severity(Settings(), DESTROYED) is Severity.ERROR


@pytest.mark.parametrize(
    ("deny", "warn", "allow", "expected"),
    [
        ([], ["endpoint-destroyed"], [], Severity.WARNING),
        ([], [], ["endpoint-destroyed"], Severity.NOTE),
        ([], ["endpoint-destroyed"], ["endpoint-destroyed"], Severity.WARNING),
        (["endpoint-destroyed"], ["endpoint-destroyed"], ["endpoint-destroyed"], Severity.ERROR),
        (["endpoint-destroyed"], [], [f"endpoint-destroyed={DESTROYED.address}"], Severity.NOTE),
        (["endpoint-destroyed"], [], ["endpoint-destroyed=module.a*.this[0]"], Severity.NOTE),
        ([], [], ["endpoint-destroyed=module.b.*"], Severity.ERROR),
        ([], [], ["endpoint-replaced"], Severity.ERROR),
    ],
)
def test_the_nearest_rule_decides(
    deny: list[str], warn: list[str], allow: list[str], expected: Severity
) -> None:
    assert severity(settings(deny=deny, warn=warn, allow=allow), DESTROYED) is expected


def test_what_comes_first_goes_over_what_comes_after() -> None:
    line = settings(deny=["endpoint-destroyed"])
    file = settings(allow=[f"endpoint-destroyed={DESTROYED.address}", "endpoint-moved"])
    assert severity(line.over(file), DESTROYED) is Severity.ERROR
    assert severity(file.over(line), DESTROYED) is Severity.NOTE
    assert severity(line.over(file), Finding("endpoint-moved", "")) is Severity.NOTE


@pytest.mark.parametrize(
    ("lists", "said"),
    [
        ({"deny": ["endpoint-destroid"]}, "did you mean `endpoint-destroyed`"),
        ({"deny": ["zzz"]}, "known: unreadable, unknown-action"),
        ({"allow": ["unreadable"]}, "stays refused"),
        ({"warn": ["unreadable"]}, "stays refused"),
        ({"deny": ["endpoint-destroyed=x"]}, "takes a KIND alone"),
        ({"allow": ["endpoint-destroyed="]}, "takes KIND=ADDRESS"),
    ],
)
def test_what_cannot_be_meant_is_named(lists: dict[str, list[str]], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        settings(**lists)


@pytest.mark.parametrize(
    ("lists", "source", "expected"),
    [
        ({"allow": ["endpoint-destroyed"]}, None, Setting(Severity.ERROR, "allow endpoint-destroyed")),
        (
            {"warn": ["endpoint-destroyed"]},
            "gen-vpce.toml",
            Setting(Severity.ERROR, "warn endpoint-destroyed", "gen-vpce.toml"),
        ),
        (
            {"allow": ["endpoint-destroyed=module.a*"]},
            "x",
            Setting(Severity.ERROR, "allow endpoint-destroyed=module.a*", "x"),
        ),
        ({"deny": ["endpoint-destroyed"]}, "x", None),
        ({"allow": ["endpoint-destroyed=module.b*"]}, "x", None),
    ],
)
def test_a_setting_that_changes_something_is_named_with_the_default(
    lists: dict[str, list[str]], source: str | None, expected: Setting | None
) -> None:
    made = settings(**lists, source=source)
    assert made.judged(DESTROYED)[1] == expected
    assert made.source == source


def test_a_settled_plan_is_judged_by_the_settings() -> None:
    plan = plan_data(change("delete", endpoint(), None))
    assert found(plan, settings=settings(warn=["endpoint-destroyed"])) == [
        "warning endpoint-destroyed aws_vpc_endpoint.this"
    ]


@given(st.text(), st.text())
def test_an_address_is_matched_as_it_is_written(address: str, other: str) -> None:
    assert matches(address.replace("*", "?"), address.replace("*", "?"))
    assert matches("*", address)
    if "*" not in address:
        assert matches(address, other) == (address == other)


@pytest.mark.parametrize(
    ("address", "module", "path"),
    [
        ("aws_vpc_endpoint.a", "", ()),
        ("module.a.aws_vpc_endpoint.b[0]", "module.a", ("a",)),
        (
            'module.a["x.module.y"].module.b[0].aws_vpc_endpoint.c["]"]',
            'module.a["x.module.y"].module.b[0]',
            ("a", "b"),
        ),
        ('module.a["\\"]."].aws_vpc_endpoint.c', 'module.a["\\"]."]', ("a",)),
    ],
)
def test_an_address_tells_its_module(address: str, module: str, path: tuple[str, ...]) -> None:
    assert split(address)[0] == module
    assert module_path(address) == path
