"""The rules for wildcards that endpoint policies have beyond those of IAM."""

import re
from collections.abc import Iterator
from itertools import pairwise

from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.rule import ENDPOINT, Finding, Rule
from gen_vpce.lint.subject import Subject
from gen_vpce.policy.operators import Family
from gen_vpce.policy.patterns import has_wildcard

_LEAST = 6
_MIXED = re.compile(r"(?=.*[0-9])(?=.*[*?]).*")


class IdentifierWildcard(Rule):
    """An endpoint policy compares an identifier of AWS's with a pattern.

    The keys that hold the id of an account, an organization, a VPC or an endpoint take no wildcard and no
    operator for numbers in the policy of an endpoint.
    """

    code = "GV378"
    severity = Severity.ERROR
    source = pages.ENDPOINT_POLICIES
    hint = "list the ids under StringEquals"
    kinds = ENDPOINT
    analyzer = ("Wildcard usage too permissive",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the keys that the catalogue marks as identifiers."""
        for question in subject.questions:
            if question.key is None or not question.key.identifier:
                continue
            if question.operator.family is Family.NUMERIC:
                name = question.condition.written_operator
                yield Finding(
                    question.path, f"an endpoint policy cannot compare `{question.key.name}` by {name}"
                )
            for value in question.values:
                if question.operator.takes_wildcards and has_wildcard(value.text):
                    message = (
                        f"an endpoint policy takes no wildcard under `{question.key.name}`: `{value.text}`"
                    )
                    yield Finding(value.path, message)


class ShortAffix(Rule):
    """A wildcard in an endpoint policy has too little text beside it.

    Under the operators for strings, at least six characters in a row must stand before or after each
    wildcard. Resources, actions and the operators for ARNs are free of this.
    """

    code = "GV379"
    severity = Severity.ERROR
    source = pages.ENDPOINT_POLICIES
    hint = "write out more of the value, or list the values"
    kinds = ENDPOINT

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Measure the text on both sides of each wildcard."""
        for question in subject.questions:
            if question.operator.family is Family.STRING and question.operator.takes_wildcards:
                for value in question.values:
                    if not _is_anchored(value.text) and not (question.key and question.key.identifier):
                        yield Finding(
                            value.path,
                            f"a wildcard in `{value.text}` has fewer than {_LEAST} characters beside it",
                        )


def _is_anchored(text: str) -> bool:
    runs = re.split(r"[*?]", text)
    return all(max(len(before), len(after)) >= _LEAST for before, after in pairwise(runs))


class AccountPattern(Rule):
    """The account of an ARN is a pattern of digits.

    In an endpoint policy the account part of an ARN is an account id or a wildcard, not a mix of both.
    """

    code = "GV380"
    severity = Severity.ERROR
    source = pages.ENDPOINT_POLICIES
    hint = "write the 12 digits, or `*`"
    kinds = ENDPOINT

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the fifth part of every ARN."""
        for value in subject.arns():
            parts = value.text.split(":", 5)
            if len(parts) > 4 and _MIXED.fullmatch(parts[4]):
                yield Finding(value.path, f"the account in `{value.text}` mixes digits and wildcards")


RULES: tuple[Rule, ...] = (IdentifierWildcard(), ShortAffix(), AccountPattern())
