"""The form of an expectation as policies: a request is of the form when all of them allow it.

What cannot be asked is not a counterexample. So an action of the catalogue goes with resources of its own
types, in the Region that the endpoint leads to, and a request through an endpoint has the keys that AWS sets.
https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
"""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce import catalog
from gen_vpce.access.expectation.policies_held import Door, Held, Holdings, operators_in
from gen_vpce.access.patterns.pattern import Pattern, Syntax, pattern
from gen_vpce.intent.model import Expectation
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Policy, Principals, Statement
from gen_vpce.policy.operators import OPERATORS, Family

_SESSION = re.compile(r"arn:([^:]*):sts::([^:]*):assumed-role/([^/]+)(?:/(.+))?")
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_NO_RESOURCE = "${*}"  # the one character, which stands for the resource of an action without any
_OF_ENDPOINTS = ("aws:sourcevpce", "aws:sourcevpc", "aws:vpcsourceip")
_EXACT = {
    Family.NUMERIC: "NumericEquals",
    Family.DATE: "DateEquals",
    Family.BOOL: "Bool",
    Family.IP: "IpAddress",
}
ANONYMOUS = "anonymous"


class Form(Struct, frozen=True):
    """The requests of one expectation that take one way.

    `asked` says who asks what, and how; `possible` are policies of which one allows what can be asked: the
    actions of the catalogue, and those that AWS may add to the pattern. There are none where the expectation
    names action and resource itself. `facts` allow all requests but those of an account of the file that say
    of it what is known not to be so: all of them have to allow.
    """

    asked: Policy
    possible: tuple[Policy, ...] = ()
    facts: tuple[Policy, ...] = ()

    def meets(self, possible: Policy) -> bool:
        """Whether a resource of the form may be one that *possible* allows; a True may be a missed False."""
        (asked,) = self.asked
        named = [pattern(each, Syntax.ARN) for each in asked.resources or ()]
        for statement in possible:
            meeting = statement.effect is Effect.ALLOW and _meeting(named, statement)
            if meeting and not any(_covering(meeting, each, statement) for each in possible):
                return True
        return False


def form(
    expectation: Expectation, door: Door | None, held: Holdings, own: Held | None, *, additions: bool
) -> Form:
    """Return the requests of *expectation* through *door*, None for outside every endpoint.

    *own* are the caller's own policies; *additions* asks for actions that AWS may add as well.
    """
    conditions = [*_who(expectation.principal), *_how(expectation, door, held, own)]
    if own:  # the root user has no policies of its own
        conditions.append(Condition("ArnNotLike", "aws:PrincipalArn", ("arn:*:iam::*:root",)))
    action = _action(expectation.action, door)
    asked = Statement(
        Effect.ALLOW,
        principals=_element(expectation.principal),
        actions=(action,),
        resources=(expectation.resource or "*",),
        conditions=tuple(conditions),
    )
    facts = tuple(_facts(held, {key.lower() for key in expectation.context}))
    if not (_is_wild(action) or _is_wild(expectation.resource)) or action == "*":
        return Form(Policy((asked,)), facts=facts)
    region = (door.region if door else None) or "*"
    possible = [possible_requests(action, held.partition, region)]
    if additions and _is_wild(action):
        possible.append(_additions(action))
    return Form(Policy((asked,)), tuple(possible), facts)


def _facts(held: Holdings, given: Collection[str]) -> Iterator[Policy]:
    """Yield, for callers and for resources, that those of the file's account are in its organization.

    And that what AWS owns is not.
    """
    for account, organization in (
        ("aws:PrincipalAccount", "aws:PrincipalOrgID"),
        ("aws:ResourceAccount", "aws:ResourceOrgID"),
    ):
        if held.organization and organization.lower() in held.operators and organization.lower() not in given:
            conditions = (
                Condition("StringEquals", organization, (held.organization,)),
                Condition("StringNotEquals", account, (held.account,)),
            )
            yield Policy(tuple(_anything(condition) for condition in conditions))
    if held.organization and "aws:resourceorgid" in held.operators and "aws:resourceorgid" not in given:
        outside = Condition("StringNotEquals", "aws:ResourceOrgID", (held.organization,))
        others = Statement(
            Effect.ALLOW, principals=EVERYONE, actions=("*",), not_resources=catalog.arns_of_aws()
        )
        yield Policy((others, _anything(outside)))


def _anything(condition: Condition) -> Statement:
    """Return the statement that allows everything for which *condition* holds."""
    return Statement(
        Effect.ALLOW, principals=EVERYONE, actions=("*",), resources=("*",), conditions=(condition,)
    )


def by_strangers(given: Form) -> Form:
    """Return the requests of *given* whose caller belongs to no account."""
    nobody = Condition("Null", "aws:PrincipalArn", ("true",))
    (asked,) = given.asked
    conditions = (*asked.conditions, nobody)
    stranger = Statement(
        asked.effect, None, asked.principals, None, asked.actions, None, asked.resources, None, conditions
    )
    return replace(given, asked=Policy((stranger,)))


@lru_cache(maxsize=512)
def possible_requests(action: str, partition: str, region: str) -> Policy:
    """Return the policy that allows each known action that *action* matches on resources of its types.

    Where the pattern of a type holds another type's resources too, as `table/*` holds indexes, those are
    denied for actions that do not act on them.
    """
    return possible_among(catalog.expand(action), partition, region)


