"""No format and no command lets text of others steer a terminal or a log."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.any_reports import REPORTS
from tests.support.command import STOCK, gen_vpce
from tests.support.plans import allow, change, endpoint, plan_data, policy
from tests.support.trail import event, trail

from gen_vpce.cli.terminal.progress import _CLEAR
from gen_vpce.cli.terminal.stream import _OWN
from gen_vpce.diagnostics import Severity
from gen_vpce.report.formats import FORMATS, render
from gen_vpce.report.model import Report
from gen_vpce.report.style import Style
from gen_vpce.report.visible import lines, visible

EVIL = "a\x1b]0;owned\x07\x1b[2K\x1b[8mb\u202ec\x9b31m\r\n::error::forged"
FORGED = "::error::forged"


def is_harmless(text: str) -> bool:
    """Whether a terminal only shows *text*, and no line of it was begun by `EVIL`."""
    return not [line for line in text.split("\n") if not line.isprintable() or line.startswith(FORGED)]


@given(REPORTS, st.sampled_from(FORMATS))
def test_every_format_is_printable(report: Report, name: str) -> None:
    assert is_harmless(render(report, name))


@given(st.text())
def test_lines_leaves_line_breaks_and_what_is_printable(text: str) -> None:
    assert is_harmless(lines(text).replace(FORGED, ""))
    assert lines(text).count("\n") == text.count("\n")
    assert [visible(line) for line in text.split("\n")] == lines(text).split("\n")
    assert lines(lines(text)) == lines(text)


def test_our_own_colours_reach_the_terminal() -> None:
    style = Style(colour=True)
    painted = [style.bold("x"), style.faint("x"), style.added("x"), style.changed("x"), style.removed("x")]
    painted += [style.hint("x"), *(style.severity(each, "x") for each in Severity)]
    assert {_OWN.sub("", text) for text in painted} == {"x"}
    assert _OWN.sub("", _CLEAR) == ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder whose files have names and contents that try to steer a terminal."""
    bad = STOCK.replace("StockTable\n", f"{json.dumps(EVIL)}\n")
    (tmp_path / "module").mkdir()
    (tmp_path / "module" / "intent.yaml").write_text(bad)
    text = policy(allow(f"dynamodb:{EVIL}", resource=EVIL, Sid=EVIL))
    (tmp_path / "old.json").write_text(policy(allow("dynamodb:GetItem")))
    if sys.platform != "win32":
        name = EVIL.replace("/", "")
        (tmp_path / name).mkdir()
        (tmp_path / name / "intent.yaml").write_text(STOCK)
        (tmp_path / f"{name}.json").write_text(text)
    (tmp_path / "policy.json").write_text(text)
    address = f"aws_vpc_endpoint.this[{json.dumps(EVIL, ensure_ascii=False)}]"
    plan = plan_data(change("update", endpoint(), endpoint(policy=text), address=address))
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    told = {"eventID": EVIL, "eventTime": EVIL, "endpoint": EVIL}
    made = [
        event("GetItem", {"tableName": EVIL}, **told),
        event("GetItem", {"tableName": "T"}, **told),
        event(EVIL, **told),
        event(service=EVIL, identity={"type": "IAMUser", "arn": f"arn:{EVIL}"}, **told),
    ]
    (tmp_path / "events.json").write_bytes(trail([*made, {"eventName": EVIL}]))
    (tmp_path / "several.json").write_bytes(trail([*made, event(endpoint="vpce-1")]))
    (tmp_path / "evil.toml").write_text(f"[gate]\nallow = [{json.dumps(EVIL)}]\n")
    return tmp_path


# In colour is the same text, and more: the plain one is left to the long run.
@pytest.mark.parametrize("colour", [pytest.param("", marks=pytest.mark.long), "1"])
@pytest.mark.parametrize(
    "arguments",
    [
        *(("gate", "plan.json", "--format", name) for name in FORMATS),
        *(("lint", ".", "--format", name) for name in FORMATS),
        *(("generate", "--check", "--diff", "--format", name) for name in FORMATS),
        ("gate", "plan.json", "--settings", "evil.toml"),
        ("gate", EVIL),
        ("gate", f"--{EVIL}"),
        ("gate", "plan.json", "--allow", EVIL),
        ("compare", "old.json", "policy.json"),
        ("compare", "old.json", "policy.json", "--format", "markdown"),
        ("compare", "old.json", EVIL),
        ("simulate", "--policy", "policy.json", "--principal", EVIL, "--action", EVIL),
        *(("replay", "old.json", "events.json", "--format", name) for name in FORMATS),
        ("replay", "policy.json", "events.json", "--endpoint", "all"),
        ("replay", "policy.json", "events.json", "events.json", EVIL),
        ("replay", "policy.json", "several.json"),
        ("learn", "events.json", "--region", "us-east-1", "--account", "123456789012"),
        ("learn", "several.json", "--region", "us-east-1", "--account", "123456789012"),
        ("learn", "events.json", "--region", EVIL, "--account", EVIL, "--name", EVIL),
        ("test", "."),
        ("adopt", "plan.json"),
        ("adopt", "policy.json", "--service", EVIL),
        ("explain", EVIL),
        ("catalog", EVIL),
        ("init", EVIL, "--service", EVIL),
        ("matrix",),
        ("matrix", "--format", "text"),
        ("matrix", "--since", EVIL),
    ],
)
def test_no_command_lets_it_through(arguments: tuple[str, ...], colour: str, folder: Path) -> None:
    done = gen_vpce(*arguments, cwd=folder, FORCE_COLOR=colour)
    said = done.stdout + done.stderr
    assert said
    assert is_harmless(_OWN.sub("", said) if colour else said)
