"""Policies of resources as all that the resource has: whom they have to allow, since nobody else can.

In one account the caller's own policies are enough, except for a KMS key; those of another account, AWS
services and anonymous callers reach a resource by an Allow of its policy alone.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from gen_vpce.access.decision.compiled_policy import CompiledPolicy, compile_policy
from gen_vpce.access.decision.policy_layers import Guard
from gen_vpce.policy.document import EVERYONE, VERSION, Condition, Effect, Policy, Statement
from gen_vpce.policy.language import in_language


class GuardedResource(Struct, frozen=True):
    """A resource with its policy, said in full. `account` is whose callers need no Allow, None for a key."""

    arns: tuple[str, ...]
    policy: Policy
    ready: CompiledPolicy
    account: str | None

    def guard(self) -> Guard:
        """Return the policy as a decision on one request sees it."""
        spared = Policy((_elsewhere(self.arns), *_by_own(self.account, self.arns)))
        return Guard(self.ready, compile_policy(spared))


def all_guards(resources: Sequence[GuardedResource]) -> Policy:
    """Return one policy that allows what the policies of all *resources* leave to others or allow.

    No resource is in two of them, so that one of the statements that allows is enough.
    """
    arns = tuple(arn for each in resources for arn in each.arns)
    account = next((each.account for each in resources if each.account), None)
    owned = tuple(arn for each in resources if each.account for arn in each.arns)
    allows = tuple(
        in_language(statement, each.policy, VERSION)
        for each in resources
        for statement in each.policy
        if statement.effect is Effect.ALLOW
    )
    return Policy((_elsewhere(arns), *_by_own(account, owned), *allows), VERSION)


def _elsewhere(arns: tuple[str, ...]) -> Statement:
    return Statement(Effect.ALLOW, principals=EVERYONE, actions=("*",), not_resources=arns)


def _by_own(account: str | None, arns: tuple[str, ...]) -> Iterator[Statement]:
    if account:
        own = Condition("StringEquals", "aws:PrincipalAccount", (account,))
        yield Statement(Effect.ALLOW, principals=EVERYONE, actions=("*",), resources=arns, conditions=(own,))
