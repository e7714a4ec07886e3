"""docs/gate.md lists every kind with what holds by default."""

from pathlib import Path

from gen_vpce.diagnostics import Severity
from gen_vpce.diagnostics.codes.plan import KINDS

PAGE = Path(__file__).parents[2] / "docs" / "gate.md"
WORDS = {Severity.ERROR: "refused", Severity.WARNING: "warned", Severity.NOTE: "passed"}


def test_the_page_lists_every_kind() -> None:
    text = PAGE.read_text(encoding="utf-8")
    table = text.partition("<!-- BEGIN KINDS")[2].partition("<!-- END KINDS -->")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert rows == [
        f"| `{name}` | {WORDS[entry.severity]} | {entry.code} | {entry.title.removeprefix(f'{name}: ')} |"
        for name, entry in KINDS.items()
    ]
