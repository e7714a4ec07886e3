"""The rules over what a command line names: folders and files of source, files with policies."""

import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field

from gen_vpce.catalog import closest
from gen_vpce.configuration.module.library import Library
from gen_vpce.configuration.module.sources import is_configuration
from gen_vpce.configuration.policies.folders import folders_with_terraform, policy_files
from gen_vpce.configuration.policies.model import Configuration
from gen_vpce.configuration.policies.read import Request
from gen_vpce.configuration.policies.roots import root_modules
from gen_vpce.diagnostics import Diagnostic, Severity, Span, in_order
from gen_vpce.lint.acceptance import FILE, Accepted, accepted_for, without
from gen_vpce.lint.files import lint_text
from gen_vpce.lint.policy_kind import Attachment
from gen_vpce.lint.source import Counts, counts, lint_configuration, unknown_values
from gen_vpce.lint.templates import is_named_as_template, template_in, templates_below

STDIN = Path("-")


class Asked(Struct, frozen=True):
    """What is to be linted, and how: where policies are attached, codes that are accepted, values.

    With `explain_unknown`, every value that is not known is a note.
    """

    paths: tuple[Path, ...]
    given: Attachment = Attachment()
    accept: tuple[str, ...] = ()
    request: Request = field(default_factory=Request)
    explain_unknown: bool = False


class Linted(Struct, frozen=True):
    """The findings in order; `counts` is None where neither Terraform source nor a template was read."""

    findings: tuple[Diagnostic, ...]
    counts: Counts | None


def lint_paths(asked: Asked) -> Linted:
    """Return the findings on everything that *asked* names."""
    found: list[Diagnostic] = []
    parts: list[Configuration] = []
    declared: set[str] = set()
    sources = [path for path in asked.paths if path.is_dir() or is_configuration(path)]
    if sources:
        source_findings, parts, declared = _source(sources, asked)
        found += source_findings
    texts = [path for path in asked.paths if path not in sources]
    texts += [file for path in asked.paths if path.is_dir() for file in policy_files(path)]
    for path in texts:
        raw = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
        template = template_in(raw, str(path), asked.request.variables)
        if template:
            found += _template(path, template, asked)
            parts.append(template)
        else:
            found += _text(path, raw, asked)
    if not parts and not sources:
        return Linted(in_order(found), None)
    declared.update(name for each in parts for name in each.parameters)
    found += without(_unused_values(asked, declared), _everywhere(asked))
    return Linted(in_order(found), counts(parts))


def _text(path: Path, raw: bytes, asked: Asked) -> tuple[Diagnostic, ...]:
    """Return the findings on a file that is no source."""
    accepted, problems = _accepted_beside(path)
    if is_named_as_template(path):
        return (*problems, _no_template(path))
    text = raw.decode("utf-8", errors="replace")
    return (*problems, *lint_text(text, str(path), asked.given, (*accepted, *_everywhere(asked))))


def _template(path: Path, template: Configuration, asked: Asked) -> tuple[Diagnostic, ...]:
    """Return the findings on a template that are not accepted beside it."""
    accepted, problems = _accepted_beside(path)
    found = in_order(_told(template, asked))
    return (*problems, *without(found, (*accepted, *_everywhere(asked))))


def _everywhere(asked: Asked) -> tuple[Accepted, ...]:
    return tuple(Accepted(code.upper()) for code in asked.accept)


def _accepted_beside(path: Path) -> tuple[tuple[Accepted, ...], tuple[Diagnostic, ...]]:
    beside = path.parent / FILE
    if path == STDIN or not beside.is_file():
        return (), ()
    return accepted_for(path.name, beside.read_bytes(), str(beside))


