"""The expectations of many files: every intent below a folder, and files that are given by name."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from gen_vpce.access.expectation.suite import Suite, run_file
from gen_vpce.configuration.policies.request import Request
from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.intent.chosen import split
from gen_vpce.module import refusals
from gen_vpce.module.discover import absolute, discover, shown_name
from gen_vpce.module.paths import INTENT


class Outcomes(Struct, frozen=True):
    """What came of each file, in order, and what is wrong with a path."""

    suites: tuple[Suite, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def run_files(paths: Sequence[Path]) -> Outcomes:
    """Test the files at *paths*, and for a folder every intent at and below it; each file once."""
    files: dict[tuple[Path, str | None], str] = {}
    problems: list[Diagnostic] = []
    suites = []
    for path in paths:
        named, deployment = split(str(path))
        full = absolute(Path(named))
        if full.is_dir():
            modules, wrong = discover([full])
            files.update({(each.folder / INTENT, deployment): each.name(INTENT) for each in modules})
            problems += wrong
        elif full.exists():
            files[full, deployment] = shown_name(full)
        else:
            problems.append(refusals.no_path(shown_name(full)))
    for (file, deployment), shown in files.items():
        try:
            suites.append(run_file(file, shown, deployment))
        except OSError as error:
            problems.append(refusals.not_read(error, shown))
    return Outcomes(tuple(suites), tuple(problems))


def run_on_source(tops: Sequence[Path], files: Sequence[Path], request: Request) -> Outcomes:
    """Test what *files* expect of the endpoints in the source at *tops*: folders, or files of it."""
    from gen_vpce.inquiry.source_configurations import Named, configurations
    from gen_vpce.inquiry.tested_source import source_suite

    problems: list[Diagnostic] = []
    sources: list[Named] = []
    for top in tops:
        shown = shown_name(absolute(top))
        try:
            found = list(configurations(top, request)) if top.exists() else []
        except OSError as error:
            problems.append(refusals.not_read(error, shown))
            continue
        if not top.exists():
            problems.append(refusals.no_path(shown))
        elif not found:
            problems.append(_no_source(shown))
        sources += found
    if problems:
        return Outcomes((), tuple(problems))
    suites = []
    for file in files:
        shown = shown_name(absolute(file))
        if not file.exists():
            problems.append(Diagnostic("GV521", Severity.ERROR, f"there is no file {shown}", Span(shown)))
            continue
        try:
            suites.append(source_suite(sources, absolute(file), shown))
        except OSError as error:
            problems.append(refusals.not_read(error, shown))
    return Outcomes(tuple(suites), tuple(problems))


def _no_source(shown: str) -> Diagnostic:
    return Diagnostic(
        "GV396",
        Severity.ERROR,
        f"there is no Terraform in {shown}, and no template of CloudFormation",
        Span(shown),
        "give a folder that holds .tf files or templates, or below which some lie",
    )
