"""The expectations of many files: every intent below a folder, and files that are given by name."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from gen_vpce.access.expectation.suite import Suite, run_file
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.module import refusals
from gen_vpce.module.discover import absolute, discover, shown_name
from gen_vpce.module.paths import INTENT


class Outcomes(Struct, frozen=True):
    """What came of each file, in order, and what is wrong with a path."""

    suites: tuple[Suite, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def run_files(paths: Sequence[Path]) -> Outcomes:
    """Test the files at *paths*, and for a folder every intent at and below it; each file once."""
    files: dict[Path, str] = {}
    problems: list[Diagnostic] = []
    suites = []
    for path in paths:
        full = absolute(path)
        if full.is_dir():
            modules, wrong = discover([path])
            files.update({each.folder / INTENT: each.name(INTENT) for each in modules})
            problems += wrong
        elif full.exists():
            files[full] = shown_name(full)
        else:
            problems.append(refusals.no_path(shown_name(full)))
    for file, shown in files.items():
        try:
            suites.append(run_file(file, shown))
        except OSError as error:
            problems.append(refusals.not_read(error, shown))
    return Outcomes(tuple(suites), tuple(problems))
