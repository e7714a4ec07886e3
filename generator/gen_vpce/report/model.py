"""What a command found and did, as the one value that every format is a function of."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from gen_vpce.diagnostics import Diagnostic, Setting, Severity, Span, in_order
from gen_vpce.module.result import Action, ModuleResult, Run, Status, exit_code
from gen_vpce.report.visible import visible

if TYPE_CHECKING:
    from gen_vpce.access.expectation.suite import Tested
    from gen_vpce.inquiry.expectations import Outcomes
    from gen_vpce.inquiry.replay import Replay
    from gen_vpce.lint.source import Counts
    from gen_vpce.overview.change_pictures import Small


class Replayed(NamedTuple):
    """What `replay` says: the verdicts, what the events cover and what of them was not read, in sentences."""

    replay: "Replay"
    coverage: tuple[str, ...]
    not_read: tuple[str, ...] = ()


class Report(NamedTuple):
    """The outcome of one run of `command`.

    `findings` are sorted by place. `modules` is empty for a command that makes none.
    `diff` asks for the text of every difference; refused files show theirs always. `tested` are the
    expectations that `test` decided. `settings` names the file of settings by which `gate` judged.
    `read` counts what `lint` read of Terraform source, `replayed` holds what `replay` says. `elsewhere` is
    the place of findings that have none, for formats that need one. `changing` is what a plan changes, for
    the format that draws it.
    """

    command: str
    exit_code: int
    findings: tuple[Diagnostic, ...] = ()
    modules: tuple[ModuleResult, ...] = ()
    diff: bool = False
    tested: "tuple[Tested, ...]" = ()
    settings: str | None = None
    read: "Counts | None" = None
    replayed: Replayed | None = None
    elsewhere: Span | None = None
    changing: "Small | None" = None

    def shown_findings(self) -> tuple[Diagnostic, ...]:
        """Return the findings as people read them: of what a plan passes with, the place is not shown."""
        if self.command != "gate":
            return self.findings
        return tuple(
            found if found.severity.fails or found.is_lowered else found._replace(span=None)
            for found in self.findings
        )

    def summary(self) -> str:
        """Return one line without colour: `3 modules: 1 changed, 2 unchanged`, `2 passed, 1 failed`."""
        if self.command == "test":
            return self._results()
        if self.modules or self.command == "generate":
            statuses = Counter(module.status for module in self.modules)
            counts = [f"{statuses[status]} {_WORD[status]}" for status in _WORD if statuses[status]]
            return _total(len(self.modules), "module", counts)
        severities = Counter(found.severity for found in self.findings)
        counts = [_plural(severities[each], each.value) for each in Severity if severities[each]]
        total = _total(len(self.findings), "finding", counts)
        if self.command != "gate":
            return total
        said = [f"{'refused' if self.exit_code else 'passed'}, {total}", *self._settings()]
        return "; ".join(said)

    def reading(self) -> tuple[str, ...]:
        """Return what `lint` read of source and templates, a line each; nothing where there was none."""
        if self.read is None:
            return ()
        read = self.read
        policies = [
            f"{read.whole} read whole",
            f"{read.with_symbols} with values that are not known",
            f"{read.not_read} not read",
            *([f"{read.given} given by callers of a module"] if read.given else []),
        ]
        units = [_plural(read.modules, "root module")] if read.modules or not read.templates else []
        units += [_plural(read.templates, "template")] if read.templates else []
        lines = [
            (
                f"{', '.join(units)}, {_plural(read.endpoints, 'endpoint')}, "
                f"{read.without_policy} of them without a policy (full access)"
                f"{f', {read.take_none} at which AWS takes none' if read.take_none else ''}"
            ),
            f"policies: {', '.join(policies)}",
        ]
        if read.idle:
            idle = _plural(read.idle, "resource")
            lines.append(f"{idle} with a policy but no instance, read as if there was one where that can be")
        if read.absent:
            absent = _plural(read.absent, "call")
            lines.append(f"{absent} of modules whose files are not here, read by their arguments")
        return tuple(lines)

    def _settings(self) -> Iterator[str]:
        if self.settings is not None:
            yield f"settings: {visible(self.settings)}"
        lowered = sum(found.is_lowered for found in self.findings)
        if lowered:
            yield f"{_plural(lowered, 'finding')} less severe than by default"

    def untested(self) -> tuple[Diagnostic, ...]:
        """Return the findings that are of no expectation: what kept a file from being tested."""
        told = {found for each in self.tested for found in each.checked.findings}
        return tuple(found for found in self.findings if found not in told)

    def _results(self) -> str:
        from gen_vpce.access.expectation.check import Result

        results = Counter(each.checked.result for each in self.tested)
        parts = [f"{results[each]} {each}" for each in Result]
        errors = len(self.untested())
        return ", ".join([*parts, *([_plural(errors, "error")] if errors else [])])

    def out_of_date(self) -> tuple[tuple[str, int], ...]:
        """Return the folder of each module that `--check` found different, with its number of files."""
        return tuple(
            (module.folder, len(module.changes))
            for module in self.modules
            if module.status is Status.WOULD_CHANGE
        )

    def shows_diff(self, action: Action) -> bool:
        """Whether a file with this fate is shown with its differences."""
        return self.diff or action is Action.REFUSED


def of_run(run: Run, *, diff: bool = False, strict: bool = False) -> Report:
    """Return the report of a run of `generate`; with *strict*, warnings fail it too."""
    findings = [*run.diagnostics, *(each for module in run.results for each in module.diagnostics)]
    return Report("generate", exit_code(run, strict=strict), in_order(findings), run.results, diff)


def of_tests(outcomes: "Outcomes") -> Report:
    """Return the report of a run of `test`."""
    tested = tuple(each for suite in outcomes.suites for each in suite.tested)
    findings = [*outcomes.diagnostics, *(found for suite in outcomes.suites for found in suite.diagnostics)]
    findings += [found for each in tested for found in each.checked.findings]
    return Report("test", int(bool(findings)), in_order(findings), tested=tested)


_WORD = {
    Status.CREATED: "created",
    Status.CHANGED: "changed",
    Status.WOULD_CHANGE: "would change",
    Status.REFUSED: "refused",
    Status.FAILED: "failed",
    Status.UNCHANGED: "unchanged",
}


def status_word(status: Status) -> str:
    """Return the word for *status* that people read."""
    return _WORD[status]


def setting_in_words(found: Diagnostic) -> str | None:
    """Return which setting changed the severity of *found*, and what it is by default; None without one."""
    if found.setting is None:
        return None
    source = found.setting.source or "the command line"
    return f"{found.setting.default} by default; {source} says `{found.setting.rule}`"


def setting_data(setting: Setting) -> dict[str, object]:
    """Return *setting* as JSON data."""
    return {"default": setting.default.value, "rule": setting.rule, "source": setting.source}


def _total(count: int, noun: str, parts: list[str]) -> str:
    return _plural(count, noun) + (f": {', '.join(parts)}" if parts else "")


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
