"""The rules over source that is named: folders and files of Terraform, templates of CloudFormation.

Only where there is some is this file imported: the readers of source are a tenth of the time of a lint.
"""

import shlex
from pathlib import Path

from msgspec.structs import replace

from gen_vpce.configuration.files import folders_with_terraform, policy_files
from gen_vpce.configuration.module.library import Library
from gen_vpce.configuration.policies.model import Configuration
from gen_vpce.configuration.policies.roots import root_modules
from gen_vpce.diagnostics import Diagnostic, Severity, Span, in_order
from gen_vpce.intent.close_names import INTENT, found_beside
from gen_vpce.lint.acceptance import without
from gen_vpce.lint.lint_request import Asked, accepted_beside, everywhere
from gen_vpce.lint.source import lint_configuration, unknown_values
from gen_vpce.lint.templates import templates_below


def lint_source(paths: list[Path], asked: Asked) -> tuple[list[Diagnostic], list[Configuration], set[str]]:
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
        templates = list(templates_below(top, asked.request.for_templates))
        for each in templates:
            of_templates += lint_template(each.path, each.configuration, asked)
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


def lint_template(path: Path, template: Configuration, asked: Asked) -> tuple[Diagnostic, ...]:
    """Return the findings on a template that are not accepted beside it."""
    accepted, problems = accepted_beside(path)
    found = in_order(_told(template, asked))
    return (*problems, *without(found, (*accepted, *everywhere(asked))))


def _told(configuration: Configuration, asked: Asked) -> tuple[Diagnostic, ...]:
    notes = unknown_values(configuration) if asked.explain_unknown else ()
    return (*lint_configuration(configuration, asked.given), *notes)


def _only(configuration: Configuration, files: set[Path]) -> Configuration:
    """Return the part of a configuration that is declared in some of its files."""
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
        accepted, problems = accepted_beside(Path(shown)) if shown else ((), ())
        kept += problems
        kept += without(in_order(findings), (*accepted, *everywhere(asked)))
    return kept


def _nothing(top: Path) -> Diagnostic:
    module = shlex.quote(str(top))
    made = f"its {INTENT} is not read here: `gen-vpce generate {module}` checks it, and makes what lint reads"
    hint = made if (top / INTENT).is_file() else found_beside(top / INTENT)
    return Diagnostic(
        "GV396",
        Severity.ERROR,
        f"there is no Terraform in {top}, and no template of CloudFormation",
        Span(str(top)),
        hint or "give a folder that holds .tf files or templates, or below which some lie",
    )
