"""Whether anybody is left who can change the policy of a resource: decided for all requests.

https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#prevent-unmanageable-key
"""

import re
from collections.abc import Collection, Iterator

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.decision.request import Request, request_in_words
from gen_vpce.access.proof.exists import Claim, Party, exists
from gen_vpce.catalog import POLICY_HOLDERS, PolicyHolder
from gen_vpce.diagnostics import Diagnostic, Related, Severity
from gen_vpce.diagnostics.english import listed
from gen_vpce.policy.compiler.compile import Document
from gen_vpce.policy.document import (
    EVERYONE,
    EVERYTHING,
    FULL_ACCESS,
    Condition,
    Effect,
    Policy,
    PolicyKind,
    Statement,
)
from gen_vpce.policy.own_resources import said_in_full
from gen_vpce.policy.patterns import action_covers

NOBODY, ROOT_ALONE, FROM_WITHIN = "GV812", "GV813", "GV810"
CODES_OF_LOCK_OUTS = frozenset({NOBODY, ROOT_ALONE})
"""Of rules, which see one policy; with the account and the resource known, `lock_outs` sees more."""

_ANYBODY = "123456789012"
_ARN_PARTS = 6
_OF_AWS = ("aws-service-role/*", "aws:ec2-infrastructure*")
"""Roles by which AWS acts for an account: nobody changes a policy by them."""

_FROM_OUTSIDE = (
    *(Condition("Null", key, ("true",)) for key in ("aws:SourceVpce", "aws:SourceVpc", "aws:VpcSourceIp")),
    Condition("Bool", "aws:ViaAWSService", ("false",)),
)


class Lock(Struct, frozen=True):
    """The policy of one resource, whose own ARN is the first of `arns`, and who would have to change it.

    Where nobody tells the `account`, that is somebody of any. `organization` is that of the account, where
    somebody tells it.
    """

    policy: Policy
    holder: PolicyHolder
    arns: tuple[str, ...]
    account: str | None = None
    organization: str | None = None

    def can(self, *more: Condition) -> bool | None:
        """Whether somebody of the account may change the policy, None where that cannot be decided."""
        policy = Party(said_in_full(self.policy, self.arns), PolicyKind.RESOURCE)
        asked = Party(Policy((self._change(*more),)), PolicyKind.RESOURCE)
        if self.holder.needs_grant:
            return exists(Claim((asked, policy))).answer
        return exists(Claim((asked,), not_denied_by=(policy,))).answer

    def example(self) -> Request | None:
        """Return a request that does not pass, of somebody who would change the policy."""
        policy = said_in_full(self.policy, self.arns)
        granted = () if self.holder.needs_grant else FULL_ACCESS.statements
        refusing = Party(Policy((*granted, *policy.statements), policy.version), PolicyKind.RESOURCE)
        asked = Party(Policy((self._change(),)), PolicyKind.RESOURCE)
        return exists(Claim((asked,), refused_by=(refusing,))).witness

    def _change(self, *more: Condition) -> Statement:
        partition = self.arns[0].split(":")[1]
        of_aws = tuple(f"arn:{partition}:iam::*:role/{each}" for each in _OF_AWS)
        own = [Condition("Null", "aws:PrincipalArn", ("false",))]
        if self.account:
            own = [Condition("StringEquals", "aws:PrincipalAccount", (self.account,))]
        if self.account and self.organization:
            own.append(Condition("StringEquals", "aws:PrincipalOrgID", (self.organization,)))
        return Statement(
            Effect.ALLOW,
            principals=EVERYONE,
            actions=self.holder.replacing,
            resources=self.arns[:1],
            conditions=(*own, Condition("ArnNotLike", "aws:PrincipalArn", of_aws), *more),
        )

    @property
    def denying(self) -> tuple[int, ...]:
        """The Deny statements that are about a change of the policy, by their numbers from 0."""
        return tuple(
            number
            for number, each in enumerate(self.policy)
            if each.effect is Effect.DENY and _is_about(each, self.holder)
        )

    @property
    def is_worth_asking(self) -> bool:
        """Whether anything of the policy may shut everybody out."""
        return bool(self.denying) or self.holder.needs_grant

    @property
    def _is_allowed(self) -> bool:
        """Whether somebody of the account may change the policy but for its Deny statements."""
        allows = tuple(each for each in self.policy if each.effect is Effect.ALLOW)
        return replace(self, policy=replace(self.policy, statements=allows)).can() is not False

    def told(self, subject: str) -> tuple[str, str]:
        """Return that nobody can change the policy of *subject*, and what to write instead."""
        named = [
            f"`{self.policy.statements[each].sid}`"
            if self.policy.statements[each].sid
            else f"number {each + 1}"
            for each in (self.denying if self._is_allowed else ())
        ]
        who = f"nobody of account {self.account}" if self.account else "nobody"
        why = f"the Deny {listed(named)} leaves nobody out" if named else "no statement allows it to anybody"
        what = "leave out the role that manages it" if named else "allow it to the role that manages it"
        if self.holder.way_back:
            after = f"otherwise only {self.holder.way_back}"
        elif self.holder.is_checked:
            after = "AWS refuses it as it is, from whoever could not replace it"
        else:
            after = "otherwise AWS Support alone can help"
        return f"{who} can change the policy of {subject}: {why}", f"{what}; {after}"


