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
from gen_vpce.policy.patterns import action_covers

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
            if not (present or _asks(question.placed, _BY_AWS_ITSELF) or _is_narrow(question.placed)):
                yield Finding(
                    question.path, f"the Deny {question.placed.name} takes in the principals of AWS services"
                )


def _is_narrow(placed: Placed) -> bool:
    """Whether the statement is about requests that hold something special, such as a tag in the request."""
    return any(
        not question.operator.negated
        and question.condition.operator != "Null"
        and not question.folded.startswith(("aws:principal", "aws:source", "aws:vpc", "aws:via"))
        for question in placed.questions
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


class PolicyLockedIn(Rule):
    """A Deny outside of a network denies changing the policy itself.

    A resource's policy that denies every action outside of an endpoint also denies replacing and deleting
    that policy. Whoever runs Terraform from anywhere else is locked out, and so is whoever wants to undo it;
    then only a caller inside of the network can.
    """

    code = "GV810"
    severity = Severity.WARNING
    source = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html"
    hint = (
        'add "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::ACCOUNT:role/NAME"} to the Condition, with the '
        "role that manages the policy; in an intent, `except_principals: [role/NAME]`"
    )
    kinds = frozenset({PolicyKind.RESOURCE})

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for the action that replaces the policy, and for an exception by caller."""
        for question in _fences(subject, (*SOURCES, "aws:sourceip", "aws:vpcsourceip")):
            placed = question.placed
            change = next((each for each in _CHANGES if _takes_in(placed, each)), None)
            if change and not _excepts_callers(placed):
                yield Finding(
                    question.path, f"the Deny {placed.name} takes in {change}, which changes this policy"
                )


# What replaces the policy of a resource: by the action's service.
_CHANGES = tuple(holder.changes[0] for holder in catalog.POLICY_HOLDERS.values())
_WHO_CALLS = (*_CALLER, "aws:userid", "aws:username", "aws:principaltag/")


def _takes_in(placed: Placed, action: str) -> bool:
    """Whether *placed* is about *action* on a resource of its service."""
    statement, service = placed.statement, action.partition(":")[0]
    if statement.not_actions is not None:
        about = not any(action_covers(each.text, action) for each in placed.all_actions)
    else:
        about = any(action_covers(each.text, action) for each in placed.actions)
    named = statement.resources or ()
    services = {arn.split(":")[2] for arn in named if arn.startswith("arn:") and arn.count(":") > 2}
    return about and (service in services or not services)


def _excepts_callers(placed: Placed) -> bool:
    """Whether the statement leaves somebody out: by a condition on the caller, or by naming callers."""
    by_key = any(question.folded.startswith(_WHO_CALLS) for question in placed.questions)
    everyone = placed.statement.principals is not None and placed.statement.principals.is_everyone
    return by_key or not everyone


@cache
def _service_owned() -> re.Pattern[str]:
    """Return the ARNs of the buckets that AWS services read, in any Region."""
    arns = {arn for feature in catalog.owned_features("s3").values() for arn in feature.resources}
    names = {arn.partition(":::")[2].partition("/")[0] for arn in arns}
    buckets = {re.sub(r"\$\{[^}]*\}", "\0", name) for name in names}
    forms = "|".join(re.escape(bucket).replace("\0", "[a-z0-9*-]+") for bucket in sorted(buckets))
    return re.compile(rf"arn:[a-z-]+:s3:::(?:{forms})(?:/.*)?", re.DOTALL)


RULES: tuple[Rule, ...] = (
    ServicesShutOut(),
    ServicesOutsideOrganization(),
    ServiceBucketsByCaller(),
    PolicyLockedIn(),
)
