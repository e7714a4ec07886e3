"""What a policy leaves out without a word: resources of AWS's own, and calls without credentials."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gen_vpce import catalog
from gen_vpce.access.decision.caller import caller
from gen_vpce.access.decision.key_presence import Presence, presence
from gen_vpce.catalog import OwnedFeature
from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.acting_statements import is_about
from gen_vpce.lint.rule import ENDPOINT, Finding, Rule
from gen_vpce.lint.subject import Placed, Question, Subject
from gen_vpce.policy.short_names import these

if TYPE_CHECKING:
    from gen_vpce.policy.positions import Path

_OWNERS = ("aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths")
_OF_SERVICES = ("aws:principalisawsservice", "aws:principalservicename", "aws:principalservicenameslist")
_TAG = "aws:principaltag/"
_OF_THE_CALLER = ("${aws:principalaccount}", "${aws:principalorgid}")
_NOBODY = caller("anonymous")
_SHOWN = 4
_REGION = "us-east-1"
_HELD_BY = {"aws:principalorgid": "aws:ResourceOrgID", "aws:principalaccount": "aws:ResourceAccount"}


class ResourcesOfAwsLeftOut(Rule):
    """A statement is limited to an owner of resources, and so excludes those that AWS owns.

    Documents and parameters of Systems Manager, AMIs, managed policies, layers and images of AWS's belong to
    no account and no organization of yours: `aws:ResourceAccount` and `aws:ResourceOrgID` never match them.
    Features that need them stop: Patch Manager, launching from an AMI of AWS's, the kubelet of EKS nodes.
    """

    code = "GV349"
    severity = Severity.WARNING
    source = pages.PERIMETERS
    kinds = ENDPOINT
    needs_all = True

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for features of the endpoint's service that only statements held to an owner let through."""
        if subject.service is None:
            return
        region = subject.region or _REGION
        place = region, catalog.partition_of(region) or "aws"
        answers = [
            (feature, _reach(subject, feature, place))
            for feature in catalog.features_at(subject.service).values()
            if feature.signed
        ]
        is_chosen = any(feature.accounts and answer is True for feature, answer in answers)
        stopped: dict[Path, list[OwnedFeature]] = {}
        for feature, answer in answers:
            if isinstance(answer, Question) and not (feature.accounts and is_chosen):
                stopped.setdefault(answer.path, []).append(feature)
        questions = {question.path: question for question in subject.questions}
        for path, features in stopped.items():
            question = questions[path]
            yield Finding(
                question.path,
                f"`{question.condition.key}` of the statement {question.placed.name} leaves out what AWS "
                f"owns, which stops {'; '.join(feature.breaks for feature in features)}",
                _allowing(features, *place),
            )


def _reach(subject: Subject, feature: OwnedFeature, place: tuple[str, str]) -> bool | Question:
    """Return whether some action of *feature* reaches a resource of AWS's, or the condition that prevents it.

    One that reaches is enough: whoever allowed it has thought of the others. False says that no statement
    is about them.
    """
    holding: Question | None = None
    for action in feature.actions:
        for arn in catalog.owned_resources(feature, *place):
            answer = _reaches(subject, action, arn)
            if answer is True:
                return True
            holding = holding or (answer if isinstance(answer, Question) else None)
    return holding or False


def _reaches(subject: Subject, action: str, arn: str) -> bool | Question:
    meeting = [placed for placed in subject.statements if is_about(placed.statement, action, arn)]
    denying = (_excluded(placed, arn) for placed in meeting if not placed.allows)
    if denied := next((found for found in denying if found), None):
        return denied
    holding = [_held(placed, arn) for placed in meeting if placed.allows and not _is_exception(placed)]
    return next((found for found in holding if found), False) if all(holding) else True


def _is_exception(placed: Placed) -> bool:
    """Whether the statement is for AWS services that call by themselves, or for callers with a tag."""
    return any(each.folded in _OF_SERVICES or each.folded.startswith(_TAG) for each in placed.questions)


def _held(placed: Placed, arn: str) -> Question | None:
    """Return the condition of an Allow that asks for another owner than that of *arn*."""
    return next(
        (
            each
            for each in placed.questions
            if each.folded in _OWNERS
            and each.condition.operator != "Null"
            and not each.operator.negated
            and not each.condition.if_exists
            and not _names(each, arn)
        ),
        None,
    )


def _excluded(placed: Placed, arn: str) -> Question | None:
    """Return the condition of a Deny of all owners but those named, of which that of *arn* is none.

    A Deny with more conditions makes exceptions of its own, which are not looked into.
    """
    if len(placed.questions) != 1:
        return None
    (each,) = placed.questions
    is_fence = each.folded in _OWNERS and each.operator.negated and not _names(each, arn)
    return each if is_fence else None


