"""Entries of a list that another entry says already."""

from collections.abc import Callable, Iterator

from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.rule import Finding, Rule
from gen_vpce.lint.subject import Placed, Subject, Value
from gen_vpce.policy.operators import Family
from gen_vpce.policy.patterns import action_covers, arn_covers, spare

_Covers = Callable[[str, str], bool]


class SpareEntry(Rule):
    """An entry of a list is covered by another one.

    What a wildcard of the same list matches, or what stands there twice, adds nothing but length.
    """

    code = "GV392"
    severity = Severity.SUGGESTION
    source = pages.CHECKS
    hint = "leave it out"
    analyzer = ("Redundant action", "Redundant resource")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Compare the entries of each list with one another."""
        for placed in subject.statements:
            for values, covers in _lists(placed):
                seen: set[str] = set()
                covered = spare([value.text for value in values], covers) if len(values) > 1 else frozenset()
                for value in values:
                    if value.text in seen:
                        yield Finding(value.path, f"`{value.text}` occurs twice in the list")
                    elif value.text in covered:
                        yield Finding(value.path, f"`{value.text}` is said by another entry of the list")
                    seen.add(value.text)


def _lists(placed: Placed) -> Iterator[tuple[tuple[Value, ...], _Covers]]:
    yield placed.all_actions, action_covers
    yield placed.all_resources, arn_covers
    for question in placed.questions:
        exact = question.operator.family is not Family.ARN
        yield question.values, _same if exact else arn_covers
    yield tuple(value for _, value in placed.principals), _same


def _same(_pattern: str, _other: str) -> bool:
    return False


RULES: tuple[Rule, ...] = (SpareEntry(),)
