"""Values of conditions: do they have the form that their operator compares."""

import re
from collections.abc import Iterator

from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.rule import Finding, Rule
from gen_vpce.lint.subject import Question, Subject, Value
from gen_vpce.policy.operators import Comparison, Family
from gen_vpce.policy.patterns import has_wildcard

_LITERAL = re.compile(r"\$\{[^}]*\}")
_DATE = re.compile(
    r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}(:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?)?)?|-?[0-9]+",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def _under(subject: Subject, *families: Family) -> Iterator[tuple[Question, Value]]:
    """Yield the values under the operators of *families*, those with variables left out."""
    for question in subject.questions:
        if question.operator.family in families:
            yield from ((question, value) for value in question.values if "${" not in value.text)


class WildcardUnderEquals(Rule):
    """A wildcard is used with an operator that takes none.

    StringEquals and its kin compare letter by letter: a `*` is an asterisk. StringLike takes wildcards.
    """

    code = "GV370"
    severity = Severity.WARNING
    source = pages.OPERATORS
    analyzer = ("Wildcard without like operator",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for wildcards outside of variables."""
        for question in subject.questions:
            operator = question.operator
            if operator.family is not Family.STRING or operator.comparison is Comparison.LIKE:
                continue
            name = question.condition.written_operator
            for value in question.values:
                if has_wildcard(_LITERAL.sub("", value.text)):
                    like = f"String{'Not' if operator.negated else ''}Like"
                    yield Finding(
                        value.path, f"{name} takes the wildcard in `{value.text}` literally", f"use {like}"
                    )


class AddressForm(Rule):
    """A value is neither an address nor a range of addresses.

    The operators for addresses take `203.0.113.7`, `203.0.113.0/24`, and the like of IPv6.
    """

    code = "GV371"
    severity = Severity.ERROR
    source = pages.OPERATORS
    hint = "write an address or a CIDR range"
    analyzer = ("Type mismatch IP range", "Invalid condition data type")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Parse each value."""
        from ipaddress import ip_network

        for _, value in _under(subject, Family.IP):
            try:
                ip_network(value.text, strict=False)
            except ValueError:
                yield Finding(value.path, f"`{value.text}` is not an IP address or range")


class HostBits(Rule):
    """A range of addresses begins with an address inside of it.

    `10.1.2.3/16` is the range `10.1.0.0/16`. Whoever reads it wonders whether the length is wrong.
    """

    code = "GV372"
    severity = Severity.SUGGESTION
    source = pages.CHECKS
    analyzer = ("Improve IP range",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Compare each range with its first address."""
        from ipaddress import ip_interface

        for _, value in _under(subject, Family.IP):
            try:
                written = ip_interface(value.text)
            except ValueError:
                continue
            if "/" in value.text and written.ip != written.network.network_address:
                yield Finding(value.path, f"`{value.text}` is a range", f"write `{written.network}`")


class DateForm(Rule):
    """A value is not a date.

    Dates are in the forms of ISO 8601, `2026-01-31T12:00:00Z`, or seconds since 1970.
    """

    code = "GV373"
    severity = Severity.WARNING
    source = pages.OPERATORS
    hint = "write it like 2026-01-31T12:00:00Z"
    analyzer = ("Invalid date value", "Type mismatch date")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the form of each value."""
        for _, value in _under(subject, Family.DATE):
            if not _DATE.fullmatch(value.text):
                yield Finding(value.path, f"`{value.text}` is not a date")


class NumberForm(Rule):
    """A value is not a number.

    The operators for numbers take integers and decimals.
    """

    code = "GV374"
    severity = Severity.WARNING
    source = pages.OPERATORS
    hint = "write a number"
    analyzer = ("Type mismatch number",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the form of each value."""
        for _, value in _under(subject, Family.NUMERIC):
            if not _NUMBER.fullmatch(value.text):
                yield Finding(value.path, f"`{value.text}` is not a number")


class BooleanForm(Rule):
    """A value is neither true nor false.

    Bool and Null take these two words and nothing else.
    """

    code = "GV375"
    severity = Severity.WARNING
    source = pages.OPERATORS
    hint = "write `true` or `false`"
    analyzer = ("Type mismatch Boolean",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at each value."""
        for _, value in _under(subject, Family.BOOL, Family.NULL):
            if value.text.lower() not in ("true", "false"):
                yield Finding(value.path, f"`{value.text}` is neither true nor false")


class ArnForm(Rule):
    """A value under an operator for ARNs is not an ARN.

    ArnEquals and ArnLike compare six parts, so the value needs its colons. A name alone never matches.
    """

    code = "GV376"
    severity = Severity.WARNING
    source = pages.OPERATORS
    hint = "write the full ARN, with wildcards where parts are open"

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the beginning and the number of parts."""
        for _, value in _under(subject, Family.ARN):
            text = value.text
            whole = text.startswith(("arn:", "*")) and (text.count(":") >= 5 or text.endswith("*"))
            if not whole and not text.startswith("<vpce:"):
                yield Finding(value.path, f"`{text}` is not an ARN")


class SeveralBooleans(Rule):
    """Bool has several values.

    `["true", "false"]` is true whatever the key says, and AWS refuses more than one value.
    """

    code = "GV377"
    severity = Severity.ERROR
    source = pages.CHECKS
    hint = "write the one that is meant"
    analyzer = ("Invalid condition multiple Boolean",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Count the values."""
        for question in subject.questions:
            boolean = question.operator.family in (Family.BOOL, Family.NULL)
            if boolean and len(question.condition.values) > 1:
                yield Finding(question.path, f"`{question.condition.key}` is compared with several values")


RULES: tuple[Rule, ...] = (
    WildcardUnderEquals(),
    AddressForm(),
    HostBits(),
    DateForm(),
    NumberForm(),
    BooleanForm(),
    ArnForm(),
    SeveralBooleans(),
)
