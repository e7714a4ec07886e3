"""The findings on a folder of Terraform source."""

from pathlib import Path

from gen_vpce.configuration.policies.request import Request
from gen_vpce.lint.lint_request import Asked
from gen_vpce.lint.paths import Linted, lint_paths


def linted(folder: Path, text: str | None = None, *, explain: bool = False, **values: str) -> Linted:
    """Lint a folder whose main.tf holds *text*."""
    folder.mkdir(exist_ok=True)
    if text is not None:
        (folder / "main.tf").write_text(text, encoding="utf-8")
    return lint_paths(Asked((folder,), request=Request(variables=values), explain_unknown=explain))


def codes(result: Linted) -> list[str]:
    return [each.code for each in result.findings]
