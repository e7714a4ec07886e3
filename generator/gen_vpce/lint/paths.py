"""The rules over what a command line names: folders and files of source, files with policies."""

import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from gen_vpce.catalog import closest
from gen_vpce.cloudformation.recognition import is_named_as_template, looks_like_template
from gen_vpce.configuration.files import is_configuration, policy_files
from gen_vpce.diagnostics import Diagnostic, Severity, Span, in_order
from gen_vpce.intent.close_names import INTENT
from gen_vpce.lint.acceptance import without
from gen_vpce.lint.files import lint_text
from gen_vpce.lint.lint_request import STDIN, Asked, accepted_beside, everywhere

if TYPE_CHECKING:
    from gen_vpce.configuration.policies.model import Configuration
    from gen_vpce.lint.source import Counts

_INTENT_KEY = re.compile(rb"^(?:endpoints|identity_policies|resource_policies)\s*:", re.MULTILINE)

_WHERE = " (where "
"""Before the worlds in which a finding on source holds."""


class Linted(Struct, frozen=True):
    """The findings in order; `counts` is None where neither Terraform source nor a template was read."""

    findings: tuple[Diagnostic, ...]
    counts: "Counts | None"


def lint_paths(asked: Asked) -> Linted:
    """Return the findings on everything that *asked* names."""
    found: list[Diagnostic] = []
    parts: list[Configuration] = []
    declared: set[str] = set()
    sources = [path for path in asked.paths if path.is_dir() or is_configuration(path)]
    if sources:
        from gen_vpce.lint.source_paths import lint_source

        source_findings, parts, declared = lint_source(sources, asked)
        found += source_findings
    texts = [path for path in asked.paths if path not in sources]
    texts += [file for path in asked.paths if path.is_dir() for file in policy_files(path)]
    for path in texts:
        raw = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
        template = _template_in(raw, path, asked)
        if template:
            template_findings, configuration = template
            found += template_findings
            parts.append(configuration)
        else:
            told = {(each.code, _start(each)) for each in found if _WHERE in each.message}
            found += [each for each in _text(path, raw, asked) if (each.code, _start(each)) not in told]
    if not parts and not sources:
        return Linted(in_order(found), None)
    from gen_vpce.lint.source import counts

    declared.update(name for each in parts for name in each.parameters)
    found += without(_unused_values(asked, declared, parts), everywhere(asked))
    return Linted(in_order(found), counts(parts))


def _start(found: Diagnostic) -> tuple[str, int, int, str]:
    """Return where a finding is and what it says, in whatever worlds."""
    span = found.span or Span("")
    return span.file, span.line or 0, span.column or 0, found.message.partition(_WHERE)[0]


def _template_in(
    raw: bytes, path: Path, asked: Asked
) -> "tuple[tuple[Diagnostic, ...], Configuration] | None":
    """Return the findings on the template in *raw* and what was read of it, None where there is none."""
    if not looks_like_template(raw):
        return None
    from gen_vpce.lint.source_paths import lint_template
    from gen_vpce.lint.templates import template_in

    template = template_in(raw, str(path), asked.request.for_templates)
    return (lint_template(path, template, asked), template) if template else None


def _text(path: Path, raw: bytes, asked: Asked) -> tuple[Diagnostic, ...]:
    """Return the findings on a file that is no source."""
    accepted, problems = accepted_beside(path)
    if is_named_as_template(path):
        return (*problems, no_template(path, raw))
    text = raw.decode("utf-8", errors="replace")
    return (*problems, *lint_text(text, str(path), asked.given, (*accepted, *everywhere(asked))))


def _unused_values(
    asked: Asked, declared: set[str], parts: "Sequence[Configuration]"
) -> Iterator[Diagnostic]:
    """Yield a finding for each value of the command line that no module and no template asks for."""
    kinds = {each.is_template for each in parts} or {False}
    words = {False: "no module declares the variable `{}`", True: "no template has the parameter `{}`"}
    said = " and ".join(words[kind] for kind in sorted(kinds))
    for name in asked.request.variables:
        if name not in declared:
            close = closest(name, declared)
            hint = f"did you mean `{close}`?" if close else None
            message = said.replace("{}", name)
            yield Diagnostic("GV122", Severity.WARNING, message, Span(f"--var {name}"), hint)


def no_template(path: Path, raw: bytes) -> Diagnostic:
    """Return what is said of a file that is named as a template, and is none."""
    hint = "give a template, a policy in JSON, or a folder"
    if _INTENT_KEY.search(raw):
        checked = shlex.quote(str(path.with_name(INTENT)))
        hint = f"it looks like an intent, which `gen-vpce generate --check {checked}` checks"
        hint += "" if path.name == INTENT else f"; an intent is called {INTENT}: rename it"
    return Diagnostic(
        "GV396",
        Severity.ERROR,
        f"{path} is not a template of CloudFormation: it has no `Resources` with a `Type`",
        Span(str(path)),
        hint,
    )
