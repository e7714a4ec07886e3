"""The reference of the command line, docs/cli.md: `python -m gen_vpce.cli.reference > docs/cli.md`."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from typer.main import get_command

from gen_vpce.cli.app import app

if TYPE_CHECKING:
    from typer.core import TyperGroup

_WIDTH = 100
_HEAD = """\
# The command line

Made by `python -m gen_vpce.cli.reference` from the commands themselves; a test holds it current.

| exit code | meaning |
| --- | --- |
| 0 | all is well, nothing to do |
| 1 | findings, or a write was refused |
| 2 | wrong usage, or an internal error |
| 3 | files would change (`generate --check`) |

Findings win over differences: a run that finds an error and a difference exits with 1.

What was asked for goes to stdout; findings, questions and errors go to stderr. `NO_COLOR` turns colour off,
`FORCE_COLOR` turns it on where there is no terminal, `GEN_VPCE_DEBUG=1` shows the traceback of an internal
error, `GEN_VPCE_CACHE_DIR` says where compiled templates are kept (in `~/.cache/gen-vpce` otherwise).
`gen-vpce --install-completion` teaches the shell the options, services, presets, Regions and codes.
"""


def reference() -> str:
    """Return docs/cli.md."""
    return _HEAD + "".join(_sections())


def _sections() -> Iterator[str]:
    top = get_command(app)
    context = top.make_context("gen-vpce", ["--help"], resilient_parsing=True, terminal_width=_WIDTH)
    pending = [("gen-vpce", top, context)]
    while pending:
        title, command, own = pending.pop(0)
        yield _section(title, command.get_help(own))
        group = cast("TyperGroup", command)
        below = []
        for name in group.list_commands(own) if hasattr(command, "list_commands") else ():
            found = group.get_command(own, name)
            if found:
                its = found.make_context(name, [], parent=own, resilient_parsing=True, terminal_width=_WIDTH)
                below.append((f"{title} {name}", found, its))
        pending[:0] = below


def _section(title: str, text: str) -> str:
    return f"\n## {title}\n\n```text\n{text.rstrip()}\n```\n"


if __name__ == "__main__":
    sys.stdout.write(reference())
