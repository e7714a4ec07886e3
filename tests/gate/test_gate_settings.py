"""How bad a kind is: command line before file, address before kind, the stricter before the milder."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.plans import change, endpoint, found, plan_data

from gen_vpce.diagnostics import Severity
from gen_vpce.diagnostics.codes.plan import KINDS
from gen_vpce.terraform.addresses import matches, module_path, split
from gen_vpce.terraform.finding import Finding
from gen_vpce.terraform.settings import Settings, SettingsError, find_settings, settings

DESTROYED = Finding("endpoint-destroyed", "", 'module.a["x.y"].aws_vpc_endpoint.this[0]')


def test_without_settings_the_table_of_codes_decides() -> None:
    assert {Settings().severity(Finding(kind, "")) for kind in KINDS} <= {
        Severity.ERROR,
        Severity.WARNING,
        Severity.NOTE,
    }
    assert Settings().severity(DESTROYED) is Severity.ERROR


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
    assert settings(deny=deny, warn=warn, allow=allow).severity(DESTROYED) is expected


def test_what_comes_first_goes_over_what_comes_after() -> None:
    line = settings(deny=["endpoint-destroyed"])
    file = settings(allow=[f"endpoint-destroyed={DESTROYED.address}", "endpoint-moved"])
    assert line.over(file).severity(DESTROYED) is Severity.ERROR
    assert file.over(line).severity(DESTROYED) is Severity.NOTE
    assert line.over(file).severity(Finding("endpoint-moved", "")) is Severity.NOTE


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
    ("file", "text"),
    [
        ("gen-vpce.toml", '[gate]\nallow = ["endpoint-destroyed"]\n'),
        ("pyproject.toml", '[tool.gen-vpce.gate]\nallow = ["endpoint-destroyed"]\n'),
    ],
)
def test_the_nearest_file_above_is_read(file: str, text: str, tmp_path: Path) -> None:
    below = tmp_path / "envs" / "prod"
    below.mkdir(parents=True)
    (tmp_path / file).write_text(text)
    (below / "pyproject.toml").write_text("[tool.other]\n")
    (below.parent / "pyproject.toml").write_text("this is not TOML")
    assert find_settings(below).severity(DESTROYED) is Severity.NOTE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("gate = 1", "`gate` is a table"),
        ("[gate]\ndenny = []", "did you mean `deny`"),
        ('[gate]\ndeny = "endpoint-destroyed"', "lists of strings"),
        ('[gate]\ndeny = ["endpoint-destroid"]', "did you mean"),
        ("[gate", "not TOML"),
    ],
)
def test_a_file_that_cannot_be_meant_is_named(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "gen-vpce.toml").write_text(text)
    with pytest.raises(SettingsError, match=rf"gen-vpce\.toml.*{said}"):
        find_settings(tmp_path)


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
