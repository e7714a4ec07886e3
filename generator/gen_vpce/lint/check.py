"""All rules over one policy."""

from collections.abc import Iterator

from gen_vpce.lint.rule import Finding, Rule
from gen_vpce.lint.rules import rules
from gen_vpce.lint.subject import Subject


def check(subject: Subject) -> Iterator[tuple[Rule, Finding]]:
    """Yield what the rules for the kind of *subject* find, in the order of their codes."""
    for rule in rules():
        if subject.kind in rule.kinds:
            for finding in rule.check(subject):
                yield rule, finding
