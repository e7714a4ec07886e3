"""Operators and their qualifiers: do they fit the key that they ask about."""

from collections.abc import Iterator

from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.rule import Finding, Rule
from gen_vpce.lint.subject import Question, Subject, as_text
from gen_vpce.policy.operators import FOR_ALL, FOR_ANY, Family

_FAMILIES = {
    "String": Family.STRING,
    "ARN": Family.ARN,
    "Bool": Family.BOOL,
    "Date": Family.DATE,
    "IPAddress": Family.IP,
    "Numeric": Family.NUMERIC,
}
_EXAMPLES = {
    Family.STRING: "StringEquals",
    Family.ARN: "ArnLike",
    Family.BOOL: "Bool",
    Family.DATE: "DateGreaterThan",
    Family.IP: "IpAddress",
    Family.NUMERIC: "NumericLessThanEquals",
}


class OperatorForType(Rule):
    """The operator does not fit the type of the condition key.

    Each key has one type, and values of it are compared by the operators of that type. With another one the
    condition is false, or true if negated, whatever the request.
    """

    code = "GV363"
    severity = Severity.WARNING
    source = pages.OPERATORS
    analyzer = ("Type mismatch", "Type mismatch string", "Invalid condition operator", "Data type mismatch")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Compare the family of the operator with the type of the key."""
        for question in subject.questions:
            wanted = _FAMILIES.get(question.key.type) if question.key else None
            if wanted and not _fits(question, wanted):
                condition = question.condition
                yield Finding(
                    question.path,
                    f"{condition.written_operator} does not fit `{condition.key}`",
                    f"use an operator for its type, such as {_EXAMPLES[wanted]}",
                )


def _fits(question: Question, wanted: Family) -> bool:
    family = question.operator.family
    if family in (wanted, Family.NULL, Family.BINARY):
        return True
    if wanted is Family.ARN:
        return family is Family.STRING  # works, and has rules of its own
    if wanted is Family.STRING:
        is_tag = question.key is not None and "${" in question.key.name
        return is_tag or (family is Family.ARN and all(v.text.startswith("arn:") for v in question.values))
    return question.folded == "aws:epochtime" and family is Family.NUMERIC


class StringLikeOnArn(Rule):
    """StringLike compares an ARN.

    Under StringLike a `*` goes on past colons, so that `arn:aws:iam::*:role/App` matches an ARN of another
    type with that text inside. ArnLike compares each of the six parts by itself.
    """

    code = "GV364"
    severity = Severity.WARNING
    source = pages.OPERATORS
    analyzer = ("String like operator with ARN condition keys",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for StringLike on keys that hold ARNs."""
        for question, replacement in _strings_on_arns(subject):
            if question.operator.takes_wildcards:
                name, key = question.condition.written_operator, question.condition.key
                yield Finding(question.path, f"{name} compares the ARN `{key}`", f"write {replacement}")


class StringEqualsOnArn(Rule):
    """StringEquals compares an ARN.

    It works as long as the value is the whole ARN, letter by letter. The operators for ARNs say what is
    meant, and take wildcards once they are needed.
    """

    code = "GV365"
    severity = Severity.SUGGESTION
    source = pages.OPERATORS

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for StringEquals and its kin on keys that hold ARNs."""
        for question, replacement in _strings_on_arns(subject):
            if not question.operator.takes_wildcards:
                name, key = question.condition.written_operator, question.condition.key
                yield Finding(question.path, f"{name} compares the ARN `{key}`", f"write {replacement}")


def _strings_on_arns(subject: Subject) -> Iterator[tuple[Question, str]]:
    for question in subject.questions:
        if question.key and question.key.type == "ARN" and question.operator.family is Family.STRING:
            how = "Like" if question.operator.takes_wildcards else "Equals"
            yield question, f"Arn{'Not' if question.operator.negated else ''}{how}"


class QualifierMissing(Rule):
    """A condition on a set of values does not say how to compare the set.

    Keys such as aws:TagKeys or aws:CalledVia hold several values. ForAnyValue asks whether one of them fits,
    ForAllValues whether none fails; without either it depends on the number of values what happens.
    """

    code = "GV366"
    severity = Severity.WARNING
    source = pages.SETS
    analyzer = ("Missing qualifier",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the keys with several values."""
        for question in subject.questions:
            several = question.key is not None and question.key.multivalued
            if (
                several
                and question.condition.qualifier is None
                and question.operator.family is not Family.NULL
            ):
                yield Finding(
                    question.path,
                    f"`{question.condition.key}` holds a set of values",
                    f"write {FOR_ANY}:{question.condition.written_operator}, or {FOR_ALL} if all must fit",
                )


class ForAllOnOneValue(Rule):
    """ForAllValues is used with a condition on a single value.

    ForAllValues is true when the key is absent. On a key that holds one value it adds nothing but this: an
    Allow matches requests that lack the key, and a Deny too.
    """

    code = "GV367"
    severity = Severity.WARNING
    source = pages.SETS
    analyzer = ("ForAllValues with single valued key",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the keys with one value."""
        for question in subject.questions:
            if question.condition.qualifier == FOR_ALL and question.key and not question.key.multivalued:
                yield Finding(
                    question.path,
                    f"{FOR_ALL} is true where `{question.condition.key}` is absent",
                    f"leave {FOR_ALL} out: the key has one value",
                )


class ForAllUnguarded(Rule):
    """An Allow with ForAllValues matches requests without the key.

    ForAllValues is true for an empty set. An Allow that is meant for requests whose values all fit has to
    ask, too, that there are values: `"Null": {"aws:TagKeys": "false"}`.
    """

    code = "GV368"
    severity = Severity.WARNING
    source = pages.SETS

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for an Allow without the condition Null on the same key."""
        for question in subject.questions:
            key = question.key
            open_ended = question.condition.qualifier == FOR_ALL and key is not None and key.multivalued
            if open_ended and question.placed.allows and not _is_guarded(question):
                yield Finding(
                    question.path,
                    f"the Allow matches requests without `{question.condition.key}`",
                    f'add "Null": {{"{question.condition.key}": "false"}} to the Condition',
                )


def _is_guarded(question: Question) -> bool:
    return any(
        other.operator.family is Family.NULL
        and other.folded == question.folded
        and [as_text(value) for value in other.condition.values] == ["false"]
        for other in question.placed.questions
    )


class NullQualified(Rule):
    """Null has a qualifier.

    Null asks whether the key is there at all, so there are no values to qualify.
    """

    code = "GV369"
    severity = Severity.SUGGESTION
    source = pages.OPERATORS
    hint = "write Null alone"
    analyzer = ("Null with qualifier", "Null with if exists")

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at Null."""
        for question in subject.questions:
            if question.operator.family is Family.NULL and question.condition.qualifier:
                name = question.condition.written_operator
                yield Finding(question.path, f"the qualifier of {name} has no meaning")


RULES: tuple[Rule, ...] = (
    OperatorForType(),
    StringLikeOnArn(),
    StringEqualsOnArn(),
    QualifierMissing(),
    ForAllOnOneValue(),
    ForAllUnguarded(),
    NullQualified(),
)
