"""Strategies for reports with anything in them."""

from hypothesis import strategies as st

from gen_vpce.diagnostics import Diagnostic, Related, Setting, Severity, Span, Usage
from gen_vpce.module.result import Action, FileChange, ModuleResult, Run, Status
from gen_vpce.report.codes import all_codes
from gen_vpce.report.model import of_run

SPANS = st.builds(
    lambda file, line, column, lines, width, text: Span(
        file, line, column, line + lines, column + width if not lines else width + 1, text
    ),
    st.text(min_size=1),
    st.integers(1, 9999),
    st.integers(1, 9999),
    st.integers(0, 3),
    st.integers(0, 99),
    st.text(),
)
FINDINGS = st.builds(
    Diagnostic,
    st.integers(100, 999).map(lambda number: f"GV{number}") | st.sampled_from(sorted(all_codes())),
    st.sampled_from(Severity),
    st.text(min_size=1),
    st.none() | SPANS,
    st.none() | st.text(),
    st.lists(st.builds(Related, SPANS, st.text()), max_size=2).map(tuple),
    st.none() | st.text(min_size=1),
    details=st.lists(st.text(), max_size=3).map(tuple),
    usage=st.none()
    | st.builds(
        Usage,
        st.none() | st.integers(0),
        st.integers(0),
        st.none() | st.text(),
        st.none() | st.text(),
        st.integers(0),
        st.lists(st.text(), max_size=2).map(tuple),
    ),
    setting=st.none() | st.builds(Setting, st.sampled_from(Severity), st.text(), st.none() | st.text()),
)
CHANGES = st.builds(
    FileChange, st.text(min_size=1), st.sampled_from(Action), st.none() | st.text(), st.none() | st.text()
)
MODULES = st.builds(
    ModuleResult,
    st.text(min_size=1),
    st.sampled_from(Status),
    st.lists(CHANGES, max_size=3).map(tuple),
    st.lists(FINDINGS, max_size=2).map(tuple),
)
REPORTS = st.builds(
    lambda modules, found, diff: of_run(Run(tuple(modules), tuple(found)), diff=diff),
    st.lists(MODULES, max_size=3),
    st.lists(FINDINGS, max_size=3),
    st.booleans(),
)
