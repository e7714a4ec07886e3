"""Data perimeters: what a fence around a network or an organization must let through."""

import re
from collections.abc import Iterator
from functools import cache

from gen_vpce import catalog
from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.rule import ENDPOINT, EVERY_KIND, Finding, Rule
from gen_vpce.lint.rules.network import SOURCES
from gen_vpce.lint.subject import Placed, Question, Subject
from gen_vpce.policy.document import PolicyKind

_ON_RESOURCES = frozenset({PolicyKind.RESOURCE, PolicyKind.RCP})
_FOR_THE_CALLER = ("aws:viaawsservice", "aws:calledvia", "aws:calledviafirst", "aws:calledvialast")
_BY_AWS_ITSELF = (
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourcearn",
)
_ORGANIZATION = ("aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount")
_CALLER = (*_ORGANIZATION, "aws:principalarn")


def _asks(placed: Placed, keys: tuple[str, ...]) -> bool:
    return any(question.folded in keys for question in placed.questions)


def _fences(subject: Subject, keys: tuple[str, ...]) -> Iterator[Question]:
    """Yield the first condition of each Deny that excludes all but the values of one of *keys*."""
    for placed in subject.statements:
        fence = (each for each in placed.questions if each.operator.negated and each.folded in keys)
        first = None if placed.allows else next(fence, None)
        if first:
            yield first


class ServicesShutOut(Rule):
    """A Deny outside of a network denies AWS's own calls too.

    A call that a service makes on the caller's behalf, or for itself, comes from AWS and through no endpoint
    of yours: Athena reading a bucket, DynamoDB replicating a table. The Deny needs the exceptions
    `aws:ViaAWSService` and, on a resource, `aws:PrincipalIsAWSService`.
    """

    code = "GV389"
    severity = Severity.WARNING
    source = pages.PERIMETERS
    kinds = EVERY_KIND - ENDPOINT
    analyzer = ("RCP missing related service principal condition key",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for the exceptions beside a negated condition on the network."""
        for question in _fences(subject, (*SOURCES, "aws:sourceip")):
            lacking = [] if _asks(question.placed, _FOR_THE_CALLER) else ["aws:ViaAWSService"]
            if subject.kind in _ON_RESOURCES and not _asks(question.placed, _BY_AWS_ITSELF):
                lacking.append("aws:PrincipalIsAWSService")
            if lacking:
                asked = ", ".join(f'"{key}": "false"' for key in lacking)
                yield Finding(
                    question.path,
                    f"the Deny {question.placed.name} takes in calls that AWS services make",
                    f'add "BoolIfExists": {{{asked}}} to the Condition',
                )


class ServicesOutsideOrganization(Rule):
    """A Deny outside of an organization denies AWS's own principals too.

    A service that calls as itself belongs to no account of yours, so its requests lack aws:PrincipalOrgID
    and aws:PrincipalAccount, and a negated condition on them is true.
    """

    code = "GV390"
    severity = Severity.WARNING
    source = pages.PERIMETERS
    hint = 'add "BoolIfExists": {"aws:PrincipalIsAWSService": "false"} to the Condition'
    kinds = _ON_RESOURCES
    analyzer = ("RCP missing related principal condition key",)

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for the exception beside a negated condition on the caller's organization."""
        for question in _fences(subject, _ORGANIZATION):
            present = any(
                other.folded == question.folded and other.condition.operator == "Null"
                for other in question.placed.questions
            )
            if not present and not _asks(question.placed, _BY_AWS_ITSELF):
                yield Finding(
                    question.path, f"the Deny {question.placed.name} takes in the principals of AWS services"
                )


class ServiceBucketsByCaller(Rule):
    """Buckets of AWS services are allowed to known callers only.

    Image layers of ECR, packages of Amazon Linux and the files of Systems Manager come from buckets that AWS
    owns, by presigned or unsigned requests. Such requests carry no key about their caller, so a statement
    that asks for one does not allow them.
    """

    code = "GV391"
    severity = Severity.WARNING
    source = pages.PERIMETERS
    hint = (
        "give these buckets a statement of their own, for s3:GetObject and without a condition on the caller"
    )
    kinds = ENDPOINT

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Compare resources with the buckets of the catalogue."""
        for placed in subject.statements:
            asked = next((each for each in placed.questions if each.folded in _CALLER), None)
            if placed.allows and asked and not asked.condition.if_exists and not asked.operator.negated:
                for value in placed.resources:
                    if ":s3:::" in value.text and _service_owned().fullmatch(value.text):
                        yield Finding(
                            value.path,
                            f"`{value.text}` is read by requests without `{asked.condition.key}`",
                        )


@cache
def _service_owned() -> re.Pattern[str]:
    """Return the ARNs of the buckets that AWS services read, in any Region."""
    arns = {arn for feature in catalog.owned_features("s3").values() for arn in feature.resources}
    names = {arn.partition(":::")[2].partition("/")[0] for arn in arns}
    buckets = {re.sub(r"\$\{[^}]*\}", "\0", name) for name in names}
    forms = "|".join(re.escape(bucket).replace("\0", "[a-z0-9*-]+") for bucket in sorted(buckets))
    return re.compile(rf"arn:[a-z-]+:s3:::(?:{forms})(?:/.*)?", re.DOTALL)


RULES: tuple[Rule, ...] = (ServicesShutOut(), ServicesOutsideOrganization(), ServiceBucketsByCaller())