def _is_about(statement: Statement, holder: PolicyHolder) -> bool:
    return any(_acts(statement, action) for action in holder.replacing)


def _acts(statement: Statement, action: str) -> bool:
    if statement.not_actions is not None:
        return not any(action_covers(each, action) for each in statement.not_actions)
    return any(action_covers(each, action) for each in statement.actions or ())


def locks(policy: Policy, unsure: Collection[int] = ()) -> Iterator[Lock]:
    """Yield what resources *policy* may be of, each with its lock: told by what its statements name.

    Of the statements *unsure*, a value is not known: a Deny may leave somebody out, an Allow let anybody in.
    """
    prefixes = {
        each.partition(":")[0].casefold()
        for statement in policy
        for each in (*(statement.actions or ()), *(statement.not_actions or ()))
    }
    for holder in POLICY_HOLDERS.values():
        of_any = f"arn:aws:{holder.prefix}:us-east-1:{_ANYBODY}:{holder.type.lower()}/{holder.example}"
        arns = [own for each in policy if _is_about(each, holder) for own in _own(each, holder)]
        is_alone = prefixes == {holder.prefix}
        if is_alone and holder.is_named is not True:
            arns = arns or [of_any]
        if arns and (is_alone or holder.is_named):
            yield Lock(_at_best(policy, unsure), holder, tuple(dict.fromkeys(arns)))


def _at_best(policy: Policy, unsure: Collection[int]) -> Policy:
    """Return *policy* with what is not known as kind as it may be, its statements where they were."""
    return replace(
        policy,
        statements=tuple(_kindest(each) if number in unsure else each for number, each in enumerate(policy)),
    )


def _kindest(statement: Statement) -> Statement:
    if statement.effect is Effect.DENY:
        return replace(statement, actions=("none:None",), not_actions=None)
    return EVERYTHING


def _own(statement: Statement, holder: PolicyHolder) -> Iterator[str]:
    """Yield the ARNs of single resources of the type that a statement names."""
    for arn in statement.resources or ():
        *head, name = arn.split(":", _ARN_PARTS - 1)
        kind = holder.type.lower()
        own = name.removeprefix(f"{kind}/").removeprefix(f"{kind}:")
        is_arn = len(head) == _ARN_PARTS - 1 and head[0] == "arn" and head[2] == holder.prefix
        if is_arn and re.fullmatch(holder.names, own):
            yield arn


def lock_outs(document: Document, account: str, organization: str | None = None) -> Iterator[Diagnostic]:
    """Yield that nobody of *account* can change the policy, or nobody from outside of its network.

    *organization* is that of the account, None where nobody tells it. Nothing where it cannot be decided.
    """
    if document.kind is not PolicyKind.RESOURCE or document.holder is None:
        return
    lock = Lock(document.policy, POLICY_HOLDERS[document.holder], document.arns, account, organization)
    if not lock.is_worth_asking:
        return
    first = document.origins[lock.denying[0] if lock.denying else 0]
    if lock.can() is False:
        code, severity = (ROOT_ALONE, Severity.WARNING) if lock.holder.way_back else (NOBODY, Severity.ERROR)
        message, hint = lock.told(document.subject)
        related = tuple(Related(document.origins[each], "and this one") for each in lock.denying[1:])
        example = lock.example()
        details = (f"for example: {request_in_words(example)}",) if example else ()
        yield Diagnostic(code, severity, message, first, hint, related, details=details)
    elif lock.denying and lock.can(*_FROM_OUTSIDE) is False:
        whose = f"the policy of {document.subject}"
        message = f"nobody of account {account} can change {whose} from outside of its network"
        hint = "leave out the role that manages it, of this account: `except_principals: [role/NAME]`"
        yield Diagnostic(FROM_WITHIN, Severity.WARNING, message, first, hint)
