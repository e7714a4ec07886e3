"""Mends of policies, each for findings of the rules; none of them may let through anything new.

A mend is a function from a policy to a policy. It need not be safe by itself: `tighten` compares.
"""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from gen_vpce import catalog
from gen_vpce.access.comparison.redundancy import Why, idle_statements
from gen_vpce.access.proof.exists import Party
from gen_vpce.policy.actions import minimal
from gen_vpce.policy.compiler.statement_ids import numbered, sid_from
from gen_vpce.policy.document import VERSION, Condition, Effect, Policy, PolicyKind, Statement
from gen_vpce.policy.operators import FOR_ALL
from gen_vpce.policy.patterns import arn_covers, spare
from gen_vpce.terraform.adoption.expressed import Target

Mend = Callable[[Policy, Target], Policy]

_EFFORT = 2_000
_FOR_ARNS = {
    "StringEquals": "ArnEquals",
    "StringNotEquals": "ArnNotEquals",
    "StringLike": "ArnLike",
    "StringNotLike": "ArnNotLike",
}


def without_idle(policy: Policy, target: Target) -> Policy:
    """Leave out the statements that change nothing, one after the other: of two equal ones, one stays."""
    while idle := idle_statements(Party(policy, PolicyKind.ENDPOINT, target.kind), effort=_EFFORT):
        kinds = (Why.NEVER, Why.DENIED, Why.IDLE, Why.COVERED)
        place = min(idle, key=lambda each: (kinds.index(each.why), -each.place)).place
        kept = policy.statements[:place] + policy.statements[place + 1 :]
        if not any(each.effect is Effect.ALLOW for each in kept):
            return policy
        policy = replace(policy, statements=kept)
    return policy


def in_the_newer_version(policy: Policy, _target: Target) -> Policy:
    """Write the policy in the version that knows policy variables."""
    return replace(policy, version=VERSION)


def with_plain_sids(policy: Policy, _target: Target) -> Policy:
    """Give every Sid letters and digits alone."""
    statements = (replace(each, sid=sid_from(each.sid) if each.sid else None) for each in policy)
    return replace(policy, statements=numbered(statements, frozenset()))


def without_other_services(policy: Policy, target: Target) -> Policy:
    """Leave out allowed actions that the endpoint's service does not have; `*` becomes all of its own."""
    prefix = target.place.iam_prefix
    return policy if prefix is None else _each(policy, lambda each: _of_service(each, prefix))


def _of_service(statement: Statement, prefix: str) -> Statement:
    if statement.effect is Effect.DENY or statement.actions is None:
        return statement
    own = [f"{prefix}:*" if each in ("*", "*:*") else each for each in statement.actions]
    kept = tuple(each for each in own if each.partition(":")[0].casefold() in (prefix, "sts"))
    return replace(statement, actions=tuple(dict.fromkeys(kept)) or statement.actions)


def for_the_account(policy: Policy, target: Target) -> Policy:
    """Let callers of the endpoint's account through where everyone may do everything."""
    ours = Condition("StringEquals", "aws:PrincipalAccount", (target.place.account,))
    return _each(policy, lambda each: replace(each, conditions=(ours,)) if _is_open(each, target) else each)


def _is_open(statement: Statement, target: Target) -> bool:
    everyone = statement.principals is not None and statement.principals.is_everyone
    whole = {"*", "*:*", f"{target.place.iam_prefix}:*"} & set(statement.actions or ())
    is_open = everyone and bool(whole) and "*" in (statement.resources or ()) and not statement.conditions
    return is_open and statement.effect is Effect.ALLOW


def with_arn_operators(policy: Policy, _target: Target) -> Policy:
    """Compare ARNs part by part."""
    return _each_condition(policy, _for_arns)


def _for_arns(condition: Condition) -> Condition:
    key = catalog.condition_key(condition.key)
    if key is None or key.type != "ARN":
        return condition
    return replace(condition, operator=_FOR_ARNS.get(condition.operator, condition.operator))


def without_for_all(policy: Policy, _target: Target) -> Policy:
    """Compare a single value as one: `ForAllValues` holds for requests without the key as well."""
    return _each_condition(policy, _single)


def _single(condition: Condition) -> Condition:
    key = catalog.condition_key(condition.key)
    if key is None or key.multivalued or condition.qualifier != FOR_ALL:
        return condition
    return replace(condition, qualifier=None)


def without_spare_entries(policy: Policy, _target: Target) -> Policy:
    """Leave out entries of lists that another entry says already."""
    return _each(policy, _minimal)


def _minimal(statement: Statement) -> Statement:
    actions, resources = statement.actions, statement.resources
    return replace(
        statement,
        actions=actions and _kept(actions, frozenset(minimal(actions))),
        resources=resources and _kept(resources, frozenset(resources) - spare(resources, arn_covers)),
    )


def _kept(values: tuple[str, ...], wanted: frozenset[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value in wanted))


def _each(policy: Policy, change: Callable[[Statement], Statement]) -> Policy:
    return replace(policy, statements=tuple(map(change, policy)))


def _each_condition(policy: Policy, change: Callable[[Condition], Condition]) -> Policy:
    return _each(policy, lambda each: replace(each, conditions=tuple(map(change, each.conditions))))


MENDS: tuple[tuple[tuple[str, ...], Mend], ...] = (
    (("GV318", "GV320"), in_the_newer_version),
    (("GV316",), with_plain_sids),
    (("GV367", "GV368"), without_for_all),
    (("GV364", "GV365"), with_arn_operators),
    (("GV334", "GV328"), without_other_services),
    (("GV328",), for_the_account),
    (("GV392",), without_spare_entries),
    (("GV393", "GV394", "GV395"), without_idle),
)
"""Every mend, after the codes of the findings that it is for; in the order in which they are tried."""


def wanted(found: frozenset[str]) -> Iterator[tuple[str, Mend]]:
    """Yield the mends for the codes that were *found*, each with the first of its codes that was."""
    for codes, mend in MENDS:
        if hits := [code for code in codes if code in found]:
            yield hits[0], mend