def _names(question: Question, arn: str) -> bool:
    """Whether one of the values may be the owner of *arn*; a placeholder may be."""
    account = arn.split(":", 5)[4]
    if len(question.values) < len(question.condition.values):
        return True
    others = (value.text for value in question.values if value.text.lower() not in _OF_THE_CALLER)
    return any("*" in text or "?" in text or "${" in text or text == account for text in others)


def _allowing(features: list[OwnedFeature], region: str, partition: str) -> str:
    names = ", ".join(feature.name for feature in features)
    first = features[0]
    arns = catalog.owned_resources(first, region, partition)
    asked = f" with the Condition {json.dumps(first.condition)}" if first.condition else ""
    more = ", and so on" if len(features) > 1 else ""
    return (
        f"in an intent, add a grant with `service_owned: [{names}]` and the same principals; in a policy, a "
        f"statement without `aws:Resource...` that allows {these(first.actions, shown=_SHOWN)} on "
        f"{these(arns, shown=2)}{asked}{more}"
    )


class CallsWithoutCredentials(Rule):
    """Calls without credentials match only statements that ask who calls.

    Some actions are called before there are credentials: sts:AssumeRoleWithWebIdentity by every pod of EKS
    with a role of its own, the sign-in of Cognito, APIs without IAM authorization. Such a request is not
    signed, so no key tells its principal, account or organization, and a statement that asks for one does
    not allow it. Whose the resource is, is known: hold it to that.
    """

    code = "GV339"
    severity = Severity.WARNING
    source = "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html"
    kinds = ENDPOINT
    needs_all = True

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look for such actions that Allow statements take in, all of which ask for a principal."""
        calls = catalog.unsigned_calls_at(subject.service) if subject.service else None
        stopped: list[str] = []
        first: Placed | None = None
        for action in calls.actions if calls else ():
            meeting = [
                each for each in subject.statements if each.allows and is_about(each.statement, action)
            ]
            if meeting and all(_asks_who(each, action) for each in meeting):
                stopped.append(action)
                first = first or meeting[0]
        if calls and first:
            yield Finding(
                first.path,
                f"{these(stopped, shown=_SHOWN)} {'is' if len(stopped) == 1 else 'are'} called without "
                f"credentials by {calls.users}; each statement that allows {_it(stopped)} asks who calls",
                _statement(first, stopped),
            )


def _it(names: list[str]) -> str:
    return "it" if len(names) == 1 else "them"


def _asks_who(placed: Placed, action: str) -> bool:
    """Whether no request of nobody matches: a principal is named, or a key that such a request lacks."""
    principals = placed.statement.principals
    if placed.statement.not_principals is not None or (principals and not principals.is_everyone):
        return True
    return any(_lacks(question, action) for question in placed.questions)


def _lacks(question: Question, action: str) -> bool:
    """Whether the condition is false for want of its key in a request without credentials."""
    there = presence(question.folded, _NOBODY, action.lower(), through=True, via_service=False)
    if there is not Presence.NEVER:
        return False
    if question.condition.operator == "Null":
        return not any(value.text == "true" for value in question.values)
    qualifier = question.condition.qualifier
    passes = question.condition.if_exists or question.operator.negated or qualifier == "ForAllValues"
    return not passes or (question.operator.negated and qualifier == "ForAnyValue")


def _statement(placed: Placed, actions: list[str]) -> str:
    """Return the statement to add, held to the owner that the caller was held to."""
    named = actions if len(actions) <= 2 * _SHOWN else ["..."]
    owner = next(
        (
            {_HELD_BY[each.folded]: [value.text for value in each.values]}
            for each in placed.questions
            if each.folded in _HELD_BY
        ),
        {"aws:ResourceAccount": _account(placed) or "ACCOUNT"},
    )
    added = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": named,
        "Resource": "*",
        "Condition": {"StringEquals": owner},
    }
    more = (
        "" if named is actions else f" (`gen-vpce catalog {actions[0].partition(':')[0]}` lists the actions)"
    )
    kind = "organization" if "aws:ResourceOrgID" in owner else "account"
    return (
        f"add {json.dumps(added)}{more}; in an intent, a grant with these `actions` and "
        f"`resource_owners: [{kind}]`"
    )


def _account(placed: Placed) -> str | None:
    """Return the account of the first caller that the statement names."""
    texts = [value.text for _, value in placed.principals]
    texts += [
        value.text for each in placed.questions if each.folded == "aws:principalarn" for value in each.values
    ]
    accounts = (text.split(":")[4] if text.count(":") > 4 else text for text in texts)
    return next((account for account in accounts if account.isdigit()), None)


RULES: tuple[Rule, ...] = (ResourcesOfAwsLeftOut(), CallsWithoutCredentials())
