"""The text of values: policy variables, placeholders, and how much of it there is."""

import re
from collections.abc import Iterator

from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.placeholder import placeholder_in
from gen_vpce.lint.rule import Finding, Rule
from gen_vpce.lint.subject import Placed, Subject, Value, as_text
from gen_vpce.policy.document import VERSION, PolicyKind
from gen_vpce.policy.limits import LIMITS, size

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_INNER = re.compile(r"[*?$]|[^\s,']+(?:\s*,\s*'[^']*')?")


def _texts(placed: Placed) -> Iterator[Value]:
    """Yield the values in which a policy variable can stand."""
    yield from placed.all_resources
    for question in placed.questions:
        yield from question.values


class VariablesWithoutVersion(Rule):
    """A policy variable is used in a version that has none.

    Policy variables such as `${aws:username}` exist in version 2012-10-17 alone. In the older version, which
    is what a policy without Version gets, `${` is plain text, and the value matches nothing that exists.
    """

    code = "GV320"
    severity = Severity.WARNING
    source = pages.VARIABLES
    hint = f'write "Version": "{VERSION}"'
    analyzer = ("Variable unsupported in version",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for variables where the version is another one."""
        if subject.policy.version == VERSION:
            return
        for placed in subject.statements:
            for value in _texts(placed):
                if variable := _VARIABLE.search(value.text):
                    yield Finding(
                        value.path,
                        f"`{variable.group()}` is plain text in a policy without version {VERSION}",
                    )


class VariableSyntax(Rule):
    """A policy variable is malformed.

    A variable is `${key}` or `${key, 'default'}`: closed by a brace, without spaces in the key, the default
    in single quotes. `${*}`, `${?}` and `${$}` stand for the characters themselves.
    """

    code = "GV321"
    severity = Severity.ERROR
    source = pages.VARIABLES
    hint = "write ${key} or ${key, 'default'}"
    analyzer = (
        "Missing brace in variable",
        "Missing quote in variable",
        "Unsupported space in variable",
        "Empty variable",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Take every `${` apart."""
        if subject.policy.version != VERSION:
            return
        for placed in subject.statements:
            for value in _texts(placed):
                if value.text.count("${") > len(_VARIABLE.findall(value.text)):
                    yield Finding(value.path, f"a variable in `{value.text}` is not closed by a brace")
                for inner in _VARIABLE.findall(value.text):
                    if not _INNER.fullmatch(inner):
                        yield Finding(value.path, f"`${{{inner}}}` is not a policy variable")


class VariableOutOfPlace(Rule):
    """A policy variable is used where IAM does not replace it.

    Variables work in the values of conditions, and in Resource after the fifth colon of the ARN. In an
    action, a principal, or the service, Region or account of a resource they are plain text.
    """

    code = "GV322"
    severity = Severity.WARNING
    source = pages.VARIABLES
    hint = "write the value itself, or ask for it in a condition"
    analyzer = ("Variable unsupported in element",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at actions, principals and the first parts of resources."""
        for placed in subject.statements:
            fixed = [*placed.all_actions, *(value for _, value in placed.principals)]
            wrong = [value for value in fixed if "${" in value.text]
            wrong += [value for value in placed.all_resources if _before_fifth_colon(value.text)]
            for value in wrong:
                yield Finding(value.path, f"the variable in `{value.text}` is used where it is plain text")


def _before_fifth_colon(arn: str) -> bool:
    """Whether a variable begins before the fifth colon, those inside of variables not counted."""
    plain = _VARIABLE.sub("\0", arn)
    return "\0" in ":".join(plain.split(":", 5)[:5])


class VariableUnderOperator(Rule):
    """A policy variable is used with an operator that takes none.

    Variables are replaced under the operators for strings, ARNs and booleans. A number, a date, an address
    or the value of Null is taken literally, and `${...}` is none.
    """

    code = "GV323"
    severity = Severity.ERROR
    source = pages.VARIABLES
    hint = "write the value itself"
    analyzer = ("Invalid variable for operator",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the values under those operators."""
        for question in subject.questions:
            if not question.operator.takes_variables:
                for value in question.values:
                    if "${" in value.text:
                        name = question.condition.written_operator
                        yield Finding(value.path, f"{name} takes no variable such as `{value.text}`")


class PlaceholderLeft(Rule):
    """A placeholder of an example was left in.

    The text stands for a value of yours: an account, a Region, the name of a table. As it is, AWS refuses
    it, or it matches nothing that exists.
    """

    code = "GV324"
    severity = Severity.ERROR
    source = pages.IDENTIFIERS
    hint = "put the real value in its place"

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at every value and every condition key."""
        for placed in subject.statements:
            for value in _everything(placed):
                if found := placeholder_in(value.text):
                    where = "" if found == value.text else f" in `{value.text}`"
                    yield Finding(value.path, f"the placeholder `{found}` is left{where}")


def _everything(placed: Placed) -> Iterator[Value]:
    statement = placed.statement
    for name, texts in (
        ("Action", statement.actions),
        ("NotAction", statement.not_actions),
        ("Resource", statement.resources),
        ("NotResource", statement.not_resources),
    ):
        yield from (Value(text, (*placed.path, name, index)) for index, text in enumerate(texts or ()))
    for name, element in (("Principal", statement.principals), ("NotPrincipal", statement.not_principals)):
        for kind, texts in element.by_type if element else ():
            yield from (Value(text, (*placed.path, name, kind, at)) for at, text in enumerate(texts))
    for question in placed.questions:
        yield Value(question.condition.key, question.path)
        for index, scalar in enumerate(question.condition.values):
            yield Value(as_text(scalar), (*question.path, index))


class TooLong(Rule):
    """The policy is longer than AWS accepts.

    Counted without white space between the elements, as Terraform's `jsonencode` sends it: an endpoint
    policy may have 20,480 characters, a managed IAM policy 6,144, an SCP 10,240, an RCP 5,120, the policy
    of a DynamoDB table 20,480 bytes.
    """

    code = "GV325"
    severity = Severity.ERROR
    source = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html"
    hint = "shorten lists by wildcards, or split the policy"
    analyzer = (
        "Policy size exceeds SCP quota",
        "Policy size exceeds RCP quota",
        "Policy size exceeds identity policy quota",
        "Policy size exceeds resource policy quota",
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Measure the policy."""
        limit = LIMITS[subject.kind]
        used = size(subject.kind, subject.policy)
        if used > limit.longest:
            yield Finding((), f"the policy has {used:,} {limit.unit}; AWS accepts {limit.longest:,}")


class TooLongAsWritten(Rule):
    """The policy is longer than AWS accepts only because of its white space.

    For endpoint policies and for the policies of Organizations and DynamoDB, AWS counts white space too.
    Terraform's `jsonencode` leaves it out; the AWS CLI and the console send the text as it is.
    """

    code = "GV326"
    severity = Severity.WARNING
    source = "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html"
    hint = "send it without white space between the elements: jq -c . FILE"
    kinds = frozenset({PolicyKind.ENDPOINT, PolicyKind.RESOURCE, PolicyKind.SCP, PolicyKind.RCP})

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Compare the length of the text."""
        limit = LIMITS[subject.kind]
        written = subject.length or 0
        if written > limit.longest >= size(subject.kind, subject.policy):
            yield Finding((), f"the text has {written:,} characters; AWS accepts {limit.longest:,}")


RULES: tuple[Rule, ...] = (
    VariablesWithoutVersion(),
    VariableSyntax(),
    VariableOutOfPlace(),
    VariableUnderOperator(),
    PlaceholderLeft(),
    TooLong(),
    TooLongAsWritten(),
)