@lru_cache(maxsize=2048)
def possible_among(actions: tuple[str, ...], partition: str, region: str) -> Policy:
    """Return the same for known *actions* of one service, with their prefix."""
    service = catalog.service(actions[0].partition(":")[0]) if actions else None
    if service is None:
        return Policy(())
    without = catalog.types_without_account(service.prefix)
    arns = {
        name: tuple(_arns(each.arn, partition, region, of_aws=name in without))
        for name, each in service.resource_types.items()
    }
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in actions:
        known = service.actions[name.partition(":")[2].lower()]
        groups.setdefault(known.resource_types, []).append(name)
    statements = []
    for types, alike in groups.items():
        plainest = sorted((arn for each in types for arn in arns[each]), key=len)
        resources = tuple(plainest) or (_NO_RESOURCE,)
        statements.append(Statement(Effect.ALLOW, actions=tuple(alike), resources=resources))
        others = tuple(arn for name in arns if name not in types for arn in arns[name])
        if alien := tuple(_inside(others, resources)):
            statements.append(Statement(Effect.DENY, actions=tuple(alike), resources=alien))
    return Policy(tuple(statements))


def _arns(written: str, partition: str, region: str, *, of_aws: bool) -> Iterator[str]:
    """Yield the patterns of a type's ARNs; *of_aws* says that AWS owns some, which name no account."""
    for arn in written.split(", "):
        placed = arn.replace("${Partition}", partition).replace("${Region}", region)
        yield _VARIABLE.sub("?*", placed)
        if of_aws:
            yield _VARIABLE.sub("?*", placed.replace("${Account}", ""))


def _inside(arns: Iterable[str], wide: Iterable[str]) -> Iterator[str]:
    """Yield those of *arns* that lie inside one of *wide* and that hold none of them, as wide as they go."""
    around = [(each.replace("?*", "x"), pattern(each, Syntax.ARN)) for each in wide]
    for arn in arns:
        example, inner = arn.replace("?*", "x"), pattern(arn, Syntax.ARN)
        if any(outer.matches(example) and not inner.matches(other) for other, outer in around):
            yield arn.replace("?*", "*")


def _meeting(named: Iterable[Pattern], statement: Statement) -> list[Pattern]:
    resources = [pattern(each, Syntax.ARN, variables=True) for each in statement.resources or ()]
    return [each for each in named if any(each.may_meet(other) for other in resources)]


def _covering(named: Iterable[Pattern], denied: Statement, allowed: Statement) -> bool:
    """Whether *denied* takes away all that *allowed* gives of what is *named*."""
    if denied.effect is not Effect.DENY or denied.actions != allowed.actions:
        return False
    wide = [pattern(each, Syntax.ARN) for each in denied.resources or ()]
    return all(any(each.covers(one) for each in wide) for one in named)


def _additions(action: str) -> Policy:
    """Return the policy that allows what *action* matches beside the actions of the catalogue."""
    known = tuple(catalog.expand(action))
    spared = (Statement(Effect.DENY, actions=known, resources=("*",)),) if known else ()
    return Policy((Statement(Effect.ALLOW, actions=(action,), resources=("*",)), *spared))


def _action(action: str | None, door: Door | None) -> str:
    if action in (None, "*"):
        return f"{door.service}:*" if door and door.service else "*"
    return action


def _is_wild(text: str | None) -> bool:
    return text is None or "*" in text or "?" in text


def _element(principal: str | None) -> Principals:
    """Return the Principal element for a caller that no condition key tells: a service, one session."""
    if principal is None:
        return EVERYONE
    session = _SESSION.fullmatch(principal)
    if session and session[4] and not _is_wild(principal):
        return Principals((("AWS", (principal,)),))
    if ":" not in principal and principal not in ("*", ANONYMOUS):
        return Principals((("Service", (principal,)),))
    return EVERYONE


def _who(principal: str | None) -> Iterator[Condition]:
    if principal == ANONYMOUS:
        for key in ("aws:PrincipalArn", "aws:PrincipalServiceName"):
            yield Condition("Null", key, ("true",))
    elif principal and ":" in principal:
        session = _SESSION.fullmatch(principal)
        if session:
            role = f"arn:{session[1]}:iam::{session[2]}:role"
            arns: tuple[str, ...] = (f"{role}/{session[3]}", f"{role}/*/{session[3]}")
        else:
            arns = (principal,)
        yield Condition("ArnLike", "aws:PrincipalArn", arns)


def _how(
    expectation: Expectation, door: Door | None, held: Holdings, own: Held | None
) -> Iterator[Condition]:
    """Yield what the form says of condition keys: the expectation's context, and the way; the rest is free.

    Of keys that no policy asks for there is nothing to say.
    """
    operators = dict(held.operators)
    for key, more in operators_in([own.policy] if own else []).items():
        operators[key] = operators.get(key, set()) | more
    given = {key.lower() for key in expectation.context}
    for key, values in expectation.context.items():
        if key.lower() in operators:
            yield from _has(key, values, operators[key.lower()])
    if door and "aws:sourcevpce" in operators and "aws:sourcevpce" not in given:
        yield Condition("StringEquals", "aws:SourceVpce", (door.id,))
    ways = dict.fromkeys(_OF_ENDPOINTS, "true" if door is None else "false")
    if door:
        ways["aws:sourceip"] = "true"  # AWS sets it on requests from the internet alone
    for key, absent in ways.items():
        if key in operators and key not in given:
            yield Condition("Null", key, (absent,))


def _has(key: str, values: tuple[str, ...] | None, operators: Iterable[str]) -> Iterator[Condition]:
    """Yield the conditions for a key that holds exactly *values*, of the kind that the policies ask with.

    None is absence.
    """
    if values is None:
        yield Condition("Null", key, ("true",))
        return
    families = {OPERATORS[operator].family for operator in operators}
    exact = next((_EXACT[family] for family in families if family in _EXACT), "StringEquals")
    if len(values) == 1:
        yield Condition(exact, key, values)
        return
    yield Condition(exact, key, values, "ForAllValues")
    for value in values:
        yield Condition(exact, key, (value,), "ForAnyValue")