def _source(paths: list[Path], asked: Asked) -> tuple[list[Diagnostic], list[Configuration], set[str]]:
    """Return the findings in source, what was read, and the variables of Terraform.

    Of Terraform files that are named, the findings are those in them alone.
    """
    tops = [path for path in paths if path.is_dir()]
    named = [path for path in paths if not path.is_dir()]
    for path in named:
        path.stat()  # one that is not there is an error of the operating system, as for any other file
    found: list[Diagnostic] = []
    read_parts: list[Configuration] = []
    folders = [folder for top in tops for folder in folders_with_terraform(top)]
    of_templates: list[Diagnostic] = []
    for top in tops:
        templates = list(templates_below(top, asked.request.variables))
        for each in templates:
            of_templates += _template(each.path, each.configuration, asked)
            read_parts.append(each.configuration)
        terraform = any(each.is_relative_to(top) for each in folders)
        if not terraform and not templates and not any(policy_files(top)):
            found.append(_nothing(top))
    request = asked.request
    library = Library((*tops, *(path.parent for path in named), *request.inside), request.everywhere)
    for configuration in root_modules(folders, request, library):
        read_parts.append(configuration)
        found += _told(configuration, asked)
    files = {path.resolve() for path in named}
    for configuration in root_modules([path.parent for path in named], request, library):
        part = _only(configuration, files)
        read_parts.append(part)
        found += [each for each in _told(part, asked) if each.span and _is_in(each.span.file, files)]
    declared = {name for source in library.sources() for name in source.variables}
    return [*_accepted(found, asked, library), *of_templates], read_parts, declared


def _unused_values(asked: Asked, declared: set[str]) -> Iterator[Diagnostic]:
    """Yield a finding for each value of the command line that no module and no template asks for."""
    for name in asked.request.variables:
        if name not in declared:
            close = closest(name, declared)
            hint = f"did you mean `{close}`?" if close else None
            message = f"no module declares the variable `{name}`"
            yield Diagnostic("GV122", Severity.WARNING, message, Span(f"--var {name}"), hint)


def _told(configuration: Configuration, asked: Asked) -> tuple[Diagnostic, ...]:
    notes = unknown_values(configuration) if asked.explain_unknown else ()
    return (*lint_configuration(configuration, asked.given), *notes)


def _only(configuration: Configuration, files: set[Path]) -> Configuration:
    """Return the part of a configuration that is declared in some of its files."""
    from msgspec.structs import replace

    return replace(
        configuration,
        endpoints=tuple(each for each in configuration.endpoints if _is_in(each.place.source.shown, files)),
        not_read=tuple(each for each in configuration.not_read if _is_in(each.place.source.shown, files)),
        unused=tuple(each for each in configuration.unused if _is_in(each.place.source.shown, files)),
    )


def _is_in(shown: str, files: set[Path]) -> bool:
    return Path(shown).resolve() in files


def _accepted(found: list[Diagnostic], asked: Asked, library: Library) -> list[Diagnostic]:
    """Return the findings without those that are accepted for their file."""
    by_file: dict[str, list[Diagnostic]] = {
        positions.shown: [] for source in library.sources() for positions in source.files
    }
    for each in found:
        by_file.setdefault(each.span.file if each.span else "", []).append(each)
    kept: list[Diagnostic] = []
    for shown, findings in by_file.items():
        accepted, problems = _accepted_beside(Path(shown)) if shown else ((), ())
        kept += problems
        kept += without(in_order(findings), (*accepted, *_everywhere(asked)))
    return kept


def _nothing(top: Path) -> Diagnostic:
    return Diagnostic(
        "GV396",
        Severity.ERROR,
        f"there is no Terraform in {top}, and no template of CloudFormation",
        Span(str(top)),
        "give a folder that holds .tf files or templates, or below which some lie",
    )


def _no_template(path: Path) -> Diagnostic:
    return Diagnostic(
        "GV396",
        Severity.ERROR,
        f"{path} is no template of CloudFormation: it has no `Resources` with a `Type`",
        Span(str(path)),
        "give a template, a policy in JSON, or a folder",
    )
