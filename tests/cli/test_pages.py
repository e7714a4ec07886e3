"""Every command that a page shows is one: the command, and each of its options."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from gen_vpce.cli.app import app

TOP = Path(__file__).parents[2]
PAGES = {
    page.relative_to(TOP).as_posix(): page.read_text(encoding="utf-8")
    for page in [*TOP.glob("*.md"), *TOP.glob("docs/*.md")]
}
_SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_TYPED = re.compile(r"^\$ (.*)$", re.MULTILINE)
_SPAN = re.compile(r"`(gen-vpce [^`]+)`")
_COMMAND = re.compile(r"(?:^|[\s(])gen-vpce (.*)")


def written(page: str) -> Iterator[str]:
    """Yield the commands of a page, from what follows `gen-vpce` on."""
    text = PAGES[page].replace("\\\n", " ")
    lines = [line for block in _SHELL.findall(text) for line in block.splitlines()]
    for line in [*lines, *_TYPED.findall(text), *(" ".join(span.split()) for span in _SPAN.findall(text))]:
        for part in re.split(r"\|(?![\w])|&&|;", line):
            if found := _COMMAND.search(part.partition(" #")[0]):
                yield found[1]


@cache
def commands() -> dict[str, Any]:
    """Return every command by its words."""
    top: Any = get_command(app)
    found = dict(top.commands)
    for name, command in top.commands.items():
        found |= {f"{name} {below}": each for below, each in getattr(command, "commands", {}).items()}
    return found


def unknown(command: str) -> list[str]:
    """Return what of *command* there is not."""
    words = shlex.split(command.replace("...", ""))
    options = [word.partition("=")[0] for word in words if word.startswith("-") and word != "-"]
    named = [word for word in words[:2] if re.fullmatch("[a-z-]+", word)]
    if not words or words[0].startswith("-"):
        known = {each for parameter in get_command(app).params for each in parameter.opts}
        return [option for option in options if option not in known]
    of = commands().get(" ".join(named)) or commands().get(words[0])
    if of is None:
        return [words[0]]
    known = {each for parameter in of.params for each in (*parameter.opts, *parameter.secondary_opts)}
    return [option for option in options if option not in known | {"--help", "-h"}]


@pytest.mark.parametrize("page", sorted(PAGES))
def test_what_a_page_shows_can_be_typed(page: str) -> None:
    wrong = {command: missing for command in written(page) if (missing := unknown(command))}
    assert wrong == {}


def test_most_pages_show_commands() -> None:
    assert sum(len(list(written(page))) for page in PAGES) > 150
    assert unknown("generate --chekc") == ["--chekc"]
    assert unknown("genrate") == ["genrate"]
