"""Whether anybody is left who can change the policy of a resource: decided for all requests.

https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#prevent-unmanageable-key
"""

from collections.abc import Iterator

from msgspec import Struct

from gen_vpce.access.decision.request import Request, request_in_words
from gen_vpce.access.proof.exists import Claim, Party, exists
from gen_vpce.catalog import POLICY_HOLDERS, PolicyHolder
from gen_vpce.diagnostics import Diagnostic, Related, Severity, Span
from gen_vpce.diagnostics.english import listed
from gen_vpce.policy.compiler.compile import Document
from gen_vpce.policy.document import EVERYONE, FULL_ACCESS, Condition, Effect, Policy, PolicyKind, Statement
from gen_vpce.policy.own_resources import said_in_full
from gen_vpce.policy.patterns import action_covers

NOBODY, ROOT_ALONE, FROM_WITHIN = "GV812", "GV813", "GV810"
CODES_OF_LOCK_OUTS = frozenset({NOBODY, ROOT_ALONE})

_OF_AWS = ("aws-service-role/*", "aws:ec2-infrastructure*")
"""Roles by which AWS acts for an account: nobody changes a policy by them."""

_FROM_OUTSIDE = (
    *(Condition("Null", key, ("true",)) for key in ("aws:SourceVpce", "aws:SourceVpc", "aws:VpcSourceIp")),
    Condition("Bool", "aws:ViaAWSService", ("false",)),
)


class _Lock(Struct, frozen=True):
    """The policy of one resource, and who would have to be able to change it."""

    document: Document
    holder: PolicyHolder
    account: str
    partition: str

    def can(self, *more: Condition) -> bool | None:
        """Whether somebody of the account may change the policy, None where that cannot be decided."""
        policy = Party(said_in_full(self.document.policy, self.document.arns), PolicyKind.RESOURCE)
        asked = Party(Policy((self._change(*more),)), PolicyKind.RESOURCE)
        if self.holder.needs_grant:
            return exists(Claim((asked, policy))).answer
        return exists(Claim((asked,), not_denied_by=(policy,))).answer

    def example(self) -> Request | None:
        """Return a request that does not pass, of somebody who would change the policy."""
        policy = said_in_full(self.document.policy, self.document.arns)
        granted = () if self.holder.needs_grant else FULL_ACCESS.statements
        refusing = Party(Policy((*granted, *policy.statements), policy.version), PolicyKind.RESOURCE)
        asked = Party(Policy((self._change(),)), PolicyKind.RESOURCE)
        return exists(Claim((asked,), refused_by=(refusing,))).witness

    def _change(self, *more: Condition) -> Statement:
        of_aws = tuple(f"arn:{self.partition}:iam::*:role/{each}" for each in _OF_AWS)
        return Statement(
            Effect.ALLOW,
            principals=EVERYONE,
            actions=self.holder.replacing,
            resources=self.document.arns[:1],
            conditions=(
                Condition("StringEquals", "aws:PrincipalAccount", (self.account,)),
                Condition("ArnNotLike", "aws:PrincipalArn", of_aws),
                *more,
            ),
        )

    def denying(self) -> tuple[int, ...]:
        """Return the Deny statements that are about a change of the policy, by their numbers from 0."""
        return tuple(
            number
            for number, each in enumerate(self.document.policy)
            if each.effect is Effect.DENY and any(_is_about(each, action) for action in self.holder.replacing)
        )


def _is_about(statement: Statement, action: str) -> bool:
    if statement.not_actions is not None:
        return not any(action_covers(each, action) for each in statement.not_actions)
    return any(action_covers(each, action) for each in statement.actions or ())


def lock_outs(document: Document, account: str, partition: str) -> Iterator[Diagnostic]:
    """Yield that nobody of *account* can change the policy, or nobody from outside of its network.

    Nothing where it cannot be decided.
    """
    if document.kind is not PolicyKind.RESOURCE or document.holder is None:
        return
    lock = _Lock(document, POLICY_HOLDERS[document.holder], account, partition)
    denying = lock.denying()
    if not denying and not lock.holder.needs_grant:
        return
    if lock.can() is False:
        yield _nobody(lock, denying)
    elif denying and lock.can(*_FROM_OUTSIDE) is False:
        whose = f"the policy of {document.subject}"
        message = f"nobody of account {account} can change {whose} from outside of its network"
        hint = "leave out the role that manages it, of this account: `except_principals: [role/NAME]`"
        yield Diagnostic(FROM_WITHIN, Severity.WARNING, message, _place(lock, denying), hint)


def _nobody(lock: _Lock, denying: tuple[int, ...]) -> Diagnostic:
    holder, document = lock.holder, lock.document
    names = [
        f"`{each.sid}`" if each.sid else f"number {number + 1}" for number, each in _each(document, denying)
    ]
    why = (
        f"the Deny {listed(names)} leaves nobody out"
        if names
        else "no statement allows it to anybody of the account"
    )
    message = f"nobody of account {lock.account} can change the policy of {document.subject}: {why}"
    example = lock.example()
    details = (f"for example: {request_in_words(example)}",) if example else ()
    if holder.way_back:
        after = f"otherwise only {holder.way_back}"
    elif holder.is_checked:
        after = "AWS refuses it as it is, from whoever could not replace it"
    else:
        after = "otherwise AWS Support alone can help"
    what = (
        "leave out the role that manages it"
        if names
        else "allow it to the account, or to the role that manages it"
    )
    code, severity = (ROOT_ALONE, Severity.WARNING) if holder.way_back else (NOBODY, Severity.ERROR)
    related = tuple(Related(document.origins[number], "and this one") for number in denying[1:])
    return Diagnostic(
        code, severity, message, _place(lock, denying), f"{what}; {after}", related, details=details
    )


def _each(document: Document, numbers: tuple[int, ...]) -> Iterator[tuple[int, Statement]]:
    yield from ((number, document.policy.statements[number]) for number in numbers)


def _place(lock: _Lock, denying: tuple[int, ...]) -> Span:
    return lock.document.origins[denying[0] if denying else 0]
