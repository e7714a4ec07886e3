"""All rules over one policy."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gen_vpce.diagnostics import Severity
from gen_vpce.lint.rule import Finding, Rule
from gen_vpce.lint.rules import rules
from gen_vpce.lint.subject import Subject

if TYPE_CHECKING:
    from gen_vpce.policy.positions import Path


def check(subject: Subject) -> Iterator[tuple[Rule, Finding]]:
    """Yield what the rules for the kind of *subject* find, in the order of their codes."""
    wrong: set[Path] = set()
    for rule in rules():
        if subject.kind in rule.kinds and not (subject.partial and rule.needs_all):
            for finding in rule.check(subject):
                statement = finding.path[:2]
                if rule.explained_by_errors and statement in wrong:
                    continue
                if rule.severity is Severity.ERROR:
                    wrong.add(statement)
                yield rule, finding
