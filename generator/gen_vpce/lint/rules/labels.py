"""Sids, versions, and elements that say nothing."""

import re
from collections.abc import Iterator, Mapping

from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.rule import EVERY_KIND, Finding, Rule
from gen_vpce.lint.subject import Subject
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.symbols import with_markers_as

_SID = re.compile(r"[A-Za-z0-9]*")


class SaysNothing(Rule):
    """An element is present but has no effect.

    An empty Condition asks nothing, and an empty Sid names nothing. Often a template left them behind.
    """

    code = "GV315"
    severity = Severity.SUGGESTION
    source = pages.CHECKS
    hint = "leave the element out"
    analyzer = ("Empty object condition", "Empty Sid value")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the elements as written: the model of a policy does not tell an empty one from none."""
        written = subject.data.get("Statement") if subject.data else None
        for placed in subject.statements:
            if placed.statement.sid == "":
                yield Finding((*placed.path, "Sid"), "the Sid is empty")
            data = written[placed.index] if isinstance(written, list) else written
            conditions = data.get("Condition") if isinstance(data, Mapping) else None
            if isinstance(conditions, Mapping):
                path = (*placed.path, "Condition")
                if not conditions:
                    yield Finding(path, f"the Condition of statement {placed.name} is empty")
                for operator, keys in conditions.items():
                    if not keys:
                        yield Finding((*path, operator), f"the operator {operator} has no condition key")


class SidSyntax(Rule):
    """A Sid holds other characters than letters and digits.

    Spaces, hyphens and underscores are refused: only A-Z, a-z and 0-9 are allowed.
    """

    code = "GV316"
    severity = Severity.ERROR
    source = pages.SID
    kinds = EVERY_KIND - {PolicyKind.RESOURCE}
    analyzer = ("Unsupported Sid",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at every Sid."""
        for placed in subject.statements:
            sid = with_markers_as(placed.statement.sid or "", "")
            if not _SID.fullmatch(sid):
                words = re.findall(r"[A-Za-z0-9]+", sid)
                proposal = "".join(word[0].upper() + word[1:] for word in words)
                hint = f"write `{proposal}`" if proposal else "leave it out"
                yield Finding(
                    (*placed.path, "Sid"), f"the Sid `{sid}` has characters besides letters and digits", hint
                )


class SidTwice(Rule):
    """Two statements share a Sid.

    A Sid must be unique in its policy.
    """

    code = "GV317"
    severity = Severity.ERROR
    source = pages.SID
    hint = "give one of them another Sid"
    kinds = EVERY_KIND - {PolicyKind.RESOURCE}
    analyzer = ("Unique Sids required", "Unique Sids recommended")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for the second use."""
        seen: set[str] = set()
        for placed in subject.statements:
            sid = placed.statement.sid
            if sid and sid in seen:
                yield Finding((*placed.path, "Sid"), f"the Sid `{sid}` is used by an earlier statement")
            seen.add(sid or "")


class VersionMissing(Rule):
    """The policy has no Version.

    Without Version it is 2008-10-17, which has no policy variables. Nobody who reads it can tell whether
    that was meant.
    """

    code = "GV318"
    severity = Severity.SUGGESTION
    source = pages.VERSION
    hint = 'add "Version": "2012-10-17"'
    analyzer = ("Missing version",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for the element."""
        if subject.policy.version is None:
            yield Finding((), "the policy has no Version")


RULES: tuple[Rule, ...] = (SaysNothing(), SidSyntax(), SidTwice(), VersionMissing())
