"""Statements that change nothing, found by deciding on all requests at once."""

from collections.abc import Iterator

from gen_vpce.access.comparison.redundancy import Idle, Why
from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.rule import Finding, Rule
from gen_vpce.lint.subject import Subject
from gen_vpce.policy.document import PolicyKind


def _idle(subject: Subject, why: Why) -> Iterator[Idle]:
    return (idle for idle in subject.idle if idle.why is why)


def _named(subject: Subject, idle: Idle) -> str:
    names = [subject.statements[place].name for place in idle.by]
    return f"statement {names[0]}" if len(names) == 1 else "other statements"


class StatementCovered(Rule):
    """A statement is covered by others.

    Every request that it matches is matched by other statements of the same effect, so it can be left out.
    """

    code = "GV393"
    severity = Severity.SUGGESTION
    source = pages.CHECKS
    hint = "leave it out"
    analyzer = ("Redundant statement", "Redundant statement due to wildcard in condition")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for a request that the others do not match; of two equal statements the second is spare."""
        spare: set[int] = set()
        for idle in reversed(list(_idle(subject, Why.COVERED))):
            if not spare.intersection(idle.by):
                spare.add(idle.place)
                placed = subject.statements[idle.place]
                yield Finding(placed.path, f"statement {placed.name} is covered by {_named(subject, idle)}")


class AllowDenied(Rule):
    """Everything that a statement allows is denied.

    An explicit Deny wins, and every request that the Allow matches is matched by a Deny of the same policy.
    """

    code = "GV394"
    severity = Severity.WARNING
    source = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"
    hint = "narrow the Deny, or leave the Allow out"

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for a request that the Allow matches and no Deny."""
        for idle in _idle(subject, Why.DENIED):
            placed = subject.statements[idle.place]
            yield Finding(placed.path, f"all that {placed.name} allows is denied by {_named(subject, idle)}")


class NeverMatches(Rule):
    """A statement matches no request, or none that counts.

    Its conditions contradict one another or its principals; or it is a Deny of an endpoint policy for what no
    statement allows, which is refused anyway.
    """

    code = "GV395"
    severity = Severity.WARNING
    source = pages.GRAMMAR
    hint = "look which of its elements exclude each other"
    explained_by_errors = True
    needs_all = True

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for one request that it matches."""
        for idle in _idle(subject, Why.NEVER):
            placed = subject.statements[idle.place]
            yield Finding(placed.path, f"no request matches statement {placed.name}")
        if subject.kind is PolicyKind.ENDPOINT and any(placed.allows for placed in subject.statements):
            for idle in _idle(subject, Why.IDLE):
                placed = subject.statements[idle.place]
                message = f"statement {placed.name} denies only what nothing allows"
                yield Finding(placed.path, message, "leave it out, or allow what it is an exception from")


RULES: tuple[Rule, ...] = (StatementCovered(), AllowDenied(), NeverMatches())
