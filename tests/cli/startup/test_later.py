"""What is put off is there when it is used, and says the same as what it stands for."""

import copy
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen_vpce.cli.startup.later_modules import _date, _Later
from gen_vpce.cli.startup.later_patterns import put_off_patterns

COMPILE = re.compile


@pytest.fixture(autouse=True)
def eager() -> Iterator[None]:
    yield
    re.compile = COMPILE


def module(text: str) -> dict[str, re.Pattern[str]]:
    """Return what a module with this *text* holds once it is imported by a command line."""
    names: dict[str, re.Pattern[str]] = {}
    put_off_patterns()
    exec(compile(f"import re\n{text}", "module.py", "exec"), names)  # noqa: S102
    return names


def waits(pattern: object) -> bool:
    return type(pattern) is not re.Pattern


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p = re.compile('(')", True),
        ("class A:\n p = re.compile('(')\np = A.p", True),
        ("p = [re.compile(x) for x in '(']", True),
        ("p = {x: re.compile(x) for x in '('}", True),
        ("p = next(re.compile(x) for x in '(')", True),
        ("f = lambda: re.compile('[')\np = re.compile('(')", True),
        ("p = re.compile(re.compile('a'))", True),
    ],
)
def test_what_a_module_or_a_class_keeps_waits(text: str, expected: bool) -> None:
    found = module(text)["p"]
    first = (
        next(iter(found.values() if isinstance(found, dict) else found))
        if isinstance(found, dict | list)
        else found
    )
    assert waits(first) is expected


@pytest.mark.parametrize(
    "text",
    [
        "def f(): return re.compile('(')\nf()",
        "(lambda: re.compile('('))()",
        "def f(): return [re.compile(x) for x in '(']\nf()",
        "class A:\n def __init__(self): self.p = re.compile('(')\nA()",
    ],
)
def test_a_mistake_in_what_a_function_compiles_shows_at_once(text: str) -> None:
    with pytest.raises(re.error):
        module(text)


def test_a_mistake_in_what_a_module_keeps_shows_when_it_is_used() -> None:
    kept = module("p = re.compile('(')")["p"]
    with pytest.raises(re.error):
        kept.match("a")


PATTERNS = ["a+", "(?P<name>a)(b)?", "[^ab]", "\\s*", "(?i)A", "^b$"]


@given(
    st.sampled_from(PATTERNS),
    st.sampled_from([0, re.IGNORECASE, re.MULTILINE]),
    st.text("abAB \n", max_size=8),
)
def test_it_answers_as_the_pattern_does(source: str, flags: int, text: str) -> None:
    real = COMPILE(source, flags)
    try:
        kept = module(f"p = re.compile({source!r}, {flags})")["p"]
    finally:
        re.compile = COMPILE
    for _ in range(2):  # the second time it is asked what it has kept
        for name in ("match", "search", "fullmatch"):
            one, other = getattr(real, name)(text), getattr(kept, name)(text)
            assert (one and (one.span(), one.groups())) == (other and (other.span(), other.groups()))
        assert (real.findall(text), real.split(text)) == (kept.findall(text), kept.split(text))
        assert (real.sub("x", text), real.subn("x", text)) == (kept.sub("x", text), kept.subn("x", text))
        assert [each.span() for each in real.finditer(text)] == [each.span() for each in kept.finditer(text)]
    assert (real.pattern, real.flags, real.groups) == (kept.pattern, kept.flags, kept.groups)
    assert real.groupindex == kept.groupindex
    assert repr(real) == repr(kept)
    assert isinstance(kept, re.Pattern)
    assert (re.sub(kept, "x", text), re.match(kept, "b")) == (re.sub(real, "x", text), None) or re.match(
        real, "b"
    )


def test_a_copy_of_it_is_a_pattern() -> None:
    kept = module("p = re.compile('a', re.I)")["p"]
    for made in (copy.copy(kept), copy.deepcopy(kept), pickle.loads(pickle.dumps(kept))):  # noqa: S301
        assert made == COMPILE("a", re.IGNORECASE)


ZONES = st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))


@given(st.datetimes(timezones=st.one_of(st.just(UTC), ZONES)).map(format_datetime))
def test_a_date_is_the_one_that_the_library_reads(text: str) -> None:
    read = _date(_Later("email.utils"))
    assert read(text) == parsedate_to_datetime(text)


@pytest.mark.parametrize(
    "text", ["Thu, 12 Nov 98 07:50:16 +0000", "12 Nov 2026 07:50 GMT", "Thu, 12 nov 2026 7:50:16 -0000"]
)
def test_a_date_of_another_form_is_read_by_the_library(text: str) -> None:
    assert _date(_Later("email.utils"))(text) == parsedate_to_datetime(text)


@pytest.mark.parametrize("text", ["", "yesterday", "Thu, 31 Feb 2026 07:50:16 +0000"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        _date(_Later("email.utils"))(text)


CLASS = "class Here:\n    value = 1\n"
USED = """
from gen_vpce.cli.startup.later_modules import put_off
put_off()
import inspect, sys, here
assert "__file__" not in vars(sys.modules["ast"])
print(inspect.getsource(here.Here).count("value"))
import ast, traceback, email.utils
from ast import literal_eval
stack = traceback.StackSummary.from_list([("f", 1, "g", "h")])
print(literal_eval("[1]"), ast.parse("1") is not None, len(stack))
print(email.utils.formataddr(("a", "b@c")))
"""


def test_the_modules_of_the_standard_library_do_their_work(tmp_path: Path) -> None:
    (tmp_path / "here.py").write_text(CLASS)
    done = subprocess.run(
        [sys.executable, "-c", USED], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["1", "[1] True 1", "a <b@c>"]
