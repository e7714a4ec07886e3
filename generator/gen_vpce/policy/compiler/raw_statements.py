"""Statements that the intent writes down in IAM's own words: read like any policy, kept as written."""

from msgspec import Struct

from gen_vpce.diagnostics import Diagnostic, Related, Severity, Span
from gen_vpce.intent.model import RawStatement
from gen_vpce.policy.document import VERSION, Statement
from gen_vpce.policy.elements import policy_from


class RawRead(Struct, frozen=True):
    """The statements that could be read, each with its place in the intent, and what is wrong."""

    statements: tuple[tuple[Statement, Span], ...]
    diagnostics: tuple[Diagnostic, ...]


def raw_statements(raw: tuple[RawStatement, ...]) -> RawRead:
    """Return the statements of the escape hatch; findings point at the statement in the intent.

    A Sid that two of them share is GV302: both were chosen by a person, so neither is renamed.
    """
    statements: list[tuple[Statement, Span]] = []
    found: list[Diagnostic] = []
    for entry in raw:
        policy, problems = policy_from({"Version": VERSION, "Statement": [entry.data]})
        found += (
            Diagnostic(problem.code, problem.severity, problem.message, entry.span, problem.hint)
            for problem in problems
        )
        statements += ((statement, entry.span) for statement in policy or ())
    return RawRead(tuple(statements), (*found, *_shared_sids(statements)))


def _shared_sids(statements: list[tuple[Statement, Span]]) -> list[Diagnostic]:
    first: dict[str, Span] = {}
    found: list[Diagnostic] = []
    for statement, span in statements:
        if statement.sid is None:
            continue
        if statement.sid in first:
            related = (Related(first[statement.sid], "first used here"),)
            message = f"the Sid {statement.sid} is used by two statements of one policy"
            hint = "give the second one a Sid of its own, or leave the Sid out"
            found.append(Diagnostic("GV302", Severity.ERROR, message, span, hint, related))
        first.setdefault(statement.sid, span)
    return found
